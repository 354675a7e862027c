"""Connections of a hub or an event, shaped for their pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import Hub, User
from app.catalogue.models import Need, Organisation
from app.connections.models import Connection, ConnectionStep, Meeting
from app.connections.stages import Stage
from app.core import clock, lists
from app.core.db import db
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


def _scope(hub: Hub, event: Event | None) -> list[Any]:
    scope = [Connection.hub_id == hub.id]
    if event is not None:
        scope.append(Connection.event_id == event.id)
    return scope


def overdue() -> list[Any]:
    """Conditions of open connections whose next step should have been done."""
    return [Connection.stage != Stage.ENDED, Connection.next_due < clock.today()]


def listed(hub: Hub, q: str, stage: str, due: str, event: Event | None = None) -> Select[Any]:
    """The connections that the filters leave; due: "overdue" or "none" (no next step)."""
    found = (
        select(Connection)
        .join(Connection.meeting)
        .join(Meeting.need)
        .join(Demand, Demand.id == Meeting.demand_id)
        .outerjoin(Supply, Supply.id == Meeting.supply_id)
        .where(*_scope(hub, event))
        .options(
            contains_eager(Connection.meeting).options(
                contains_eager(Meeting.need),
                contains_eager(Meeting.demand.of_type(Demand)),
                contains_eager(Meeting.supply.of_type(Supply)),
                joinedload(Meeting.technology),
                joinedload(Meeting.expert),
            ),
            joinedload(Connection.event),
        )
    )
    if stage:
        found = found.where(Connection.stage == stage)
    if due == "overdue":
        found = found.where(*overdue())
    elif due == "none":
        found = found.where(Connection.next_due.is_(None), Connection.stage != Stage.ENDED)
    if lists.words(q):
        found = found.where(
            or_(
                lists.matching(Need.folded, q),
                lists.matching(Demand.folded, q),
                lists.matching(Supply.folded, q),
            )
        )
    return found


def counts(hub: Hub, event: Event | None = None) -> dict[str, tuple[int, int]]:
    """By stage: how many connections, and the sum of their values in VND."""
    found = (
        select(Connection.stage, func.count(), func.coalesce(func.sum(Connection.value_vnd), 0))
        .where(*_scope(hub, event))
        .group_by(Connection.stage)
    )
    return {stage.value: (count, int(total)) for stage, count, total in db.session.execute(found)}


def overdue_count(hub: Hub, event: Event | None = None) -> int:
    found = select(func.count()).select_from(Connection).where(*_scope(hub, event), *overdue())
    return db.session.scalar(found) or 0


def by_code(hub: Hub, code: str) -> Connection | None:
    found = (
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
        )
    )
    return db.session.scalar(found)


def history(connection: Connection) -> list[tuple[ConnectionStep, str | None, bool]]:
    """All steps, newest first: the step, who recorded it, whether it was taken back."""
    found = (
        select(ConnectionStep, User.name)
        .outerjoin(User, User.id == ConnectionStep.user_id)
        .where(ConnectionStep.connection_id == connection.id)
        .order_by(ConnectionStep.id.desc())
    )
    rows = db.session.execute(found).tuples().all()
    revoked = {step.revokes_id for step, _name in rows if step.revokes_id}
    return [(step, name, step.id in revoked) for step, name in rows]


def step_of(connection: Connection, step_id: int) -> ConnectionStep | None:
    found = select(ConnectionStep).where(
        ConnectionStep.connection_id == connection.id, ConnectionStep.id == step_id
    )
    return db.session.scalar(found)
