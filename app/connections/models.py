"""Who met and what came of it: requests, slots, meetings, connections and their history.

The chain suggestion → request → meeting → connection keeps its links.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Hub, User
from app.catalogue.models import Expert, Need, Organisation, Suggestion, Technology
from app.catalogue.states import DismissReason
from app.connections.stages import (
    MeetingState,
    Mode,
    OutcomeKind,
    Proof,
    RequestState,
    Side,
    Spot,
    Stage,
    Useful,
    Way,
)
from app.core import clock
from app.core.db import db
from app.events.models import Event
from app.registrations.models import Registration


class MeetingRequest(db.Model):
    """That a need's side and a technology's side should meet at an event (đề nghị gặp)."""

    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("event_id", "need_id", "technology_id"),
        CheckConstraint("weight BETWEEN 1 AND 5", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"))
    weight: Mapped[int] = mapped_column(default=3)
    mode: Mapped[Mode]
    at_booth: Mapped[bool] = mapped_column(default=False, server_default=false())
    place: Mapped[str | None] = mapped_column(String(300))  # the booth's code, or the link to join
    state: Mapped[RequestState] = mapped_column(index=True)
    message: Mapped[str | None] = mapped_column(String(500))
    requested_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    decline_reason: Mapped[str | None] = mapped_column(String(300))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    asked_of_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    asked_side: Mapped[Side | None]  # whose wish it is; None: the office asks both
    proposal: Mapped[str | None] = mapped_column(String(300))  # what the asked side proposes
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    asked_by: Mapped[Registration | None] = relationship(foreign_keys=[asked_by_id])
    asked_of: Mapped[Registration | None] = relationship(foreign_keys=[asked_of_id])
    need: Mapped[Need] = relationship()
    technology: Mapped[Technology] = relationship()
    suggestion: Mapped[Suggestion | None] = relationship()

    @property
    def way(self) -> Way:
        """How they would like to meet."""
        return Way.BOOTH if self.at_booth else Way(self.mode)

    @property
    def answer_day(self) -> date | None:
        """The last local day on which an answer counts."""
        last = self.expires_at - timedelta(seconds=1) if self.expires_at else None
        return clock.local(last).date() if last else None


class MeetingSlot(db.Model):
    """A time in which meetings are held at `tables` tables."""

    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("event_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    tables: Mapped[int]

    event: Mapped[Event] = relationship()


class BlockedSlot(db.Model):
    """A slot in which an organisation cannot meet; or, where `open`, in which it can although
    the agenda says otherwise (somebody else of theirs comes to the table)."""

    __table_args__ = (UniqueConstraint("slot_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("meeting_slot.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    reason: Mapped[str | None] = mapped_column(String(200))
    open: Mapped[bool] = mapped_column(default=False)


class Meeting(db.Model):
    """A meeting of two sides (cuộc kết nối), at a fair or on any day of the year."""

    __table_args__ = (
        UniqueConstraint("slot_id", "table_number"),
        UniqueConstraint("request_id"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint(
            "technology_id IS NOT NULL OR expert_id IS NOT NULL OR supply_id IS NOT NULL",
            name="supply",
        ),
        Index("ix_meeting_count", "hub_id", "state", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_request.id"))
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    technology_id: Mapped[int | None] = mapped_column(ForeignKey("technology.id"), index=True)
    expert_id: Mapped[int | None] = mapped_column(ForeignKey("expert.id"), index=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    supply_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    mode: Mapped[Mode]
    state: Mapped[MeetingState]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_slot.id"))
    table_number: Mapped[int | None]  # 1.., as printed on the tables
    locked: Mapped[bool] = mapped_column(default=False)
    planned: Mapped[bool] = mapped_column(default=False, server_default=false())  # as asked
    announced_at: Mapped[datetime | None]
    told_starts_at: Mapped[datetime | None]  # what people know: the letter names old and new
    told_table: Mapped[int | None]
    place: Mapped[str | None] = mapped_column(String(300))  # or a link
    minutes_no: Mapped[str | None] = mapped_column(String(40))
    people: Mapped[str | None] = mapped_column(Text)
    discussion: Mapped[str | None] = mapped_column(Text)
    conclusion: Mapped[str | None] = mapped_column(Text)
    outcome_kind: Mapped[OutcomeKind | None]
    recorded_at: Mapped[datetime | None]
    useful: Mapped[Useful | None]
    chair: Mapped[str | None] = mapped_column(String(120))
    secretary: Mapped[str | None] = mapped_column(String(120))
    walk_up: Mapped[bool] = mapped_column(default=False)  # nobody had planned it
    proof: Mapped[Proof | None]
    corrected_reason: Mapped[str | None] = mapped_column(String(300))
    disputed_at: Mapped[datetime | None] = mapped_column(index=True)
    dispute: Mapped[str | None] = mapped_column(String(500))
    cancelled_reason: Mapped[str | None] = mapped_column(String(300))
    version: Mapped[int] = mapped_column(default=1)

    hub: Mapped[Hub] = relationship()
    event: Mapped[Event | None] = relationship()
    request: Mapped[MeetingRequest | None] = relationship()
    need: Mapped[Need] = relationship()
    technology: Mapped[Technology | None] = relationship()
    expert: Mapped[Expert | None] = relationship()
    slot: Mapped[MeetingSlot | None] = relationship()
    demand: Mapped[Organisation] = relationship(foreign_keys=[demand_id])
    supply: Mapped[Organisation | None] = relationship(foreign_keys=[supply_id])

    @property
    def offer(self) -> str:
        """What stands on the supply side: the technology, else the expert with their title."""
        if self.technology is not None:
            return self.technology.title
        if self.expert is None:
            return ""
        return " ".join(filter(None, [self.expert.academic_title, self.expert.full_name]))

    @property
    def sides(self) -> tuple[str, str]:
        """Both sides by the names people use."""
        if self.supply is not None:
            supply = self.supply.short_name or self.supply.name
        else:
            supply = self.offer
        return self.demand.short_name or self.demand.name, supply

    @property
    def awaits_record(self) -> bool:
        """Whether nothing is recorded yet of what it led to, though it is to come or was held."""
        if self.state is MeetingState.HELD:
            return self.outcome_kind is None
        return self.state in (MeetingState.DRAFT, MeetingState.ANNOUNCED)

    @property
    def day(self) -> date:
        """The local day on which it takes place."""
        return clock.local(self.starts_at).date()

    @property
    def spot(self) -> Spot:
        """Where it is held, for a meeting with a slot: who has no table meets elsewhere."""
        if self.table_number is not None:
            return Spot.TABLE
        return Spot.ONLINE if self.mode is Mode.ONLINE else Spot.BOOTH

    @property
    def booth(self) -> str | None:
        """The code of the booth at which a meeting of the timetable is held."""
        at_booth = self.slot_id is not None and self.spot is Spot.BOOTH
        return self.place if at_booth else None

    @property
    def join_link(self) -> str | None:
        """The address to join an online meeting, where the place is one."""
        place = (self.place or "").strip()
        return place if place.startswith(("https://", "http://")) else None


class Presence(db.Model):
    """That somebody of one side sat at the table: their badge was scanned, or the host saw them.

    It names a badge's holder by number alone: when that person is made anonymous, it stays.
    """

    __table_args__ = (
        UniqueConstraint("meeting_id", "registration_id"),
        Index("ix_presence_side", "meeting_id", "side"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    side: Mapped[Side]
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    meeting: Mapped[Meeting] = relationship()


class TimetableRun(db.Model):
    """What one run of the solver proposed, and whether it was taken over."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    job_code: Mapped[str | None] = mapped_column(String(26), index=True)
    input_hash: Mapped[str] = mapped_column(String(64))  # stale input is refused
    instance: Mapped[dict[str, Any]]
    schedule: Mapped[dict[str, Any]]
    change: Mapped[dict[str, Any] | None]  # of the day, as it was entered; None: made as a whole
    created_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()


class Connection(db.Model):
    """What a held meeting led to (kết nối), followed until it led to something or did not."""

    __table_args__ = (Index("ix_connection_list", "hub_id", "stage", "next_due"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    stage: Mapped[Stage]
    stage_on: Mapped[date]
    value_vnd: Mapped[int | None]  # of the latest signed paper
    ended_why: Mapped[DismissReason | None]
    ended_reason: Mapped[str | None] = mapped_column(String(300))
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    next_step: Mapped[str | None] = mapped_column(String(300))
    next_due: Mapped[date | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()
    hub: Mapped[Hub] = relationship()
    event: Mapped[Event | None] = relationship()
    keeper: Mapped[User | None] = relationship()  # who follows it up


class ConnectionStep(db.Model):
    """One step of a connection's history: append-only. A mistake is answered by a new step."""

    __table_args__ = (Index("ix_connection_step_signed", "stage", "happened_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"), index=True)
    stage: Mapped[Stage]
    outcome_kind: Mapped[OutcomeKind]
    happened_on: Mapped[date]  # signed_on for papers
    value_vnd: Mapped[int | None]
    why: Mapped[DismissReason | None]  # of an ending
    note: Mapped[str | None] = mapped_column(Text)
    evidence_name: Mapped[str | None] = mapped_column(String(200))  # what the file was called
    evidence_file: Mapped[str | None] = mapped_column(String(100))  # ours, in the data folder
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    revokes_id: Mapped[int | None] = mapped_column(ForeignKey("connection_step.id"))

    connection: Mapped[Connection] = relationship()
