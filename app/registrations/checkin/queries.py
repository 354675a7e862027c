"""What is read about scans, points and devices; each function has a fixed number of statements."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.accounts import queries as accounts
from app.accounts.models import Device
from app.core import hooks, lists
from app.core.db import db
from app.events.kinds import EventState
from app.events.models import Event, EventSession
from app.registrations.checkin import figures, known
from app.registrations.checkin.admission import REFUSALS
from app.registrations.models import Badge, Category, Point, Registration, Scan
from app.registrations.states import BadgeState, PointKind, Status, Verdict

SCANS_PAGE = 500
FOUND = 12
_IDS_AT_ONCE = 10_000  # in one statement


# -- what devices read --


def roster_keys() -> dict[str, str]:
    """Public keys of every hub of the installation, base64url, by key id."""
    return {
        str(key_id): urlsafe_b64encode(raw).rstrip(b"=").decode()
        for key_id, raw in accounts.public_keys().items()
    }


def all_scans(event_id: int, after: int) -> Sequence[Any]:
    """Scans of the event with their present verdicts, after a row, one page."""
    wanted = (
        select(Scan, Point.code, Device.name, Badge.serial)
        .join(Point, Point.id == Scan.point_id)
        .outerjoin(Device, Device.id == Scan.device_id)
        .outerjoin(Badge, Badge.id == Scan.badge_id)
        .where(Scan.event_id == event_id, Scan.id > after)
        .order_by(Scan.id)
        .limit(SCANS_PAGE)
    )
    return db.session.execute(wanted).all()


def category_numbers(event_id: int) -> dict[str, int]:
    """Numbers of the event's categories (as in badge tokens) by name."""
    wanted = select(Category.name, Category.number).where(Category.event_id == event_id)
    return {row.name: row.number for row in db.session.execute(wanted)}


def seats_by_point(event_id: int) -> dict[str, dict[int, datetime]]:
    """For each point that asks for seats: since when who has one, by serial of valid badges."""
    doors = [door for door in known.doors_of(event_id).values() if door.enrolment_of]
    everyone = select(Registration.id).where(Registration.event_id == event_id)
    sessions = {door.enrolment_of for door in doors}
    found = hooks.session_door_admits.gather(sessions, everyone) if sessions else []
    people = {who for _session, who, _since in found}
    wanted = select(Badge.registration_id, Badge.serial).where(
        Badge.event_id == event_id, Badge.state == BadgeState.VALID
    )
    serials = {who: serial for who, serial in db.session.execute(wanted) if who in people}
    return {
        door.code: {
            serials[who]: since
            for session, who, since in found
            if session == door.enrolment_of and who in serials
        }
        for door in doors
    }


def people_named(event_id: int, words: str) -> Sequence[Any]:
    """People of the event found by name, organisation, phone or code, without diacritics."""
    valid = (
        select(Badge.id)
        .where(Badge.registration_id == Registration.id, Badge.state == BadgeState.VALID)
        .exists()
        .label("has_badge")
    )
    wanted = (
        select(
            Registration.code,
            Registration.name,
            Registration.organisation,
            Registration.status,
            Category.name.label("category"),
            valid,
        )
        .join(Category, Category.id == Registration.category_id)
        .where(
            Registration.event_id == event_id,
            Registration.erased_at.is_(None),
            lists.matching(Registration.folded, words),
        )
        .order_by(
            Registration.status == Status.CANCELLED,
            _begun_words(words).desc(),
            Registration.sort_key,
            Registration.id,
        )
        .limit(FOUND)
    )
    return db.session.execute(wanted).all()


def _begun_words(typed: str) -> Any:
    """How many words typed begin a word of the person: "uu" is Ưu rather than Hữu."""
    found: sa.ColumnElement[int] = sa.literal(0)
    for word in lists.words(typed):
        begins = sa.or_(
            Registration.folded.startswith(word, autoescape=True),
            Registration.folded.contains(f" {word}", autoescape=True),
        )
        found = found + sa.case((begins, 1), else_=0)
    return found


# -- what the office lists --

FIRST = aliased(Scan, name="first_scan")

#: What deserves a look: people let in twice, ids used twice, clocks far off, told otherwise.
DOUBLE = sa.and_(
    Scan.verdict == Verdict.REPEAT,
    sa.or_(
        Scan.first_verdict == Verdict.ADMITTED,
        sa.and_(Scan.unaware, FIRST.device_id.is_distinct_from(Scan.device_id)),
    ),
)
NOTABLE = {
    "doubles": DOUBLE,
    "changed": Scan.changed,
    "conflicts": Scan.conflicts > 0,
    "flagged": Scan.flagged,
    "refused": Scan.verdict.in_(REFUSALS),
}
VERDICTS = {verdict.value for verdict in Verdict}


def with_first(wanted: Any) -> Any:
    """A reading of scans with the admission that each repeats, where there is one."""
    return wanted.outerjoin(
        FIRST, sa.and_(FIRST.event_id == Scan.event_id, FIRST.uuid == Scan.first_uuid)
    )


def notable(event_id: int) -> dict[str, int]:
    """How many scans deserve a look, by kind."""
    counts = [func.count(sa.case((condition, 1))).label(key) for key, condition in NOTABLE.items()]
    row = db.session.execute(
        with_first(select(*counts).select_from(Scan)).where(Scan.event_id == event_id)
    ).one()
    return dict(row._mapping)


SORTS = {
    "at": [Scan.at, Scan.id],
    "name": [Registration.sort_key, Scan.at, Scan.id],
    "point": [Point.code, Scan.at, Scan.id],
    "verdict": [Scan.verdict, Scan.at, Scan.id],
}


def scan_list(
    event_id: int,
    *,
    q: str = "",
    day: str = "",
    point: str = "",
    verdict: str = "",
    notable: str = "",
    everything: bool = False,
) -> lists.Page:
    """Scans with person, point, device and the first admission, as the office filters them."""
    wanted = with_first(
        select(
            Scan,
            Point,
            Device.name.label("device"),
            Registration.name,
            Registration.organisation,
            Registration.code.label("registration"),
            Category.name.label("category"),
            FIRST.at.label("first_at"),
        )
        .join(Point, Point.id == Scan.point_id)
        .outerjoin(Device, Device.id == Scan.device_id)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .outerjoin(Category, Category.id == Registration.category_id)
    ).where(Scan.event_id == event_id)
    if q:
        wanted = wanted.where(lists.matching(Registration.folded, q))
    if day:
        wanted = wanted.where(Scan.day == day)
    if point:
        wanted = wanted.where(Point.code == point)
    if verdict in VERDICTS:
        wanted = wanted.where(Scan.verdict == Verdict(verdict))
    if notable in NOTABLE:
        wanted = wanted.where(NOTABLE[notable])
    return lists.listing(wanted, sorts=SORTS, default="-at", everything=everything, scalars=False)


_SCANS_AT_POINT = (
    select(func.count(Scan.id)).where(Scan.point_id == Point.id).scalar_subquery().label("scans")
)
_KIND_ORDER = sa.case({kind: place for place, kind in enumerate(PointKind)}, value=Point.kind)
POINT_SORTS: dict[str, list[Any]] = {
    "kind": [Point.closed_at.is_not(None), _KIND_ORDER, Point.code],
    "code": [Point.code],
    "name": [Point.name, Point.code],
    "scans": [_SCANS_AT_POINT, Point.code],
}


def points(event_id: int) -> list[Point]:
    """The event's points: gates, then session doors, then booths; closed ones last."""
    wanted = select(Point).where(Point.event_id == event_id).order_by(*POINT_SORTS["kind"])
    return list(db.session.scalars(wanted))


def point_list(event_id: int, *, q: str, kind: str, everything: bool) -> lists.Page:
    """(point, number of scans) as the office filters them."""
    wanted = select(Point, _SCANS_AT_POINT).where(Point.event_id == event_id)
    if q:
        like = f"%{q.strip().lower()}%"
        wanted = wanted.where(sa.or_(func.lower(Point.code).like(like), Point.name.ilike(like)))
    if kind in {one.value for one in PointKind}:
        wanted = wanted.where(Point.kind == PointKind(kind))
    return lists.listing(
        wanted, sorts=POINT_SORTS, default="kind", everything=everything, scalars=False
    )


def point(event_id: int, code: str) -> Point | None:
    return db.session.scalar(select(Point).where(Point.event_id == event_id, Point.code == code))


def open_points(event_id: int) -> list[Point]:
    """Where a phone can be put to work: gates first."""
    return [found for found in points(event_id) if found.closed_at is None]


def places_to_scan(hub_ids: Sequence[int], today: date) -> list[tuple[Event, list[Point]]]:
    """Events of these hubs that are on or coming, with their open points; the next one first."""
    wanted = (
        select(Event, Point)
        .join(Point, Point.event_id == Event.id)
        .where(
            Event.hub_id.in_(hub_ids),
            Event.ends_on >= today,
            Event.state != EventState.CANCELLED,
            Point.closed_at.is_(None),
        )
        .order_by(Event.starts_on, Event.id, _KIND_ORDER, Point.code)
    )
    found: dict[Event, list[Point]] = {}
    for event, place in db.session.execute(wanted):
        found.setdefault(event, []).append(place)
    return list(found.items())


def sessions(event_id: int) -> list[EventSession]:
    """The event's sessions in the order of the agenda."""
    wanted = select(EventSession).where(EventSession.event_id == event_id)
    return list(db.session.scalars(wanted.order_by(EventSession.starts_at, EventSession.code)))


_SCANS_BY_DEVICE = (
    select(func.count(Scan.id)).where(Scan.device_id == Device.id).scalar_subquery().label("scans")
)
DEVICE_SORTS = {
    "name": [Device.revoked_at.is_not(None), Device.name, Device.id],
    "seen": [Device.seen_at, Device.id],
    "scans": [_SCANS_BY_DEVICE, Device.id],
}


def device_list(event_id: int, *, everything: bool) -> lists.Page:
    """(device, point or None, number of scans), working ones first."""
    wanted = (
        select(Device, Point, _SCANS_BY_DEVICE)
        .outerjoin(Point, Point.id == Device.point_id)
        .where(Device.event_id == event_id)
    )
    return lists.listing(
        wanted, sorts=DEVICE_SORTS, default="name", everything=everything, scalars=False
    )


def door_counts(event_id: int) -> sa.Select[Any]:
    """Who came, devices that could scan, entry gates: one row of an event's figures."""
    devices = select(func.count()).where(Device.event_id == event_id, Device.revoked_at.is_(None))
    gates = select(func.count()).where(Point.event_id == event_id, Point.kind == PointKind.GATE)
    return select(
        figures.PEOPLE.label("door_people"),
        devices.scalar_subquery().label("door_devices"),
        gates.scalar_subquery().label("door_gates"),
    ).where(*figures.gates(event_id, None))


def known_ids(event_id: int, ids: Collection[str]) -> set[str]:
    """Which of these scans are here, by the ids that their devices gave them."""
    wanted = sorted(ids)
    found: set[str] = set()
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        part = wanted[start : start + _IDS_AT_ONCE]
        here = select(Scan.uuid).where(Scan.event_id == event_id, Scan.uuid.in_(part))
        found.update(db.session.scalars(here))
    return found


def scans_of_person(registration_id: int) -> Sequence[Any]:
    """(scan, point's name) of one person, in the order of time."""
    wanted = (
        select(Scan, Point.name)
        .join(Point, Point.id == Scan.point_id)
        .where(Scan.registration_id == registration_id)
        .order_by(Scan.at, Scan.id)
    )
    return db.session.execute(wanted).all()


def device(event_id: int, code: str) -> Device | None:
    return db.session.scalar(select(Device).where(Device.event_id == event_id, Device.code == code))


# -- guests at the desk --


def categories_for_guests(event_id: int) -> list[Category]:
    """What a guest without a badge may come as: the categories open to strangers, in order."""
    wanted = select(Category).where(Category.event_id == event_id, Category.public)
    return list(db.session.scalars(wanted.order_by(Category.position, Category.id)))
