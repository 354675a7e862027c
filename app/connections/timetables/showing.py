"""The timetable shaped for its pages: half days, the grid of tables and slots, figures, exports."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from app.catalogue.models import Organisation
from app.connections.models import Meeting, MeetingSlot, TimetableRun
from app.connections.scheduling.answer import Status, count_breaks
from app.connections.stages import MeetingState, Spot
from app.connections.timetables.board import Board, hash_of, key_of_half, sides_of
from app.connections.timetables.forms import SPOTS
from app.connections.timetables.words import half_day
from app.connections.words import MEETING_STATES, MODES
from app.core.i18n import _, date_text, time_text

SHOWN = frozenset(MeetingState) - {MeetingState.CANCELLED}


@dataclass(frozen=True)
class Half:
    """A morning or an afternoon with slots, as one grid. `key` stands in the address."""

    key: str
    title: str
    slots: list[MeetingSlot]
    count: int

    @property
    def tables(self) -> int:
        return max((slot.tables for slot in self.slots), default=0)


def halves(board: Board) -> list[Half]:
    """Every half day that has slots, in order, with its number of meetings."""
    found: dict[str, list[MeetingSlot]] = defaultdict(list)
    for slot in board.slots:
        found[key_of_half(slot)].append(slot)
    held = Counter(meeting.slot_id for meeting in board.meetings if meeting.state in SHOWN)
    return [
        Half(key, half_day(slots[0]), slots, sum(held[slot.id] for slot in slots))
        for key, slots in found.items()
    ]


def grid(board: Board) -> dict[tuple[int, int], Meeting]:
    """The meeting in each slot (id) and at each table (as printed)."""
    return {
        (meeting.slot_id, meeting.table_number): meeting
        for meeting in board.meetings
        if meeting.slot_id is not None
        and meeting.table_number is not None
        and meeting.state in SHOWN
    }


@dataclass(frozen=True, slots=True)
class Verdict:
    """How good the timetable is, honestly: `optimal` only while it is the one that was proved."""

    status: Status | None
    placed: int
    asked: int
    weight: int
    weight_bound: int
    breaks: int
    breaks_bound: int | None
    changed_by_hand: bool
    begun: bool
    outdated: bool


def verdict(board: Board, run: TimetableRun | None) -> Verdict:
    """What can be said of the timetable as it stands, from the last run that was taken over."""
    instance = board.instance
    weight = sum(instance.meeting[code].weight for code in board.slot_of)
    breaks = count_breaks(instance, board.slot_of)
    total = sum(meeting.weight for meeting in instance.meetings)
    schedule: dict[str, Any] = run.schedule if run is not None else {}
    made_of = schedule.get("of", run.input_hash) if run is not None else None
    known = bool(schedule) and hash_of(instance) == made_of
    begun = bool(schedule) and not known and board.begun and schedule.get("task") == board.task
    same = known and schedule["objective"] == {"weight": weight, "breaks": breaks}
    bound: dict[str, Any] = schedule["bound"] if known else {"weight": total, "breaks": None}
    return Verdict(
        Status(schedule["status"]) if same else None,
        len(board.slot_of),
        len(instance.meetings),
        weight,
        bound["weight"],
        breaks,
        bound["breaks"] if weight == bound["weight"] or not known else None,
        known and not same,
        begun,
        bool(schedule) and not known and not begun,
    )


@dataclass(frozen=True, slots=True)
class Person:
    """One organisation's part in the timetable."""

    participant: str
    organisation: Organisation
    asked: int
    meetings: list[Meeting]
    closed: int
    breaks: int


def people(board: Board) -> list[Person]:
    """Every organisation with its meetings, by name."""
    theirs: dict[int, list[Meeting]] = defaultdict(list)
    asked: dict[int, int] = defaultdict(int)
    for request in board.requests:
        meeting = board.meeting_of.get(request.code)
        for side in sides_of(request):
            asked[side.id] += 1
            if meeting is not None and meeting.slot_id is not None:
                theirs[side.id].append(meeting)
    closed: dict[int, int] = defaultdict(int)
    for organisation_id, _slot in board.blocks:
        closed[organisation_id] += 1
    return [
        Person(
            participant,
            organisation,
            asked[organisation.id],
            sorted(theirs[organisation.id], key=lambda meeting: meeting.starts_at),
            closed[organisation.id],
            board.breaks.get(participant, 0),
        )
        for participant, organisation in board.organisations.items()
    ]


def columns() -> list[str]:
    when = [_("Date"), _("From"), _("To"), _("Slot"), _("Table"), _("How they meet")]
    where = [_("Booth or link")]
    who = [_("Request"), _("Need side"), _("Need"), _("Technology side"), _("Technology")]
    return [*when, *where, *who, _("Weight"), _("State"), _("Time kept")]


def rows(board: Board) -> list[list[Any]]:
    """Every meeting with a place, in the order of time and table, then those without."""
    placed, out = [], []
    for request in board.requests:
        meeting = board.meeting_of.get(request.code)
        if meeting is not None and meeting.state is MeetingState.CANCELLED:
            continue
        who = [
            request.code,
            request.need.organisation.name,
            request.need.title,
            request.technology.organisation.name,
            request.technology.title,
            request.weight,
        ]
        how = str(MODES[request.mode])
        if meeting is None or meeting.slot_id is None:
            out.append(["", "", "", "", "", how, "", *who, _("Not placed"), ""])
            continue
        slot = board.slots[board.index[meeting.slot_id]]
        how = str(SPOTS[meeting.spot]) if meeting.spot is not Spot.TABLE else how
        times = [date_text(slot.starts_at), time_text(slot.starts_at), time_text(slot.ends_at)]
        row: list[Any] = [*times, slot.code, meeting.table_number, how]
        row += [meeting.place if meeting.spot is not Spot.TABLE else None, *who]
        row += [str(MEETING_STATES[meeting.state]), _("yes") if meeting.locked else ""]
        placed.append(((slot.starts_at, meeting.table_number or 0), row))
    return [row for _key, row in sorted(placed, key=lambda pair: pair[0])] + out
