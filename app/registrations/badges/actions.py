"""Badges made, taken back and replaced.

Each function joins the deed that asks for it. `changed_at` moves whenever scanners must
learn something: a new state, or another name on the roster.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import insert, select, update
from sqlalchemy.engine import CursorResult

from app.accounts import queries as accounts
from app.core import audit, clock, tokens
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event
from app.registrations.checkin.actions import refold
from app.registrations.models import Badge, Category, Registration
from app.registrations.states import BadgeState, Status

SERIAL_BITS = 63  # random, and within what both databases call an integer


def _signed(event: Event, holders: Iterable[tuple[Registration, Category]]) -> list[dict[str, Any]]:
    """The rows of new signed badges (the registrations have their ids already)."""
    key = accounts.active_key(event.hub_id)
    private, now, rows = bytes(key.private), clock.now(), []
    for registration, category in holders:
        serial = secrets.randbits(SERIAL_BITS)
        body = tokens.BadgeToken(key.id, event.number, serial, category.number)
        rows.append(
            {
                "serial": serial,
                "event_id": event.id,
                "registration_id": registration.id,
                "token": tokens.encode(body, private),
                "state": BadgeState.VALID,
                "created_at": now,
                "changed_at": now,
            }
        )
    return rows


def issue_all(event: Event, holders: Iterable[tuple[Registration, Category]]) -> None:
    """A new badge for each of many registrations, in one statement."""
    if rows := _signed(event, holders):
        db.session.execute(insert(Badge), rows)


def issue(registration: Registration, category: Category) -> Badge:
    """A new badge for one registration."""
    (row,) = _signed(category.event, [(registration, category)])
    badge = Badge(**row)
    db.session.add(badge)
    return badge


def _change(registration: Registration, before: BadgeState, **values: Any) -> int:
    """Give the badges in a state other values; how many there were.

    A new state is a fact about scans that were made already, on whatever phone: they are
    judged anew.
    """
    now = clock.now()
    found = update(Badge).where(Badge.registration_id == registration.id, Badge.state == before)
    result = db.session.execute(found.values(changed_at=now, **values))
    number = cast("CursorResult[None]", result).rowcount
    if number and "state" in values:
        refold(registration.event, [registration.id])
    return number


def cancel_all(registration: Registration) -> None:
    """The registration was cancelled: its badges open nothing any more."""
    _change(registration, BadgeState.VALID, state=BadgeState.CANCELLED)


def revive(registration: Registration) -> bool:
    """The registration is back: the badge it had is good again; whether there was one."""
    return _change(registration, BadgeState.CANCELLED, state=BadgeState.VALID) > 0


def announce(registration: Registration) -> None:
    """Name or organisation changed: scanners get the new words."""
    _change(registration, BadgeState.VALID)


def retire(registration: Registration, reason: str) -> int:
    """Revoke all valid badges; how many there were."""
    return _revoke(registration, BadgeState.VALID, reason)


def bury(registration: Registration) -> None:
    """The registration is back without a place: the badge it had must not open the gate."""
    _revoke(registration, BadgeState.CANCELLED, "no place")


def _revoke(registration: Registration, before: BadgeState, reason: str) -> int:
    return _change(
        registration,
        before,
        state=BadgeState.REVOKED,
        revoked_at=clock.now(),
        revoked_reason=reason,
    )


def revoke(registration: Registration, reason: str) -> int:
    """Take a registration's badges back. Raises Refused("no_valid_badge")."""
    with transaction():
        number = retire(registration, reason)
        if not number:
            raise Refused("no_valid_badge")
        audit.record("badges_revoked", registration, hub_id=_hub(registration), number=number)
    return number


def reprint(registration: Registration, reason: str) -> Badge:
    """Replace a registration's badge: the old one is revoked, so a lost one opens nothing.

    Raises Refused("not_confirmed") when the registration has no place.
    """
    with transaction():
        if registration.status is not Status.CONFIRMED or registration.erased_at is not None:
            raise Refused("not_confirmed")
        retire(registration, reason)
        badge = issue(registration, registration.category)
        audit.record("badge_reprinted", registration, hub_id=_hub(registration))
    return badge


def mark_printed(badge_ids: Sequence[int]) -> None:
    """Remember that badges were printed, so that the next sheet holds only new ones."""
    with transaction():
        for start in range(0, len(badge_ids), 500):
            part = badge_ids[start : start + 500]
            found = update(Badge).where(Badge.id.in_(part), Badge.printed_at.is_(None))
            db.session.execute(found.values(printed_at=clock.now()))


def hand_out(badge: Badge) -> None:
    """Count one badge as printed at the desk.

    Raises Refused("badge_printed") when it was printed before: a second paper with the same
    code would open the gate for whoever finds the first; `reprint` makes a new one.
    """
    with transaction():
        fresh = update(Badge).where(Badge.id == badge.id, Badge.printed_at.is_(None))
        result = db.session.execute(fresh.values(printed_at=clock.now()))
        if not cast("CursorResult[None]", result).rowcount:
            raise Refused("badge_printed")
        audit.record("badge_printed", badge.registration, hub_id=_hub(badge.registration))


def valid_badge(registration: Registration) -> Badge | None:
    """The badge that opens the door now: the newest valid one."""
    found = select(Badge).where(
        Badge.registration_id == registration.id, Badge.state == BadgeState.VALID
    )
    return db.session.scalars(found.order_by(Badge.id.desc()).limit(1)).first()


def _hub(registration: Registration) -> int:
    return registration.event.hub_id
