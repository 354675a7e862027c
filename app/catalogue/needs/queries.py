"""What is read about needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import Hub
from app.catalogue.models import Need, Organisation, Suggestion
from app.catalogue.search import archived, says
from app.catalogue.states import (
    OPEN_NEEDS,
    Confidentiality,
    NeedState,
    SuggestionState,
)
from app.core.db import db

SORTS: dict[str, tuple[Any, ...]] = {
    "title": (Need.sort_key, Need.id),
    "code": (Need.code, Need.id),
    "organisation": (Organisation.sort_key, Need.id),
    "received": (Need.received_on, Need.id),
    "needed": (Need.needed_by, Need.id),
}

LIVING = and_(Need.state.in_(OPEN_NEEDS), Need.archived_at.is_(None))


def _suggestions(state: SuggestionState) -> Any:
    """How many suggestions of a need stand in a state, as a column; 0 points fit no longer."""
    counted = [Suggestion.need_id == Need.id, Suggestion.state == state]
    if state is SuggestionState.SUGGESTED:
        counted.append(Suggestion.score > 0)
    return select(func.count()).where(*counted).correlate(Need).scalar_subquery()


SUGGESTED = _suggestions(SuggestionState.SUGGESTED)
ACCEPTED = _suggestions(SuggestionState.ACCEPTED)

SORTS["suggested"] = (SUGGESTED, Need.id)

#: Worklists: what waits for somebody. The keys stand in addresses.
WORK: dict[str, ColumnElement[bool]] = {
    "verify": and_(LIVING, Need.state == NeedState.RECEIVED),
    "unsuggested": and_(LIVING, SUGGESTED == 0, ACCEPTED == 0),
    "undecided": and_(
        LIVING,
        Need.state.in_((NeedState.VERIFIED, NeedState.SEARCHING)),
        SUGGESTED > 0,
        ACCEPTED == 0,
    ),
}


def listed(
    hub: Hub,
    q: str = "",
    state: str = "",
    work: str = "",
    field: str = "",
    confidentiality: str = "",
    *,
    in_archive: bool = False,
) -> Select[Any]:
    """(Need, suggestions, accepted) of the needs that a list page's filters leave."""
    found = (
        select(Need, SUGGESTED.label("suggested"), ACCEPTED.label("accepted"))
        .join(Need.organisation)
        .options(contains_eager(Need.organisation))
        .where(
            Need.hub_id == hub.id,
            archived(Need.archived_at, wanted=in_archive),
            says(q, Need.folded, Organisation.folded),
        )
    )
    if state == "open":
        found = found.where(Need.state.in_(OPEN_NEEDS))
    elif state in set(NeedState):
        found = found.where(Need.state == NeedState(state))
    if work in WORK:
        found = found.where(WORK[work])
    if field:
        found = found.where(Need.field == field)
    if confidentiality in set(Confidentiality):
        found = found.where(Need.confidentiality == Confidentiality(confidentiality))
    return found


def state_counts(hub: Hub) -> dict[NeedState, int]:
    """How many of a hub's needs stand in each state."""
    found = (
        select(Need.state, func.count())
        .where(Need.hub_id == hub.id, Need.archived_at.is_(None))
        .group_by(Need.state)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def work_counts(hub: Hub) -> dict[str, int]:
    """How many needs each worklist holds, in one statement."""
    columns = [
        select(func.count()).select_from(Need).where(Need.hub_id == hub.id, condition)
        .scalar_subquery()
        for condition in WORK.values()
    ]  # fmt: skip
    row = db.session.execute(select(*columns)).one()
    return dict(zip(WORK, row, strict=True))


def _one(hub: Hub, code: str) -> Select[Any]:
    return (
        select(Need)
        .where(Need.hub_id == hub.id, Need.code == code)
        .options(joinedload(Need.organisation), joinedload(Need.hub))
    )


def by_code(hub: Hub, code: str) -> Need | None:
    return db.session.scalar(_one(hub, code))


@dataclass(frozen=True)
class InPlace:
    """A need, the codes of the open needs before and after it, and the one it repeats."""

    need: Need
    before: str | None
    after: str | None
    original: Need | None


def in_place(hub: Hub, code: str) -> InPlace | None:
    """A need as its page shows it, in one statement."""
    original = aliased(Need)
    living = select(Need.code).where(Need.hub_id == hub.id, LIVING)
    before = living.where(Need.code < code).order_by(Need.code.desc()).limit(1)
    after = living.where(Need.code > code).order_by(Need.code).limit(1)
    wanted = _one(hub, code).outerjoin(original, original.id == Need.duplicate_of_id)
    row = db.session.execute(
        wanted.add_columns(
            before.correlate(None).scalar_subquery(),
            after.correlate(None).scalar_subquery(),
            original,
        )
    ).first()
    return InPlace(*row) if row else None


def similar(need: Need, limit: int = 3) -> list[Need]:
    """Needs of the same organisation and field from half a year before: perhaps the same one."""
    found = (
        select(Need)
        .where(
            Need.hub_id == need.hub_id,
            Need.organisation_id == need.organisation_id,
            Need.field == need.field,
            Need.id != need.id,
            Need.archived_at.is_(None),
            Need.state.not_in((NeedState.REJECTED, NeedState.DUPLICATE)),
        )
        .order_by(Need.received_on.desc(), Need.id.desc())
    )
    near = [
        other
        for other in db.session.scalars(found.limit(50))
        if abs((other.received_on - need.received_on).days) <= 180
    ]
    return near[:limit]
