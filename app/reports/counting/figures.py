"""Every figure with the query of its records, and all figures of a report in one statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import func, select

from app.connections.models import ConnectionStep
from app.connections.stages import MeetingState, Mode, RequestState, Stage
from app.core.db import db
from app.events.kinds import SessionKind
from app.registrations.states import Status
from app.reports.counting import booths, catalogue, hubs, meetings, people, sessions
from app.reports.counting.within import Keys, Limits, parameters
from app.reports.indicators import Figure, rate
from app.reports.scope import Scope

Figures = dict[Figure, int | float | None]

KEYS: dict[Figure, Callable[[Limits], Keys]] = {
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
    Figure.WORKSHOPS: lambda limits: sessions.held(
        limits, SessionKind.WORKSHOP, SessionKind.ROUNDTABLE
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
    Figure.ACCEPTED: lambda limits: meetings.requests(limits, RequestState.ACCEPTED),
    Figure.ANNOUNCED: meetings.announced,
    Figure.HELD: lambda limits: meetings.meetings(limits, MeetingState.HELD),
    Figure.NO_SHOW: lambda limits: meetings.meetings(limits, *meetings.MISSED),
    Figure.OPENED: meetings.connections,
    Figure.SIGNED: lambda limits: meetings.connections(
        limits, Stage.MEMORANDUM, Stage.CONTRACT, Stage.TRANSFERRED
    ),
    Figure.CONTRACTED: lambda limits: meetings.connections(
        limits, Stage.CONTRACT, Stage.TRANSFERRED
    ),
    Figure.CONTACTED: lambda limits: meetings.connections(limits, Stage.CONTACTED),
    Figure.EXPLORING: lambda limits: meetings.connections(limits, Stage.EXPLORING),
    Figure.MEMORANDUM: lambda limits: meetings.connections(limits, Stage.MEMORANDUM),
    Figure.CONTRACT: lambda limits: meetings.connections(limits, Stage.CONTRACT),
    Figure.TRANSFERRED: lambda limits: meetings.connections(limits, Stage.TRANSFERRED),
    Figure.ENDED: lambda limits: meetings.connections(limits, Stage.ENDED),
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
    """The figures of each scope, in two statements: one looks for repeats, one counts.

    The counting statement is built once for every shape of report and used again: building it
    takes longer than running it.
    """
    wanted = tuple(wanted)
    if not scopes:
        return []
    counted = _counted(wanted)
    scopes = with_repeats(scopes, counted)
    shapes = tuple((scope.is_event, scope.hub_id is None) for scope in scopes)
    given: dict[str, Any] = {}
    for number, scope in enumerate(scopes):
        given |= parameters(scope, number)
    row = iter(db.session.execute(_statement(shapes, counted), given).one())
    found = [{figure: int(next(row)) for figure in counted} for _scope in scopes]
    return [{figure: _value(figure, numbers) for figure in wanted} for numbers in found]


def keys_of(figure: Figure, scope: Scope) -> Keys:
    """The keys of the records that a figure counts."""
    known = with_repeats([scope], (figure,))[0]
    return KEYS[figure](Limits.of(known))


def _counted(wanted: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures that are counted for those wanted: parts of a ratio in its place."""
    found: dict[Figure, None] = {}
    for figure in wanted:
        found |= dict.fromkeys(_PARTS.get(figure, (figure,)))
    return tuple(found)


@lru_cache(maxsize=64)
def _statement(shapes: tuple[tuple[bool, bool], ...], counted: tuple[Figure, ...]) -> Any:
    """One row with every figure of every scope; the scopes' values are parameters."""
    columns = []
    for number, (is_event, all_hubs) in enumerate(shapes):
        limits = Limits.named(number, is_event=is_event, all_hubs=all_hubs)
        columns += [_number(figure, limits) for figure in counted]
    return select(*columns)


def with_repeats(scopes: Sequence[Scope], wanted: Sequence[Figure]) -> list[Scope]:
    """The scopes with the repeated meetings of all of them; an event's are its own."""
    if not {Figure.MEETINGS_ON_SITE, Figure.MEETINGS_ONLINE} & set(wanted):
        return list(scopes)
    periods = [scope for scope in scopes if not scope.is_event]
    known: tuple[int, ...] = ()
    if periods:
        first, last = min(one.first for one in periods), max(one.last for one in periods)
        known = meetings.repeats(Scope(first, last))
    events = {one.event_id for one in scopes if one.event_id is not None}
    own = meetings.repeats_within(events) if events else {}
    return [
        replace(one, repeats=known if one.event_id is None else own[one.event_id]) for one in scopes
    ]


def _number(figure: Figure, limits: Limits) -> Any:
    keys = KEYS[figure](limits).subquery()
    if figure is Figure.CONTRACT_VALUE:
        total = select(func.coalesce(func.sum(ConnectionStep.value_vnd), 0))
        return total.join(keys, keys.c.id == ConnectionStep.id).scalar_subquery()
    return select(func.count()).select_from(keys).scalar_subquery()


def _value(figure: Figure, numbers: dict[Figure, int]) -> int | float | None:
    if figure in _PARTS:
        part, whole = _PARTS[figure]
        return rate(numbers[part], numbers[whole])
    return numbers[figure]
