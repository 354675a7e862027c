"""Every figure with the query of its records, and all figures of a report in one statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import func, select

from app.connections.models import ConnectionStep
from app.connections.stages import MeetingState, Mode, RequestState, Stage
from app.core.db import db
from app.events.kinds import SessionKind
from app.registrations.states import Status
from app.reports.counting import booths, catalogue, hubs, meetings, people, sessions
from app.reports.counting.within import Keys
from app.reports.indicators import Figure, rate
from app.reports.scope import Scope

Figures = dict[Figure, int | float | None]

KEYS: dict[Figure, Callable[[Scope], Keys]] = {
    Figure.CONFIRMED: partial(people.registrations, status=Status.CONFIRMED),
    Figure.PENDING: partial(people.registrations, status=Status.PENDING),
    Figure.WAITING: partial(people.registrations, status=Status.WAITING),
    Figure.CANCELLED: partial(people.registrations, status=Status.CANCELLED),
    Figure.NEEDS: catalogue.needs,
    Figure.SUPPLIES: catalogue.technologies,
    Figure.EXPERTS: catalogue.experts,
    Figure.EXPERTS_PROVIDED: catalogue.handovers,
    Figure.MEETINGS_ON_SITE: partial(meetings.connecting, mode=Mode.ON_SITE),
    Figure.MEETINGS_ONLINE: partial(meetings.connecting, mode=Mode.ONLINE),
    Figure.SHOWN: booths.technologies,
    Figure.WORKSHOPS: lambda scope: sessions.held(
        scope, SessionKind.WORKSHOP, SessionKind.ROUNDTABLE
    ),
    Figure.CLASSES: sessions.classes,
    Figure.TRAINEES: sessions.trained,
    Figure.TRAINEE_HEADS: sessions.heads,
    Figure.HUBS: hubs.active,
    Figure.MEMORANDA: partial(meetings.papers, stage=Stage.MEMORANDUM),
    Figure.CONTRACTS: partial(meetings.papers, stage=Stage.CONTRACT),
    Figure.CONTRACT_VALUE: partial(meetings.papers, stage=Stage.CONTRACT),
    Figure.VISITS: people.visits,
    Figure.VISITORS: people.visitors,
    Figure.RESOLVED: catalogue.resolved,
    Figure.RESOLVED_RATE: catalogue.resolved,
    Figure.REQUESTED: meetings.requests,
    Figure.ACCEPTED: lambda scope: meetings.requests(scope, RequestState.ACCEPTED),
    Figure.ANNOUNCED: meetings.announced,
    Figure.HELD: lambda scope: meetings.meetings(scope, MeetingState.HELD),
    Figure.NO_SHOW: lambda scope: meetings.meetings(scope, *meetings.MISSED),
    Figure.CONTACTED: partial(meetings.connections, stage=Stage.CONTACTED),
    Figure.EXPLORING: partial(meetings.connections, stage=Stage.EXPLORING),
    Figure.MEMORANDUM: partial(meetings.connections, stage=Stage.MEMORANDUM),
    Figure.CONTRACT: partial(meetings.connections, stage=Stage.CONTRACT),
    Figure.TRANSFERRED: partial(meetings.connections, stage=Stage.TRANSFERRED),
    Figure.ENDED: partial(meetings.connections, stage=Stage.ENDED),
    Figure.PLACED: partial(booths.exhibits, placed=True),
    Figure.UNPLACED: partial(booths.exhibits, placed=False),
    Figure.SESSIONS_HELD: sessions.held,
    Figure.ATTENDANCE: sessions.attendance,
}
#: The figures of a table that sets periods or hubs side by side.
MAIN = (
    Figure.NEEDS,
    Figure.SUPPLIES,
    Figure.EXPERTS_PROVIDED,
    Figure.MEETINGS_ON_SITE,
    Figure.MEETINGS_ONLINE,
    Figure.SHOWN,
    Figure.WORKSHOPS,
    Figure.CLASSES,
    Figure.TRAINEES,
    Figure.MEMORANDA,
    Figure.CONTRACTS,
    Figure.CONTRACT_VALUE,
    Figure.VISITS,
)
#: What a figure that is no count of its own is worked out from.
_PARTS = {Figure.RESOLVED_RATE: (Figure.RESOLVED, Figure.NEEDS)}


def figures_of(scopes: Sequence[Scope], wanted: Iterable[Figure] = Figure) -> list[Figures]:
    """The figures of each scope, in two statements: one looks for repeats, one counts."""
    wanted = list(wanted)
    scopes = _with_repeats(scopes, wanted)
    counted = [figure for figure in wanted if figure not in _PARTS]
    counted += [part for figure in wanted for part in _PARTS.get(figure, ()) if part not in counted]
    columns = [_number(figure, scope) for scope in scopes for figure in counted]
    row = iter(db.session.execute(select(*columns)).one()) if columns else iter(())
    found = [{figure: int(next(row)) for figure in counted} for _scope in scopes]
    return [{figure: _value(figure, numbers) for figure in wanted} for numbers in found]


def _with_repeats(scopes: Sequence[Scope], wanted: Sequence[Figure]) -> list[Scope]:
    """The scopes with the repeated meetings of all of them; an event's are its own."""
    if not {Figure.MEETINGS_ON_SITE, Figure.MEETINGS_ONLINE} & set(wanted):
        return list(scopes)
    periods = [scope for scope in scopes if scope.event_id is None]
    known: tuple[int, ...] = ()
    if periods:
        first, last = min(one.first for one in periods), max(one.last for one in periods)
        known = meetings.repeats(Scope(first, last))
    return [
        replace(one, repeats=known if one.event_id is None else meetings.repeats(one))
        for one in scopes
    ]


def _number(figure: Figure, scope: Scope) -> Any:
    keys = KEYS[figure](scope).subquery()
    if figure is Figure.CONTRACT_VALUE:
        total = select(func.coalesce(func.sum(ConnectionStep.value_vnd), 0))
        return total.join(keys, keys.c.id == ConnectionStep.id).scalar_subquery()
    return select(func.count()).select_from(keys).scalar_subquery()


def _value(figure: Figure, numbers: dict[Figure, int]) -> int | float | None:
    if figure in _PARTS:
        part, whole = _PARTS[figure]
        return rate(numbers[part], numbers[whole])
    return numbers[figure]
