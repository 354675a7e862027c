"""Meetings: arranging one on any day, saying what became of it, cancelling."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from app.accounts.models import Hub
from app.catalogue.models import Expert, Need, Organisation, Technology
from app.connections.followups import actions as followups
from app.connections.followups.actions import Result
from app.connections.models import Connection, Meeting
from app.connections.notices.letters import tell_meeting
from app.connections.stages import MeetingState, Mode, Proof, Useful
from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import date_text, time_text
from app.core.locks import lock

MINUTES = {"people", "discussion", "conclusion", "place", "chair", "secretary"}
OPEN = (MeetingState.DRAFT, MeetingState.ANNOUNCED)


def arrange(
    hub: Hub,
    need: Need,
    *,
    technology: Technology | None = None,
    expert: Expert | None = None,
    starts_at: datetime,
    ends_at: datetime,
    mode: Mode,
    place: str | None = None,
    people: str | None = None,
) -> Meeting:
    """A meeting on any day of the year, without a fair; both sides know of it already.

    Raises Refused("supply_missing" | "times_wrong" | "same_organisation" | "meeting_twice" |
    "side_busy"). A side that is busy is refused only for a meeting that lies ahead: what was
    held was held, and several needs may have met one supplier together.
    """
    if technology is None and expert is None:
        raise Refused("supply_missing", field="technology")
    if ends_at <= starts_at:
        raise Refused("times_wrong", field="minutes")
    supply_id = technology.organisation_id if technology else expert.organisation_id  # type: ignore[union-attr]
    if supply_id == need.organisation_id:
        raise Refused("same_organisation", field="technology")
    with transaction():
        meeting = Meeting(
            code=ids.code(16),
            hub_id=hub.id,
            need_id=need.id,
            technology_id=technology.id if technology else None,
            expert_id=expert.id if expert else None,
            demand_id=need.organisation_id,
            supply_id=supply_id,
            mode=mode,
            state=MeetingState.ANNOUNCED,
            starts_at=starts_at,
            ends_at=ends_at,
            announced_at=clock.now(),
            place=place,
            people=people,
        )
        refuse_double(meeting)
        db.session.add(meeting)
        audit.record("meeting_arranged", meeting, hub_id=hub.id)
    return meeting


def record_held(
    meeting: Meeting,
    result: Result,
    *,
    discussion: str | None = None,
    conclusion: str | None = None,
    people: str | None = None,
    useful: Useful | None = None,
) -> Connection:
    """The meeting took place, and this came of it: opens its connection."""
    with transaction():
        lock(meeting)
        if not meeting.awaits_record:
            raise Refused("meeting_over")
        if meeting.starts_at > clock.now():
            raise Refused("starts_ahead", field="starts_at")
        if meeting.state is not MeetingState.HELD:
            meeting.proof = Proof.HAND
        meeting.state = MeetingState.HELD
        meeting.outcome_kind = result.kind
        meeting.discussion = discussion or meeting.discussion
        meeting.conclusion = conclusion or meeting.conclusion
        meeting.people = people or meeting.people
        meeting.useful = useful or meeting.useful
        meeting.recorded_at = clock.now()
        meeting.minutes_no = meeting.minutes_no or _next_minutes_no(meeting)
        meeting.version += 1
        audit.record("meeting_held", meeting, hub_id=meeting.hub_id, outcome=result.kind)
        return followups.open_connection(meeting, result)


def _next_minutes_no(meeting: Meeting) -> str:
    """Minutes are numbered by hub and year, as papers of an office are: 12/2026/BB-H01."""
    year = clock.local(meeting.starts_at).year
    hub = db.session.scalars(select(Hub).where(Hub.id == meeting.hub_id).with_for_update()).one()
    taken = select(func.count()).where(
        Meeting.hub_id == hub.id, Meeting.minutes_no.like(f"%/{year}/BB-%")
    )
    return f"{(db.session.scalar(taken) or 0) + 1:02}/{year}/BB-{hub.code}"


def record_no_show(meeting: Meeting, side: MeetingState) -> None:
    """One side did not come."""
    assert side in {MeetingState.NO_SHOW_DEMAND, MeetingState.NO_SHOW_SUPPLY}
    with transaction():
        _still_open(meeting)
        if meeting.starts_at > clock.now():
            raise Refused("meeting_ahead")
        meeting.state, meeting.proof = side, Proof.HAND
        meeting.recorded_at = clock.now()
        meeting.version += 1
        audit.record("meeting_missed", meeting, hub_id=meeting.hub_id, side=side)


def take_back(meeting: Meeting) -> None:
    """Undo a no-show or a cancellation; what was held stays held, its connection tells the rest."""
    with transaction():
        if meeting.state is MeetingState.HELD or meeting.state in OPEN:
            raise Refused("meeting_over")
        refuse_double(meeting)
        meeting.state, meeting.proof = MeetingState.ANNOUNCED, None
        meeting.recorded_at = None
        meeting.disputed_at = meeting.dispute = None
        meeting.cancelled_reason = None
        meeting.version += 1
        audit.record("meeting_reopened", meeting, hub_id=meeting.hub_id)
        tell_meeting(meeting)


def cancel(meeting: Meeting, reason: str | None) -> None:
    """Call a meeting off; its table is free again, and both sides of an announced one are told."""
    with transaction():
        _still_open(meeting)
        known = meeting.state is MeetingState.ANNOUNCED
        meeting.state = MeetingState.CANCELLED
        meeting.cancelled_reason = reason
        meeting.slot_id = meeting.table_number = None
        meeting.version += 1
        audit.record("meeting_cancelled", meeting, hub_id=meeting.hub_id)
        if known:
            tell_meeting(meeting)


def edit_minutes(meeting: Meeting, fields: dict[str, Any], version: int | None) -> None:
    """Change the minutes' texts. Raises Refused("changed_meanwhile")."""
    with transaction():
        lock(meeting)
        if version is not None and meeting.version != version:
            raise Refused("changed_meanwhile")
        for name in MINUTES & fields.keys():
            setattr(meeting, name, fields[name])
        meeting.version += 1
        audit.record("minutes_changed", meeting, hub_id=meeting.hub_id)


def refuse_double(meeting: Meeting) -> None:
    """Nobody is in two meetings at a time; the refusal names both sides and the other meeting.

    The organisations' rows are locked, so that two officers cannot fill the same hour.
    """
    sides = sorted(filter(None, {meeting.demand_id, meeting.supply_id}))
    locked = select(Organisation.id).where(Organisation.id.in_(sides))
    db.session.execute(locked.order_by(Organisation.id).with_for_update())
    theirs: list[Any] = [Meeting.demand_id.in_(sides), Meeting.supply_id.in_(sides)]
    if meeting.expert_id is not None:
        theirs.append(Meeting.expert_id == meeting.expert_id)
    overlapping = select(Meeting).where(
        Meeting.id != (meeting.id or 0),
        Meeting.state.in_([MeetingState.ANNOUNCED, MeetingState.HELD]),
        Meeting.starts_at < meeting.ends_at,
        Meeting.ends_at > meeting.starts_at,
        or_(*theirs),
    )
    for other in db.session.scalars(overlapping.order_by(Meeting.id)).all():
        when = {"time": time_text(other.starts_at), "day": date_text(other.starts_at)}
        a, b = other.sides
        if _about(other) == _about(meeting):
            raise Refused("meeting_twice", a=a, b=b, **when)
        if meeting.starts_at > clock.now():
            side, who = (a, b) if other.demand_id in sides else (b, a)
            raise Refused("side_busy", field="starts_at", side=side, other=who, **when)


def _about(meeting: Meeting) -> tuple[int, int | None, int | None]:
    return meeting.need_id, meeting.technology_id, meeting.expert_id


def _still_open(meeting: Meeting) -> None:
    lock(meeting)
    if meeting.state not in OPEN:
        raise Refused("meeting_over")
