"""What reports read besides the figures: sign-offs, texts, targets, the fair before."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Hub
from app.core.db import db
from app.events.kinds import EventState
from app.events.models import Event
from app.reports.indicators import Figure
from app.reports.models import EventPaper, FrozenReport, Target
from app.reports.scope import Scope


def scope_of(event: Event) -> Scope:
    return Scope(event.starts_on, event.ends_on, event.hub_id, event.id)


def frozen(hub_id: int, scope: Scope) -> FrozenReport | None:
    """The sign-off of this report that stands, if there is one."""
    found = select(FrozenReport).where(
        FrozenReport.hub_id == hub_id, FrozenReport.lifted_at.is_(None)
    )
    if scope.event_id is not None:
        found = found.where(FrozenReport.event_id == scope.event_id)
    else:
        found = found.where(
            FrozenReport.event_id.is_(None),
            FrozenReport.first == scope.first,
            FrozenReport.last == scope.last,
        )
    found = found.options(joinedload(FrozenReport.user)).order_by(FrozenReport.id.desc())
    return db.session.scalar(found.limit(1))


def frozen_by_code(hub_id: int, code: str) -> FrozenReport | None:
    return db.session.scalar(
        select(FrozenReport).where(FrozenReport.hub_id == hub_id, FrozenReport.code == code)
    )


def signed_off(hub_id: int, limit: int = 12) -> list[FrozenReport]:
    """The latest sign-offs of a hub that stand."""
    found = (
        select(FrozenReport)
        .where(FrozenReport.hub_id == hub_id, FrozenReport.lifted_at.is_(None))
        .options(joinedload(FrozenReport.event), joinedload(FrozenReport.user))
        .order_by(FrozenReport.frozen_at.desc(), FrozenReport.id.desc())
    )
    return list(db.session.scalars(found.limit(limit)))


def paper_of(event: Event) -> EventPaper | None:
    return db.session.scalar(select(EventPaper).where(EventPaper.event_id == event.id))


def targets_of(event: Event) -> dict[Figure, int]:
    found = select(Target.figure, Target.value).where(Target.event_id == event.id)
    known = set(Figure)
    return {Figure(name): value for name, value in db.session.execute(found) if name in known}


def event_before(event: Event) -> Event | None:
    """The hub's last event of the same kind before this one: what it is compared with."""
    found = select(Event).where(
        Event.hub_id == event.hub_id,
        Event.kind == event.kind,
        Event.state == EventState.PUBLISHED,
        Event.ends_on < event.starts_on,
    )
    return db.session.scalar(found.order_by(Event.ends_on.desc(), Event.id.desc()).limit(1))


def events_of(hub: Hub | None, first: date, last: date, most: int = 100) -> list[Event]:
    """A hub's events some day of which lies in a period, in order; the last ones of many."""
    found = select(Event).where(
        Event.state == EventState.PUBLISHED, Event.starts_on <= last, Event.ends_on >= first
    )
    if hub is not None:
        found = found.where(Event.hub_id == hub.id)
    latest = found.order_by(Event.starts_on.desc(), Event.id.desc()).limit(most)
    return list(reversed(db.session.scalars(latest).all()))


def hub_by_code(code: str) -> Hub | None:
    return db.session.scalar(select(Hub).where(Hub.code == code.upper()))


def open_hubs(on: date) -> list[Hub]:
    """Hubs that were open on a day, by code."""
    found = select(Hub).where(Hub.opened_on <= on).order_by(Hub.code)
    return [hub for hub in db.session.scalars(found) if hub.closed_on is None or hub.closed_on > on]
