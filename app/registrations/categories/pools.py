"""Places that several categories share: made, changed, ended."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.core import audit, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event
from app.registrations import actions, places, queries
from app.registrations.models import Category, Pool


def save(
    event: Event,
    pool: Pool | None,
    name: str,
    number: int,
    codes: Collection[str],
    version: int | None = None,
) -> int:
    """Let these categories share so many places; how many people moved up.

    Raises Refused: "changed_meanwhile", "category_in_pool", "pool_too_small".
    """
    with transaction():
        found = places.locked(each.id for each in queries.categories_of(event.id))
        if pool is None:
            pool = Pool(code=ids.code(12), event_id=event.id, name=name, places=number, taken=0)
            db.session.add(pool)
            db.session.flush()
        else:
            db.session.refresh(pool)
            if version is not None and version != pool.version:
                raise Refused("changed_meanwhile")
            pool.version += 1
        members = _members(pool, found.values(), codes)
        taken = sum(each.taken for each in members)
        if number < taken:
            raise Refused("pool_too_small", taken=taken, field="places")
        pool.name, pool.places, pool.taken = name, number, taken
        audit.record("pool_saved", pool, hub_id=event.hub_id, places=number, categories=len(codes))
        db.session.flush()
        return _move_up(found.values())


def _members(
    pool: Pool, categories: Collection[Category], codes: Collection[str]
) -> list[Category]:
    for category in categories:
        if category.code in codes:
            if category.pool_id not in (None, pool.id):
                raise Refused("category_in_pool", category=category.name, field="categories")
            category.pool_id = pool.id
        elif category.pool_id == pool.id:
            category.pool_id = None
    return [each for each in categories if each.pool_id == pool.id]


def _move_up(categories: Collection[Category]) -> int:
    """More places, or own ones again: whoever waits for them moves up."""
    return sum(len(actions.move_up(category)) for category in categories)


def remove(event: Event, pool: Pool) -> int:
    """Each category has its own places again; how many people moved up."""
    with transaction():
        found = places.locked(each.id for each in queries.categories_of(event.id))
        for category in found.values():
            if category.pool_id == pool.id:
                category.pool_id = None
        audit.record("pool_removed", pool, hub_id=event.hub_id)
        db.session.flush()
        db.session.delete(pool)
        db.session.flush()
        return _move_up(found.values())


def of_event(event_id: int) -> list[Pool]:
    """The shared places of an event."""
    found = select(Pool).where(Pool.event_id == event_id)
    return list(db.session.scalars(found.order_by(Pool.id)))


def by_code(event_id: int, code: str) -> Pool | None:
    return db.session.scalar(select(Pool).where(Pool.event_id == event_id, Pool.code == code))
