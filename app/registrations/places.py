"""Places and the queue for them: the database decides who gets the last one.

`Category.taken` guards the places. It is changed by one conditional statement while the
category's row is locked, so that nobody can join the queue of a category whose last place
is being handed back at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import sqlalchemy as sa
from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult

from app.core.db import db, in_transaction
from app.registrations.models import Category, Registration
from app.registrations.states import Status

HOLDS_PLACE = (Status.CONFIRMED, Status.PENDING)


def locked(category_ids: Iterable[int]) -> dict[int, Category]:
    """The categories, fresh and locked until the transaction ends, always in the same order."""
    assert in_transaction(), "places change inside a deed"
    wanted = (
        select(Category)
        .where(Category.id.in_(set(category_ids)))
        .order_by(Category.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {category.id: category for category in db.session.scalars(wanted)}


def take(category_id: int, number: int = 1) -> bool:
    """Take places if there are so many; whether they were. The category is locked already."""
    free = sa.or_(Category.places.is_(None), Category.taken + number <= Category.places)
    change = (
        update(Category)
        .where(Category.id == category_id, free)
        .values(taken=Category.taken + number)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[None]", db.session.execute(change)).rowcount == 1


def give_back(category_id: int, number: int = 1) -> None:
    """Return places."""
    change = (
        update(Category)
        .where(Category.id == category_id)
        .values(taken=Category.taken - number)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(change)


def next_in_line(category_id: int) -> Registration | None:
    """Who has waited longest."""
    queue = select(Registration).where(
        Registration.category_id == category_id, Registration.status == Status.WAITING
    )
    first = queue.order_by(Registration.waiting_since, Registration.id).limit(1)
    return db.session.scalar(first)


def position(registration: Registration) -> int | None:
    """The place in the queue, 1 for the next; None when not waiting."""
    if registration.status is not Status.WAITING:
        return None
    before = sa.or_(
        Registration.waiting_since < registration.waiting_since,
        sa.and_(
            Registration.waiting_since == registration.waiting_since,
            Registration.id < registration.id,
        ),
    )
    ahead = select(sa.func.count(Registration.id)).where(
        Registration.category_id == registration.category_id,
        Registration.status == Status.WAITING,
        before,
    )
    return (db.session.scalar(ahead) or 0) + 1
