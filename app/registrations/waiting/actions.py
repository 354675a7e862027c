"""An offered place taken or passed on; how an event's waiting lists go on."""

from __future__ import annotations

from sqlalchemy import select

from app.core import audit, clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event
from app.registrations import actions
from app.registrations.models import Registration
from app.registrations.states import Status
from app.registrations.waiting.models import WaitingRule

MOST = 500  # offers looked at by one round


def set_hours(event: Event, hours: int | None) -> None:
    """From now on freed places are offered for so long, or given; offers made stay."""
    with transaction():
        lock = select(Event.id).where(Event.id == event.id).with_for_update()
        db.session.execute(lock)
        rule = db.session.scalar(select(WaitingRule).where(WaitingRule.event_id == event.id))
        if rule is None:
            rule = WaitingRule(event_id=event.id)
            db.session.add(rule)
        rule.offer_hours = hours
        audit.record("waiting_rule_changed", rule, hub_id=event.hub_id, hours=hours)


def is_open(registration: Registration) -> bool:
    """Whether a place is offered to this person and can still be taken."""
    until = registration.offered_until
    return registration.status is Status.WAITING and until is not None and clock.now() < until


def accept(registration: Registration) -> Status:
    """Take the place offered. Raises Refused("offer_passed"), ("event_off")."""
    with transaction():
        actions.lock(registration)
        if registration.status in (Status.CONFIRMED, Status.PENDING):
            return registration.status  # pressed twice
        if not is_open(registration):
            raise Refused("offer_passed")
        actions.require_event(registration)
        actions.give_place(registration)
        actions.record("offer_accepted", registration, status=registration.status)
        actions.letter(registration, "moved_up")
    return registration.status


def pass_on(registration: Registration) -> bool:
    """The deadline is over: the place goes to the next in line; whether it did."""
    with transaction():
        actions.lock(registration)
        if not _is_over(registration):
            return False
        actions.end(registration)
        actions.record("offer_passed", registration)
        actions.letter(registration, "offer_passed")
    return True


def _is_over(registration: Registration) -> bool:
    until = registration.offered_until
    return registration.status is Status.WAITING and until is not None and until <= clock.now()


def pass_on_due() -> int:
    """Every offer whose deadline is over, each in a deed of its own; how many went on."""
    due = select(Registration.id).where(
        Registration.status == Status.WAITING, Registration.offered_until <= clock.now()
    )
    found = list(db.session.scalars(due.order_by(Registration.id).limit(MOST)))
    return sum(pass_on(db.session.get_one(Registration, each)) for each in found)
