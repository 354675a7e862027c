"""Self-check-in: what a kiosk may do, and the badge that it prints once."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Device
from app.core import clock
from app.core.db import db, transaction
from app.registrations import actions as people
from app.registrations.checkin.kiosk.scans import as_shown
from app.registrations.models import Badge, Scan
from app.registrations.states import Source
from tests.factories.checkin import (
    bearer,
    make_category,
    make_device,
    make_fair,
    make_guest,
    sent,
    token_of,
)
from tests.factories.events import moment
from tests.factories.registrations import make_person
from tests.registrations.checkin.reading import verdicts


@pytest.fixture
def kiosk(fair):
    _device, token = make_device(fair, "K-01", kiosk=True)
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def print_badge(client, fair, kiosk):
    def do(text, headers=None):
        address = f"/api/v1/events/{fair.slug}/door/badge"
        return client.post(address, json={"badge": text}, headers=headers or kiosk)

    return do


def test_a_kiosk_lets_in_by_code_and_by_nothing_else(client, send, fair, kiosk):
    guest = make_guest(fair)
    shown = sent(token_of(guest), moment("08:00"))
    named = {key: value for key, value in shown.items() if key != "badge"}
    serial = str(db.session.scalar(select(Badge.serial)))
    tries = [
        named | {"registration": guest.code, "id": shown["id"][::-1].replace("-", "")},
        named | {"registration": guest.code},
        named | {"serial": serial},
        shown | {"direction": "out"},
    ]

    results = send(*tries, headers=kiosk)

    assert [result["error"] for result in results] == ["badge", "badge", "badge", "direction"]
    assert db.session.scalars(select(Scan)).all() == []
    assert verdicts(send(shown, headers=kiosk)) == ["admitted"]
    again = sent(token_of(guest), moment("08:05"), reason="let me in")
    assert verdicts(send(again, headers=kiosk)) == ["repeat"]


def test_what_is_no_scan_stays_none():
    assert [as_shown(raw) for raw in (None, 7, [], {"badge": "1"})] == [None, 7, [], {"badge": "1"}]


def test_a_kiosk_sees_no_lists_finds_nobody_and_keeps_no_names(client, fair, kiosk):
    make_guest(fair, name="Lò Thị Ý")
    api = f"/api/v1/events/{fair.slug}"

    assert client.get(f"{api}/door/people?q=lo thi", headers=kiosk).status_code == 403
    assert client.get(f"{api}/check-ins", headers=kiosk).status_code == 403
    roster = client.get(f"{api}/roster", headers=kiosk)
    assert [badge["state"] for badge in roster.json["badges"]] == ["valid"]
    assert "Lò" not in json.dumps(roster.json, ensure_ascii=False)
    assert "Đồi Vàng" not in json.dumps(roster.json, ensure_ascii=False)


def test_the_badge_is_printed_once_at_its_size_and_counts_as_printed(print_badge, fair):
    guest = make_guest(fair, name="Lò Thị Ý")
    with clock.at(moment("08:00")):
        first, second = print_badge(token_of(guest)).json, print_badge(token_of(guest)).json

    assert (first["status"], first["name"]) == ("confirmed", "Lò Thị Ý")
    assert "<svg" in first["paper"] and 'data-width="105.0"' in first["paper"]
    assert (second["status"], second["paper"]) == ("confirmed", None)
    assert db.session.scalar(select(Badge.printed_at)) == moment("08:00")


def test_without_a_place_nothing_is_printed_and_how_it_stands_is_said(print_badge, fair):
    guest = make_guest(fair, make_category(fair, taken=1))
    text = token_of(guest)
    people.cancel(guest)

    assert print_badge(text).json == {
        "status": "cancelled",
        "name": guest.name,
        "paper": None,
        "position": None,
        "offered": False,
    }


def test_who_waits_is_told_the_place_in_the_queue(print_badge, send, fair, kiosk):
    """Somebody who cancelled, came back, and stands behind who waited meanwhile."""
    category = make_category(fair, places=1, taken=1)
    guest = make_guest(fair, category)
    text = token_of(guest)
    for _other in range(3):
        people.sign_up(category.id, make_person(), source=Source.WEB)
    people.cancel(guest)
    people.restore(guest)

    assert verdicts(send(sent(text, moment("08:00")), headers=kiosk)) == ["revoked"]
    answer = print_badge(text).json
    assert (answer["status"], answer["paper"]) == ("waiting", None)
    assert (answer["position"], answer["offered"]) == (3, False)

    with transaction():
        guest.offered_until = clock.now() + timedelta(hours=3)
    answer = print_badge(text).json
    assert (answer["position"], answer["offered"]) == (None, True)


def test_strangers_and_other_devices_print_nothing(print_badge, fair, device):
    stranger, guest = make_guest(make_fair()), make_guest(fair)

    assert print_badge(token_of(stranger)).status_code == 404
    assert print_badge("https://example.org").status_code == 404
    assert print_badge(None).status_code == 422
    assert print_badge(token_of(guest), headers=device).status_code == 403
    assert print_badge(token_of(guest), headers=bearer(make_fair())).status_code == 404
    assert set(db.session.scalars(select(Badge.printed_at))) == {None}


def test_the_organiser_makes_a_kiosk_at_one_point(office, desk, fair, submit):
    refused = submit(office, f"{desk}/devices/new", name="K-01", kiosk="y")
    made = submit(office, f"{desk}/devices/new", name="K-01", point="gate-2", kiosk="y")

    assert refused.status_code == 422
    assert f"/scan/kiosk#{fair.slug}." in made.get_data(as_text=True)
    [device] = db.session.scalars(select(Device)).all()
    assert (device.kiosk, device.supervisor, device.name) == (True, False, "K-01")


def test_the_page_says_everything_in_both_languages(client, app):
    page = client.get("/scan/kiosk")

    assert "camera=(self)" in page.headers["Permissions-Policy"]
    text = page.get_data(as_text=True)
    assert "Check in here" in text and "Hold the QR code" in text
