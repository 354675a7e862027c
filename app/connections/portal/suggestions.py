"""What fits a participant: technologies for what they look for, needs and people for both.

Technologies are ranked by the catalogue's own index. Texts of people and needs of the event's
hub stand in an index of this process, one for each event, brought up to what changed since.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.catalogue.matching import Document, Index, Question, Suggestion
from app.catalogue.models import CatalogueVersion, Need, Technology
from app.catalogue.public.queries import NEED_SHOWN, TECHNOLOGY_SHOWN
from app.catalogue.states import OPEN_NEEDS
from app.catalogue.suggestions import index as catalogue
from app.catalogue.suggestions.wording import sentence
from app.connections.portal import pairs, queries
from app.connections.portal.models import Profile
from app.core.db import db
from app.events.models import Event

MOST = 4  # of each kind
RANKED = 20  # of which those are shown who are still here
EVENTS = 4  # whose indices are kept
NEEDS, OFFERS, WANTS = "needs", "offers", "wants"


@dataclass(frozen=True, slots=True)
class Fitting:
    """One suggestion: what is asked for, and why in words."""

    kind: str  # technology, need, person
    subject: Any
    why: str
    i_look_for: bool = True


@dataclass
class _Texts:
    """The indices of one event and how far they are."""

    index: dict[str, Index] = field(
        default_factory=lambda: {name: Index() for name in (NEEDS, OFFERS, WANTS)}
    )
    people_at: datetime | None = None
    people: int = 0
    needs_at: tuple[int, int] = (-1, -1)
    epoch: str | None = None


_kept: OrderedDict[tuple[str, int], _Texts] = OrderedDict()
_lock = threading.Lock()


def for_profile(me: Profile, event: Event) -> list[Fitting]:
    """What fits somebody best, first what they can get, then whom they can help."""
    if not (me.wants or me.offers):
        return []
    never = pairs.never_with(event.id, me.organisation_id) if me.organisation_id else set()
    found: list[Fitting] = []
    with _lock:
        texts = _texts(event)
        people = {
            OFFERS: _rank(texts.index[OFFERS], me, me.wants),
            WANTS: _rank(texts.index[WANTS], me, me.offers),
        }
        needs = _rank(texts.index[NEEDS], me, me.offers)
    if me.wants:
        found += _technologies(me, event, never)
    ids = [int(str(one.id)) for ranked in people.values() for one in ranked]
    shown = queries.shown_profiles(event, ids) if ids else {}
    for name, ranked in people.items():
        here = [one for one in ranked if _may_meet(shown.get(int(str(one.id))), me, never)]
        found += [
            Fitting("person", shown[int(str(one.id))], sentence(one.reasons), name == OFFERS)
            for one in here[:MOST]
        ]
    return found + _needs(needs, me, never)


def _question(me: Profile, text: str) -> Question:
    return Question(text, "", frozenset(me.fields), None, me.registration.province)


def _rank(index: Index, me: Profile, text: str | None) -> list[Suggestion]:
    if not text:
        return []
    return index.rank(_question(me, text), RANKED)


def _may_meet(them: Profile | None, me: Profile, never: set[int]) -> bool:
    if them is None or them.id == me.id or them.organisation_id in never:
        return False
    firm = me.registration.organisation
    return not firm or them.registration.organisation != firm


def _technologies(me: Profile, event: Event, never: set[int]) -> list[Fitting]:
    here = set(db.session.scalars(queries.organisations_here(event)))
    here -= never | {me.organisation_id or 0}
    admits: Callable[[catalogue.Candidate], bool] = lambda one: (  # noqa: E731
        one.public and one.organisation_id in here
    )
    ranked = catalogue.technologies.rank(_question(me, me.wants or ""), admits, event.hub_id)[:MOST]
    rows = _rows(Technology, ranked, TECHNOLOGY_SHOWN)
    return [
        Fitting("technology", rows[one.id], sentence(one.reasons))
        for one in ranked
        if one.id in rows
    ]


def _needs(ranked: Iterable[Suggestion], me: Profile, never: set[int]) -> list[Fitting]:
    rows = _rows(Need, ranked, NEED_SHOWN)
    fit = [
        Fitting("need", rows[one.id], sentence(one.reasons), False)
        for one in ranked
        if one.id in rows
        and rows[one.id].organisation_id not in never
        and rows[one.id].organisation_id != me.organisation_id
    ]
    return fit[:MOST]


def _rows(model: Any, ranked: Iterable[Suggestion], shown: Any) -> dict[Any, Any]:
    ids = [one.id for one in ranked]
    if not ids:
        return {}
    found = select(model).where(model.id.in_(ids), shown).options(joinedload(model.organisation))
    return {row.id: row for row in db.session.scalars(found)}


# ------------------------------------------------------------------ upkeep
def _texts(event: Event) -> _Texts:
    """The event's texts as they stand now: one statement tells whether anything changed."""
    key = (str(db.engine.url), event.id)
    texts = _kept.pop(key, None) or _Texts()
    living = [NEED_SHOWN, Need.state.in_(OPEN_NEEDS), Need.hub_id == event.hub_id]
    level = db.session.execute(
        select(
            select(func.count()).where(Profile.event_id == event.id).scalar_subquery(),
            select(func.max(Profile.changed_at))
            .where(Profile.event_id == event.id)
            .scalar_subquery(),
            select(func.count()).select_from(Need).where(*living).scalar_subquery(),
            select(func.coalesce(func.sum(Need.version + Need.id), 0))
            .where(*living)
            .scalar_subquery(),
            select(func.max(CatalogueVersion.epoch)).scalar_subquery(),
        )
    ).one()
    people, people_at, needs = level[0], level[1], (level[2], level[3])
    gone = people < texts.people or (texts.people_at and people_at < texts.people_at)
    if gone or texts.epoch != level[4]:
        texts = _Texts(epoch=level[4])  # somebody left, or a backup was restored: begin anew
    if people_at != texts.people_at or people != texts.people:
        _read_people(event, texts)
        texts.people_at, texts.people = people_at, people
    if needs != texts.needs_at:
        _read_needs(living, texts)
        texts.needs_at = needs
    _kept[key] = texts
    while len(_kept) > EVENTS:
        _kept.popitem(last=False)
    return texts


def _read_people(event: Event, texts: _Texts) -> None:
    changed = select(Profile).where(Profile.event_id == event.id)
    if texts.people_at is not None:
        changed = changed.where(Profile.changed_at >= texts.people_at)
    for profile in db.session.scalars(changed.options(joinedload(Profile.registration))):
        for name, text in ((WANTS, profile.wants), (OFFERS, profile.offers)):
            if text:
                texts.index[name].put(
                    Document(
                        profile.id,
                        text,
                        "",
                        frozenset(profile.fields),
                        profile.readiness if name == OFFERS else None,
                        profile.registration.province,
                    )
                )
            else:
                texts.index[name].drop(profile.id)


def _read_needs(living: list[Any], texts: _Texts) -> None:
    index = texts.index[NEEDS] = Index()
    columns = (Need.id, Need.title, Need.description, Need.field, Need.province)
    for row in db.session.execute(select(*columns).where(*living)):
        fields = frozenset({row.field})
        index.put(Document(row.id, row.title, row.description, fields, None, row.province))
