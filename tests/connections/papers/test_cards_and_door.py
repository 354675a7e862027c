"""Cards for the tables and the list for the door."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.catalogue.states import Confidentiality
from app.connections.models import Meeting
from app.connections.papers import cards, door_list
from app.connections.stages import Mode
from app.connections.timetables import queries
from app.core.db import transaction
from app.registrations.board import links as board
from tests.factories.accounts import make_hub
from tests.factories.events import make_event


def texts(content: bytes) -> list[str]:
    return [page.extract_text().replace("\n", " ") for page in PdfReader(BytesIO(content)).pages]


def base(event) -> str:
    return f"/events/{event.slug}/desk/timetable"


def to_booth(meeting: Meeting, code: str) -> None:
    with transaction():
        meeting.table_number, meeting.mode, meeting.place = None, Mode.ON_SITE, code


def test_each_table_and_booth_has_a_card_tables_first(client, sign_in, fair):
    first, second, third = queries.schedule(fair)
    to_booth(second, "A02")
    with transaction():
        third.table_number = 12
    sign_in(client, "steward", hub=fair.hub)

    answer = client.get(f"{base(fair)}/cards.pdf?paper=a5")

    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    said = texts(answer.data)
    places = [place for _day, place, _met in cards.by_place(queries.schedule(fair))]
    assert places == [1, 12, "A02"]
    for page, place, meeting in zip(said, places, [first, third, second], strict=True):
        assert str(place) in page
        assert all(side in page for side in meeting.sides)
    assert len(PdfReader(BytesIO(client.get(f"{base(fair)}/cards.pdf").data)).pages) == 2


def test_a_card_does_not_name_who_keeps_the_need_private(fair):
    meeting = queries.schedule(fair)[0]
    with transaction():
        meeting.need.confidentiality = Confidentiality.ANONYMOUS

    assert cards.public_sides(meeting) == ("Đơn vị không nêu tên", meeting.sides[1])


def test_the_door_list_has_both_sides_of_every_meeting_by_time_then_by_name(fair):
    meetings = queries.schedule(fair)

    ((_day, rows),) = door_list.rows_by_day(fair, meetings)

    buyer = f"Đơn vị mua {fair.slug}"
    firms = [meeting.supply.name for meeting in meetings]
    assert [(name, other) for _time, name, _place, other in rows] == [
        pair for firm in firms for pair in ((firm, buyer), (buyer, firm))
    ]
    assert {place for _time, _name, place, _other in rows} == {"Bàn 1"}


def test_the_door_list_is_a_pdf_with_the_code_of_the_board_where_it_opens_the_tables(
    client, sign_in, fair
):
    sign_in(client, "steward", hub=fair.hub)

    (plain,) = texts(client.get(f"{base(fair)}/door.pdf").data)
    link = board.renew(fair)
    address = board.address_of(link)
    (closed,) = texts(client.get(f"{base(fair)}/door.pdf").data)
    board.show_tables(link, shown=True)
    (page,) = PdfReader(BytesIO(client.get(f"{base(fair)}/door.pdf").data)).pages

    assert "Bàn 1" in plain and plain.count(f"Đơn vị mua {fair.slug}") == 6
    assert closed == plain and "Mã mở" not in plain
    assert "Mã mở" in page.extract_text()
    said = [note.get_object()["/A"]["/URI"] for note in page["/Annots"]]
    assert [one.rpartition("/board/")[2] for one in said] == [
        address.rpartition("/board/")[2] + "/tables"
    ]


@pytest.mark.parametrize("paper", ["cards.pdf", "door.pdf"])
def test_without_announced_meetings_there_is_no_paper(client, sign_in, planned, paper):
    sign_in(client, "steward", hub=planned.hub)

    assert client.get(f"{base(planned)}/{paper}").status_code == 404
    sign_in(client, "steward", hub=make_event(make_hub()).hub)
    assert client.get(f"{base(planned)}/{paper}").status_code == 404
