"""Taking in scans: stored as facts, and everyone concerned judged anew, in one transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Device
from app.core import clock
from app.core.db import db, transaction
from app.core.tokens import BadgeToken
from app.events.models import Event
from app.registrations.checkin import admission, intake, known
from app.registrations.checkin.admission import ClockFlag, Judgement
from app.registrations.checkin.intake import Malformed, Sent
from app.registrations.checkin.known import Door, Fair, Histories, KnownScan, Person
from app.registrations.checkin.recognition import (
    LARGEST_SERIAL,
    Fact,
    genuine,
    recognise,
    token_hash,
)
from app.registrations.models import Scan
from app.registrations.states import Verdict

_TRIES = 3
_SEEN_EVERY = timedelta(minutes=1)
_LATE = timedelta(minutes=2)
_scan = Scan.__table__


@dataclass(frozen=True, slots=True)
class First:
    """The admission that a repeat repeats."""

    at: datetime
    point: str
    device: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one scan. `error` names the field that could not be read."""

    id: str | None
    error: str | None = None
    judgement: Judgement | None = None
    changed: bool = False
    conflict: bool = False
    person: Person | None = None
    first: First | None = None
    revoked_at: datetime | None = None
    replaced: bool = False  # the person has a valid badge


def take_in(
    fair: Fair,
    device_id: int | None,
    device_name: str,
    sent: list[Any],
    *,
    seen_at: datetime | None = None,
) -> list[Answer]:
    """Store scans, judge everyone concerned, and say what is so now, in the order sent.

    `device_id`: None for scans of a file that does not tell.
    A scan that came before is not stored again; with other content it is a conflict and the
    first is kept. Tried again when another request stored one of the ids at the same moment.
    `seen_at`: when the device was heard of last, as far as the caller knows.
    """
    for once_more in range(_TRIES - 1):
        try:
            return _take_in(fair, device_id, device_name, sent, seen_at, asking=once_more > 0)
        except IntegrityError:
            continue
    return _take_in(fair, device_id, device_name, sent, seen_at, asking=True)


def refold(event: Event, registration_ids: Collection[int]) -> None:
    """Judge these people's scans anew, after a fact about them changed (a badge was revoked,
    someone was enrolled). Joins the deed that changed it."""
    with transaction():
        db.session.flush()
        fair = known.fair_of(event)
        about = known.histories_of(fair.id, known.lock_people(fair.id, ids=registration_ids))
        doors = known.doors_by_id(fair.id, {scan.point_id for scan in about.scans})
        _store(_judge(fair, about, doors, ()), about.scans)


def _take_in(
    fair: Fair,
    device_id: int | None,
    device_name: str,
    sent: list[Any],
    seen_at: datetime | None,
    *,
    asking: bool,
) -> list[Answer]:
    """`asking`: whether to look first which ids came before. Nearly all that did belong to the
    people whose badges are shown, whose scans are read anyway; of others the unique key tells."""
    with transaction():
        doors, keys = known.entrance_of(fair.id, intake.points_named(sent))
        delivered = [_read(raw, doors) for raw in sent]
        read = [one for one in delivered if isinstance(one, Sent)]
        firsts = {one.id: one for one in reversed(read)}
        kept = known.scans_by_uuid(fair.id, firsts.keys()) if asking else {}
        new = [one for one in firsts.values() if one.id not in kept]
        signed = genuine({one.badge for one in new if one.badge is not None}, keys)
        about = known.histories_of(fair.id, _locked(fair, new, signed, kept.values()))
        facts = recognise(fair, doors, new, signed, about)
        kept |= {scan.uuid: scan for scan in about.scans if scan.uuid in firsts}
        facts = {uuid: fact for uuid, fact in facts.items() if uuid not in kept}
        by_id = _doors(fair, doors, about)
        judgements = _judge(fair, about, by_id, facts.values())
        conflicts = Counter(
            one.id for one in read if _differs(one, facts.get(one.id), kept.get(one.id), doors)
        )
        _insert(fair, device_id, facts.values(), judgements, conflicts)
        _store(judgements, about.scans)
        _store_conflicts(kept.values(), conflicts)
        _store_shown(kept, read)
        _seen(device_id, read, seen_at)
    said = _Answers(about, by_id, judgements, kept, facts, device_name)
    return [
        said.to(one, conflict=_differs(one, facts.get(one.id), kept.get(one.id), doors))
        if isinstance(one, Sent)
        else Answer(intake.echoed_id(raw), error=str(one))
        for raw, one in zip(sent, delivered, strict=True)
    ]


def _locked(
    fair: Fair,
    new: Iterable[Sent],
    signed: Mapping[str, tuple[BadgeToken, int]],
    kept: Iterable[KnownScan],
) -> list[int]:
    """Lock whom these scans are about, new ones and ones that came before.

    A text that no database can hold is nobody's code.
    """
    codes = {one.registration for one in new if one.registration is not None}
    serials = {token.serial for token, _hub in signed.values()}
    serials |= {one.serial for one in new if one.serial is not None}
    return known.lock_people(
        fair.id,
        serials={serial for serial in serials if serial <= LARGEST_SERIAL},
        codes={code for code in codes if code.isprintable()},
        ids={scan.registration_id for scan in kept if scan.registration_id is not None},
    )


def _doors(fair: Fair, doors: Mapping[str, Door], about: Histories) -> dict[int, Door]:
    """By id the doors of these scans and those where these people were scanned before."""
    by_id = {door.id: door for door in doors.values()}
    others = {scan.point_id for scan in about.scans} - by_id.keys()
    return by_id | known.doors_by_id(fair.id, others)


def _read(raw: Any, doors: Mapping[str, Door]) -> Sent | Malformed:
    try:
        return intake.read(raw, doors)
    except Malformed as trouble:
        return trouble


def _judge(
    fair: Fair,
    about: Histories,
    doors: Mapping[int, Door],
    facts: Iterable[Fact],
) -> dict[str, Judgement]:
    """The judgement on every scan, old and new, of these people, by scan id."""
    judgements = {}
    shown: list[tuple[known.KnownBadge, Door, str, datetime, Any, bool]] = [
        (about.badges[s.badge_id], doors[s.point_id], s.uuid, s.at, s.direction, bool(s.reason))
        for s in about.scans
        if s.badge_id is not None
    ]
    for fact in facts:
        sent = fact.sent
        if fact.badge is None:
            assert fact.verdict is not None
            judgements[sent.id] = Judgement(fact.verdict)
        else:
            entry = (fact.badge, fact.door, sent.id, sent.at, sent.direction, bool(sent.reason))
            shown.append(entry)
    asked = {(door.enrolment_of, b.registration_id) for b, door, *_ in shown if door.enrolment_of}
    seats = known.seats(asked)
    of_person: dict[int, list[admission.Scan]] = defaultdict(list)
    for card, door, uuid, at, direction, again in shown:
        who = card.registration_id
        badge = admission.Badge(card.revoked_at, about.people[who].cancelled_at)
        seat = seats.get((door.enrolment_of, who)) if door.enrolment_of else admission.ALWAYS
        category = card.category if door.rule.categories is not None else None
        of_person[who].append(
            admission.Scan(uuid, at, direction, door.rule, badge, seat, category, again)
        )
    for made in of_person.values():
        judgements.update(admission.judge(made, fair.days))
    return judgements


def _differs(
    one: Sent, fact: Fact | None, kept: KnownScan | None, doors: Mapping[str, Door]
) -> bool:
    """Whether a scan that was sent has the id of another one with other content."""
    if fact is not None:
        same = one is fact.sent or replace(one, shown=None) == replace(fact.sent, shown=None)
        return not same
    assert kept is not None
    return (
        token_hash(one) != kept.token_hash
        or doors[one.point].id != kept.point_id
        or one.direction is not kept.direction
        or one.scanned_at != kept.scanned_at
        or one.clock_offset_ms != kept.clock_offset_ms
        or one.reason != kept.reason
    )


def _insert(
    fair: Fair,
    device_id: int | None,
    facts: Iterable[Fact],
    judgements: Mapping[str, Judgement],
    conflicts: Counter[str],
) -> None:
    received = clock.now()
    rows = []
    for fact in facts:
        one, judged, local = fact.sent, judgements[fact.sent.id], fair.local(fact.sent.at)
        rows.append(
            {
                "uuid": one.id,
                "event_id": fair.id,
                "point_id": fact.door.id,
                "device_id": device_id,
                "badge_id": fact.badge.id if fact.badge else None,
                "registration_id": fact.badge.registration_id if fact.badge else None,
                "token_hash": fact.token_hash,
                "direction": one.direction,
                "scanned_at": one.scanned_at,
                "clock_offset_ms": one.clock_offset_ms,
                "at": one.at,
                "day": local.date().isoformat(),
                "hour": local.hour,
                "received_at": received,
                "verdict": judged.verdict,
                "first_verdict": judged.verdict,
                "reason": one.reason,
                "shown": one.shown,
                "unaware": _unaware(one, received),
                "changed": False,
                "first_uuid": judged.first,
                "step": judged.step,
                "visit": judged.visit,
                "flagged": admission.clock_flag(one.clock_offset_ms) is ClockFlag.FAR_OFF,
                "conflicts": conflicts[one.id],
            }
        )
    if rows:
        db.session.execute(_INSERT, rows if len(rows) > 1 else rows[0])


def _unaware(one: Sent, received: datetime) -> bool:
    """Whether the gate let in without asking the server: it says so, or the scan came late.

    Decides no verdict; it tells the organiser which repeats were people let in twice.
    """
    if one.shown is not None:
        return one.shown is Verdict.ADMITTED
    return received - one.at > _LATE


_INSERT = insert(_scan)
_CHANGE = (
    update(_scan)
    .where(_scan.c.id == bindparam("row_id"))
    .values(
        verdict=bindparam("new_verdict"),
        changed=bindparam("new_changed"),
        first_uuid=bindparam("new_first"),
        step=bindparam("new_step"),
        visit=bindparam("new_visit"),
    )
)
_CLASH = (
    update(_scan)
    .where(_scan.c.id == bindparam("row_id"))
    .values(conflicts=_scan.c.conflicts + bindparam("more"))
)
_NOTE = (
    update(_scan)
    .where(_scan.c.id == bindparam("row_id"))
    .values(shown=bindparam("note"), unaware=bindparam("alone"))
)


def _store(judgements: Mapping[str, Judgement], scans: Iterable[KnownScan]) -> None:
    """Write down what is judged otherwise now than before."""
    changes = [
        {
            "row_id": scan.id,
            "new_verdict": judgements[scan.uuid].verdict,
            "new_changed": judgements[scan.uuid].verdict is not scan.first_verdict,
            "new_first": judgements[scan.uuid].first,
            "new_step": judgements[scan.uuid].step,
            "new_visit": judgements[scan.uuid].visit,
        }
        for scan in scans
        if judgements[scan.uuid] != scan.judgement
    ]
    if changes:
        db.session.execute(_CHANGE, changes)


def _store_conflicts(kept: Iterable[KnownScan], conflicts: Counter[str]) -> None:
    clashes = [
        {"row_id": scan.id, "more": conflicts[scan.uuid]} for scan in kept if conflicts[scan.uuid]
    ]
    if clashes:
        db.session.execute(_CLASH, clashes)


def _store_shown(kept: Mapping[str, KnownScan], read: Iterable[Sent]) -> None:
    """A phone that heard no answer sends again, and says now what it told the steward."""
    notes = [
        {"row_id": kept[one.id].id, "note": one.shown, "alone": one.shown is Verdict.ADMITTED}
        for one in read
        if one.shown is not None and one.id in kept and kept[one.id].shown is None
    ]
    if notes:
        db.session.execute(_NOTE, notes)


def _seen(device_id: int | None, read: list[Sent], seen_at: datetime | None) -> None:
    """Note that the device was heard of, once a minute, and how far its clock is off."""
    now = clock.now()
    if seen_at is not None and now - seen_at < _SEEN_EVERY:
        return
    offsets = [one.clock_offset_ms for one in read if one.clock_offset_ms is not None]
    change = update(Device).where(Device.id == device_id).values(seen_at=now)
    if offsets:
        change = change.values(clock_offset_ms=offsets[-1])
    db.session.execute(change.execution_options(synchronize_session=False))


class _Answers:
    """What is said of each scan after a delivery."""

    def __init__(
        self,
        about: Histories,
        doors: Mapping[int, Door],
        judgements: Mapping[str, Judgement],
        kept: Mapping[str, KnownScan],
        facts: Mapping[str, Fact],
        device_name: str,
    ) -> None:
        self.people, self.replaced = about.people, about.with_valid_badge()
        self.judgements, self.kept, self.facts = judgements, kept, facts
        self.firsts = {s.uuid: First(s.at, doors[s.point_id].code, s.device) for s in about.scans}
        for uuid, fact in facts.items():
            self.firsts[uuid] = First(fact.sent.at, fact.door.code, device_name)

    def to(self, one: Sent, *, conflict: bool) -> Answer:
        """The answer to a scan that could be read."""
        fact, kept = self.facts.get(one.id), self.kept.get(one.id)
        who: int | None
        if fact is not None:
            judged, changed = self.judgements[one.id], False
            who = fact.badge.registration_id if fact.badge else None
            revoked_at = fact.badge.revoked_at if fact.badge else None
        else:
            assert kept is not None
            judged = self.judgements.get(one.id, kept.judgement)
            changed = judged.verdict is not kept.first_verdict
            who, revoked_at = kept.registration_id, kept.revoked_at
        return Answer(
            one.id,
            judgement=judged,
            changed=changed,
            conflict=conflict,
            person=self.people.get(who) if who is not None else None,
            first=self.firsts.get(judged.first) if judged.first else None,
            revoked_at=revoked_at,
            replaced=who in self.replaced,
        )
