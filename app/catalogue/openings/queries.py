"""Who may read which need, who asks to, and who has read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Hub, User
from app.catalogue.models import (
    Need,
    NeedOpening,
    NeedReading,
    Organisation,
    Suggestion,
    Technology,
)
from app.catalogue.states import OPEN_NEEDS, Confidentiality, OpeningState, SuggestionState
from app.core import moments
from app.core.db import db
from app.core.i18n import _

MOST_READINGS = 30


@dataclass(frozen=True)
class Reading:
    """One line of the log."""

    at: datetime
    whom: str
    who: str


@dataclass(frozen=True)
class Log:
    """Who was let in to a need, who asks, and who has read it, the latest first."""

    openings: list[NeedOpening]
    readings: list[Reading]


def whom(opening: NeedOpening) -> str:
    """The hub or the organisation that is let in."""
    one = opening.to_hub or opening.organisation
    return one.name if one is not None else ""


def _with_names() -> Select[Any]:
    return select(NeedOpening).options(
        joinedload(NeedOpening.to_hub), joinedload(NeedOpening.organisation)
    )


def of_need(need: Need) -> Log:
    """All openings of a need with their latest readings, in one statement."""
    latest = (
        select(NeedReading.id)
        .join(NeedOpening, NeedOpening.id == NeedReading.opening_id)
        .where(NeedOpening.need_id == need.id)
        .order_by(NeedReading.id.desc())
        .limit(MOST_READINGS)
    )
    shown = and_(NeedReading.opening_id == NeedOpening.id, NeedReading.id.in_(latest))
    found = (
        _with_names()
        .add_columns(NeedReading, User.name)
        .outerjoin(NeedReading, shown)
        .outerjoin(User, User.id == NeedReading.user_id)
        .where(NeedOpening.need_id == need.id)
        .order_by(NeedOpening.id.desc())
        .limit(200)
    )
    rows = db.session.execute(found).all()
    readings = sorted((row for row in rows if row[1] is not None), key=lambda row: -row[1].id)
    return Log(
        list({opening.id: opening for opening, _reading, _name in rows}.values()),
        [
            Reading(reading.at, whom(opening), name or _("by the link"))
            for opening, reading, name in readings
        ],
    )


def by_code(need: Need, code: str) -> NeedOpening | None:
    found = _with_names().where(NeedOpening.need_id == need.id, NeedOpening.code == code)
    return db.session.scalar(found)


def _whole() -> Select[Any]:
    return _with_names().options(
        joinedload(NeedOpening.hub),
        joinedload(NeedOpening.need).joinedload(Need.organisation),
    )


def for_hub(hub: Hub, code: str) -> NeedOpening | None:
    """An opening to a hub, as that hub opens it."""
    found = _whole().where(NeedOpening.to_hub_id == hub.id, NeedOpening.code == code)
    return db.session.scalar(found)


def for_organisation(code: str) -> NeedOpening | None:
    """An opening to an organisation, as its link opens it."""
    found = _whole().where(NeedOpening.organisation_id.is_not(None), NeedOpening.code == code)
    return db.session.scalar(found)


def shared(hub: Hub) -> list[NeedOpening]:
    """What other hubs opened to this one or were asked for by it, the latest first."""
    found = _whole().where(NeedOpening.to_hub_id == hub.id)
    return list(db.session.scalars(found.order_by(NeedOpening.id.desc()).limit(200)))


def waiting(hub: Hub) -> list[NeedOpening]:
    """What other hubs ask of this one, the oldest first."""
    found = _whole().where(_asked(hub.id)).order_by(NeedOpening.id)
    return list(db.session.scalars(found.limit(200)))


def _asked(hub_id: int) -> ColumnElement[bool]:
    return and_(NeedOpening.hub_id == hub_id, NeedOpening.state == OpeningState.ASKED)


def counts(hub_id: int) -> list[Any]:
    """Columns: how many ask this hub, and how many needs opened to it nobody has read yet."""
    read = exists().where(NeedReading.opening_id == NeedOpening.id)
    unread = select(func.count()).where(
        NeedOpening.to_hub_id == hub_id,
        NeedOpening.state == OpeningState.OPEN,
        NeedOpening.ends_at > moments.now(),
        ~read,
    )
    asked = select(func.count()).select_from(NeedOpening).where(_asked(hub_id))
    return [
        asked.scalar_subquery().label("openings_asked"),
        unread.scalar_subquery().label("openings_unread"),
    ]


def hidden_need(hub_slug: str, code: str) -> Need | None:
    """A need of a hub that is still looked for, by its code."""
    found = (
        select(Need)
        .join(Hub, Hub.id == Need.hub_id)
        .where(
            Hub.slug == hub_slug,
            Need.code == code,
            Need.state.in_(OPEN_NEEDS),
            Need.archived_at.is_(None),
        )
    )
    return db.session.scalar(found)


def is_hidden(need: Need) -> bool:
    return need.confidentiality is not Confidentiality.PUBLIC


def other_hubs(hub: Hub) -> list[Hub]:
    found = select(Hub).where(Hub.id != hub.id, Hub.closed_on.is_(None)).order_by(Hub.code)
    return list(db.session.scalars(found))


def suppliers(need: Need) -> list[Organisation]:
    """Who may be let in: who offers what was chosen for the need first, then the hub's own."""
    chosen = (
        select(Technology.organisation_id)
        .join(Suggestion, Suggestion.technology_id == Technology.id)
        .where(Suggestion.need_id == need.id, Suggestion.state == SuggestionState.ACCEPTED)
    )
    own = and_(Organisation.hub_id == need.hub_id, Organisation.archived_at.is_(None))
    found = (
        select(Organisation)
        .where(or_(Organisation.id.in_(chosen), own), Organisation.id != need.organisation_id)
        .options(joinedload(Organisation.hub))
        .order_by(Organisation.id.not_in(chosen), Organisation.sort_key)
    )
    return list(db.session.scalars(found.limit(1000)))
