"""What the door must know to judge scans: read in bulk, a fixed number of statements.

Rows are light tuples, not objects: a scan must be answered within milliseconds, and a batch
of a thousand after a network failure within a second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from app.accounts.models import Device, SigningKey
from app.core import hooks
from app.core.db import db, in_transaction
from app.events.models import Event, EventSession
from app.registrations.checkin import admission
from app.registrations.models import Badge, Category, Point, Registration, Scan
from app.registrations.states import BadgeState, Direction, PointKind, Status, Verdict


@dataclass(frozen=True, slots=True)
class Fair:
    """An event as its doors know it. `number` is the one in badge tokens."""

    id: int
    number: int
    hub_id: int
    days: admission.Days

    def local(self, moment: datetime) -> datetime:
        """A moment as the clocks at the event show it."""
        return moment.astimezone(self.days.zone)


@dataclass(frozen=True, slots=True)
class Door:
    """A point of the event; `enrolment_of` is the session whose door asks for enrolment."""

    id: int
    code: str
    name: str
    rule: admission.Point
    enrolment_of: int | None


class KnownBadge(NamedTuple):
    """A badge of any event of the installation, with what its token must agree with."""

    id: int
    serial: int
    registration_id: int
    revoked_at: datetime | None
    event_id: int
    event_number: int
    hub_id: int


class Person(NamedTuple):
    """Whose badge it is, as the steward reads it."""

    id: int
    name: str
    organisation: str | None
    category: str
    cancelled_at: datetime | None
    replaced: bool  # has a valid badge, so a revoked one was replaced
    category_number: int


class KnownScan(NamedTuple):
    """A scan in the database with the judgement it carries."""

    id: int
    uuid: str
    registration_id: int | None
    point_id: int
    direction: Direction
    at: datetime
    scanned_at: datetime
    clock_offset_ms: int | None
    token_hash: str
    verdict: Verdict
    first_verdict: Verdict
    first_uuid: str | None
    step: int
    visit: bool
    shown: Verdict | None
    reason: str | None
    device: str | None
    revoked_at: datetime | None

    @property
    def judgement(self) -> admission.Judgement:
        """As it was judged last."""
        return admission.Judgement(self.verdict, self.first_uuid, self.step, self.visit)


# Statements are built once: building them takes longer than running them.
_DOORS = (
    select(
        Point.id,
        Point.code,
        Point.name,
        Point.kind,
        Point.opens,
        Point.closes,
        Point.closed_at,
        Point.session_id,
        Point.rule,
        Point.categories,
        Point.enrolment,
        EventSession.enrolment_needed,
    )
    .outerjoin(EventSession, EventSession.id == Point.session_id)
    .where(Point.event_id == bindparam("event_id"))
)
_KEYS = select(SigningKey.id, SigningKey.public, SigningKey.hub_id).where(
    SigningKey.id.in_(bindparam("key_ids", expanding=True))
)
_BADGES = select(
    Badge.id,
    Badge.serial,
    Badge.registration_id,
    Badge.revoked_at,
    Badge.event_id,
    Event.number,
    Event.hub_id,
).join(Event, Event.id == Badge.event_id)
_BADGES_BY_SERIAL = _BADGES.where(Badge.serial.in_(bindparam("serials", expanding=True)))
_BADGES_BY_CODE = (
    _BADGES.add_columns(Registration.code)
    .join(Registration, Registration.id == Badge.registration_id)
    .where(
        Registration.event_id == bindparam("event_id"),
        Registration.code.in_(bindparam("codes", expanding=True)),
    )
    .order_by(Badge.state == BadgeState.VALID, Badge.id)
)
_PEOPLE = (
    select(
        Registration.id,
        Registration.name,
        Registration.organisation,
        Category.name,
        Registration.cancelled_at,
        select(Badge.id)
        .where(Badge.registration_id == Registration.id, Badge.state == BadgeState.VALID)
        .exists(),
        Registration.status,
        Category.number,
    )
    .join(Category, Category.id == Registration.category_id)
    .where(Registration.id.in_(bindparam("ids", expanding=True)))
    .order_by(Registration.id)
    .with_for_update(of=Registration)
)
_SCANS = (
    select(
        Scan.id,
        Scan.uuid,
        Scan.registration_id,
        Scan.point_id,
        Scan.direction,
        Scan.at,
        Scan.scanned_at,
        Scan.clock_offset_ms,
        Scan.token_hash,
        Scan.verdict,
        Scan.first_verdict,
        Scan.first_uuid,
        Scan.step,
        Scan.visit,
        Scan.shown,
        Scan.reason,
        Device.name,
        Badge.revoked_at,
    )
    .outerjoin(Device, Device.id == Scan.device_id)
    .outerjoin(Badge, Badge.id == Scan.badge_id)
)
_SCANS_BY_UUID = _SCANS.where(
    Scan.event_id == bindparam("event_id"), Scan.uuid.in_(bindparam("uuids", expanding=True))
)
_SCANS_OF = _SCANS.where(Scan.registration_id.in_(bindparam("ids", expanding=True)))


def fair_of(event: Event) -> Fair:
    """The event as plain data, good after the transaction has ended."""
    days = admission.Days(event.starts_on, event.ends_on, ZoneInfo(event.timezone))
    return Fair(event.id, event.number, event.hub_id, days)


def doors_of(event_id: int) -> dict[str, Door]:
    """The points of an event by code, closed ones too: late scans of theirs still count."""
    return {
        row.code: Door(
            row.id,
            row.code,
            row.name,
            _rule(row),
            row.session_id if _asks_for_seats(row) else None,
        )
        for row in db.session.execute(_DOORS, {"event_id": event_id})
    }


def _asks_for_seats(point: Any) -> bool:
    """Whether a seat is asked for: as the point says, else as its session does at its door."""
    if point.session_id is None:
        return False
    if point.enrolment is not None:
        return bool(point.enrolment)
    return point.kind is PointKind.SESSION and bool(point.enrolment_needed)


def _rule(point: Any) -> admission.Point:
    return admission.Point(
        point.id,
        point.kind,
        point.opens,
        point.closes,
        point.closed_at,
        point.rule,
        None if point.categories is None else frozenset(point.categories),
        _asks_for_seats(point),
    )


def keys(key_ids: Iterable[int]) -> dict[int, tuple[bytes, int]]:
    """Public key and owning hub by key id."""
    rows = db.session.execute(_KEYS, {"key_ids": list(key_ids)})
    return {row.id: (bytes(row.public), row.hub_id) for row in rows}


def badges(serials: Iterable[int]) -> dict[int, KnownBadge]:
    """Badges by serial, whatever event they are for."""
    rows = db.session.execute(_BADGES_BY_SERIAL, {"serials": list(serials)})
    return {row.serial: KnownBadge._make(row) for row in rows}


def badges_of_people(event_id: int, codes: Iterable[str]) -> dict[str, KnownBadge]:
    """The badge by which a person found by name is let in, by registration code.

    The newest valid one; without any, the newest, so that the steward is told why not.
    """
    rows = db.session.execute(_BADGES_BY_CODE, {"event_id": event_id, "codes": list(codes)})
    return {row.code: KnownBadge._make(row[:-1]) for row in rows}


def lock_people(registration_ids: Iterable[int]) -> dict[int, Person]:
    """The people concerned, locked in the order of their ids until the transaction ends.

    So the fold over one person's scans is made by one request at a time. (SQLite lets only one
    writer in anyway.)
    """
    assert in_transaction(), "scans are judged inside the transaction that stores them"
    rows = db.session.execute(_PEOPLE, {"ids": list(set(registration_ids))})
    return {row[0]: _person(row) for row in rows}


def _person(row: Any) -> Person:
    row_id, name, organisation, category, cancelled_at, replaced, status, number = row
    if status is not Status.CANCELLED:
        cancelled_at = None
    return Person(row_id, name, organisation, category, cancelled_at, replaced, number)


def scans_by_uuid(event_id: int, uuids: Iterable[str]) -> dict[str, KnownScan]:
    """Scans that came before, by the id their device gave them."""
    rows = db.session.execute(_SCANS_BY_UUID, {"event_id": event_id, "uuids": list(uuids)})
    return {row.uuid: KnownScan._make(row) for row in rows}


def scans_of(registration_ids: Iterable[int]) -> list[KnownScan]:
    """All scans of these people. Call it with them locked."""
    rows = db.session.execute(_SCANS_OF, {"ids": list(registration_ids)})
    return list(map(KnownScan._make, rows))


def seats(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], datetime]:
    """Since when these (session, registration) pairs have a seat: asked of `workshops`."""
    sessions = {session_id for session_id, _who in pairs}
    people = {who for _session_id, who in pairs}
    found = hooks.session_door_admits.gather(sessions, people) if pairs else []
    return {(session_id, who): since for session_id, who, since in found}
