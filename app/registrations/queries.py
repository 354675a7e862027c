"""What is read about registrations; each function has a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts import provinces
from app.core import lists
from app.core.db import db
from app.core.i18n import locale_code, span_text
from app.core.text import fold
from app.events.models import Event
from app.registrations.models import (
    Badge,
    Category,
    Consent,
    Delegation,
    Point,
    Registration,
    RegistrationTag,
    Scan,
)
from app.registrations.places import HOLDS_PLACE, IN_LINE
from app.registrations.states import BadgeState, PointKind, Status, Verdict

SORTS = {
    "name": [Registration.sort_key, Registration.id],
    "created": [Registration.created_at, Registration.id],
    "status": [Registration.status, Registration.sort_key, Registration.id],
    "category": [Category.position, Registration.sort_key, Registration.id],
    "waiting": [Registration.waiting_since, Registration.id],
}


@dataclass(frozen=True)
class Standing:
    """A category with its figures, counted from rows."""

    category: Category
    taken: int
    waiting: int
    pool_taken: int = 0  # of the places it shares, by all who share them
    line: int = 0  # how many wait in its queue, those of its pool included

    @property
    def left(self) -> int | None:
        """Places left, of its own and of those it shares; None when there is no limit."""
        limits = []
        if self.category.places is not None:
            limits.append(self.category.places - self.taken)
        if self.category.pool is not None:
            limits.append(self.category.pool.places - self.pool_taken)
        return max(0, min(limits)) if limits else None

    @property
    def full(self) -> bool:
        return self.left == 0

    @property
    def name(self) -> str:
        return category_name(self.category)


def category_name(category: Category) -> str:
    """In the language of the page, where there is one."""
    english = category.name_en if locale_code() == "en" else None
    return english or category.name


def event_name(event: Event) -> str:
    english = event.name_en if locale_code() == "en" else None
    return english or event.name


def when_where(event: Event) -> str:
    """03–05/12/2026 · Nghệ An."""
    return f"{span_text(event.starts_on, event.ends_on)} · {provinces.short(event.province)}"


def where(event: Event) -> str:
    """Venue, address and province, as far as they are known."""
    venue = event.venue
    parts = [venue.name, venue.address] if venue else []
    return ", ".join(part for part in [*parts, provinces.short(event.province)] if part)


def controller(event: Event) -> str:
    """Who answers for the personal data, as named beside the consent boxes."""
    return event.organiser_name or event.hub.name


def standings(event_id: int) -> list[Standing]:
    """All categories of an event in their order, with places taken and people waiting."""

    def number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return func.count(sa.case((condition, 1)))

    offered = sa.and_(
        Registration.status == Status.WAITING, Registration.offered_until.is_not(None)
    )
    taken = sa.or_(Registration.status.in_(HOLDS_PLACE), offered)

    counts = (
        select(
            Registration.category_id,
            number(taken).label("taken"),
            number(IN_LINE).label("waiting"),
        )
        .where(Registration.event_id == event_id)
        .group_by(Registration.category_id)
        .subquery()
    )
    counted = (
        select(Category, func.coalesce(counts.c.taken, 0), func.coalesce(counts.c.waiting, 0))
        .outerjoin(counts, counts.c.category_id == Category.id)
        .where(Category.event_id == event_id)
        .order_by(Category.position, Category.id)
        .options(joinedload(Category.event), joinedload(Category.pool))
    )
    return _with_pools([Standing(*row) for row in db.session.execute(counted)])


def _with_pools(found: list[Standing]) -> list[Standing]:
    """The same with what is taken of shared places, and how many wait for them."""

    def shared(each: Standing) -> list[Standing]:
        pool_id = each.category.pool_id
        return [each] if pool_id is None else [o for o in found if o.category.pool_id == pool_id]

    return [
        replace(
            each,
            pool_taken=sum(other.taken for other in shared(each)),
            line=sum(other.waiting for other in shared(each)),
        )
        for each in found
    ]


def category_by_code(event_id: int, code: str) -> Category | None:
    found = select(Category).where(Category.event_id == event_id, Category.code == code)
    return db.session.scalar(found)


def categories_of(event_id: int) -> list[Category]:
    found = select(Category).where(Category.event_id == event_id)
    return list(db.session.scalars(found.order_by(Category.position, Category.id)))


def by_code(event_id: int, code: str) -> Registration | None:
    """A registration of an event, with its category and event."""
    found = (
        select(Registration)
        .where(Registration.event_id == event_id, Registration.code == code)
        .options(
            joinedload(Registration.category),
            joinedload(Registration.event),
            joinedload(Registration.delegation),
        )
    )
    return db.session.scalar(found)


def with_event(registration_id: int) -> Registration:
    """A registration with its category and event."""
    found = (
        select(Registration)
        .where(Registration.id == registration_id)
        .options(joinedload(Registration.category).joinedload(Category.event))
    )
    return db.session.scalars(found).one()


def listed(event_id: int, filters: dict[str, str]) -> sa.Select[Any]:
    """What a list shows: `status`, `category`, `day` (came on), `badge`, `tag`, `q`."""
    chosen = (
        select(Registration)
        .join(Registration.category)
        .where(Registration.event_id == event_id, Registration.erased_at.is_(None))
        .options(joinedload(Registration.category))
    )
    if filters.get("status") in set(Status):
        chosen = chosen.where(Registration.status == Status(filters["status"]))
    if filters.get("category"):
        chosen = chosen.where(Category.code == filters["category"])
    if filters.get("day"):
        chosen = chosen.where(_came_on(filters["day"]))
    if filters.get("badge") == "new":
        chosen = chosen.where(_has_badge(Badge.printed_at.is_(None)))
    if filters.get("tag"):
        tagged = select(RegistrationTag.id).where(
            RegistrationTag.registration_id == Registration.id,
            RegistrationTag.folded == fold(filters["tag"]),
        )
        chosen = chosen.where(tagged.exists())
    if filters.get("group"):
        named = Delegation.code == filters["group"]
        chosen = chosen.join(Registration.delegation).where(named)
    if filters.get("q"):
        chosen = chosen.where(lists.matching(Registration.folded, filters["q"]))
    return chosen


def _came_on(day: str) -> sa.ColumnElement[bool]:
    """Admitted at an entry gate on a local day; "no": not on any day so far."""
    came = (
        select(Scan.id)
        .join(Point, Point.id == Scan.point_id)
        .where(
            Scan.registration_id == Registration.id,
            Scan.verdict == Verdict.ADMITTED,
            Point.kind == PointKind.GATE,
        )
    )
    return ~came.exists() if day == "no" else came.where(Scan.day == day).exists()


def _has_badge(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    badges = select(Badge.id).where(
        Badge.registration_id == Registration.id, Badge.state == BadgeState.VALID, condition
    )
    return badges.exists()


def counts_by_status(event_id: int) -> dict[Status, int]:
    """How many registrations are in each state."""
    counted = (
        select(Registration.status, func.count())
        .where(Registration.event_id == event_id)
        .group_by(Registration.status)
    )
    found = {row[0]: row[1] for row in db.session.execute(counted)}
    return {status: found.get(status, 0) for status in Status}


def queue(category_id: int) -> list[Registration]:
    """Who waits, in order."""
    found = (
        select(Registration)
        .where(Registration.category_id == category_id, Registration.status == Status.WAITING)
        .order_by(Registration.waiting_since, Registration.id)
    )
    return list(db.session.scalars(found))


def queue_positions(event_id: int) -> dict[int, int]:
    """Positions in the queues of an event by registration id."""
    place = func.row_number().over(
        partition_by=func.coalesce(Category.pool_id, -Category.id),
        order_by=(Registration.waiting_since, Registration.id),
    )
    found = (
        select(Registration.id, place)
        .join(Registration.category)
        .where(Registration.event_id == event_id, IN_LINE)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def badges_of(registration_id: int) -> list[Badge]:
    """All badges of a registration, newest first."""
    found = select(Badge).where(Badge.registration_id == registration_id)
    return list(db.session.scalars(found.order_by(Badge.id.desc())))


def consents_to(registration_id: int) -> sa.Select[tuple[Consent]]:
    found = select(Consent).where(Consent.registration_id == registration_id)
    return found.order_by(Consent.given_at.desc(), Consent.id.desc())


def consents_of(registration_id: int) -> list[Consent]:
    """All consents ever given, newest first."""
    return list(db.session.scalars(consents_to(registration_id)))


def gate_scans_of(registration_id: int, limit: int = 20) -> list[Scan]:
    """The latest scans of a registration, with their points."""
    found = (
        select(Scan)
        .where(Scan.registration_id == registration_id)
        .options(joinedload(Scan.point))
        .order_by(Scan.at.desc(), Scan.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(found))


def badge_counts(event_id: int) -> dict[str, int]:
    """Valid badges, those of them never printed, and revoked ones."""
    valid = Badge.state == BadgeState.VALID
    counted = select(
        func.count(sa.case((valid, 1))),
        func.count(sa.case((sa.and_(valid, Badge.printed_at.is_(None)), 1))),
        func.count(sa.case((Badge.state == BadgeState.REVOKED, 1))),
    ).where(Badge.event_id == event_id)
    return dict(zip(("valid", "new", "revoked"), db.session.execute(counted).one(), strict=True))


def valid_tokens(event_id: int) -> list[tuple[str, str]]:
    """Registration code and token of every valid badge."""
    found = (
        select(Registration.code, Badge.token)
        .join(Badge, Badge.registration_id == Registration.id)
        .where(Badge.event_id == event_id, Badge.state == BadgeState.VALID)
        .order_by(Badge.id)
    )
    return [(code, token) for code, token in db.session.execute(found)]


def days_of(event: Event) -> Sequence[date]:
    """The days of an event, at most 31 of them."""
    number = min((event.ends_on - event.starts_on).days + 1, 31)
    return [date.fromordinal(event.starts_on.toordinal() + day) for day in range(number)]
