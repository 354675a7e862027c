"""People by spreadsheet: read, judged, shown, then all or nobody."""

import csv
import io
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core import clock, jobs, sheets
from app.core.db import db
from app.core.errors import Refused
from app.registrations import actions as registrations
from app.registrations import queries
from app.registrations.imports import actions, rows
from app.registrations.imports.rows import Incoming
from app.registrations.imports.views import SMALL, SMALL_FILE
from app.registrations.models import Badge, Category, Consent, Registration
from app.registrations.states import Purpose, Source, Status
from tests.factories.accounts import make_hub
from tests.factories.registrations import (
    make_category,
    make_open_event,
    make_person,
    make_registration,
)

HEAD = ["full_name", "email", "phone", "role", "consent_processing", "org_name"]
GOOD = ["Nguyễn Thị Minh Hà", "ha@example.org", "0990 000 001", "visitor", "yes", "HTX Chè"]
CATEGORIES = {"visitor": "visitor", "khach tham quan": "visitor"}


def read_one(**cells):
    row = dict(zip(HEAD, GOOD, strict=True)) | cells
    return rows.read(list(row), [list(row.values())], [2], CATEGORIES)[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("full_name", None),
        ("email", "ha@"),
        ("phone", "12"),
        ("role", "khách lạ"),
        ("consent_processing", "no"),
        ("birth_year", 1492),
        ("full_name", "C«ng nghÖ th«ng tin"),
        ("org_name", "x" * 201),
    ],
)
def test_a_mistake_names_its_column(app, cell, value):
    found = read_one(**{cell: value})

    assert found.person is None
    assert list(found.errors) == [cell]


@pytest.mark.parametrize(
    "phone", ["0990.000.058", "+84990000058", "(+84)990000058", 990000058, "84990000058"]
)
def test_phones_are_understood_however_they_are_written(app, phone):
    assert read_one(phone=phone).person.phone == "+84990000058"


def test_headings_may_be_vietnamese(app):
    found = rows.read(
        ["Họ và tên *", "Thư điện tử", "Loại khách", "consent_processing"],
        [["Lê An", "an@example.org", "Khách tham quan", "có"]],
        [2],
        CATEGORIES,
    )[0]

    assert (found.person.name, found.category) == ("Lê An", "visitor")
    assert rows.missing(["Họ tên", "Loại khách"]) == ["email"]
    assert rows.missing(["x"]) == ["full_name", "role", "email"]


def test_names_in_capitals_are_put_right_and_given_names_kept(app):
    assert read_one(full_name="TRẦN NGUYỄN HOÀNG").person.name == "Trần Nguyễn Hoàng"
    assert read_one(given_name="Hà").person.given_name is None
    both = read_one(full_name="María José", given_name="María José").person
    assert both.given_name == "María José"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"gender": "Nam"}, "M"),
        ({"gender": "nữ"}, "F"),
        ({"gender": "F"}, "F"),
        ({"province": "Hà Nội"}, "01"),
        ({"province": "Thành phố Hồ Chí Minh"}, "79"),
        ({"province": "1"}, "01"),
        ({"province": 1}, "01"),
        ({"province": "Hà Giang"}, "08"),
        ({"org_type": "Doanh nghiệp"}, "ENT"),
        ({"org_type": "ENT"}, "ENT"),
    ],
)
def test_lists_are_understood_by_code_and_by_name(app, cells, code):
    """The export writes names; in Vietnamese both sexes begin with N."""
    person = read_one(**cells).person
    assert [getattr(person, name) for name in cells] == [code]


@pytest.mark.parametrize(
    "cells", [{"province": "Atlantis"}, {"province": "0²"}, {"org_type": "?"}, {"gender": "Q"}]
)
def test_what_is_not_in_a_list_is_named_and_not_lost_in_silence(app, cells):
    assert list(read_one(**cells).errors) == list(cells)


@pytest.mark.parametrize("year", ["²", "١٩٩٠", "1" * 10])
def test_only_plain_digits_are_a_year(app, year):
    assert list(read_one(birth_year=year).errors) == ["birth_year"]


@pytest.mark.parametrize("at", ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "x"])
def test_a_day_of_signing_up_that_cannot_be_is_left_out(app, at):
    category = make_category()
    row = read_one(role="visitor", registered_at=at)
    assert row.person is not None
    outcome = actions.bring_in(category.event, [replace(row, category=category.code)])
    assert outcome.added == 1
    made = db.session.scalars(select(Registration)).one()
    assert made.created_at.date() == clock.now().date()


def test_a_long_file_name_is_taken(client, sign_in, submit):
    category = make_category(code="visitor")
    office = sign_in(client, "organiser", hub=category.event.hub)
    page = f"/events/{category.event.slug}/desk/registrations/import"
    content = "\n".join([",".join(HEAD), ",".join(GOOD)]).encode()
    sent = submit(office, page, file=(io.BytesIO(content), "x" * 5000 + ".csv"))
    assert sent.status_code == 303
    assert submit(office, sent.location).status_code == 303
    jobs.drain()
    assert db.session.scalar(select(func.count(Registration.id))) == 1


def test_without_the_column_everybody_must_have_agreed(app):
    head, row = HEAD[:4], GOOD[:4]

    refused = rows.read(head, [row], [2], CATEGORIES)[0]
    agreed = rows.read(head, [row], [2], CATEGORIES, all_agreed=True)[0]

    assert list(refused.errors) == ["consent_processing"]
    assert agreed.person.consents == {Purpose.EVENT_OPERATIONS}


def incoming(category, number=1, **person):
    return Incoming(number, "x", category.code, make_person(**person))


@pytest.mark.usefixtures("app")
class TestBringingIn:
    def test_the_order_of_the_file_decides_who_gets_a_place(self):
        category = make_category(places=2, approval=True)

        outcome = actions.bring_in(category.event, [incoming(category) for _ in range(3)])

        assert (outcome.confirmed, outcome.waiting, outcome.refused) == (2, 1, [])
        found = db.session.scalars(select(Registration).order_by(Registration.id)).all()
        assert [r.status for r in found] == [Status.CONFIRMED] * 2 + [Status.WAITING]
        assert {r.source for r in found} == {Source.IMPORT}
        assert db.session.scalar(select(Category.taken)) == 2
        assert db.session.scalar(select(func.count(Badge.id))) == 2
        assert db.session.scalar(select(func.count(Consent.id))) == 3

    def test_one_bad_row_and_nobody_is_signed_up(self):
        category = make_category()
        make_registration(category, email="ha@example.org")
        people = [incoming(category, 2), incoming(category, 3, email="ha@example.org")]

        with pytest.raises(Refused) as refused:
            actions.bring_in(category.event, people)

        assert refused.value.details["refused"] == [(3, "already_signed_up")]
        assert db.session.scalar(select(func.count(Registration.id))) == 1

    def test_bad_rows_can_be_skipped_and_are_counted(self):
        category = make_category()
        twice = [incoming(category, n, email="ha@example.org") for n in (2, 3)]
        people = [*twice, Incoming(4, "x"), incoming(category, 5, consents=frozenset())]

        outcome = actions.bring_in(category.event, people, skip_refused=True)

        assert outcome.added == 1
        assert outcome.refused == [
            (3, "already_signed_up"),
            (4, "invalid"),
            (5, "consent_needed"),
        ]

    def test_when_somebody_signed_up_is_kept(self):
        category = make_category()
        at = clock.now().replace(year=2025)
        row = Incoming(2, "x", category.code, make_person(), at=at, code="A001")

        actions.bring_in(category.event, [row])

        made = db.session.scalars(select(Registration)).one()
        assert (made.created_at, made.imported_code) == (at, "A001")

    def test_thousands_take_seconds(self):
        category = make_category()
        people = [incoming(category, n) for n in range(1500)]
        began = time.process_time()

        assert actions.bring_in(category.event, people).confirmed == 1500

        assert time.process_time() - began < 6


def workbook(*lines, head=HEAD):
    return sheets.write(head, lines, "xlsx")


@pytest.fixture
def fair(app):
    event = make_open_event(make_hub())
    make_category(event, code="visitor", name="Khách tham quan")
    return event


@pytest.fixture
def office(client, sign_in, fair):
    return sign_in(client, "organiser", hub=fair.hub)


def send(client, fair, submit, content, name="khach.xlsx"):
    url = f"/events/{fair.slug}/desk/registrations/import"
    return submit(client, url, file=(io.BytesIO(content), name))


def test_nothing_is_written_before_the_preview_is_confirmed(office, fair, submit):
    second = ["Lê An", None, "0990000002", "Khách tham quan", "yes", None]

    answer = send(office, fair, submit, workbook(GOOD, second))

    assert answer.status_code == 303
    page = office.get(answer.location).get_data(as_text=True)
    assert "Lê An" in page
    assert db.session.scalar(select(func.count(Registration.id))) == 0
    done = submit(office, answer.location)
    jobs.drain()
    assert done.location.startswith("/jobs/")
    assert queries.counts_by_status(fair.id)[Status.CONFIRMED] == 2
    assert office.get(answer.location).status_code == 404
    kinds = [j.args.get("kind") for j in db.session.scalars(select(jobs.Job))]
    assert "confirmation" not in kinds


def test_a_file_with_mistakes_shows_them_and_cannot_be_imported(office, fair, submit):
    bad = ["", "ha@", "", "visitor", "yes", ""]

    answer = send(office, fair, submit, workbook(GOOD, bad))

    page = office.get(answer.location).get_data(as_text=True)
    assert "full_name" in page
    assert (
        submit(
            office, answer.location, page=answer.location[: -len(answer.location)] or "/privacy"
        ).status_code
        == 422
    )
    assert db.session.scalar(select(func.count(Registration.id))) == 0


def large(first="p0@example.org"):
    """One row more than is looked through while somebody waits."""
    addresses = [first, *(f"p{n}@example.org" for n in range(1, SMALL + 1))]
    return workbook(*([f"Lê An {n}", to, None, *GOOD[3:]] for n, to in enumerate(addresses)))


class TestLargeFiles:
    def test_a_large_file_is_looked_through_by_a_job(self, office, fair, submit):
        preview = send(office, fair, submit, large(first="p1@example.org")).location

        assert 'class="card job"' in office.get(preview).get_data(as_text=True)
        assert submit(office, preview).status_code == 422, "not before it was looked through"
        (job,) = db.session.scalars(select(jobs.Job))
        jobs.drain()

        db.session.refresh(job)
        assert (job.result, job.done_count) == ({"total": SMALL + 1, "wrong": 1}, SMALL + 1)
        page = office.get(preview).get_data(as_text=True)
        assert "Lê An 1</td>" in page, "the second of one address"
        assert submit(office, preview).status_code == 422
        assert db.session.scalar(select(func.count(Registration.id))) == 0

    def test_who_signs_up_after_the_preview_is_named_in_it(self, office, fair, submit):
        preview = send(office, fair, submit, large()).location
        jobs.drain()
        category = queries.category_by_code(fair.id, "visitor")
        make_registration(category, name="Nhanh Chân", email="p7@example.org")

        done = submit(office, preview)
        jobs.drain()

        job = office.get(done.location).get_data(as_text=True)
        assert f'href="{preview}"' in job, "the way back leads to what has to be put right"
        assert "Lê An 7</td>" in office.get(preview).get_data(as_text=True)
        assert db.session.scalar(select(func.count(Registration.id))) == 1
        for person in db.session.scalars(select(Registration)):
            registrations.cancel(person)
        submit(office, f"{preview}/check", page=preview)
        jobs.drain()
        submit(office, preview)
        jobs.drain()
        assert queries.counts_by_status(fair.id)[Status.CONFIRMED] == SMALL + 1
        assert office.get(preview).status_code == 404

    def test_in_another_language_it_is_looked_through_again(self, office, fair, submit):
        preview = send(office, fair, submit, large()).location
        jobs.drain()

        page = office.get(f"{preview}?lang=en").get_data(as_text=True)
        assert "has not been checked in this language" in page
        submit(office, f"{preview}/check?lang=en", page=preview)
        jobs.drain()

        page = office.get(f"{preview}?lang=en").get_data(as_text=True)
        assert f"Import {SMALL + 1} people" in page

    @pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(SMALL_FILE), b"a,b\n" * SMALL_FILE])
    def test_a_large_file_that_cannot_be_read_says_why(self, office, fair, submit, content):
        preview = send(office, fair, submit, content, "khach.csv").location
        jobs.drain()

        (job,) = db.session.scalars(select(jobs.Job))
        assert job.state is jobs.State.FAILED
        assert job.error in office.get(preview).get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "x.csv"), (b"PK\x03\x04junk", "x.xlsx"), (b"a,b\n1,2\n", "x.csv"), (b"%PDF", "x.pdf")],
)
def test_files_that_cannot_be_read_are_refused_with_words(office, fair, submit, content, name):
    answer = send(office, fair, submit, content, name)

    assert answer.status_code == 200
    assert 'id="file-error"' in answer.get_data(as_text=True)


def test_an_export_can_be_imported_again(office, fair, submit):
    category = queries.category_by_code(fair.id, "visitor")
    made = make_registration(category, organisation="HTX Chè", phone="+84990000001")
    export = office.get(f"/events/{fair.slug}/desk/registrations?format=xlsx").data
    other = make_open_event(fair.hub)
    make_category(other, code="visitor", name="Khách tham quan")

    sheet = sheets.read(export, "x.xlsx")
    found = rows.read(
        sheet.header, sheet.rows, sheet.numbers, actions.names_of(other.id), all_agreed=True
    )

    assert [(f.person.name, f.person.email, f.person.phone) for f in found] == [
        (made.name, made.email, "+84990000001")
    ]


def test_the_sample_reads_completely(app):
    file = Path(__file__).parents[2] / "app" / "demo" / "data" / "attendees.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        head, *body = list(csv.reader(lines))
    roles = {row[head.index("role")]: row[head.index("role")] for row in body}

    found = rows.read(head, body, range(2, len(body) + 2), roles)

    assert [row.errors for row in found if row.errors] == []
    assert sum(1 for row in found if row.person.guardian) == 4
