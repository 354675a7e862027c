"""Gates, session doors, booths and meals, each with its rule, as the office sets them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from app.core import clock, jobs
from app.core.db import db
from app.registrations import actions as registrations
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import fair_of
from app.registrations.models import Point, Scan
from app.registrations.states import PointKind, PointRule
from tests.factories.checkin import (
    make_category,
    make_device,
    make_guest,
    make_point,
    make_session_door,
    sent,
    token_of,
)
from tests.factories.events import moment
from tests.factories.registrations import make_open_event, make_registration
from tests.registrations.checkin.reading import scanned, text_of, verdicts


def supervisor(fair) -> dict[str, str]:
    from app.registrations.checkin.office import actions

    _device, token = actions.create_device(fair, "S-01", supervisor=True)
    return {"Authorization": f"Bearer {token}"}


def door(client, fair, device) -> dict:
    return client.get(f"/api/v1/events/{fair.slug}/door", headers=device).json


def test_the_office_sets_rule_directions_categories_and_enrolment(office, fair, desk, submit):
    vip = make_category(fair, name="Khách mời", number=7)
    answer = submit(
        office,
        f"{desk}/points/new",
        name="Bữa trưa",
        code="lunch",
        kind="meal",
        rule="once",
        categories=["7"],
        opens="11:00",
        closes="13:30",
    )
    point = db.session.scalars(select(Point).where(Point.code == "lunch")).one()
    page = text_of(office.get(f"{desk}/points"))

    assert answer.status_code == 303
    assert (point.kind, point.rule, point.exits) == (PointKind.MEAL, PointRule.ONCE, False)
    assert (point.categories, point.enrolment) == ([vip.number], None)
    assert "bữa ăn" in page and "chỉ Khách mời" in page
    form = office.get(f"{desk}/points/lunch").get_data(as_text=True)
    assert 'value="7" checked' in form


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"enrolment": "yes"}, "Chọn phiên mà khách phải ghi danh"),
        ({"rule": "thrice"}, "chọn một trong"),
        ({"categories": ["4711"]}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(office, desk, submit, fields, said):
    answer = submit(
        office, f"{desk}/points/new", **{"name": "Bữa trưa", "code": "b", "kind": "meal"} | fields
    )

    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert 'value="Bữa trưa"' in answer.get_data(as_text=True)


def test_a_gift_is_handed_out_once_coffee_as_often_as_one_likes(send, fair):
    make_point(fair, "gift", kind=PointKind.BOOTH, rule=PointRule.ONCE)
    make_point(fair, "coffee", kind=PointKind.MEAL, rule=PointRule.MANY)
    badge = token_of(make_guest(fair))

    gifts = send(*(sent(badge, moment("08:00", day=n), "gift") for n in (1, 2)))
    cups = send(*(sent(badge, moment(f"0{n}:00"), "coffee") for n in (8, 9)))

    assert verdicts(gifts) == ["admitted", "repeat"]
    assert verdicts(cups) == ["admitted", "admitted"]


def test_a_point_for_some_categories_turns_the_others_away(send, fair):
    vip = make_category(fair, name="Khách mời")
    make_point(fair, "lunch", kind=PointKind.MEAL, categories=[vip.number])
    guest, stranger = make_guest(fair, vip), make_guest(fair)

    results = send(
        *(sent(token_of(one), moment("12:00"), "lunch") for one in (guest, stranger)),
    )

    assert verdicts(results) == ["admitted", "wrong_category"]


def test_who_becomes_something_else_keeps_what_was_scanned_before(app):
    event = make_open_event(starts_on=clock.today() - timedelta(days=1))
    vip, visitor = (make_category(event, name=name) for name in ("Khách mời", "Khách"))
    make_point(event, "lunch", kind=PointKind.MEAL, categories=[vip.number])
    guest = make_registration(vip)
    device, _token = make_device(event)
    now = clock.now()
    at = now - timedelta(minutes=5)
    show = partial(checkin.take_in, fair_of(event), device.id, device.name)
    show([sent(token_of(guest), at, "lunch")])

    registrations.change_category(guest, visitor.id)
    show([sent(token_of(guest), now + timedelta(minutes=1), "lunch")])

    found = db.session.scalars(select(Scan.verdict).order_by(Scan.at)).all()
    assert found == ["admitted", "wrong_category"]


def test_changing_the_rule_judges_earlier_scans_anew(app, office, fair, desk, submit):
    make_point(fair, "coffee", kind=PointKind.MEAL)
    badge = token_of(make_guest(fair))
    scanned(fair, *(sent(badge, moment(f"0{n}:00"), "coffee") for n in (8, 9)))
    submit(
        office,
        f"{desk}/points/coffee",
        name="Cà phê",
        code="coffee",
        kind="meal",
        rule="many",
        version=1,
    )
    jobs.drain()

    assert [scan.verdict for scan in db.session.scalars(select(Scan))] == ["admitted"] * 2


def test_a_meal_of_one_session_asks_for_the_seat(client, send, fair, device, monkeypatch):
    from app.core import hooks

    session_door = make_session_door(fair, "s10")
    make_point(
        fair, "lunch", kind=PointKind.MEAL, session_id=session_door.session_id, enrolment=True
    )
    seated, other = make_guest(fair), make_guest(fair)
    since, seat = moment("07:00"), (session_door.session_id, seated.id)
    monkeypatch.setattr(
        hooks.session_door_admits,
        "gather",
        lambda sessions, people: [(*seat, since)],
    )
    results = send(*(sent(token_of(one), moment("12:00"), "lunch") for one in (seated, other)))
    answer = client.get(f"/api/v1/events/{fair.slug}/door/seats", headers=device)

    assert verdicts(results) == ["admitted", "not_enrolled"]
    assert [point["seats"] for point in door(client, fair, device)["points"]] == [
        *[False] * 2,
        *[True] * 2,
    ]
    [[serial, told]] = answer.json["points"]["lunch"].items()
    assert told == since.isoformat().replace("+00:00", "Z")
    assert answer.json["points"]["s10"].keys() == {serial}


def test_the_phone_learns_each_points_rule(client, fair, device):
    category = make_category(fair, name="Khách mời", number=9)
    make_point(fair, "lunch", kind=PointKind.MEAL, rule=PointRule.ONCE, exits=False, categories=[9])
    told = door(client, fair, device)
    lunch = next(point for point in told["points"] if point["code"] == "lunch")

    assert (lunch["kind"], lunch["rule"], lunch["exits"]) == ("meal", "once", False)
    assert lunch["categories"] == [9]
    assert told["event"]["categories"][category.name] == 9
    assert told["device"]["supervisor"] is False


# -- a supervisor lets in once more --


def test_a_supervisor_lets_in_once_more_and_the_reason_is_kept(client, send, fair):
    badge, chief = token_of(make_guest(fair)), supervisor(fair)
    send(sent(badge, moment("08:00")))
    again = sent(badge, moment("08:05"), "gate-2") | {"reason": "  quên quét lúc ra "}

    assert door(client, fair, chief)["device"]["supervisor"] is True
    assert verdicts(send(again, headers=chief)) == ["admitted"]
    assert verdicts(send(again, headers=chief)) == ["admitted"], "a retry is the same scan"
    row = db.session.scalars(select(Scan).where(Scan.uuid == again["id"])).one()
    assert (row.reason, row.step, row.visit) == ("quên quét lúc ra", 0, False)
    assert verdicts(send(sent(badge, moment("08:10")))) == ["repeat"]


def test_from_another_device_a_reason_changes_nothing(send, fair):
    badge = token_of(make_guest(fair))
    send(sent(badge, moment("08:00")))

    assert verdicts(send(sent(badge, moment("08:05")) | {"reason": "cho tôi vào"})) == ["repeat"]
    assert set(db.session.scalars(select(Scan.reason))) == {None}


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201, 7, "a\x00b"])
def test_a_reason_that_is_none_spoils_its_own_scan_alone(send, fair, reason):
    badge = token_of(make_guest(fair))
    results = send(
        sent(badge, moment("08:00")),
        sent(badge, moment("08:05")) | {"reason": reason},
        headers=supervisor(fair),
    )

    assert (results[0]["verdict"], results[1]["error"]) == ("admitted", "reason")


def test_the_same_id_with_another_reason_is_a_conflict(send, fair):
    chief, badge = supervisor(fair), token_of(make_guest(fair))
    scan = sent(badge, moment("08:05")) | {"reason": "một"}
    send(scan, headers=chief)

    assert send(scan | {"reason": "hai"}, headers=chief)[0]["conflict"] is True


def test_an_organisers_own_phone_is_a_supervisors(client, sign_in, fair, submit):
    from app.accounts.models import Device, Hub
    from app.core import clock

    hub = db.session.get_one(Hub, fair.hub_id)
    for role, may in (("organiser", True), ("steward", False)):
        person = sign_in(client, role, hub=hub)
        with clock.at(moment("07:00")):
            submit(person, "/scan", place=f"{fair.slug}/gate-1")
        device = db.session.scalars(select(Device).order_by(Device.id.desc())).first()
        assert device.supervisor is may


def test_the_office_makes_a_supervisors_device(office, fair, desk, submit):
    submit(office, f"{desk}/devices/new", name="S-02", supervisor="y")

    assert "giám sát" in text_of(office.get(f"{desk}/devices"))
