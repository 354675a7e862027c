"""A hub's decisions, what they teach, and the names of what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from app.accounts.models import Hub
from app.catalogue import learning
from app.catalogue.concepts import queries as concepts
from app.catalogue.learning import Decision, Kind, Lesson, Lessons, Pair
from app.catalogue.lessons import wording
from app.catalogue.models import Concept, Learning, Need, Organisation, Suggestion, Technology
from app.catalogue.states import DismissReason, SuggestionState
from app.core.db import db

MOST = 1000  # the latest decisions of a hub; older ones teach no more
_AT = func.coalesce(Suggestion.decided_at, Suggestion.created_at)


def _decided(hub_id: int, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Suggestion)
        .join(Need, Need.id == Suggestion.need_id)
        .join(Technology, Technology.id == Suggestion.technology_id)
        .where(
            Suggestion.hub_id == hub_id,
            Suggestion.state.in_((SuggestionState.ACCEPTED, SuggestionState.DISMISSED)),
        )
        .order_by(_AT.desc(), Suggestion.id.desc())
        .limit(MOST)
    )


_COLUMNS = (
    *(Suggestion.need_id, Suggestion.state, Suggestion.dismiss_reason),
    _AT.label("at"),
    Need.field.label("need_field"),
    *(Technology.id, Technology.field, Technology.organisation_id),
    Suggestion.reasons["concepts"].label("concepts"),
)
_NAMES = (
    *(Need.code.label("need_code"), Need.title.label("need_title")),
    *(Technology.title.label("technology_title"), Organisation.name.label("organisation_name")),
)


def of_hub(hub_id: int) -> Lessons:
    """What counts for the hub's next suggestions, in one statement; nothing where it is off."""
    wanted = (
        _decided(hub_id, *_COLUMNS, Learning.forgotten)
        .outerjoin(Learning, Learning.hub_id == Suggestion.hub_id)
        .where(Learning.off.is_not(True))
    )
    rows = db.session.execute(wanted).all()
    return learning.learnt(map(_decision, rows), moments(rows[0].forgotten) if rows else None)


def moments(forgotten: dict[str, str] | None) -> dict[str, datetime]:
    """Up to when the decisions of a lesson are set aside, as the row keeps it."""
    return {code: datetime.fromisoformat(at) for code, at in (forgotten or {}).items()}


def _decision(row: Any) -> Decision:
    pair = Pair(
        row.need_field,
        row.field,
        frozenset(row.concepts or ()),
        row.id,
        row.organisation_id,
    )
    why = row.dismiss_reason or DismissReason.OTHER
    accepted = row.state is SuggestionState.ACCEPTED
    return Decision(row.need_id, pair, row.at, None if accepted else why)


# ---------------------------------------------------------------------- the page
@dataclass(frozen=True)
class Case:
    """One decision that taught a lesson, as its page names it."""

    need_code: str
    need_title: str
    technology_title: str
    why: DismissReason | None
    forgotten: bool


@dataclass(frozen=True)
class Taught:
    """One lesson with its name in words and the decisions behind it, the latest first."""

    lesson: Lesson
    name: str
    cases: list[Case]


#: Which lessons a page may be asked for. The keys stand in addresses.
SHOWN: dict[str, Callable[[Lesson], bool]] = {
    "": lambda lesson: lesson.in_force,
    "idle": lambda lesson: not lesson.in_force and bool(lesson.decisions),
    "forgotten": lambda lesson: bool(lesson.set_aside),
}


def settings_of(hub: Hub) -> Learning | None:
    """What the hub switched off or forgot; None: nothing yet."""
    return db.session.scalar(select(Learning).where(Learning.hub_id == hub.id))


def taught(hub: Hub, settings: Learning | None) -> list[Taught]:
    """All that the hub's decisions say, whether it counts or not, the strongest first."""
    wanted = _decided(hub.id, *_COLUMNS, *_NAMES)
    rows = db.session.execute(wanted.join(Technology.organisation)).all()
    lessons = learning.learnt(
        map(_decision, rows), moments(settings.forgotten if settings else None)
    ).by_key.values()
    names = _Names(rows, concepts.of_hub(hub))
    ordered = sorted(lessons, key=lambda le: (-abs(le.weight), -len(le.decisions), le.code))
    return [Taught(lesson, names.of(lesson), list(names.cases(lesson))) for lesson in ordered]


class _Names:
    """What lessons and their decisions are called."""

    def __init__(self, rows: Iterable[Any], own: Iterable[Concept]) -> None:
        self._rows = {(row.need_id, row.id): row for row in rows}
        self._own = {f"+{row.id}": row.name for row in own}

    def of(self, lesson: Lesson) -> str:
        some = (lesson.decisions or lesson.set_aside)[0]
        row = self._rows[some.need, some.pair.technology]
        if lesson.kind is Kind.TECHNOLOGY:
            return str(row.technology_title)
        if lesson.kind is Kind.ORGANISATION:
            return str(row.organisation_name)
        return wording.name(lesson, self._own.get(lesson.key))

    def cases(self, lesson: Lesson) -> Iterator[Case]:
        aside = set(lesson.set_aside)
        every = (*lesson.decisions, *lesson.set_aside)
        for decision in sorted(every, key=lambda d: d.at, reverse=True):
            row = self._rows[decision.need, decision.pair.technology]
            names = (row.need_code, row.need_title, row.technology_title)
            yield Case(*names, decision.why, decision in aside)


def by_address(hub: Hub, address: str) -> Lesson | None:
    """A lesson of the hub by its address."""
    found = taught(hub, settings_of(hub))
    return next((one.lesson for one in found if one.lesson.address == address), None)
