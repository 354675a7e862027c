"""The chains of a hub or an event, read in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload

from app.catalogue.models import Expert, Need, Suggestion, Technology
from app.connections.models import Connection, ConnectionStep, Meeting, MeetingRequest
from app.connections.stages import MeetingState, RequestState, Stage
from app.core import clock
from app.core.db import db
from app.events.models import Event
from app.reports.chain import Chain, ChainStep

STEP_OF = {
    Stage.EXPLORING: ChainStep.EXPLORING,
    Stage.MEMORANDUM: ChainStep.MEMORANDUM,
    Stage.CONTRACT: ChainStep.CONTRACT,
    Stage.TRANSFERRED: ChainStep.TRANSFERRED,
}


@dataclass(frozen=True)
class Chosen:
    """Which chains: of a hub, or of one event of it; of one field; begun in one year."""

    hub_id: int
    event_id: int | None = None
    field: str | None = None
    year: int | None = None


Key = tuple[int, int | None, int | None]


def chains_of(chosen: Chosen) -> list[Chain]:
    """The chains, those that began first at the head. Four statements."""
    found: dict[Key, Chain] = {}

    def chain(need_id: int, technology_id: int | None, expert_id: int | None = None) -> Chain:
        # an expert who comes along as an adviser does not make another chain
        key = (need_id, technology_id, None if technology_id else expert_id)
        return found.setdefault(key, Chain(*key))

    for row in db.session.execute(_suggestions(chosen)):
        one = chain(row.need_id, row.technology_id)
        one.reach(ChainStep.SUGGESTED, _day(row.created_at))
    for row in db.session.execute(_requests(chosen)):
        one = chain(row.need_id, row.technology_id)
        one.request_code, one.event_slug = row.code, row.slug
        one.reach(ChainStep.REQUESTED, _day(row.requested_at))
        if row.state is RequestState.ACCEPTED and row.answered_at:
            one.reach(ChainStep.ACCEPTED, _day(row.answered_at))
    for row in db.session.execute(_meetings(chosen)):
        one = chain(row.need_id, row.technology_id, row.expert_id)
        one.meeting_code = row.code
        if not row.walk_up and row.announced_at:
            one.reach(ChainStep.SCHEDULED, _day(row.announced_at))
        if row.state is MeetingState.HELD:
            one.reach(ChainStep.HELD, _day(row.starts_at))
    for row in db.session.execute(_steps(chosen)):
        one = chain(row.need_id, row.technology_id, row.expert_id)
        one.connection_code, one.value_vnd = row.code, row.value_vnd
        if row.stage in STEP_OF:
            one.reach(STEP_OF[row.stage], row.happened_on)
    begun = [one for one in found.values() if one.began is not None]
    if chosen.year is not None:
        begun = [one for one in begun if one.began and one.began.year == chosen.year]
    return sorted(begun, key=lambda one: (one.began or date.min, one.need_id))


def _day(moment: datetime) -> date:
    return clock.local(moment).date()


def _of_field(chosen: Chosen) -> list[Any]:
    return [Need.field == chosen.field] if chosen.field else []


def _suggestions(chosen: Chosen) -> Any:
    """Suggestions for the hub's needs and those asked for at its events; of an event, for the
    needs that were asked for there."""
    found = (
        select(Suggestion.need_id, Suggestion.technology_id, Suggestion.created_at)
        .join(Need, Need.id == Suggestion.need_id)
        .where(*_of_field(chosen))
    )
    asked = select(MeetingRequest.need_id).join(Event, Event.id == MeetingRequest.event_id)
    if chosen.event_id is None:
        there = Suggestion.need_id.in_(asked.where(Event.hub_id == chosen.hub_id))
        return found.where(or_(Suggestion.hub_id == chosen.hub_id, there))
    return found.where(Suggestion.need_id.in_(asked.where(Event.id == chosen.event_id)))


def _requests(chosen: Chosen) -> Any:
    found = (
        select(
            MeetingRequest.code,
            MeetingRequest.need_id,
            MeetingRequest.technology_id,
            MeetingRequest.requested_at,
            MeetingRequest.answered_at,
            MeetingRequest.state,
            Event.slug,
        )
        .join(Event, Event.id == MeetingRequest.event_id)
        .join(Need, Need.id == MeetingRequest.need_id)
        .where(*_of_field(chosen))
    )
    if chosen.event_id is None:
        return found.where(Event.hub_id == chosen.hub_id)
    return found.where(Event.id == chosen.event_id)


def _meetings(chosen: Chosen) -> Any:
    found = (
        select(
            Meeting.code,
            Meeting.need_id,
            Meeting.technology_id,
            Meeting.expert_id,
            Meeting.announced_at,
            Meeting.starts_at,
            Meeting.state,
            Meeting.walk_up,
        )
        .join(Need, Need.id == Meeting.need_id)
        .where(*_of_field(chosen), Meeting.hub_id == chosen.hub_id)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return found.where(Meeting.event_id == chosen.event_id) if chosen.event_id else found


def _steps(chosen: Chosen) -> Any:
    """Steps that were not taken back."""
    undo = aliased(ConnectionStep)
    taken_back = select(undo.id).where(undo.revokes_id == ConnectionStep.id).exists()
    found = (
        select(
            Connection.code,
            Connection.value_vnd,
            Meeting.need_id,
            Meeting.technology_id,
            Meeting.expert_id,
            ConnectionStep.stage,
            ConnectionStep.happened_on,
        )
        .join(Connection, Connection.id == ConnectionStep.connection_id)
        .join(Meeting, Meeting.id == Connection.meeting_id)
        .join(Need, Need.id == Meeting.need_id)
        .where(
            *_of_field(chosen),
            Connection.hub_id == chosen.hub_id,
            ConnectionStep.revokes_id.is_(None),
            ~taken_back,
        )
        .order_by(ConnectionStep.id)
    )
    return found.where(Connection.event_id == chosen.event_id) if chosen.event_id else found


@dataclass(frozen=True)
class Names:
    """What the listed chains are called, by id."""

    needs: dict[int, Need]
    technologies: dict[int, Technology]
    experts: dict[int, Expert]


def names_of(chains: list[Chain]) -> Names:
    """The needs, technologies and experts of some chains, in three statements at most."""

    def by_id(model: Any, ids: set[int], *options: Any) -> dict[int, Any]:
        if not ids:
            return {}
        rows = db.session.scalars(select(model).where(model.id.in_(ids)).options(*options))
        return {row.id: row for row in rows}

    return Names(
        by_id(Need, {one.need_id for one in chains}, joinedload(Need.organisation)),
        by_id(
            Technology,
            {one.technology_id for one in chains if one.technology_id},
            joinedload(Technology.organisation),
        ),
        by_id(Expert, {one.expert_id for one in chains if one.expert_id}),
    )


def events_of(hub_id: int) -> list[tuple[str, str]]:
    """The hub's events at which meetings were asked for or held, for a select."""
    asked = select(MeetingRequest.event_id)
    met = select(Meeting.event_id).where(Meeting.event_id.is_not(None))
    found = (
        select(Event.slug, Event.name)
        .where(Event.hub_id == hub_id, Event.id.in_(asked.union(met)))
        .order_by(Event.starts_on.desc(), Event.id)
    )
    return [(slug, name) for slug, name in db.session.execute(found)]


def event_named(hub_id: int, slug: str) -> Event | None:
    return db.session.scalar(select(Event).where(Event.hub_id == hub_id, Event.slug == slug))
