"""Who was asked, who answered, what waits for the hub."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import Hub
from app.catalogue.models import Need, Organisation
from app.connections.followups.models import Contact, FollowUp, TransferContract
from app.connections.models import Connection, Meeting
from app.connections.stages import Answer
from app.core import lists
from app.core.db import db

Demand, Supply = aliased(Organisation), aliased(Organisation)
SORTS = {
    "asked": (FollowUp.asked_at, FollowUp.id),
    "answered": (FollowUp.answered_at, FollowUp.id),
    "need": (Need.sort_key, FollowUp.id),
}
WAITING = and_(FollowUp.answered_at.is_not(None), FollowUp.handled_at.is_(None))
SILENT = FollowUp.answered_at.is_(None)


def listed(hub: Hub, filters: dict[str, str]) -> Select[Any]:
    """The questions that were asked. Filters: q, state (waiting, silent, done), answer, months."""
    found = (
        select(FollowUp)
        .join(FollowUp.contact)
        .join(FollowUp.connection)
        .join(Connection.meeting)
        .join(Meeting.need)
        .join(Demand, Demand.id == Meeting.demand_id)
        .outerjoin(Supply, Supply.id == Meeting.supply_id)
        .where(FollowUp.hub_id == hub.id)
        .options(
            contains_eager(FollowUp.contact),
            contains_eager(FollowUp.connection)
            .contains_eager(Connection.meeting)
            .options(
                contains_eager(Meeting.need),
                contains_eager(Meeting.demand.of_type(Demand)),
                contains_eager(Meeting.supply.of_type(Supply)),
                joinedload(Meeting.expert),
                joinedload(Meeting.technology),
            ),
        )
    )
    state = {"waiting": WAITING, "silent": SILENT, "done": FollowUp.handled_at.is_not(None)}
    if filters.get("state") in state:
        found = found.where(state[filters["state"]])
    if filters.get("answer") in set(Answer):
        found = found.where(FollowUp.answer == filters["answer"])
    if filters.get("months") in {"3", "6", "12"}:
        found = found.where(FollowUp.months == int(filters["months"]))
    q = filters.get("q", "")
    if lists.words(q):
        names = (Need.folded, Demand.folded, Supply.folded)
        found = found.where(or_(*(lists.matching(name, q) for name in names)))
    return found


def counts(hub: Hub) -> dict[str, int]:
    """How many were asked, wait for the hub, are silent, are done with."""
    done = FollowUp.handled_at.is_not(None)
    found = select(
        func.count().label("all"),
        func.count().filter(WAITING).label("waiting"),
        func.count().filter(SILENT).label("silent"),
        func.count().filter(done).label("done"),
    ).where(FollowUp.hub_id == hub.id)
    return dict(db.session.execute(found).mappings().one())


def by_code(hub: Hub, code: str) -> FollowUp | None:
    found = select(FollowUp).where(FollowUp.hub_id == hub.id, FollowUp.code == code)
    return db.session.scalar(found.options(joinedload(FollowUp.connection)))


def of_connection(connection: Connection) -> list[FollowUp]:
    """What the parties of a connection were asked and said, newest first."""
    found = (
        select(FollowUp)
        .where(FollowUp.connection_id == connection.id)
        .options(joinedload(FollowUp.contact))
        .order_by(FollowUp.asked_at.desc(), FollowUp.id.desc())
    )
    return list(db.session.scalars(found))


def contacts(connection: Connection) -> list[Contact]:
    found = select(Contact).where(
        Contact.connection_id == connection.id, Contact.removed_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(Contact.side, Contact.id)))


def contact_of(connection: Connection, contact_id: int) -> Contact | None:
    found = select(Contact).where(
        Contact.connection_id == connection.id,
        Contact.id == contact_id,
        Contact.removed_at.is_(None),
    )
    return db.session.scalar(found)


def contracts(connection: Connection) -> list[TransferContract]:
    found = select(TransferContract).where(TransferContract.connection_id == connection.id)
    return list(db.session.scalars(found.order_by(TransferContract.signed_on, TransferContract.id)))


def contract_of(connection: Connection, code: str) -> TransferContract | None:
    found = select(TransferContract).where(
        TransferContract.connection_id == connection.id, TransferContract.code == code
    )
    return db.session.scalar(found)
