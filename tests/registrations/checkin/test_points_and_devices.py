"""The office's pages of points and devices, and the command for devices."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.models import Device, Hub
from app.core import jobs
from app.core.db import db
from app.events.actions import create_event
from app.events.kinds import EventKind
from app.registrations.models import Point, Scan
from app.registrations.states import PointKind, Verdict
from tests.factories.accounts import make_hub
from tests.factories.checkin import (
    make_fair,
    make_guest,
    sent,
    token_of,
)
from tests.factories.events import moment
from tests.registrations.checkin.reading import scanned, text_of


def test_the_pages_have_a_fixed_number_of_statements(office, fair, desk, statements):
    counts = []
    for number in (1, 30):
        for _ in range(number):
            scanned(fair, sent(token_of(make_guest(fair)), moment("08:00")), device=f"L-{number}")
        with statements() as seen:
            assert office.get(f"{desk}/check-ins").status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1], counts


@pytest.mark.parametrize("page", ["check-ins", "points", "devices"])
def test_an_empty_page_says_what_to_do(client, sign_in, page):
    fair = make_fair(gates=())
    office = sign_in(client, "organiser", hub=db.session.get_one(Hub, fair.hub_id))
    for point in db.session.scalars(select(Point).where(Point.event_id == fair.id)):
        office.post(f"/events/{fair.slug}/desk/points/{point.code}/close")
    assert "Chưa" in text_of(office.get(f"/events/{fair.slug}/desk/{page}"))


def test_a_point_is_added_changed_closed_and_opened_again(office, fair, desk, submit):
    made = submit(
        office,
        f"{desk}/points/new",
        name="Cổng sau",
        code="Cong-Sau",
        kind="gate",
        opens="8h",
        closes="11:30",
    )
    assert made.status_code == 303
    point = db.session.scalars(select(Point).where(Point.code == "cong-sau")).one()
    assert (point.name, point.opens, point.closes) == ("Cổng sau", "08:00", "11:30")

    submit(
        office, f"{desk}/points/cong-sau", name="Cổng phụ", code="cong-sau", kind="gate", version=1
    )
    assert (point.name, point.opens) == ("Cổng phụ", None)
    submit(office, f"{desk}/points/cong-sau/close", page=f"{desk}/points")
    assert point.closed_at is not None
    assert "đã đóng" in text_of(office.get(f"{desk}/points"))
    submit(office, f"{desk}/points/cong-sau/reopen", page=f"{desk}/points")
    assert point.closed_at is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "gate-1"}, "Đã có điểm quét gate-1"),
        ({"code": "cổng"}, "Chỉ dùng chữ thường"),
        ({"name": ""}, ""),
        ({"kind": "session"}, "Chọn phiên"),
        ({"opens": "17:00", "closes": "08:00"}, "Giờ đóng phải sau giờ mở"),
        ({"opens": "khuya"}, ""),
    ],
)
def test_a_refused_point_keeps_what_was_typed(office, desk, submit, fields, said):
    typed = {"name": "Cổng lạ", "code": "gate-9", "kind": "gate"} | fields
    answer = submit(office, f"{desk}/points/new", **typed)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert said in page
    assert all(
        f'value="{value}"' in page for value in typed.values() if value not in ("", "session")
    )


def test_two_people_changing_one_point_do_not_undo_each_other(office, fair, desk, submit):
    submit(office, f"{desk}/points/gate-1", name="Cổng A", code="gate-1", kind="gate", version=1)
    answer = submit(
        office, f"{desk}/points/gate-1", name="Cổng B", code="gate-1", kind="gate", version=1
    )

    assert answer.status_code == 409
    assert [p.name for p in db.session.scalars(select(Point).where(Point.code == "gate-1"))] == [
        "Cổng A"
    ]


def test_new_hours_judge_earlier_scans_anew(office, fair, desk, submit):
    scanned(fair, sent(token_of(make_guest(fair)), moment("07:30")))
    submit(
        office,
        f"{desk}/points/gate-1",
        name="Cổng 1",
        code="gate-1",
        kind="gate",
        opens="08:00",
        version=1,
    )
    jobs.drain()

    [scan] = db.session.scalars(select(Scan))
    assert (scan.verdict, scan.changed) == (Verdict.WRONG_TIME, True)


def test_a_device_is_made_shown_once_revoked_and_restored(office, client, fair, desk, submit):
    page = submit(office, f"{desk}/devices/new", name="L-09", point="gate-2").get_data(as_text=True)
    slug, token = re.search(r"/scan#([a-z0-9-]+)\.([\w-]{43})<", page).groups()
    device = db.session.scalars(select(Device).where(Device.name == "L-09")).one()
    headers = {"Authorization": f"Bearer {token}"}
    door = f"/api/v1/events/{fair.slug}/door"

    assert slug == fair.slug
    assert token not in office.get(f"{desk}/devices").get_data(as_text=True)
    assert client.get(door, headers=headers).json["device"] == {
        "code": device.code,
        "name": "L-09",
        "point_id": device.point_id,
        "supervisor": False,
        "kiosk": False,
    }
    submit(office, f"{desk}/devices/{device.code}/revoke", page=f"{desk}/devices")
    assert client.get(door, headers=headers).status_code == 401
    submit(office, f"{desk}/devices/{device.code}/restore", page=f"{desk}/devices")
    assert client.get(door, headers=headers).status_code == 200


def test_the_command_prints_the_token_alone(app, client, fair):
    run = app.test_cli_runner()
    made = run.invoke(args=["devices", "create", fair.slug, "Cổng chính", "--point", "gate-1"])

    assert made.exit_code == 0
    token = made.output.strip()
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get(f"/api/v1/events/{fair.slug}/door", headers=headers).status_code == 200
    for args in (["no-such-fair", "X"], [fair.slug, "X", "--point", "nope"], [fair.slug, ""]):
        refused = run.invoke(args=["devices", "create", *args])
        assert refused.exit_code == 2, args


def test_the_command_makes_a_kiosk_which_stands_at_a_point_and_supervises_nothing(app, fair):
    run = app.test_cli_runner()
    made = ["devices", "create", fair.slug, "K-01", "--kiosk"]

    for more in ([], ["--point", "gate-1", "--supervisor"]):
        assert run.invoke(args=[*made, *more]).exit_code == 2
    assert run.invoke(args=[*made, "--point", "gate-1"]).exit_code == 0
    device = db.session.scalars(select(Device).where(Device.event_id == fair.id)).one()
    assert (device.name, device.kiosk, device.supervisor) == ("K-01", True, False)


def test_other_hubs_and_lower_roles_stay_outside(app, client, sign_in, fair, desk):
    hub = db.session.get_one(Hub, fair.hub_id)
    asked = {
        "organiser of another hub": (sign_in(app.test_client(), "organiser"), 404),
        "viewer": (sign_in(app.test_client(), "viewer", hub=hub), 403),
        "steward": (sign_in(app.test_client(), "steward", hub=hub), 403),
    }
    for who, (browser, status) in asked.items():
        assert browser.get(f"{desk}/devices").status_code == status, who
    steward = asked["steward"][0]
    assert steward.get(f"{desk}/walk-in").status_code == 200
    assert steward.get(f"{desk}/check-ins").status_code == 403


def test_an_event_begins_with_a_main_gate(app):
    day = date(2026, 12, 3)
    event = create_event(make_hub().id, EventKind.WORKSHOP, "Hội thảo chè", day, day)

    gates = db.session.scalars(select(Point).where(Point.event_id == event.id)).all()

    assert [(gate.code, gate.name, gate.kind) for gate in gates] == [
        ("gate-1", "Cổng chính", PointKind.GATE)
    ]
