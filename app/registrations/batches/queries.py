"""What the pages of a batch read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from app.accounts.models import User
from app.core.db import db
from app.registrations.batches.kinds import UNDOABLE, BatchState, Deed, ItemState, fits
from app.registrations.batches.models import Batch, BatchItem
from app.registrations.models import Registration
from app.registrations.states import Status

MOST_NAMES = 12


@dataclass(frozen=True)
class Refusals:
    """Why a deed was not possible, for how many, and the first of them."""

    code: str
    number: int
    people: list[Registration]


@dataclass(frozen=True)
class Counts:
    """What stands in a batch."""

    total: int
    fitting: int  # of a draft: in a state in which the deed has something to do
    with_address: int
    done: int
    undone: int
    refused: int


def by_code(event_id: int, code: str) -> Batch | None:
    return db.session.scalar(select(Batch).where(Batch.event_id == event_id, Batch.code == code))


def counts(batch: Batch) -> Counts:
    """One statement."""

    def number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return func.count(sa.case((condition, 1)))

    states = [status for status in Status if fits(batch.deed, status)]
    counted = (
        select(
            func.count(),
            number(Registration.status.in_(states)),
            number(Registration.email.is_not(None)),
            number(BatchItem.state == ItemState.DONE),
            number(BatchItem.state == ItemState.UNDONE),
            number(BatchItem.reason.is_not(None)),
        )
        .select_from(BatchItem)
        .join(Registration, Registration.id == BatchItem.registration_id)
        .where(BatchItem.batch_id == batch.id)
    )
    return Counts(*db.session.execute(counted).one())


def some_people(batch: Batch) -> list[Registration]:
    """The first of those chosen, to be recognised by."""
    found = (
        select(Registration)
        .join(BatchItem, BatchItem.registration_id == Registration.id)
        .where(BatchItem.batch_id == batch.id)
        .order_by(Registration.sort_key, Registration.id)
        .limit(MOST_NAMES)
    )
    return list(db.session.scalars(found))


def refusals(batch: Batch) -> list[Refusals]:
    """What was not possible, by reason, with the first names of each."""
    place = func.row_number().over(partition_by=BatchItem.reason, order_by=BatchItem.id)
    number = func.count().over(partition_by=BatchItem.reason)
    placed = (
        select(BatchItem.registration_id, BatchItem.reason, place.label("place"), number.label("n"))
        .where(BatchItem.batch_id == batch.id, BatchItem.reason.is_not(None))
        .subquery()
    )
    found = (
        select(placed.c.reason, placed.c.n, Registration)
        .join(Registration, Registration.id == placed.c.registration_id)
        .where(placed.c.place <= MOST_NAMES)
        .order_by(placed.c.n.desc(), placed.c.reason, placed.c.place)
    )
    grouped: dict[str, Refusals] = {}
    for reason, total, person in db.session.execute(found):
        grouped.setdefault(reason, Refusals(reason, total, [])).people.append(person)
    return list(grouped.values())


def begun(event_id: int) -> sa.Select[*tuple[Any, ...]]:
    """What was done to many: the batch, who did it, for how many it stands, is taken back, was
    not possible."""

    def number(state: ItemState) -> sa.ColumnElement[int]:
        return func.count(sa.case((BatchItem.state == state, 1)))

    return (
        select(
            Batch,
            User.name,
            number(ItemState.DONE),
            number(ItemState.UNDONE),
            number(ItemState.REFUSED),
        )
        .join(BatchItem, BatchItem.batch_id == Batch.id)
        .outerjoin(User, User.id == Batch.user_id)
        .where(Batch.event_id == event_id, Batch.state != BatchState.DRAFT)
        .group_by(Batch.id, User.id)
    )


def undoable(batch: Batch) -> bool:
    """Whether a batch can still be taken back."""
    return batch.state is BatchState.DONE and not batch.undoing and batch.deed in UNDOABLE


def deed_of(text: str | None) -> Deed | None:
    return Deed(text) if text in set(Deed) else None
