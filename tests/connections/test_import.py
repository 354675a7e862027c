"""Meeting requests out of a sheet: read, shown, then taken whole or not at all."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from app.accounts.models import Hub
from app.connections.models import MeetingRequest
from app.connections.requests import actions, queries
from app.connections.requests.importing import read_rows
from app.connections.stages import Mode
from app.core import sheets, words
from app.core.db import db
from app.core.errors import Refused
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_request
from tests.factories.events import make_event


@pytest.fixture
def event(app):
    event = make_event()
    hub = db.session.get_one(Hub, event.hub_id)
    own = make_organisation(hub)
    make_need(organisation=own, code="N1")
    make_need(hub, code="N2")
    make_technology(organisation=own, code="T1")
    make_technology(hub, code="T2")
    make_need(code="N9")  # of another hub
    return event


def csv_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def read(event, *lines: str):
    return read_rows(sheets.read(csv_of(*lines), "a.csv"), queries.known_to(event))


def test_a_sheet_may_ask_for_the_booth(event):
    rows = read(event, "need;technology;mode", "N1;T2;Tại gian hàng", "N2;T1;booth")
    actions.import_rows(event, [row.given for row in rows])

    assert [row.errors for row in rows] == [{}, {}]
    assert [one.at_booth for one in db.session.scalars(select(MeetingRequest))] == [True, True]


def test_rows_give_what_they_say_and_defaults_for_the_rest(event):
    rows = read(event, "Mã nhu cầu;Mã công nghệ;Ưu tiên;Hình thức", "n1;t2;;", "N2;T1;5;Trực tuyến")

    assert [row.errors for row in rows] == [{}, {}]
    assert [row.given for row in rows] == [
        {
            "code": None,
            "need": "N1",
            "technology": "T2",
            "weight": 3,
            "mode": Mode.ON_SITE,
            "message": None,
        },
        {
            "code": None,
            "need": "N2",
            "technology": "T1",
            "weight": 5,
            "mode": Mode.ONLINE,
            "message": None,
        },
    ]


def test_every_mistake_is_named_by_row_and_column(event):
    rows = read(
        event,
        "code,need,technology,weight,mode",
        "Q1,N1,T1,3,on_site",
        "Q2,N9,T2,6,phone",
        "Q3,N2,T2,3,online",
        "Q3,N2,T2,3,online",
        "Q 4,,,,",
    )

    assert [(row.number, sorted(row.errors)) for row in rows] == [
        (2, ["technology"]),
        (3, ["mode", "need", "weight"]),
        (4, []),
        (5, ["code", "technology"]),
        (6, ["code", "need", "technology"]),
    ]


def test_pairs_that_were_asked_for_stay_and_codes_are_not_given_twice(event):
    hub = db.session.get_one(Hub, event.hub_id)
    known = make_request(event, technology=make_technology(hub, code="T5"), code="Q7")
    pair = f"{known.need.code},T5"

    same, taken = read(event, "need,technology,code", f"{pair},Q7", "N2,T2,Q7")

    assert (same.fate, same.errors) == ("same", {})
    assert (taken.fate, sorted(taken.errors)) == ("new", ["code"])


@pytest.mark.parametrize(
    ("lines", "code"),
    [(["need,weight", "N1,3"], "columns_missing"), (["need,technology"], "no_requests_in_file")],
)
def test_a_file_without_the_needed_is_refused(event, lines, code):
    with pytest.raises(Refused) as refusal:
        read(event, *lines)
    assert refusal.value.code == code


def test_codes_of_any_shape_leave_room_for_the_next_ones(event):
    rows = read(event, "need,technology,code", "N1,T2,Q-2026-001", "N2,T1,", "N2,T2,Q001")
    actions.import_rows(event, [row.given for row in rows])

    for number in range(2):
        make_request(event, technology=make_technology(event.hub, code=f"T8{number}"))

    codes = db.session.scalars(select(MeetingRequest.code)).all()
    assert sorted(codes) == ["Q-2026-001", "Q001", "Q002", "Q003", "Q004"]


def test_an_import_is_whole_or_nothing(event):
    rows = [{"code": None, "need": "N1", "technology": "T2", "weight": 3, "mode": "on_site"}] * 2

    with pytest.raises(Refused) as refusal:
        actions.import_rows(event, rows)

    assert refusal.value.code == "request_exists"
    assert db.session.scalars(select(MeetingRequest)).all() == []


def test_the_preview_saves_nothing_and_the_confirmation_everything(event, client, sign_in, submit):
    sign_in(client, "organiser", hub=db.session.get_one(Hub, event.hub_id))
    url = f"/events/{event.slug}/desk/requests/import"
    upload = (BytesIO(csv_of("need,technology,weight", "N1,T2,5", "N2,T1,2")), "đề nghị.csv")

    page = submit(client, url, file=upload).get_data(as_text=True)
    assert "Tệp dùng được: 2 đề nghị mới, 0 đã có" in page
    assert db.session.scalars(select(MeetingRequest)).all() == []
    kept = re.search(r'name="file" value="([^"]+)"', page).group(1)
    done = submit(client, f"{url}/confirm", page=url, file=kept, name="a.csv")

    assert done.location == f"/events/{event.slug}/desk/requests"
    found = db.session.scalars(select(MeetingRequest).order_by(MeetingRequest.code)).all()
    assert [(r.code, r.need.code, r.technology.code, r.weight) for r in found] == [
        ("Q001", "N1", "T2", 5),
        ("Q002", "N2", "T1", 2),
    ]


def test_a_wrong_file_is_refused_in_words(event, client, sign_in, submit):
    sign_in(client, "organiser", hub=db.session.get_one(Hub, event.hub_id))
    url = f"/events/{event.slug}/desk/requests/import"
    answer = submit(client, url, file=(BytesIO(b"%PDF-1.7"), "a.pdf"))
    assert answer.status_code == 422
    assert words.say(Refused("sheet_kind")) in answer.get_data(as_text=True)
    page = submit(client, url, file=(BytesIO(csv_of("need,technology", "N1,T9")), "a.csv"))
    said = page.get_data(as_text=True)
    assert "1 dòng" in said and "T9" in said and "confirm" not in said

    answer = submit(client, f"{url}/confirm", page=url, file="không phải", name="a.csv")
    assert answer.location == url
    assert words.say(Refused("sheet_broken")) in client.get(url).get_data(as_text=True)


def test_the_empty_sheet_can_be_filled_and_read(event, client, sign_in):
    sign_in(client, "organiser", hub=db.session.get_one(Hub, event.hub_id))
    url = f"/events/{event.slug}/desk/requests/import/template?format=csv"

    head = client.get(url).get_data().strip()

    rows = read_rows(sheets.read(head + b"\n,N1,T2,4,online,", "a.csv"), queries.known_to(event))
    assert (rows[0].errors, rows[0].given["weight"]) == ({}, 4)
