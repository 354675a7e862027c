"""Categories made, changed, closed and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event
from app.registrations import actions, places
from app.registrations.invitations.models import Invitation
from app.registrations.models import Category, Point, Registration


@dataclass(frozen=True)
class Plan:
    """What is said of a category. `places` None: no limit; without times always open."""

    name: str
    places: int | None
    name_en: str | None = None
    public: bool = True
    approval: bool = False
    colour: str = "indigo"
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def create(event: Event, code: str, plan: Plan) -> Category:
    """A new category, last in order. Raises Refused("category_code_taken")."""
    with transaction():
        last = db.session.execute(
            select(func.max(Category.number), func.max(Category.position)).where(
                Category.event_id == event.id
            )
        ).one()
        taken = select(Category.id).where(Category.event_id == event.id, Category.code == code)
        if db.session.scalar(taken):
            raise Refused("category_code_taken", taken=code, field="code")
        category = Category(
            event_id=event.id,
            code=code,
            number=(last[0] or 0) + 1,
            position=(last[1] or 0) + 1,
            taken=0,
            **vars(plan),
        )
        db.session.add(category)
        audit.record("category_created", category, hub_id=event.hub_id, code=code)
    return category


def change(category: Category, plan: Plan, version: int | None = None) -> int:
    """Change a category; places added go to the queue at once. How many moved up.

    Raises Refused("places_below_taken") and ("changed_meanwhile").
    """
    with transaction():
        category = places.locked([category.id])[category.id]
        if version is not None and version != category.version:
            raise Refused("changed_meanwhile")
        if plan.places is not None and plan.places < category.taken:
            raise Refused("places_below_taken", taken=category.taken, field="places")
        for field, value in vars(plan).items():
            setattr(category, field, value)
        category.version += 1
        db.session.flush()
        moved = actions.move_up(category)
        audit.record("category_changed", category, hub_id=category.event.hub_id, places=plan.places)
    return len(moved)


def move(category: Category, step: int) -> None:
    """One place up (-1) or down (1) in the order people see."""
    with transaction():
        found = select(Category).where(Category.event_id == category.event_id)
        order = list(db.session.scalars(found.order_by(Category.position, Category.id)))
        at = order.index(category)
        to = max(0, min(len(order) - 1, at + step))
        order.insert(to, order.pop(at))
        for position, each in enumerate(order, 1):
            each.position = position


def remove(category: Category) -> None:
    """Take a category away that nothing refers to. Raises Refused("category_in_use")."""
    with transaction():
        places.locked([category.id])
        if _in_use(category):
            raise Refused("category_in_use", category=category.name)
        audit.record("category_removed", category, hub_id=category.event.hub_id, code=category.code)
        db.session.delete(category)


def _in_use(category: Category) -> bool:
    """Whether people, invitation codes or doors are of this category. A door knows it by its
    number, and the next category made would have the same."""
    for model in (Registration, Invitation):
        if db.session.scalar(select(model.id).where(model.category_id == category.id).limit(1)):
            return True
    doors = db.session.scalars(select(Point.categories).where(Point.event_id == category.event_id))
    return any(category.number in numbers for numbers in doors if numbers)
