"""Places and the queue for them: the database decides who gets the last one.

`Category.taken` guards the places. It is changed by one conditional statement while the
category's row is locked, so that nobody can join the queue of a category whose last place
is being handed back at that moment. Categories that share a pool have one queue, are locked
together, and take from the pool by the same kind of statement.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import select, update

from app.core.db import changed, db, in_transaction
from app.registrations.models import Category, Pool, Registration
from app.registrations.states import Status

HOLDS_PLACE = (Status.CONFIRMED, Status.PENDING)
#: In the queue, and nothing is offered to them yet.
IN_LINE = sa.and_(Registration.status == Status.WAITING, Registration.offered_until.is_(None))


def holds(registration: Registration) -> bool:
    """Whether a place is taken for somebody: given to them, or on offer."""
    return registration.status in HOLDS_PLACE or registration.offered_until is not None


def locked(category_ids: Iterable[int]) -> dict[int, Category]:
    """The categories and those that share places with them, fresh and locked until the
    transaction ends, always in the same order."""
    assert in_transaction(), "places change inside a deed"
    named = set(category_ids)
    pools = select(Category.pool_id).where(Category.id.in_(named), Category.pool_id.is_not(None))
    wanted = (
        select(Category)
        .where(sa.or_(Category.id.in_(named), Category.pool_id.in_(pools)))
        .order_by(Category.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {category.id: category for category in db.session.scalars(wanted)}


def take(category_id: int, number: int = 1) -> bool:
    """Take places if there are so many, of the category and of its pool; whether they were.

    The category is locked already.
    """
    if not _raise(Category, category_id, number):
        return False
    pool_id = _pool_of(category_id)
    if pool_id is None or _raise(Pool, pool_id, number):
        return True
    _lower(Category, category_id, number)
    return False


def left(category: Category) -> int:
    """How many places are free now, of its own and of those it shares."""
    guards = [each for each in (category, category.pool) if each is not None]
    free = [each.places - each.taken for each in guards if each.places is not None]
    return max(0, min(free, default=0))


def give_back(category_id: int, number: int = 1) -> None:
    """Return places."""
    _lower(Category, category_id, number)
    pool_id = _pool_of(category_id)
    if pool_id is not None:
        _lower(Pool, pool_id, number)


def _pool_of(category_id: int) -> int | None:
    return db.session.get_one(Category, category_id).pool_id


def _raise(kind: type[Category] | type[Pool], key: int, number: int) -> bool:
    """The one conditional statement by which the database decides who gets the last place."""
    free = sa.or_(kind.places.is_(None), kind.taken + number <= kind.places)
    change = (
        update(kind)
        .where(kind.id == key, free)
        .values(taken=kind.taken + number)
        .execution_options(synchronize_session=False)
    )
    return changed(change) == 1


def _lower(kind: type[Category] | type[Pool], key: int, number: int) -> None:
    change = (
        update(kind)
        .where(kind.id == key)
        .values(taken=kind.taken - number)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(change)


def same_line(category: Category) -> sa.ColumnElement[bool]:
    """Whose registrations stand in one queue: the category's, or all of its pool's."""
    if category.pool_id is None:
        return Registration.category_id == category.id
    shared = select(Category.id).where(Category.pool_id == category.pool_id)
    return Registration.category_id.in_(shared)


def next_in_line(category: Category) -> Registration | None:
    """Who has waited longest for a place that may become free here."""
    room = sa.or_(Category.places.is_(None), Category.taken < Category.places)
    queue = (
        select(Registration)
        .join(Category, Category.id == Registration.category_id)
        .where(same_line(category), IN_LINE, room)
    )
    first = queue.order_by(Registration.waiting_since, Registration.id).limit(1)
    return db.session.scalar(first)


def position(registration: Registration) -> int | None:
    """The place in the queue, 1 for the next; None when not waiting or when asked to decide."""
    if registration.status is not Status.WAITING or registration.offered_until is not None:
        return None
    before = sa.or_(
        Registration.waiting_since < registration.waiting_since,
        sa.and_(
            Registration.waiting_since == registration.waiting_since,
            Registration.id < registration.id,
        ),
    )
    ahead = select(sa.func.count(Registration.id)).where(
        same_line(registration.category),
        IN_LINE,
        before,
    )
    return (db.session.scalar(ahead) or 0) + 1
