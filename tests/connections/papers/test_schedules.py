"""Everybody's schedule on paper: as one file for the office, one's own by link."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlsplit

from pypdf import PdfReader
from sqlalchemy import select

from app.catalogue.models import Organisation
from app.connections.papers import schedules
from app.connections.papers.arrangement import Paper
from app.connections.papers.drawing import draw
from app.connections.scheduling.answer import Limits
from app.connections.timetables import actions, links, queries
from app.connections.timetables.board import board_of
from app.core import files, jobs
from app.core.db import db, transaction
from app.core.jobs import Job
from tests.connections.papers.conftest import fill

A5 = (420, 595)


def texts(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def base(event) -> str:
    return f"/events/{event.slug}/desk/timetable"


def buyer_of(event) -> Organisation:
    return queries.schedule(event)[0].demand


def test_the_office_has_a_sheet_made_for_each_organisation(client, sign_in, submit, fair):
    sign_in(client, "organiser", hub=fair.hub)

    sent = submit(client, f"{base(fair)}/papers", page=f"{base(fair)}/papers", paper="a5")
    assert sent.status_code == 303
    jobs.drain()

    job = db.session.scalars(select(Job).where(Job.task == "connections.schedule_sheets")).one()
    assert sent.location.endswith(f"/jobs/{job.code}") and job.result == {"sheets": 4}
    assert (job.done_count, job.total_count) == (4, 4)
    sheets = [page.replace("\n", " ") for page in texts(files.read(f"jobs/{job.code}"))]
    everybody = schedules.by_organisation(queries.schedule(fair))
    names = [organisation.name for organisation, _met in everybody]
    assert all(name in page for name, page in zip(names, sheets, strict=True))
    assert names == [f"Ấp {n} {fair.slug}" for n in range(3)] + [f"Đơn vị mua {fair.slug}"]


def test_two_sheets_share_an_a4(fair):
    content, count = schedules.for_all(fair, Paper.A4, lambda done, of: None)

    reader = PdfReader(BytesIO(content))
    assert count == 4 and len(reader.pages) == 2
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [842, 595]


def test_each_sheet_speaks_the_language_of_its_reader(fair):
    with transaction():
        buyer_of(fair).language = "en"

    content, _count = schedules.for_all(fair, Paper.A5, lambda done, of: None)

    *others, buyer = texts(content)
    assert "Table 1" in buyer and "Bàn 1" not in buyer
    assert all("Bàn 1" in one and "Table" not in one for one in others)


def test_one_prints_ones_own_by_link_with_all_meetings_and_the_link_in_the_code(client, fair):
    buyer = buyer_of(fair)

    own = f"/m/{links.token_of(fair, buyer.id)}"

    answer = client.get(f"{own}/meetings.pdf")

    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    (page,) = PdfReader(BytesIO(answer.data)).pages
    assert [round(float(side)) for side in page.mediabox[2:]] == list(A5)
    said = page.extract_text().replace("\n", " ")
    assert [f"Ấp {n} {fair.slug}" in said for n in range(3)] == [True] * 3
    links_on_it = [note.get_object()["/A"]["/URI"] for note in page["/Annots"]]
    assert [urlsplit(one).path for one in links_on_it] == [own]
    assert f"{own}/meetings.pdf" in client.get(own).text


def test_a_long_list_goes_on_on_a_second_page(app, fair):
    buyer = buyer_of(fair)
    meetings = queries.schedule(fair, buyer.id) * 6
    first, second = texts(draw([schedules.sheet_of(fair, buyer, meetings)], name="Lịch"))

    assert "1/2" in first and "2/2" in second and "(tiếp theo)" in second
    assert sum(page.count("Bàn 1") for page in (first, second)) == 18


def test_nothing_is_printed_of_what_was_not_announced(client, sign_in, planned):
    board = board_of(planned)
    organisation = board.organisations[board.instance.meetings[0].a]
    own = f"/m/{links.token_of(planned, organisation.id)}/meetings.pdf"

    assert client.get(own).status_code == 404
    sign_in(client, "organiser", hub=planned.hub)
    assert "Chưa có cuộc kết nối nào được công bố" in client.get(f"{base(planned)}/papers").text
    actions.announce(planned.id)
    assert client.get(own).status_code == 200


def test_the_papers_take_the_same_statements_for_many_as_for_few(statements, fair):
    def sent() -> int:
        db.session.expire_all()
        with statements() as found:
            schedules.for_all(fair, Paper.A5, lambda done, of: None)
        return len(found)

    few = sent()
    fill(fair, pairs=4)
    actions.make_timetable(fair.id, Limits(seconds=20, workers=1))
    actions.announce(fair.id)
    assert sent() == few
