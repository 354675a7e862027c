"""What strangers may read of the catalogue, and nothing more.

Published technologies that were approved; needs that are public or anonymous. An anonymous
need is found by what it says, never by who has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.catalogue.models import Need, Organisation, Technology
from app.catalogue.search import says
from app.catalogue.states import HIDDEN_NEEDS, OPEN_NEEDS, Confidentiality, TechnologyState
from app.catalogue.suggestions import index
from app.catalogue.technologies.queries import TRL_RANGES, narrowed
from app.core.db import db

TECHNOLOGY_SHOWN = and_(
    Technology.state == TechnologyState.APPROVED,
    Technology.publish_ok.is_(True),
    Technology.archived_at.is_(None),
)
NEED_SHOWN = and_(
    Need.confidentiality.in_((Confidentiality.PUBLIC, Confidentiality.ANONYMOUS)),
    Need.state.not_in(HIDDEN_NEEDS),
    Need.archived_at.is_(None),
)
TECHNOLOGY_SORTS = {
    "title": (Technology.sort_key, Technology.id),
    "trl": (Technology.trl, Technology.sort_key, Technology.id),
    "new": (Technology.verified_on, Technology.id),
}
NEED_SORTS = {
    "received": (Need.received_on, Need.id),
    "title": (Need.sort_key, Need.id),
    "needed": (Need.needed_by, Need.id),
}


@dataclass(frozen=True)
class Facets:
    """How many results each choice would leave, the other filters kept: value -> count."""

    fields: dict[str, int]
    trl: dict[str, int]
    provinces: dict[str, int]


# ---------------------------------------------------------------------- technologies
def technologies(q: str = "", field: str = "", trl: str = "", province: str = "") -> Select[Any]:
    """Published technologies that the filters leave, with their organisations."""
    found = (
        select(Technology)
        .join(Technology.organisation)
        .options(contains_eager(Technology.organisation))
        .where(TECHNOLOGY_SHOWN, says(q, Technology.folded, Organisation.folded_name))
    )
    return narrowed(found, field, trl, province)


def technology(public_code: str) -> Technology | None:
    wanted = (
        select(Technology)
        .where(TECHNOLOGY_SHOWN, Technology.public_code == public_code)
        .options(joinedload(Technology.organisation), joinedload(Technology.hub))
    )
    return db.session.scalar(wanted)


def technology_facets(q: str, field: str, trl: str, province: str) -> Facets:
    """The counts beside the filters, in three statements."""
    by_trl = _counts(technologies(q, field, "", province), Technology.trl)
    return Facets(
        fields=_counts(technologies(q, "", trl, province), Technology.field),
        trl={
            name: sum(count for level, count in by_trl.items() if low <= level <= high)
            for name, (low, high) in TRL_RANGES.items()
        },
        provinces=_counts(technologies(q, field, trl, ""), Technology.province),
    )


def _counts(statement: Select[Any], column: Any) -> dict[Any, int]:
    found = statement.with_only_columns(column, func.count()).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(found)}


def nearest_first(q: str, most: int = 200) -> Any:
    """A column that orders technologies by how well they answer a search."""
    found = index.technologies.search(q, most, lambda c: c.public)
    places = {int(str(s.id)): place for place, s in enumerate(found)}
    return case(places, value=Technology.id, else_=most) if places else literal(0)


def near(q: str, limit: int = 6) -> list[Technology]:
    """Published technologies near in meaning to a search that found nothing by its words."""
    found = [int(str(s.id)) for s in index.technologies.search(q, limit, lambda c: c.public)]
    wanted = (
        select(Technology)
        .where(Technology.id.in_(found), TECHNOLOGY_SHOWN)
        .options(joinedload(Technology.organisation))
    )
    rows = {row.id: row for row in db.session.scalars(wanted)}
    return [rows[identity] for identity in found if identity in rows]


def more_like(technology: Technology, limit: int = 3) -> list[Technology]:
    """Other published technologies that speak of the same."""
    text = f"{technology.title}. {technology.description[:300]}"
    others = index.technologies.search(text, limit + 1, lambda c: c.public)
    ids = [int(str(s.id)) for s in others if s.id != technology.id][:limit]
    wanted = (
        select(Technology)
        .where(Technology.id.in_(ids), TECHNOLOGY_SHOWN)
        .options(joinedload(Technology.organisation))
    )
    rows = {row.id: row for row in db.session.scalars(wanted)}
    return [rows[identity] for identity in ids if identity in rows]


# ---------------------------------------------------------------------- needs
def needs(q: str = "", field: str = "", province: str = "", state: str = "") -> Select[Any]:
    """Needs that strangers may read; `state` is "open" or "resolved"."""
    found = (
        select(Need)
        .join(Need.organisation)
        .options(contains_eager(Need.organisation))
        .where(NEED_SHOWN, says_in_public(q))
    )
    if field:
        found = found.where(Need.field == field)
    if province:
        found = found.where(Need.province == province)
    if state == "open":
        found = found.where(Need.state.in_(OPEN_NEEDS))
    elif state == "resolved":
        found = found.where(Need.state.not_in(OPEN_NEEDS))
    return found


def says_in_public(q: str) -> ColumnElement[bool]:
    """The words stand in the need, or with a public one in it and its organisation's name."""
    named = and_(
        Need.confidentiality == Confidentiality.PUBLIC,
        says(q, Need.folded, Organisation.folded_name),
    )
    return or_(says(q, Need.folded), named)


def need(public_code: str) -> Need | None:
    wanted = (
        select(Need)
        .where(NEED_SHOWN, Need.public_code == public_code)
        .options(joinedload(Need.organisation), joinedload(Need.hub))
    )
    return db.session.scalar(wanted)


def need_facets(q: str, field: str, province: str, state: str) -> Facets:
    """The counts beside the filters, in two statements."""
    return Facets(
        fields=_counts(needs(q, "", province, state), Need.field),
        trl={},
        provinces=_counts(needs(q, field, "", state), Need.province),
    )


# ---------------------------------------------------------------------- page by page
def after(
    statement: Select[Any], sort_key: Any, identity: Any, place: list[Any] | None, limit: int
) -> list[Any]:
    """The rows behind a place (sort key, id) in the order of both, one more than `limit`."""
    if place is not None:
        key, last = str(place[0]), int(place[1])
        statement = statement.where(or_(sort_key > key, and_(sort_key == key, identity > last)))
    ordered = statement.order_by(sort_key, identity).limit(limit + 1)
    return list(db.session.scalars(ordered))
