"""Connections of a hub or an event, shaped for their pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import Hub, Membership, User
from app.catalogue.models import Expert, Need, Organisation, Technology
from app.catalogue.states import DismissReason
from app.connections.models import Connection, ConnectionStep, Meeting
from app.connections.stages import Stage
from app.core import clock, lists, moments
from app.core.access import Role
from app.core.db import db
from app.core.text import whole
from app.events.models import Event

Demand = aliased(Organisation)
Supply = aliased(Organisation)
SORTS = {
    "due": (Connection.next_due.is_(None), Connection.next_due, Connection.id),
    "when": (Connection.stage_on, Connection.id),
    "value": (Connection.value_vnd.is_(None), Connection.value_vnd, Connection.id),
    "demand": (Demand.sort_key, Connection.id),
    "supply": (Supply.sort_key, Connection.id),
}
#: Cards shown in one column of the board; the column says how many there are in all.
CARDS = 5
WEEK = timedelta(days=7)


@dataclass
class Stand:
    """One stage of the board: how many, the sum of values in VND, the most urgent few."""

    stage: Stage
    count: int = 0
    total: int = 0
    cards: list[Connection] = field(default_factory=list)


def _scope(hub: Hub, event: Event | None) -> list[Any]:
    scope = [Connection.hub_id == hub.id]
    if event is not None:
        scope.append(Connection.event_id == event.id)
    return scope


def overdue() -> list[Any]:
    """Conditions of open connections whose next step should have been done."""
    return [Connection.stage != Stage.ENDED, Connection.next_due < moments.today()]


def _shown(show: str, user_id: int | None) -> list[Any]:
    """Conditions of a chip: overdue, week (due within 7 days), none (no next step), mine."""
    open_ = Connection.stage != Stage.ENDED
    today = clock.today()
    return {
        "overdue": overdue(),
        "week": [open_, Connection.next_due >= today, Connection.next_due <= today + WEEK],
        "none": [open_, Connection.next_due.is_(None)],
        "mine": [open_, Connection.keeper_id == user_id],
    }.get(show, [])


def narrowed(
    hub: Hub, filters: dict[str, str], event: Event | None, user_id: int | None
) -> list[Any]:
    """Conditions of a list. Filters: q, stage, show, event ("none": all-year work)."""
    conditions = [*_scope(hub, event), *_shown(filters.get("show", ""), user_id)]
    if filters.get("stage") in set(Stage):
        conditions.append(Connection.stage == filters["stage"])
    if event is None and filters.get("event") == "none":
        conditions.append(Connection.event_id.is_(None))
    if keeper := whole(filters.get("keeper", "")):
        conditions.append(Connection.keeper_id == keeper)
    if filters.get("field"):
        conditions.append(Need.field == filters["field"])
    q = filters.get("q", "")
    if lists.words(q):
        names = (Need.folded, Technology.folded, Expert.folded, Demand.folded, Supply.folded)
        conditions.append(or_(*(lists.matching(name, q) for name in names)))
    return conditions


def _joined(statement: Any) -> Select[Any]:
    return (
        statement.join(Connection.meeting)
        .join(Meeting.need)
        .join(Demand, Demand.id == Meeting.demand_id)
        .outerjoin(Supply, Supply.id == Meeting.supply_id)
        .outerjoin(Meeting.technology)
        .outerjoin(Meeting.expert)
    )


def listed(conditions: list[Any]) -> Select[Any]:
    """The connections that the conditions leave, with all that a row shows."""
    return (
        _joined(select(Connection))
        .where(*conditions)
        .options(
            contains_eager(Connection.meeting).options(
                contains_eager(Meeting.need),
                contains_eager(Meeting.demand.of_type(Demand)),
                contains_eager(Meeting.supply.of_type(Supply)),
                contains_eager(Meeting.technology),
                contains_eager(Meeting.expert),
            ),
            joinedload(Connection.event),
            joinedload(Connection.keeper),
        )
    )


def board(conditions: list[Any]) -> dict[Stage, Stand]:
    """Every stage with its count, value and most urgent cards, in two statements."""
    figures = (
        _joined(
            select(Connection.stage, func.count(), func.sum(Connection.value_vnd)).select_from(
                Connection
            )
        )
        .where(*conditions)
        .group_by(Connection.stage)
    )
    stands = {stage: Stand(stage) for stage in Stage}
    for stage, count, total in db.session.execute(figures):
        stands[stage].count, stands[stage].total = count, int(total or 0)
    place = func.row_number().over(partition_by=Connection.stage, order_by=SORTS["due"])
    ranked = _joined(select(Connection.id, place.label("place")).select_from(Connection))
    first = ranked.where(*conditions, Connection.stage != Stage.ENDED).subquery()
    cards = (
        listed([])
        .join(first, first.c.id == Connection.id)
        .where(first.c.place <= CARDS)
        .order_by(*SORTS["due"])
    )
    for row in db.session.scalars(cards):
        stands[row.stage].cards.append(row)
    return stands


def why_ended(conditions: list[Any]) -> list[tuple[DismissReason | None, int]]:
    """Why connections ended, the most frequent first; None where it was not said."""
    statement = (
        _joined(select(Connection.ended_why, func.count()).select_from(Connection))
        .where(*conditions, Connection.stage == Stage.ENDED)
        .group_by(Connection.ended_why)
    )
    rows = db.session.execute(statement).all()
    return sorted(rows, key=lambda row: (-row[1], row[0] or ""))


def chip_counts(hub: Hub, event: Event | None, user_id: int | None) -> dict[str, int]:
    """How many connections each chip shows, in one statement."""
    names = ("mine", "overdue", "week", "none")
    columns = [func.count().filter(*_shown(name, user_id)).label(name) for name in names]
    statement = select(func.count().label("all"), *columns).select_from(Connection)
    return dict(db.session.execute(statement.where(*_scope(hub, event))).mappings().one())


def counts(hub: Hub, event: Event | None = None) -> dict[str, tuple[int, int]]:
    """By stage: how many connections, and the sum of their values in VND."""
    statement = (
        select(Connection.stage, func.count(), func.coalesce(func.sum(Connection.value_vnd), 0))
        .where(*_scope(hub, event))
        .group_by(Connection.stage)
    )
    rows = db.session.execute(statement)
    return {stage.value: (count, int(total or 0)) for stage, count, total in rows}


def keepers(hub: Hub) -> list[tuple[str, str]]:
    """The hub's users who may follow a connection up, for a select."""
    found = (
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.hub_id == hub.id,
            Membership.role.in_([Role.ORGANISER, Role.MANAGER]),
            User.disabled_at.is_(None),
        )
        .order_by(User.name, User.id)
    )
    return [(str(user_id), name) for user_id, name in db.session.execute(found)]


def overdue_count(hub: Hub, event: Event | None = None) -> int:
    statement = select(func.count()).select_from(Connection)
    return db.session.scalar(statement.where(*_scope(hub, event), *overdue())) or 0


def by_code(hub: Hub, code: str) -> Connection | None:
    """One connection with all its sides."""
    statement = (
        select(Connection)
        .where(Connection.hub_id == hub.id, Connection.code == code)
        .options(
            joinedload(Connection.meeting).options(
                joinedload(Meeting.need),
                joinedload(Meeting.demand),
                joinedload(Meeting.supply),
                joinedload(Meeting.technology),
                joinedload(Meeting.expert),
            ),
            joinedload(Connection.event),
            joinedload(Connection.keeper),
        )
    )
    return db.session.scalar(statement)


def history(connection: Connection) -> list[tuple[ConnectionStep, str | None, bool]]:
    """All steps, newest first: the step, who recorded it, whether it was taken back."""
    statement = (
        select(ConnectionStep, User.name)
        .outerjoin(User, User.id == ConnectionStep.user_id)
        .where(ConnectionStep.connection_id == connection.id)
        .order_by(ConnectionStep.id.desc())
    )
    rows = db.session.execute(statement).all()
    revoked = {step.revokes_id for step, _name in rows if step.revokes_id}
    return [(step, name, step.id in revoked) for step, name in rows]


def step_of(connection: Connection, step_id: int) -> ConnectionStep | None:
    statement = select(ConnectionStep).where(
        ConnectionStep.connection_id == connection.id, ConnectionStep.id == step_id
    )
    return db.session.scalar(statement)
