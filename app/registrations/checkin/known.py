"""What the door must know to judge scans: read in bulk, a fixed number of statements.

Rows are light tuples, not objects: a scan must be answered within milliseconds, and a batch
of a thousand after a network failure within a second.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, case, select, union_all

from app.accounts.models import Device, SigningKey
from app.core import hooks, tokens
from app.core.db import in_transaction, rows
from app.events.models import Event, EventSession
from app.registrations.checkin import admission
from app.registrations.checkin.devices import FairOfDevice
from app.registrations.models import Badge, Category, Point, Registration, Scan
from app.registrations.states import BadgeState, Direction, PointKind, Status, Verdict

VALID = BadgeState.VALID


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


Key = tuple[bytes, int]  # public key, and the hub that owns it


class Entrance(NamedTuple):
    """Points of an event by code, closed ones too: late scans of theirs still count. And its
    hub's keys by id."""

    doors: dict[str, Door]
    keys: dict[int, Key]


class KnownBadge(NamedTuple):
    """A badge of any event of the installation."""

    id: int
    serial: int
    registration_id: int
    revoked_at: datetime | None
    state: BadgeState
    token: str

    @property
    def category(self) -> int | None:
        """The number of what its holder was when it was made: another category, another badge."""
        read = tokens.read(self.token)
        return read.category if read is not None else None


class Person(NamedTuple):
    """Whose badge it is, as the steward reads it, and whose event the person comes to."""

    id: int
    code: str
    name: str
    organisation: str | None
    category: str
    cancelled_at: datetime | None
    event_id: int
    event_number: int
    hub_id: int


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
    badge_id: int | None

    @property
    def judgement(self) -> admission.Judgement:
        """As it was judged last."""
        return admission.Judgement(self.verdict, self.first_uuid, self.step, self.visit)


# Statements are built once: building them takes longer than running them.
_DOOR = (
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
_DOORS = (
    select(*_DOOR)
    .outerjoin(EventSession, EventSession.id == Point.session_id)
    .where(Point.event_id == bindparam("event_id"))
)
_DOORS_BY_ID = _DOORS.where(Point.id.in_(bindparam("point_ids", expanding=True)))
_CODES: Any = bindparam("codes", expanding=True)
_ENTRANCE = (
    select(SigningKey.id.label("key_id"), SigningKey.public, Event.hub_id, *_DOOR)
    .select_from(Event)
    .outerjoin(SigningKey, SigningKey.hub_id == Event.hub_id)
    .outerjoin(Point, and_(Point.event_id == Event.id, Point.code.in_(_CODES)))
    .outerjoin(EventSession, EventSession.id == Point.session_id)
    .where(Event.id == bindparam("event_id"))
)
_KEYS = select(SigningKey.id, SigningKey.public, SigningKey.hub_id).where(
    SigningKey.id.in_(bindparam("key_ids", expanding=True))
)
_LOCKED = select(Registration.id).order_by(Registration.id).with_for_update()
_BY_SERIAL = _LOCKED.where(
    Registration.id.in_(
        select(Badge.registration_id).where(Badge.serial.in_(bindparam("serials", expanding=True)))
    )
)
_BY_ID = _LOCKED.where(Registration.id.in_(bindparam("ids", expanding=True)))
_IDS = union_all(
    select(Badge.registration_id).where(Badge.serial.in_(bindparam("serials", expanding=True))),
    select(Registration.id).where(
        Registration.event_id == bindparam("event_id"),
        Registration.code.in_(bindparam("codes", expanding=True)),
    ),
)
_SCAN = (
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
    Scan.badge_id,
)
_SCANS_BY_UUID = (
    select(*_SCAN)
    .outerjoin(Device, Device.id == Scan.device_id)
    .outerjoin(Badge, Badge.id == Scan.badge_id)
    .where(
        Scan.event_id == bindparam("event_id"), Scan.uuid.in_(bindparam("uuids", expanding=True))
    )
)
_PERSON = (
    Registration.id,
    Registration.code,
    Registration.name,
    Registration.organisation,
    Category.name,
    case((Registration.status == Status.CANCELLED, Registration.cancelled_at)),
    Event.id,
    Event.number,
    Event.hub_id,
)
_BADGE = (Badge.id, Badge.serial, Badge.registration_id, Badge.revoked_at, Badge.state, Badge.token)
_HISTORIES = (
    select(*_PERSON, *_BADGE, *_SCAN)
    .select_from(Registration)
    .join(Category, Category.id == Registration.category_id)
    .join(Event, Event.id == Registration.event_id)
    .join(Badge, Badge.registration_id == Registration.id)
    .outerjoin(
        Scan,
        and_(
            Scan.registration_id == Badge.registration_id,
            Scan.badge_id == Badge.id,
            Scan.event_id == bindparam("event_id"),
        ),
    )
    .outerjoin(Device, Device.id == Scan.device_id)
    .where(Registration.id.in_(bindparam("ids", expanding=True)))
    .order_by(Badge.id)
)
_BADGE_BEGINS = len(_PERSON)
_SCAN_BEGINS = len(_PERSON) + len(_BADGE)


def fair_of(event: Event | FairOfDevice) -> Fair:
    """The event as plain data, good after the transaction has ended."""
    days = admission.Days(event.starts_on, event.ends_on, ZoneInfo(event.timezone))
    return Fair(event.id, event.number, event.hub_id, days)


def doors_of(event_id: int) -> dict[str, Door]:
    """The points of an event by code, closed ones too: late scans of theirs still count."""
    return {row.code: _door(row) for row in rows(_DOORS, event_id=event_id)}


def doors_by_id(event_id: int, point_ids: Collection[int]) -> dict[int, Door]:
    """Some points of an event by id."""
    found = rows(_DOORS_BY_ID, event_id=event_id, point_ids=[*point_ids]) if point_ids else ()
    return {row.id: _door(row) for row in found}


def entrance_of(event_id: int, codes: Collection[str]) -> Entrance:
    """The points of an event that have one of these codes, and by which keys its badges are
    signed. (A fair has dozens of points, and a scan names one.)"""
    found = Entrance({}, {})
    for row in rows(_ENTRANCE, event_id=event_id, codes=[*codes]):
        if row.key_id is not None:
            found.keys[row.key_id] = bytes(row.public), row.hub_id
        if row.id is not None and row.code not in found.doors:
            found.doors[row.code] = _door(row)
    return found


def _door(point: Any) -> Door:
    session_id = point.session_id if _asks_for_seats(point) else None
    return Door(point.id, point.code, point.name, _rule(point), session_id)


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


def keys(key_ids: Collection[int]) -> dict[int, Key]:
    """Public key and owning hub by key id."""
    return {row.id: (bytes(row.public), row.hub_id) for row in rows(_KEYS, key_ids=[*key_ids])}


def lock_people(
    event_id: int,
    *,
    serials: Collection[int] = (),
    codes: Collection[str] = (),
    ids: Collection[int] = (),
) -> list[int]:
    """The ids of the people concerned, locked in their order until the transaction ends.

    Named by their badges' serials, by their codes in the event, or by id. So the fold over one
    person's scans is made by one request at a time. (SQLite lets only one writer in anyway.)
    What is known of them is read afterwards: by then nobody changes it.
    """
    assert in_transaction(), "scans are judged inside the transaction that stores them"
    if not codes and not ids:
        found = rows(_BY_SERIAL, serials=[*serials]) if serials else ()
    else:
        wanted = {*ids, *people_of(event_id, serials, codes)}
        found = rows(_BY_ID, ids=[*wanted])
    return [row[0] for row in found]


def people_of(
    event_id: int, serials: Collection[int], codes: Collection[str] = ()
) -> Collection[int]:
    """The ids of people by their badges' serials and by their codes in the event, not locked."""
    if not serials and not codes:
        return ()
    named = rows(_IDS, serials=[*serials], event_id=event_id, codes=[*codes])
    return {row[0] for row in named}


def scans_by_uuid(event_id: int, uuids: Collection[str]) -> dict[str, KnownScan]:
    """Scans that came before, by the id their device gave them."""
    found = rows(_SCANS_BY_UUID, event_id=event_id, uuids=[*uuids])
    return {row.uuid: KnownScan._make(row) for row in found}


class Histories:
    """All that is known of some people who have badges: the badges, and every scan of theirs at
    one event. Whoever comes with another event's badge was scanned there by that one's rules."""

    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self.badges: dict[int, KnownBadge] = {}
        self.scans: list[KnownScan] = []

    def by_serial(self) -> dict[int, KnownBadge]:
        return {badge.serial: badge for badge in self.badges.values()}

    def by_code(self, event_id: int) -> dict[str, KnownBadge]:
        """The badge by which a person found by name is let in, by registration code.

        The newest valid one; without any, the newest, so that the steward is told why not.
        """
        found = {}
        for badge in sorted(self.badges.values(), key=lambda b: (b.state is VALID, b.id)):
            person = self.people[badge.registration_id]
            if person.event_id == event_id:
                found[person.code] = badge
        return found

    def with_valid_badge(self) -> set[int]:
        """People who have a badge that opens doors: a revoked one of theirs was replaced."""
        return {badge.registration_id for badge in self.badges.values() if badge.state is VALID}


def histories_of(event_id: int, registration_ids: Collection[int]) -> Histories:
    """What is known of these people, with their scans at an event. Call it with them locked."""
    found = Histories()
    if not registration_ids:
        return found
    for row in rows(_HISTORIES, event_id=event_id, ids=[*registration_ids]):
        if row[0] not in found.people:
            found.people[row[0]] = Person._make(row[:_BADGE_BEGINS])
        if row[_BADGE_BEGINS] not in found.badges:
            badge = KnownBadge._make(row[_BADGE_BEGINS:_SCAN_BEGINS])
            found.badges[badge.id] = badge
        if row[_SCAN_BEGINS] is not None:
            found.scans.append(KnownScan._make(row[_SCAN_BEGINS:]))
    return found


def seats(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], datetime]:
    """Since when these (session, registration) pairs have a seat: asked of `workshops`."""
    sessions = {session_id for session_id, _who in pairs}
    people = {who for _session_id, who in pairs}
    found = hooks.session_door_admits.gather(sessions, people) if pairs else []
    return {(session_id, who): since for session_id, who, since in found}
