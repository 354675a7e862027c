"""Who belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.registrations.models import Badge, Delegation, Point, Registration, Scan
from app.registrations.questions import queries as questions
from app.registrations.questions.models import SignUpAnswer, SignUpQuestion
from app.registrations.questions.rules import still_open
from app.registrations.states import BadgeState, PointKind, Status, Verdict


@dataclass(frozen=True)
class Group:
    """A delegation for a door: its code and name, and the ids of its members who have a place
    or wait for one, the one asked about included."""

    code: str
    name: str
    members: tuple[int, ...]


def delegation_of(registration: Registration) -> Group | None:
    """The group somebody came with ("3 in this delegation: admit all?"); two statements."""
    if registration.delegation_id is None:
        return None
    delegation = db.session.get_one(Delegation, registration.delegation_id)
    members = select(Registration.id).where(
        Registration.delegation_id == delegation.id, Registration.cancelled_at.is_(None)
    )
    ids = tuple(db.session.scalars(members.order_by(Registration.id)))
    return Group(delegation.code, delegation.name, ids)


def members_of(delegation: Delegation) -> list[Registration]:
    """All members in the order in which they were named, cancelled ones too."""
    found = (
        select(Registration)
        .where(Registration.delegation_id == delegation.id, Registration.erased_at.is_(None))
        .options(joinedload(Registration.category))
    )
    return list(db.session.scalars(found.order_by(Registration.id)))


def open_answers(delegation: Delegation, members: Sequence[Registration]) -> dict[int, int]:
    """How many questions each member has not answered yet, by registration id, none of zero;
    two statements."""
    asked = [question.asked for question in questions.asked(delegation.event_id)]
    if not asked:
        return {}
    rows = (
        select(SignUpAnswer.registration_id, SignUpQuestion.code, SignUpAnswer.values)
        .join(SignUpAnswer.question)
        .join(Registration, Registration.id == SignUpAnswer.registration_id)
        .where(Registration.delegation_id == delegation.id)
    )
    given: dict[int, dict[str, list[str]]] = {}
    for registration_id, code, values in db.session.execute(rows):
        given.setdefault(registration_id, {})[code] = values
    found = {
        each.id: len(still_open(asked, each.category.code, given.get(each.id, {})))
        for each in members
        if each.status is not Status.CANCELLED
    }
    return {registration_id: number for registration_id, number in found.items() if number}


def tokens_of(delegation: Delegation) -> dict[int, str]:
    """The valid badge token of each member, by registration id."""
    found = (
        select(Badge.registration_id, Badge.token)
        .join(Registration, Registration.id == Badge.registration_id)
        .where(Registration.delegation_id == delegation.id, Badge.state == BadgeState.VALID)
        .order_by(Badge.id)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def listed(event_id: int) -> sa.Select[*tuple[Any, ...]]:
    """An event's groups: the delegation, how many belong to it (cancelled ones left out), how
    many of them have a place, and how many have come."""
    came = (
        select(Scan.id)
        .join(Point, Point.id == Scan.point_id)
        .where(
            Scan.registration_id == Registration.id,
            Scan.verdict == Verdict.ADMITTED,
            Point.kind == PointKind.GATE,
        )
        .exists()
    )
    confirmed = Registration.status == Status.CONFIRMED
    return (
        select(
            Delegation,
            func.count(Registration.id).label("people"),
            func.count(sa.case((confirmed, 1))).label("confirmed"),
            func.count(sa.case((came, 1))).label("came"),
        )
        .outerjoin(
            Registration,
            sa.and_(
                Registration.delegation_id == Delegation.id,
                Registration.status != Status.CANCELLED,
            ),
        )
        .where(Delegation.event_id == event_id)
        .group_by(Delegation.id)
    )


def by_code(event_id: int, code: str) -> Delegation | None:
    found = select(Delegation).where(Delegation.event_id == event_id, Delegation.code == code)
    return db.session.scalar(found)


def member(delegation: Delegation, code: str) -> Registration | None:
    """One of a group by code; None for who is not of it, or has gone."""
    found = select(Registration).where(
        Registration.delegation_id == delegation.id,
        Registration.code == code,
        Registration.erased_at.is_(None),
        Registration.status != Status.CANCELLED,
    )
    return db.session.scalar(found)
