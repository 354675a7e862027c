"""Who sits at which table now, and whose badge was shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.catalogue.duplicates import bare_name
from app.catalogue.models import Organisation
from app.connections.models import Meeting, Presence
from app.connections.proof import EARLY
from app.connections.stages import MeetingState, Mode, Side
from app.core import clock
from app.core.db import db
from app.events.models import Event
from app.registrations.checkin import known, recognition
from app.registrations.models import Registration
from app.registrations.states import Status, Verdict

LIVE = (
    MeetingState.ANNOUNCED,
    MeetingState.HELD,
    MeetingState.NO_SHOW_DEMAND,
    MeetingState.NO_SHOW_SUPPLY,
)
SIDES = (
    joinedload(Meeting.need),
    joinedload(Meeting.demand),
    joinedload(Meeting.supply),
    joinedload(Meeting.technology),
    joinedload(Meeting.expert),
)


def at_tables(event: Event, now: datetime) -> list[Meeting]:
    """The meetings whose time it is, early comers included, by table."""
    found = (
        select(Meeting)
        .where(
            Meeting.event_id == event.id,
            Meeting.state.in_(LIVE),
            Meeting.starts_at <= now + EARLY,
            Meeting.ends_at > now,
        )
        .options(*SIDES)
        .order_by(Meeting.starts_at, Meeting.table_number, Meeting.id)
    )
    return list(db.session.scalars(found))


def announced_at(event_ids: Collection[int]) -> dict[int, bool]:
    """The events at which meetings are announced, each with whether a table or booth has some."""
    here = and_(Meeting.slot_id.is_not(None), Meeting.mode == Mode.ON_SITE)
    placed = func.count().filter(or_(Meeting.table_number.is_not(None), here))
    found = (
        select(Meeting.event_id, placed)
        .where(
            Meeting.event_id.in_(event_ids),
            Meeting.state.not_in([MeetingState.DRAFT, MeetingState.CANCELLED]),
        )
        .group_by(Meeting.event_id)
    )
    return {id_: count > 0 for id_, count in db.session.execute(found) if id_ is not None}


def next_start(event: Event, now: datetime) -> datetime | None:
    """When the next meeting begins for which nobody can come yet."""
    found = select(func.min(Meeting.starts_at)).where(
        Meeting.event_id == event.id,
        Meeting.state == MeetingState.ANNOUNCED,
        Meeting.starts_at > now + EARLY,
    )
    return db.session.scalar(found)


def latest(event: Event, now: datetime, limit: int = 12) -> list[Meeting]:
    """The meetings that ended last, for what was forgotten at the table."""
    found = (
        select(Meeting)
        .where(Meeting.event_id == event.id, Meeting.state.in_(LIVE), Meeting.ends_at <= now)
        .options(*SIDES)
        .order_by(Meeting.ends_at.desc(), Meeting.table_number, Meeting.id)
        .limit(limit)
    )
    return list(db.session.scalars(found))


def there(meetings: list[Meeting]) -> dict[int, set[Side]]:
    """Which sides were seen, by meeting."""
    found = select(Presence.meeting_id, Presence.side).where(
        Presence.meeting_id.in_([meeting.id for meeting in meetings])
    )
    sides: dict[int, set[Side]] = defaultdict(set)
    for meeting_id, side in db.session.execute(found):
        sides[meeting_id].add(side)
    return sides


def seen(meeting: Meeting) -> list[tuple[Presence, str | None]]:
    """Who was seen at a table: with the name on the badge, where one was scanned."""
    found = (
        select(Presence, Registration.name)
        .outerjoin(Registration, Registration.id == Presence.registration_id)
        .where(Presence.meeting_id == meeting.id)
        .order_by(Presence.at, Presence.id)
    )
    return [(presence, name) for presence, name in db.session.execute(found)]


def of_guest(registration_id: int) -> list[Presence]:
    """Every meeting at which a guest's badge was shown, with its sides."""
    met = joinedload(Presence.meeting)
    found = (
        select(Presence)
        .where(Presence.registration_id == registration_id)
        .options(
            met.joinedload(Meeting.demand),
            met.joinedload(Meeting.supply),
            met.joinedload(Meeting.technology),
            met.joinedload(Meeting.expert),
        )
        .order_by(Presence.at, Presence.id)
    )
    return list(db.session.scalars(found))


def by_badge(event: Event, text: str) -> Registration | Verdict:
    """The guest of a badge's code, or of the code printed under it; else why there is none."""
    typed = text.strip()
    guest = select(Registration).where(
        Registration.event_id == event.id, Registration.status == Status.CONFIRMED
    )
    person: Registration | None
    if typed.isdigit():
        badge = recognition.shown(known.fair_of(event), typed)
        if isinstance(badge, Verdict):
            return badge
        if badge.revoked_at is not None:
            return Verdict.REVOKED
        person = db.session.scalar(guest.where(Registration.id == badge.registration_id))
    else:
        person = db.session.scalar(guest.where(Registration.code == typed.lower()[:16]))
    return person or Verdict.UNKNOWN


def sides_named(meeting: Meeting, person: Registration) -> set[Side]:
    """The sides of a meeting that a guest belongs to by name or address."""
    found = set()
    mails = {Side.DEMAND: [meeting.demand.email, meeting.need.contact_email], Side.SUPPLY: []}
    if meeting.supply is not None:
        mails[Side.SUPPLY].append(meeting.supply.email)
    if meeting.expert is not None:
        mails[Side.SUPPLY].append(meeting.expert.email)
        if bare_name(meeting.expert.full_name) == bare_name(person.name):
            found.add(Side.SUPPLY)
    for side, organisation in ((Side.DEMAND, meeting.demand), (Side.SUPPLY, meeting.supply)):
        if organisation is not None and _is_of(person, organisation):
            found.add(side)
        if person.email and person.email in mails[side]:
            found.add(side)
    return found


def _is_of(person: Registration, organisation: Organisation) -> bool:
    if not person.organisation:
        return False
    bare = bare_name(person.organisation)
    names = {organisation.folded_name}
    if organisation.short_name:
        names.add(bare_name(organisation.short_name))
    return bare in names


def organisation_of(hub_id: int, person: Registration) -> Organisation | None:
    """The organisation of the hub that a guest names on the badge."""
    if not person.organisation:
        return None
    bare = bare_name(person.organisation)
    found = select(Organisation).where(
        Organisation.hub_id == hub_id,
        Organisation.archived_at.is_(None),
        or_(Organisation.folded_name == bare, Organisation.short_name == person.organisation),
    )
    return db.session.scalars(found.order_by(Organisation.id).limit(1)).first()


def to_settle() -> list[int]:
    """Ids of meetings that are over and of which only scans tell."""
    some = select(Presence.id).where(Presence.meeting_id == Meeting.id).exists()
    found = select(Meeting.id).where(
        Meeting.state == MeetingState.ANNOUNCED, Meeting.ends_at <= clock.now(), some
    )
    return list(db.session.scalars(found.order_by(Meeting.id)))


def by_id(meeting_id: int) -> Any:
    return db.session.get(Meeting, meeting_id)


def by_code(event: Event, code: str) -> Meeting | None:
    """One meeting of an event with its sides."""
    found = select(Meeting).where(Meeting.event_id == event.id, Meeting.code == code)
    return db.session.scalar(found.options(*SIDES))
