"""Sessions held, who was there, classes and who was trained."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import case, func, select

from app.events.kinds import EventKind, SessionKind, SessionState
from app.events.models import Event, EventSession
from app.registrations.models import Registration
from app.reports.counting.within import Keys, Limits, at_moments, in_event_or_at, of_counted_event
from app.workshops.queries import attended


def held(limits: Limits, *kinds: SessionKind) -> Keys:
    """Sessions of these kinds (none named: all) that were not cancelled and had somebody."""
    there = attended().subquery()
    found = (
        select(EventSession.id)
        .join(Event, Event.id == EventSession.event_id)
        .where(
            EventSession.state == SessionState.PLANNED,
            in_event_or_at(limits, EventSession.starts_at),
            EventSession.id.in_(select(there.c.session_id)),
        )
    )
    return found.where(EventSession.kind.in_(kinds)) if kinds else found


def attendance(limits: Limits) -> Keys:
    """Person × session, by a scan at the door or a mark by hand: keys are pairs."""
    there = attended().subquery()
    return (
        select(there.c.session_id.label("id"), there.c.registration_id)
        .join(EventSession, EventSession.id == there.c.session_id)
        .join(Event, Event.id == EventSession.event_id)
        .where(
            EventSession.state == SessionState.PLANNED,
            in_event_or_at(limits, EventSession.starts_at),
        )
    )


def lessons(limits: Limits) -> sa.Subquery:
    """Sessions of classes: session_id, class_id, lessons, first_at, last_at, percent.

    A class is known by its first session. An event of kind training is one class over its
    training sessions (over all its sessions when none is of that kind); at other events every
    training session is a class of its own.
    """
    training = EventSession.kind == SessionKind.TRAINING
    whole = Event.kind == EventKind.TRAINING
    other = sa.orm.aliased(EventSession)
    has_training = (
        select(other.id)
        .where(
            other.event_id == Event.id,
            other.kind == SessionKind.TRAINING,
            other.state == SessionState.PLANNED,
        )
        .exists()
    )
    teaches = EventSession.kind.not_in((SessionKind.BREAK, SessionKind.CEREMONY))
    class_key = (EventSession.event_id, case((whole, 0), else_=EventSession.id))
    in_order = (EventSession.starts_at, EventSession.code)
    return (
        select(
            EventSession.id.label("session_id"),
            func.first_value(EventSession.id)
            .over(partition_by=class_key, order_by=in_order)
            .label("class_id"),
            func.count().over(partition_by=class_key).label("lessons"),
            func.min(EventSession.starts_at).over(partition_by=class_key).label("first_at"),
            func.max(EventSession.starts_at).over(partition_by=class_key).label("last_at"),
            Event.min_attendance.label("percent"),
        )
        .join(Event, Event.id == EventSession.event_id)
        .where(
            of_counted_event(limits),
            EventSession.state == SessionState.PLANNED,
            sa.or_(training, sa.and_(whole, teaches, ~has_training)),
        )
        .subquery()
    )


def classes(limits: Limits) -> Keys:
    """Classes with at least one person present, by their first day."""
    of_class, there = lessons(limits), attended().subquery()
    found = (
        select(of_class.c.class_id.label("id"))
        .join(there, there.c.session_id == of_class.c.session_id)
        .distinct()
    )
    if not limits.is_event:
        found = found.where(at_moments(limits, of_class.c.first_at))
    return found


def heads(limits: Limits) -> Keys:
    """Class × trainee with enough attendance, by the class's last day: keys are pairs."""
    of_class, there = lessons(limits), attended().subquery()
    found = (
        select(of_class.c.class_id.label("id"), there.c.registration_id)
        .join(there, there.c.session_id == of_class.c.session_id)
        .group_by(
            of_class.c.class_id, of_class.c.lessons, of_class.c.percent, there.c.registration_id
        )
        .having(func.count() * 100 >= of_class.c.lessons * of_class.c.percent)
    )
    if not limits.is_event:
        found = found.where(at_moments(limits, of_class.c.last_at))
    return found


def trained(limits: Limits) -> Keys:
    """Distinct people among them, each as one of their registrations.

    A person is known by e-mail, else by phone; who has neither any more (erased) counts by
    registration.
    """
    pairs = heads(limits).subquery()
    person = case(
        (Registration.email.is_not(None), "e:" + Registration.email),
        (Registration.phone.is_not(None), "p:" + Registration.phone),
        else_="r:" + sa.cast(Registration.id, sa.String(20)),
    )
    return (
        select(func.min(Registration.id).label("id"))
        .join(pairs, pairs.c.registration_id == Registration.id)
        .group_by(person)
    )
