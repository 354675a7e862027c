"""Who came to the table, what follows from it, and putting right by hand what is wrong."""

from __future__ import annotations

from sqlalchemy import select

from app.connections.models import Connection, Meeting, Presence
from app.connections.presence import queries
from app.connections.proof import MISSED as NOT_THERE
from app.connections.proof import Seen, in_time, judge
from app.connections.stages import MeetingState, Proof, Side
from app.core import audit, clock, jobs
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.locks import lock
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.states import Verdict

MISSED = tuple(NOT_THERE.values())
CORRECTABLE = (MeetingState.HELD, *MISSED)
BADGES = {
    Verdict.REVOKED: "badge_revoked_here",
    Verdict.FORGED: "badge_not_ours",
    Verdict.WRONG_EVENT: "badge_elsewhere",
}


def scan(
    event: Event, text: str, *, table: int | str | None = None, side: Side | None = None
) -> tuple[Meeting, Side, Registration]:
    """A badge is shown at a table, or a booth by its code (None: at the host's desk): its side
    has come.

    `side` answers "which side?" where the badge does not say it. The same badge counts once.
    Raises Refused("badge_revoked_here" | "badge_not_ours" | "badge_elsewhere" |
    "badge_unknown_here" | "no_meeting_now" | "side_unclear").
    """
    person = queries.by_badge(event, text)
    if isinstance(person, Verdict):
        raise Refused(BADGES.get(person, "badge_unknown_here"), field="badge")
    meetings = queries.at_tables(event, clock.now())
    if table is not None:
        meetings = [one for one in meetings if table in (one.table_number, one.booth)]
    named = [(one, found) for one in meetings if (found := queries.sides_named(one, person))]
    for meeting, sides in sorted(named, key=lambda pair: pair[0].ends_at):
        if len(sides) == 1:
            return *_came(meeting, sides.pop(), person), person
    if table is None or not meetings:
        raise Refused("no_meeting_now", name=person.name, field="badge")
    meeting = meetings[0]
    if side is None:
        raise Refused("side_unclear", name=person.name, meeting=meeting.code, field="badge")
    return *_came(meeting, side, person), person


def _came(meeting: Meeting, side: Side, person: Registration) -> tuple[Meeting, Side]:
    come(meeting, side, registration_id=person.id)
    return meeting, side


def come(
    meeting: Meeting,
    side: Side,
    *,
    registration_id: int | None = None,
    user_id: int | None = None,
) -> None:
    """Somebody of one side sits at the table now: by their badge, or seen by the host."""
    with transaction():
        lock(meeting)
        now = clock.now()
        if not in_time(now, meeting.starts_at, meeting.ends_at):
            raise Refused("not_its_time")
        if meeting.state is MeetingState.CANCELLED:
            raise Refused("meeting_over")
        known = select(Presence).where(Presence.meeting_id == meeting.id)
        rows = []
        for row in db.session.scalars(known).all():
            if in_time(row.at, meeting.starts_at, meeting.ends_at):
                rows.append(row)
            else:  # from before the meeting was moved
                db.session.delete(row)
        if any(
            row.registration_id == registration_id
            if registration_id is not None
            else row.side is side
            for row in rows
        ):
            return
        first = not rows
        db.session.flush()
        db.session.add(
            Presence(
                meeting_id=meeting.id,
                side=side,
                registration_id=registration_id,
                user_id=user_id,
                at=now,
            )
        )
        db.session.flush()
        if first:
            later = meeting.ends_at
            jobs.enqueue("connections.settle_meeting", run_after=later, meeting_id=meeting.id)
        _follow(meeting)


def settle(meeting: Meeting) -> MeetingState | None:
    """What the scans say now that it is over; does nothing where a person said it already."""
    with transaction():
        lock(meeting)
        return _follow(meeting)


def _follow(meeting: Meeting) -> MeetingState | None:
    """Take over what the scans say. What a person said stands; where the scans say another
    thing, the hub is asked to look."""
    rows = db.session.scalars(select(Presence).where(Presence.meeting_id == meeting.id)).all()
    seen = [Seen(row.side, row.at) for row in rows]
    found = judge(meeting.starts_at, meeting.ends_at, seen, clock.now())
    if found is None or found is meeting.state:
        return None
    if meeting.state is MeetingState.ANNOUNCED or (
        meeting.state in MISSED and meeting.proof is Proof.SCANS
    ):
        meeting.state, meeting.proof = found, Proof.SCANS
        meeting.recorded_at = clock.now() if found in MISSED else None
        meeting.version += 1
        deed = "meeting_proved" if found is MeetingState.HELD else "meeting_missed"
        audit.record(deed, meeting, hub_id=meeting.hub_id, state=found)
        if found in MISSED:
            jobs.enqueue(
                "connections.absence_letter", meeting_id=meeting.id, key=f"absent-{meeting.code}"
            )
        return found
    if found is MeetingState.HELD and meeting.disputed_at is None:
        _dispute(meeting, None)
    return None


def object_to(meeting: Meeting, side: Side, words: str | None) -> None:
    """The side that is said not to have come says that it did: the hub looks into it.

    Raises Refused("nothing_to_object") where nobody says so (any more).
    """
    with transaction():
        lock(meeting)
        if meeting.state is not NOT_THERE[side]:
            raise Refused("nothing_to_object")
        if meeting.disputed_at is None:
            _dispute(meeting, words)


def _dispute(meeting: Meeting, words: str | None) -> None:
    meeting.disputed_at, meeting.dispute = clock.now(), words
    meeting.version += 1
    audit.record("meeting_disputed", meeting, hub_id=meeting.hub_id)


def correct(meeting: Meeting, state: MeetingState, reason: str | None) -> None:
    """Say by hand what happened, with the reason; a dispute is settled by it.

    Raises Refused("reason_needed" | "meeting_ahead" | "connection_follows" | "meeting_over").
    """
    assert state in CORRECTABLE
    if not reason:
        raise Refused("reason_needed", field="reason")
    with transaction():
        lock(meeting)
        if meeting.state in (MeetingState.CANCELLED, MeetingState.DRAFT):
            raise Refused("meeting_over")
        if meeting.starts_at > clock.now():
            raise Refused("meeting_ahead")
        led_on = select(Connection.id).where(Connection.meeting_id == meeting.id)
        if state is not MeetingState.HELD and db.session.scalar(led_on) is not None:
            raise Refused("connection_follows")
        if state is not meeting.state:
            meeting.recorded_at = clock.now() if state in MISSED else None
        meeting.state, meeting.proof = state, Proof.HAND
        meeting.corrected_reason = reason
        meeting.disputed_at = meeting.dispute = None
        meeting.version += 1
        audit.record("meeting_corrected", meeting, hub_id=meeting.hub_id, state=state)
