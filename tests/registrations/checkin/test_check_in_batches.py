"""Batches of scans: nothing sent does harm, only devices may send, all can be read again."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.registrations.checkin import actions
from app.registrations.models import Scan
from app.registrations.states import Verdict
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
from tests.registrations.checkin.reading import verdicts


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


def test_what_a_phone_showed_is_learnt_when_the_first_answer_got_lost(send, fair):
    scan = sent(token_of(make_guest(fair)), moment("08:00"))
    send(scan)  # the answer never arrived: the phone decided by itself
    [again] = send(scan | {"shown": "repeat"})
    send(scan | {"shown": "admitted"})

    [row] = db.session.scalars(select(Scan))
    assert (row.shown, row.conflicts, again["verdict"]) == (Verdict.REPEAT, 0, "admitted")


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
