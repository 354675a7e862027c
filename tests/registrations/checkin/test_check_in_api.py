"""Scans by HTTP: what each gets told, and that nothing sent does harm."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.accounts.models import SigningKey
from app.core import clock, tokens
from app.core.db import db, transaction
from app.registrations.badges import actions as badges
from app.registrations.checkin import actions
from app.registrations.models import Badge, Scan
from app.registrations.states import Verdict
from tests.factories.checkin import (
    bearer,
    make_category,
    make_device,
    make_fair,
    make_guest,
    make_point,
    make_session_door,
    sent,
    token_of,
)
from tests.factories.events import moment


@pytest.fixture
def fair(app):
    return make_fair()


@pytest.fixture
def device(fair):
    return bearer(fair)


@pytest.fixture
def send(client, fair, device):
    def do(*scans, headers=None):
        answer = client.post(
            f"/api/v1/events/{fair.slug}/check-ins",
            json={"scans": list(scans)},
            headers=headers or device,
        )
        assert answer.status_code == 200, answer.text
        return answer.json["results"]

    return do


def verdicts(results):
    return [result["verdict"] for result in results]


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


def test_the_same_id_with_other_content_keeps_the_first(send, fair):
    one, other = token_of(make_guest(fair)), token_of(make_guest(fair, name="Trần Văn B"))
    scan = sent(one, moment("08:00"))
    [kept, in_batch] = send(scan, scan | {"direction": "out"})
    [moved] = send(scan | {"scanned_at": moment("07:00").isoformat()})
    [theirs] = send(scan | {"badge": other})
    [plain] = send(scan)

    assert [r.get("conflict", False) for r in (kept, in_batch, moved, theirs, plain)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert {r["verdict"] for r in (kept, in_batch, moved, theirs, plain)} == {"admitted"}
    assert theirs["name"] == "Nguyễn Thị Minh Hà"
    assert [s.conflicts for s in db.session.scalars(select(Scan))] == [3]


def test_an_id_belongs_to_its_event(client, send, fair):
    other = make_fair()
    scan = sent(token_of(make_guest(fair)), moment("08:00"))
    send(scan)
    theirs = scan | {"badge": token_of(make_guest(other))}
    answer = client.post(
        f"/api/v1/events/{other.slug}/check-ins", json={"scans": [theirs]}, headers=bearer(other)
    )

    assert answer.json["results"][0]["verdict"] == "admitted"


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


@pytest.mark.parametrize(
    "spoilt",
    [
        {"id": "not-a-uuid"},
        {"id": 7},
        {"badge": 7},
        {"badge": None},
        {"badge": ["1"]},
        {"badge": None, "registration": 5},
        {"point": "no-such-gate"},
        {"point": None},
        {"point": ["gate-1"]},
        {"direction": "up"},
        {"direction": ["in"]},
        {"scanned_at": "yesterday"},
        {"scanned_at": "2026-12-03T09:00:00"},
        {"scanned_at": "2026-13-03T09:00:00Z"},
        {"scanned_at": "0001-01-01T00:00:00+14:00"},
        {"scanned_at": "9999-12-31T23:59:59-14:00"},
        {"scanned_at": "2026-W49-4T09:00:00Z"},
        {"scanned_at": 1764723600},
        {"clock_offset_ms": "soon"},
        {"clock_offset_ms": 1.5},
        {"clock_offset_ms": True},
        {"clock_offset_ms": 10**30},
        {"shown": "yes"},
        {"shown": []},
    ],
)
def test_a_malformed_scan_gets_an_error_and_spoils_nothing(send, fair, spoilt):
    badge = token_of(make_guest(fair))
    bad, good = sent(badge, moment("09:00")) | spoilt, sent(badge, moment("10:00"))
    told_bad, told_good = send(bad, good)

    assert set(told_bad) == {"id", "error"}
    assert told_bad["error"] in set(spoilt) | {"badge"}
    assert told_good["verdict"] == "admitted"


@pytest.mark.parametrize("junk", [None, 5, "scan", [], [[]], {}, {"id": None}])
def test_what_is_no_scan_at_all_spoils_nothing(send, fair, junk):
    told, good = send(junk, sent(token_of(make_guest(fair)), moment("09:00")))

    assert told["error"]
    assert good["verdict"] == "admitted"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b"5", b'{"scans": null}', b'{"scans": {}}', b"\xff\xfe"]
    + [b'{"scans": []}', b"[" * 100_000, json.dumps({"scans": [0] * 1001}).encode()],
)
def test_a_body_without_one_to_a_thousand_scans_is_refused(client, fair, device, body):
    answer = client.post(
        f"/api/v1/events/{fair.slug}/check-ins",
        data=body,
        headers=device | {"Content-Type": "application/json"},
    )

    assert answer.status_code in {400, 422}
    assert answer.mimetype == "application/problem+json"
    if body in {b'{"scans": []}'} or len(body) > 1000 and body[:1] == b"{":
        assert answer.status_code == 422


def test_forged_attempts_of_every_kind_are_kept(send, fair):
    good = token_of(make_guest(fair))
    texts = [good[:-1], good + "0", " " + good, "", "\x00", "\ud800", "x" * 65536, "Xin chào"]
    results = send(*(sent(text, moment("08:00")) for text in texts))

    assert verdicts(results) == ["forged"] * len(texts)
    kept = db.session.scalars(select(Scan)).all()
    assert [(s.verdict, s.badge_id) for s in kept] == [(Verdict.FORGED, None)] * len(texts)


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


def test_what_a_phone_showed_is_learnt_when_the_first_answer_got_lost(send, fair):
    scan = sent(token_of(make_guest(fair)), moment("08:00"))
    send(scan)  # the answer never arrived: the phone decided by itself
    [again] = send(scan | {"shown": "repeat"})
    send(scan | {"shown": "admitted"})

    [row] = db.session.scalars(select(Scan))
    assert (row.shown, row.conflicts, again["verdict"]) == (Verdict.REPEAT, 0, "admitted")


def test_receipt_decides_nothing(send, fair):
    badge = token_of(make_guest(fair))
    with clock.at(moment("08:00") + timedelta(days=300)):
        assert verdicts(send(sent(badge, moment("08:00")))) == ["admitted"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}, {"Authorization": "x"}],
)
def test_without_a_device_token_nothing_is_told(client, fair, method, headers):
    answer = getattr(client, method)(f"/api/v1/events/{fair.slug}/check-ins", headers=headers)

    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")


def test_a_revoked_device_is_refused_and_one_of_another_event_finds_nothing(client, fair):
    from app.accounts.actions import revoke_device

    gone, token = make_device(fair)
    revoke_device(gone)
    other = bearer(make_fair())
    for path in ("check-ins", "roster", "door", "door/people"):
        url = f"/api/v1/events/{fair.slug}/{path}"
        assert client.get(url, headers={"Authorization": f"Bearer {token}"}).status_code == 401
        assert client.get(url, headers=other).status_code == 404


def test_all_scans_are_listed_with_their_present_verdicts(client, send, fair, device, monkeypatch):
    from app.registrations.checkin import queries

    monkeypatch.setattr(queries, "SCANS_PAGE", 2)
    badge = token_of(make_guest(fair))
    scans = [
        sent(badge, moment("09:30")),
        sent(badge, moment("09:00"), "gate-2"),
        sent("rubbish", moment("09:00")),
    ]
    for scan in scans:
        send(scan)
    url, found, cursor = f"/api/v1/events/{fair.slug}/check-ins", [], ""
    while cursor is not None:
        page = client.get(url + (f"?cursor={cursor}" if cursor else ""), headers=device).json
        found, cursor = found + page["items"], page["next"]

    assert [(row["id"], row["verdict"], row["changed"]) for row in found] == [
        (scans[0]["id"], "repeat", True),
        (scans[1]["id"], "admitted", False),
        (scans[2]["id"], "forged", False),
    ]
    assert client.get(url + "?cursor=x", headers=device).status_code == 422


def test_the_number_of_statements_does_not_grow_with_the_batch(client, fair, device, statements):
    category = make_category(fair)
    guests = [token_of(make_guest(fair, category)) for _ in range(100)]

    def sending(number: int, hour: str) -> int:
        batch = [sent(guests[n % 100], moment(hour) + timedelta(seconds=n)) for n in range(number)]
        url = f"/api/v1/events/{fair.slug}/check-ins"
        with statements() as seen:
            assert client.post(url, json={"scans": batch}, headers=device).status_code == 200
        return len(seen)

    sending(1, "07:00")  # the first contact notes when the device was seen
    counts = [sending(1, "08:00"), sending(500, "09:00"), sending(1000, "10:00")]

    assert max(counts) <= 12
    assert len(set(counts)) == 1, counts


def test_a_rollback_leaves_no_scan_behind(send, fair, monkeypatch):
    badge = token_of(make_guest(fair))

    def broken(*_args):
        raise RuntimeError("power failed")

    monkeypatch.setattr(actions, "_seen", broken)
    with pytest.raises(RuntimeError):
        send(sent(badge, moment("08:00")))

    assert db.session.scalar(select(func.count(Scan.id))) == 0


def test_refolding_joins_the_deed_around_it(fair):
    guest = make_guest(fair)
    with transaction():
        actions.refold(fair, [guest.id])


def test_an_unknown_id_is_answered_by_its_own_text(send):
    strange = str(uuid4()).replace("-", "")
    assert send(sent("1", moment("08:00")) | {"id": strange}) == [{"id": strange, "error": "id"}]
