"""What the timetable's pages and deeds read, each in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, null, or_, select, true, union_all
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.catalogue.models import Expert, Need, Organisation, Technology
from app.connections import booths
from app.connections.models import (
    BlockedSlot,
    Meeting,
    MeetingRequest,
    MeetingSlot,
    TimetableRun,
)
from app.connections.stages import MeetingState, RequestState
from app.core import jobs
from app.core.db import db
from app.core.jobs import Job
from app.core.text import fold
from app.events.kinds import SessionKind, SessionState
from app.events.models import Event, EventSession, Speaker
from app.registrations.models import Registration
from app.registrations.states import Status
from app.workshops.attendance import EnrolmentState
from app.workshops.models import Enrolment


class Cause(StrEnum):
    """Why an organisation cannot meet in a slot."""

    SAID = "said"  # entered by hand
    SPEAKS = "speaks"  # in a session
    ENROLLED = "enrolled"  # everybody it sent sits in sessions
    MEETS = "meets"  # elsewhere, outside the timetable


@dataclass(frozen=True, slots=True)
class Block:
    """One slot in which one organisation cannot meet; `about`: the session, or what was said."""

    cause: Cause
    about: str = ""


def slots(event: Event) -> list[MeetingSlot]:
    """In the order of time."""
    found = select(MeetingSlot).where(MeetingSlot.event_id == event.id)
    return list(db.session.scalars(found.order_by(MeetingSlot.starts_at, MeetingSlot.id)))


def slot_by_code(event: Event, code: str) -> MeetingSlot | None:
    found = select(MeetingSlot).where(MeetingSlot.event_id == event.id, MeetingSlot.code == code)
    return db.session.scalar(found)


def accepted(event: Event) -> tuple[list[MeetingRequest], dict[int, str]]:
    """The accepted requests with both organisations and their hubs; and, by request (id), the
    code of the booth at which its technology side receives."""
    found = (
        select(MeetingRequest, booths.meant_code())
        .join(MeetingRequest.technology)
        .where(MeetingRequest.event_id == event.id, MeetingRequest.state == RequestState.ACCEPTED)
        .options(
            joinedload(MeetingRequest.need)
            .joinedload(Need.organisation)
            .joinedload(Organisation.hub),
            contains_eager(MeetingRequest.technology)
            .joinedload(Technology.organisation)
            .joinedload(Organisation.hub),
        )
        .order_by(MeetingRequest.code)
    )
    rows = db.session.execute(found).all()
    at = {request.id: code for request, code in rows if code is not None}
    return [request for request, _code in rows], at


def meetings(event: Event) -> list[Meeting]:
    """The event's meetings that come from requests, whatever became of them."""
    found = (
        select(Meeting)
        .join(Meeting.request)
        .where(Meeting.event_id == event.id)
        .options(contains_eager(Meeting.request))
        .order_by(Meeting.starts_at, Meeting.table_number, Meeting.id)
    )
    return list(db.session.scalars(found))


def derived_blocks(
    event: Event, slots: list[MeetingSlot], organisations: Mapping[int, Organisation]
) -> dict[tuple[int, int], Block]:
    """By organisation and slot (ids), why they cannot meet by what else they are at."""
    if not slots or not organisations:
        return {}
    taken = _Taken(slots)
    taken.add(_others(event, slots, organisations), Cause.MEETS)
    taken.add(_enrolled(event, organisations), Cause.ENROLLED)
    taken.add(_speaking(event, organisations), Cause.SPEAKS)
    return taken.found


def slots_and_blocks(event: Event) -> tuple[list[MeetingSlot], list[BlockedSlot]]:
    """The slots in the order of time, and what was entered about who can meet when."""
    found = (
        select(MeetingSlot, BlockedSlot)
        .outerjoin(BlockedSlot, BlockedSlot.slot_id == MeetingSlot.id)
        .where(MeetingSlot.event_id == event.id)
        .order_by(MeetingSlot.starts_at, MeetingSlot.id, BlockedSlot.id)
    )
    rows = db.session.execute(found).all()
    in_order = list(dict.fromkeys(slot for slot, _blocked in rows))
    return in_order, [blocked for _slot, blocked in rows if blocked is not None]


@dataclass(frozen=True, slots=True)
class _Span:
    organisation_id: int
    starts_at: datetime
    ends_at: datetime
    about: str


class _Taken:
    """Slots that overlap with what organisations are at."""

    def __init__(self, slots: list[MeetingSlot]) -> None:
        self.slots = slots
        self.found: dict[tuple[int, int], Block] = {}

    def add(self, spans: Iterable[_Span], cause: Cause) -> None:
        for span in spans:
            for slot in self.slots:
                if slot.starts_at < span.ends_at and slot.ends_at > span.starts_at:
                    self.found[span.organisation_id, slot.id] = Block(cause, span.about)


def _speaking(event: Event, organisations: Mapping[int, Organisation]) -> list[_Span]:
    """Sessions in which somebody of theirs speaks: an expert of theirs, or by its name.

    Groups ("the organisers") speak for nobody; the meetings' own sessions are no hindrance.
    """
    found = (
        select(EventSession, Speaker.organisation, Expert.organisation_id)
        .join(Speaker, Speaker.session_id == EventSession.id)
        .outerjoin(Expert, Expert.id == Speaker.expert_id)
        .where(
            EventSession.event_id == event.id,
            EventSession.kind != SessionKind.B2B,
            EventSession.state != SessionState.CANCELLED,
            Speaker.person_key != "",
        )
    )
    by_name = _by_name(organisations)
    spans = []
    for session, name, expert_of in db.session.execute(found):
        whose = ({expert_of} & organisations.keys() if expert_of else set()) or by_name.get(
            fold(name or ""), set()
        )
        about = f"{session.code} · {session.title}"
        spans += [_Span(one, session.starts_at, session.ends_at, about) for one in whose]
    return spans


def _by_name(organisations: Mapping[int, Organisation]) -> dict[str, set[int]]:
    names: dict[str, set[int]] = defaultdict(set)
    for organisation in organisations.values():
        for name in filter(None, (organisation.name, organisation.short_name)):
            names[fold(name)].add(organisation.id)
    return names


def _enrolled(event: Event, organisations: Mapping[int, Organisation]) -> list[_Span]:
    """Sessions in which everybody sits whom an organisation sent.

    While one of its people is free it can meet, so each person's seats count only where all
    of them have one at the time.
    """
    by_name = _by_name(organisations)
    here = (
        Registration.event_id == event.id,
        Registration.status == Status.CONFIRMED,
        Registration.organisation.is_not(None),
    )
    firm = Registration.organisation
    sent = select(firm, null().label("session_id"), func.count().label("number"))
    seated = select(firm, Enrolment.session_id, func.count()).join(
        Enrolment, Enrolment.registration_id == Registration.id
    )
    counted = union_all(
        sent.where(*here).group_by(firm),
        seated.where(*here, Enrolment.state == EnrolmentState.ENROLLED).group_by(
            firm, Enrolment.session_id
        ),
    ).subquery()
    found = select(counted.c.organisation, counted.c.session_id, counted.c.number, EventSession)
    people: dict[int, int] = defaultdict(int)
    seats: dict[tuple[int, int], int] = defaultdict(int)
    sessions: dict[int, EventSession] = {}
    for name, session_id, count, session in db.session.execute(
        found.outerjoin(EventSession, EventSession.id == counted.c.session_id)
    ):
        for one in by_name.get(fold(name or ""), ()):
            if session_id is None:
                people[one] += count
            elif session.kind is not SessionKind.B2B and (
                session.state is not SessionState.CANCELLED
            ):
                seats[one, session_id] += count
                sessions[session_id] = session
    return [
        _Span(
            one,
            sessions[session_id].starts_at,
            sessions[session_id].ends_at,
            f"{sessions[session_id].code} · {sessions[session_id].title}",
        )
        for (one, session_id), count in seats.items()
        if count >= people[one]
    ]


def _others(
    event: Event, slots: list[MeetingSlot], organisations: Mapping[int, Organisation]
) -> list[_Span]:
    """Meetings in the time of the slots that are not in this timetable, of whatever hub."""
    found = select(Meeting).where(
        Meeting.state.in_([MeetingState.ANNOUNCED, MeetingState.HELD]),
        or_(Meeting.slot_id.is_(None), Meeting.event_id != event.id),
        Meeting.starts_at < max(slot.ends_at for slot in slots),
        Meeting.ends_at > min(slot.starts_at for slot in slots),
        or_(Meeting.demand_id.in_(organisations), Meeting.supply_id.in_(organisations)),
    )
    return [
        _Span(one, meeting.starts_at, meeting.ends_at, "")
        for meeting in db.session.scalars(found)
        for one in (meeting.demand_id, meeting.supply_id)
        if one in organisations and one is not None
    ]


def _whole(event: Event) -> ColumnElement[bool]:
    """Runs that made the timetable as a whole, not for a change of the day."""
    return and_(TimetableRun.event_id == event.id, TimetableRun.change.is_(None))


def last_run(event: Event) -> TimetableRun | None:
    found = select(TimetableRun).where(_whole(event))
    return db.session.scalar(found.order_by(TimetableRun.id.desc()).limit(1))


@dataclass(frozen=True, slots=True)
class Runs:
    """The last run that made the timetable as a whole, how many there were, and the run that
    was taken over last, as a whole or as a change of the day."""

    last: TimetableRun | None
    count: int
    taken: TimetableRun | None


def runs(event: Event) -> Runs:
    """In one statement."""
    last = select(func.max(TimetableRun.id)).where(_whole(event)).scalar_subquery()
    count = select(func.count()).where(_whole(event)).scalar_subquery()
    taken = _taken_last(event).scalar_subquery()
    found = select(TimetableRun, count, TimetableRun.id == last, TimetableRun.id == taken)
    rows = db.session.execute(found.where(or_(TimetableRun.id == last, TimetableRun.id == taken)))
    of = Runs(None, 0, None)
    for run, number, is_last, is_taken in rows:
        of = Runs(run if is_last else of.last, number, run if is_taken else of.taken)
    return of


def _taken_last(event: Event) -> Select[Any]:
    found = select(TimetableRun.id).where(
        TimetableRun.event_id == event.id, TimetableRun.taken_at.is_not(None)
    )
    return found.order_by(TimetableRun.taken_at.desc(), TimetableRun.id.desc()).limit(1)


def standing(event: Event) -> TimetableRun | None:
    """The run that was taken over last."""
    taken = _taken_last(event).scalar_subquery()
    return db.session.scalar(select(TimetableRun).where(TimetableRun.id == taken))


def day_change(event: Event, job_code: str) -> TimetableRun | None:
    """A change of the day by the code of its job."""
    found = select(TimetableRun).where(
        TimetableRun.event_id == event.id,
        TimetableRun.job_code == job_code,
        TimetableRun.change.is_not(None),
    )
    return db.session.scalar(found)


def job_of(run: TimetableRun | None) -> Job | None:
    if run is None or run.job_code is None:
        return None
    return db.session.scalar(select(Job).where(Job.code == run.job_code))


def running(event: Event) -> bool:
    """Whether a timetable is being made."""
    found = select(Job.id).where(
        Job.event_id == event.id,
        Job.task.in_(["connections.timetable", "connections.day_change"]),
        Job.state.in_([jobs.State.QUEUED, jobs.State.RUNNING]),
    )
    return db.session.scalar(found.limit(1)) is not None


def schedule(event: Event, organisation_id: int | None = None) -> list[Meeting]:
    """The announced meetings at an event, of one organisation or of all, with all that their
    pages and papers show."""
    theirs = or_(Meeting.demand_id == organisation_id, Meeting.supply_id == organisation_id)
    found = (
        select(Meeting)
        .where(
            Meeting.event_id == event.id,
            Meeting.state.not_in([MeetingState.DRAFT, MeetingState.CANCELLED]),
            theirs if organisation_id is not None else true(),
        )
        .options(
            joinedload(Meeting.need),
            joinedload(Meeting.technology),
            joinedload(Meeting.expert),
            joinedload(Meeting.demand),
            joinedload(Meeting.supply),
            selectinload(Meeting.slot),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return list(db.session.scalars(found))


def organisation_ids(event: Event) -> list[int]:
    """Everybody who was asked or asks to meet at an event, or meets somebody there."""
    asked = MeetingRequest.event_id == event.id
    needs = select(Need.organisation_id).join(MeetingRequest, MeetingRequest.need_id == Need.id)
    offers = select(Technology.organisation_id).join(
        MeetingRequest, MeetingRequest.technology_id == Technology.id
    )
    met = Meeting.event_id == event.id
    sides = select(Meeting.demand_id).where(met), select(Meeting.supply_id).where(met)
    rows = db.session.scalars(needs.where(asked).union(offers.where(asked), *sides))
    return [one for one in rows if one is not None]
