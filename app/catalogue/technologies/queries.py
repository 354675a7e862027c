"""What is read about technologies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Hub
from app.catalogue.models import Need, Organisation, Suggestion, Technology
from app.catalogue.search import archived, says
from app.catalogue.states import SuggestionState, TechnologyState
from app.core.db import db

SORTS = {
    "title": (Technology.sort_key, Technology.id),
    "code": (Technology.code, Technology.id),
    "organisation": (Organisation.sort_key, Technology.sort_key, Technology.id),
    "trl": (Technology.trl, Technology.sort_key, Technology.id),
    "price": (Technology.price_vnd, Technology.id),
    "created": (Technology.created_at, Technology.id),
}
TRL_RANGES = {"1-3": (1, 3), "4-6": (4, 6), "7-8": (7, 8), "9": (9, 9)}


def listed(
    hub: Hub,
    q: str = "",
    state: str = "",
    field: str = "",
    trl: str = "",
    province: str = "",
    *,
    in_archive: bool = False,
) -> Select[Any]:
    """The technologies that a list page's filters leave, with their organisations."""
    found = (
        select(Technology)
        .join(Technology.organisation)
        .options(contains_eager(Technology.organisation))
        .where(
            Technology.hub_id == hub.id,
            archived(Technology.archived_at, wanted=in_archive),
            says(q, Technology.folded, Organisation.folded),
        )
    )
    if state in set(TechnologyState):
        found = found.where(Technology.state == TechnologyState(state))
    return narrowed(found, field, trl, province)


def narrowed(found: Select[Any], field: str, trl: str, province: str) -> Select[Any]:
    """The filters that the office and the public share."""
    if field:
        found = found.where(Technology.field == field)
    if trl in TRL_RANGES:
        found = found.where(Technology.trl.between(*TRL_RANGES[trl]))
    if province:
        found = found.where(Technology.province == province)
    return found


def state_counts(hub: Hub) -> dict[TechnologyState, int]:
    """How many of a hub's technologies stand in each state."""
    found = (
        select(Technology.state, func.count())
        .where(Technology.hub_id == hub.id, Technology.archived_at.is_(None))
        .group_by(Technology.state)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def by_code(hub: Hub, code: str) -> Technology | None:
    wanted = (
        select(Technology)
        .where(Technology.hub_id == hub.id, Technology.code == code)
        .options(joinedload(Technology.organisation))
    )
    return db.session.scalar(wanted)


def accepted_by(technology: Technology, hub: Hub) -> list[Need]:
    """The hub's needs for which a person accepted the technology."""
    found = (
        select(Need)
        .join(Suggestion, Suggestion.need_id == Need.id)
        .where(
            Suggestion.technology_id == technology.id,
            Suggestion.state == SuggestionState.ACCEPTED,
            Need.hub_id == hub.id,
            Need.archived_at.is_(None),
        )
        .options(joinedload(Need.organisation))
        .order_by(Need.sort_key, Need.id)
    )
    return list(db.session.scalars(found.limit(100)))


def wanted_by(technology: Technology, hub: Hub, limit: int = 10) -> list[Suggestion]:
    """The hub's needs the technology is suggested for, the best fit first."""
    found = (
        select(Suggestion)
        .join(Suggestion.need)
        .options(contains_eager(Suggestion.need).joinedload(Need.organisation))
        .where(
            Suggestion.technology_id == technology.id,
            Suggestion.state == SuggestionState.SUGGESTED,
            Suggestion.score > 0,
            Need.hub_id == hub.id,
            Need.archived_at.is_(None),
        )
        .order_by(Suggestion.score.desc(), Suggestion.id)
    )
    return list(db.session.scalars(found.limit(limit)))
