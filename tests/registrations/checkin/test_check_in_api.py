"""Scans by HTTP: the verdict each gets told."""

from datetime import timedelta

from sqlalchemy import func, select

from app.accounts.models import SigningKey
from app.core import clock, tokens
from app.core.db import db
from app.registrations.badges import actions as badges
from app.registrations.models import Badge, Scan
from app.registrations.states import PointKind, PointRule
from tests.factories.checkin import (
    bearer,
    make_category,
    make_fair,
    make_guest,
    make_point,
    make_session_door,
    sent,
    token_of,
)
from tests.factories.events import moment
from tests.registrations.checkin.reading import verdicts


def test_a_first_scan_admits_and_says_who_it_is(send, fair):
    guest = make_guest(fair)
    scan = sent(token_of(guest), moment("08:00"))

    assert send(scan) == [
        {
            "id": scan["id"],
            "verdict": "admitted",
            "changed": False,
            "name": "Nguyễn Thị Minh Hà",
            "category": "Khách tham quan",
            "organisation": "Hợp tác xã Đồi Vàng (giả định)",
            "first": None,
        }
    ]


def test_a_repeat_says_where_and_when_the_first_was(send, fair):
    badge = token_of(make_guest(fair))
    send(sent(badge, moment("08:14"), "gate-2"), headers=bearer(fair, "L-05"))

    [result] = send(sent(badge, moment("09:00")))

    assert (result["verdict"], result["first"]) == (
        "repeat",
        {"at": "2026-12-03T01:14:00Z", "point": "gate-2", "device": "L-05"},
    )


def test_out_and_in_again_in_one_batch_and_a_new_day(send, fair):
    badge = token_of(make_guest(fair))
    results = send(
        sent(badge, moment("08:00")),
        sent(badge, moment("10:00"), "gate-2", direction="out"),
        sent(badge, moment("11:00")),
        sent(badge, moment("11:01")),
        sent(badge, moment("08:00", day=2)),
    )

    assert verdicts(results) == ["admitted", "exited", "admitted", "repeat", "admitted"]
    assert results[3]["first"]["at"] == "2026-12-03T04:00:00Z"


def test_the_same_scan_again_is_no_repeat(send, fair):
    scan = sent(token_of(make_guest(fair)), moment("08:00"))
    results = send(scan, scan) + send(scan) + send(scan | {"id": scan["id"].upper()})

    assert [(r["verdict"], r["changed"], "conflict" in r) for r in results] == [
        ("admitted", False, False)
    ] * 4
    assert db.session.scalar(select(func.count(Scan.id))) == 1


def test_a_late_earlier_scan_takes_over_and_the_other_is_told(send, fair):
    badge = token_of(make_guest(fair))
    late, early = sent(badge, moment("09:30"), "gate-2"), sent(badge, moment("09:00"))

    [first] = send(late)
    [second] = send(early)
    again = send(late) + send(late)

    assert (first["verdict"], second["verdict"], second["changed"]) == (
        "admitted",
        "admitted",
        False,
    )
    assert [(r["verdict"], r["changed"], r["first"]["point"]) for r in again] == [
        ("repeat", True, "gate-1")
    ] * 2


def test_revoked_from_then_on_and_what_replaced_it(send, fair):
    guest = make_guest(fair)
    old = token_of(guest)
    before = sent(old, moment("08:00"))
    send(before)
    with clock.at(moment("09:00")):
        badges.reprint(guest, "lost")
    new = token_of(guest)

    results = send(
        sent(old, moment("08:59"), "gate-2"), sent(old, moment("09:00")), sent(new, moment("09:05"))
    ) + send(before)

    assert verdicts(results) == ["repeat", "revoked", "repeat", "admitted"]
    assert results[1]["revoked"] == {"at": "2026-12-03T02:00:00Z", "replaced": True}
    assert results[1]["name"] == "Nguyễn Thị Minh Hà"


def test_revocations_and_scans_in_any_order_end_alike(send, fair):
    ends = []
    for scans_first in (True, False):
        guest = make_guest(fair)
        badge = token_of(guest)
        day = [sent(badge, moment(hour)) for hour in ("08:00", "10:00")]
        if scans_first:
            send(*day)
        with clock.at(moment("09:00")):
            badges.revoke(guest, "stolen")
        ends.append(verdicts(send(*reversed(day))))

    assert ends == [["revoked", "admitted"]] * 2


def test_cancelled_from_the_cancelling_on(send, fair):
    from app.registrations.actions import cancel

    guest = make_guest(fair, make_category(fair, taken=1))
    badge = token_of(guest)
    with clock.at(moment("09:00")):
        cancel(guest)

    results = send(sent(badge, moment("08:00")), sent(badge, moment("09:00")))

    assert verdicts(results) == ["admitted", "cancelled"]


def test_badges_of_other_events_are_told_apart_and_name_nobody(send, fair):
    foreign = token_of(make_guest(make_fair()))
    sister = token_of(make_guest(make_fair(hub=db.session.get_one(type(fair.hub), fair.hub_id))))

    results = send(sent(foreign, moment("08:00")), sent(sister, moment("08:00")))

    assert [(r["verdict"], r["name"]) for r in results] == [("wrong_event", None)] * 2
    assert {s.registration_id for s in db.session.scalars(select(Scan))} == {None}


def test_a_badge_scanned_at_its_own_event_is_told_apart_elsewhere(client, send, fair):
    home = make_fair()
    badge, there = token_of(make_guest(home)), bearer(home)
    address, at_home = f"/api/v1/events/{home.slug}/check-ins", sent(badge, moment("08:00"))
    client.post(address, json={"scans": [at_home]}, headers=there)

    results = send(sent(badge, moment("08:30")))
    again = client.post(address, json={"scans": [at_home]}, headers=there)

    assert [(r["verdict"], r["name"]) for r in results] == [("wrong_event", None)]
    assert (verdicts(again.json["results"]), again.json["results"][0]["changed"]) == (
        ["admitted"],
        False,
    )


def test_a_person_scanned_at_many_points_is_judged_by_each_points_own_rule(send, fair):
    make_point(fair, "meal", kind=PointKind.MEAL, rule=PointRule.ONCE)
    badge = token_of(make_guest(fair))

    results = [
        send(sent(badge, moment(hour, day=day), point))[0]["verdict"]
        for hour, day, point in (
            ("08:00", 1, "gate-1"),
            ("12:00", 1, "meal"),
            ("08:00", 2, "gate-2"),
            ("12:00", 2, "meal"),
        )
    ]

    assert results == ["admitted", "admitted", "admitted", "repeat"]


def test_a_code_no_database_can_hold_spoils_nothing_beside_it(send, fair):
    fine = sent(token_of(make_guest(fair)), moment("08:00"))
    odd = [
        {key: value for key, value in sent("", moment("08:00")).items() if key != "badge"}
        | {"registration": code}
        for code in ("a\x00b", "\ud800", "e\u0301")
    ]

    assert verdicts(send(*odd, fine)) == ["unknown"] * 3 + ["admitted"]


def test_a_signed_serial_nobody_knows_is_unknown(send, fair):
    key = db.session.scalars(select(SigningKey).where(SigningKey.hub_id == fair.hub_id)).one()
    for serial in (5, 2**63, 2**64 - 1):
        body = tokens.BadgeToken(key.id, fair.number, serial, 1)
        text = tokens.encode(body, bytes(key.private))
        assert verdicts(send(sent(text, moment("08:00")))) == ["unknown"]


def test_another_hubs_key_cannot_sign_for_this_event(send, fair):
    other = make_fair()
    key = db.session.scalars(select(SigningKey).where(SigningKey.hub_id == other.hub_id)).one()
    make_guest(fair)
    serial = db.session.scalars(select(Badge.serial)).one()
    body = tokens.BadgeToken(key.id, fair.number, serial, 1)

    assert verdicts(send(sent(tokens.encode(body, bytes(key.private)), moment("08:00")))) == [
        "forged"
    ]


def test_hours_days_and_closed_points(send, fair):
    make_point(fair, "gate-3", opens="08:00", closes="11:30")
    make_point(fair, "gate-4", closed_at=moment("10:00"))
    cases = [
        ("gate-1", moment("08:00", day=0), "wrong_time"),
        ("gate-1", moment("08:00", day=4), "wrong_time"),
        ("gate-3", moment("07:59"), "wrong_time"),
        ("gate-3", moment("08:00"), "admitted"),
        ("gate-3", moment("11:30", day=2), "wrong_time"),
        ("gate-4", moment("09:59"), "admitted"),
        ("gate-4", moment("10:00"), "wrong_time"),
    ]
    for point, at, verdict in cases:
        badge = token_of(make_guest(fair))
        assert verdicts(send(sent(badge, at, point))) == [verdict], (point, at)


def test_a_session_door_admits_who_is_enrolled(send, fair, monkeypatch):
    from app.core import hooks

    door = make_session_door(fair, "s10")
    make_session_door(fair, "s11", enrolment_needed=False)
    inn, out = make_guest(fair), make_guest(fair)
    seat = (door.session_id, inn.id, moment("09:00"))
    monkeypatch.setattr(hooks.session_door_admits, "answers", [lambda _sessions, _people: [seat]])

    results = send(
        sent(token_of(inn), moment("13:00"), "s10"),
        sent(token_of(out), moment("13:00"), "s10"),
        sent(token_of(out), moment("13:00"), "s11"),
        sent(token_of(inn), moment("13:05"), "s10"),
        sent(token_of(out), moment("13:06"), "gate-1"),
    )

    assert verdicts(results) == ["admitted", "not_enrolled", "admitted", "repeat", "admitted"]


def test_a_person_found_by_name_is_let_in_without_a_code(client, send, fair, device):
    guest = make_guest(fair, name="Đỗ Ưu")
    make_guest(fair, name="Trần Văn B")
    found = client.get(f"/api/v1/events/{fair.slug}/door/people?q=do+uu", headers=device).json

    assert [(item["name"], item["has_badge"]) for item in found["items"]] == [("Đỗ Ưu", True)]
    scan = sent("", moment("08:00")) | {"registration": found["items"][0]["registration"]}
    del scan["badge"]
    results = send(scan) + send(sent(token_of(guest), moment("08:30")))
    assert verdicts(results) == ["admitted", "repeat"]


def test_a_person_of_another_event_is_not_found_by_name_or_code(client, send, fair, device):
    stranger = make_guest(make_fair(), name="Đỗ Ưu")
    url = f"/api/v1/events/{fair.slug}/door/people?q=do+uu"
    assert client.get(url, headers=device).json == {"items": []}

    scan = sent("", moment("08:00")) | {"registration": stranger.code, "badge": None}
    assert verdicts(send(scan)) == ["unknown"]


def test_a_mutated_token_never_gets_in(send, fair):
    good = token_of(make_guest(fair))
    mutated = [str(int(good) ^ (1 << bit)) for bit in range(656)]
    results = send(*(sent(text, moment("08:00")) for text in mutated))

    assert set(verdicts(results)) == {"forged"}


def test_time_is_corrected_and_far_clocks_are_flagged_but_judged(send, fair):
    badge = token_of(make_guest(fair))
    hours = 3_600_000
    scans = [
        sent(badge, moment("09:00")),
        sent(badge, moment("09:10"), clock_offset_ms=-20 * 60_000),
        sent(badge, moment("22:00"), clock_offset_ms=-13 * hours),
        sent(badge, moment("10:00"), clock_offset_ms=None),
    ]
    results = send(*scans)

    assert verdicts(results) == ["repeat", "admitted", "repeat", "repeat"]
    flags = {s.uuid: s.flagged for s in db.session.scalars(select(Scan))}
    assert [flags[s["id"]] for s in scans] == [False, False, True, False]


def test_receipt_decides_nothing(send, fair):
    badge = token_of(make_guest(fair))
    with clock.at(moment("08:00") + timedelta(days=300)):
        assert verdicts(send(sent(badge, moment("08:00")))) == ["admitted"]
