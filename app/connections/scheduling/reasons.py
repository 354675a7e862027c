"""Why a meeting is not placed, and the smallest change that would let it in.

A reason and a change are codes with details, so that a page can say them in any language;
`say` puts them into English for the schedule's JSON. What a change promises has been tried
on the timetable at hand: with it, the meeting fits and every rule still holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.connections.scheduling.hall import Hall
from app.connections.scheduling.instance import ONLINE, Instance, Meeting


class Why(StrEnum):
    """Why a meeting stays out."""

    NO_COMMON_SLOT = "no_common_slot"  # sides, session and fixed slot leave none
    TABLES_SHORT = "tables_short"  # both are free only where all tables are taken
    PLACE_TAKEN = "place_taken"  # both are free only where others have its place (a booth)
    PREDECESSOR = "predecessor"  # what must come before it is not placed
    ORDER = "order"  # what must come before or after it leaves no room
    FAIRNESS = "fairness"  # it would give somebody too many breaks
    CROWDED_OUT = "crowded_out"  # its sides are in other meetings
    FITS = "fits"  # nothing does: it can be put there
    NOT_FOUND = "not_found"  # there is no timetable of all meetings


class Change(StrEnum):
    """What would let it in."""

    UNBLOCK = "unblock"  # people: free in slot
    ADD_TABLE = "add_table"  # one more in slot
    RELEASE = "release"  # this meeting need not keep its fixed slot
    MOVE = "move"  # another meeting from slot to slot `to`
    GIVE_WAY = "give_way"  # other meetings in slot
    PLACE_FIRST = "place_first"  # the meeting it waits for
    OTHER_SESSION = "other_session"  # allow it in slot
    MORE_BREAKS = "more_breaks"  # allow a larger difference
    PUT = "put"  # it, into slot


@dataclass(frozen=True, slots=True)
class Step:
    """A change with its details: slots from 0, ids of participants and meetings."""

    change: Change
    slot: int | None = None
    people: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one meeting is not placed. `slots`, `meetings`: which ones stand in the way."""

    meeting: str
    why: Why
    slots: tuple[int, ...] = ()
    meetings: tuple[str, ...] = ()
    change: Step | None = field(default=None)


def explain(instance: Instance, slot_of: Mapping[str, int]) -> list[Reason]:
    """A reason for every meeting that the timetable leaves out, in the instance's order."""
    hall = Hall(instance, slot_of)
    return [_why(hall, m) for m in instance.meetings if m.id not in slot_of]


def _why(hall: Hall, meeting: Meeting) -> Reason:
    slots = hall.instance.slots_of[meeting.id]
    missing = tuple(name for name in meeting.after if name not in hall.slot_of)
    if missing:
        step = Step(Change.PLACE_FIRST, meetings=missing)
        return Reason(meeting.id, Why.PREDECESSOR, meetings=missing, change=step)
    reason = _in_its_slots(hall, meeting, slots)
    return replace(reason, change=next(_changes(hall, meeting), None))


def _in_its_slots(hall: Hall, meeting: Meeting, slots: tuple[int, ...]) -> Reason:
    taken = _closed(hall.instance, meeting)
    if not slots:
        if taken:
            return _place_taken(hall, meeting, taken)
        return Reason(meeting.id, Why.NO_COMMON_SLOT)
    free = tuple(slot for slot in slots if not hall.rivals(meeting, slot))
    if not free and taken:
        return _place_taken(hall, meeting, taken)
    if not free:
        rivals = dict.fromkeys(name for slot in slots for name in hall.rivals(meeting, slot))
        return Reason(meeting.id, Why.CROWDED_OUT, slots, tuple(rivals))
    timely = tuple(slot for slot in free if hall.in_order(meeting, slot))
    if not timely:
        others = (*meeting.after, *hall.followers.get(meeting.id, ()))
        return Reason(meeting.id, Why.ORDER, free, others)
    seated = tuple(slot for slot in timely if not hall.full(meeting, slot))
    if not seated and meeting.at_table:
        return Reason(meeting.id, Why.TABLES_SHORT, timely)
    if not seated:
        return _place_taken(hall, meeting, tuple(sorted((*timely, *taken))))
    fair = tuple(slot for slot in seated if _would_do(hall, meeting, slot))
    return Reason(meeting.id, Why.FITS if fair else Why.FAIRNESS, fair or seated)


def _closed(instance: Instance, meeting: Meeting) -> tuple[int, ...]:
    """The slots that are its own but for its place."""
    if meeting.place not in instance.closed:
        return ()
    anywhere = replace(meeting, place=ONLINE)
    own = instance.slots_of[meeting.id]
    return tuple(slot for slot in instance.slots(anywhere) if slot not in own)


def _place_taken(hall: Hall, meeting: Meeting, slots: tuple[int, ...]) -> Reason:
    there = dict.fromkeys(name for slot in slots for name in hall.inside[meeting.place, slot])
    return Reason(meeting.id, Why.PLACE_TAKEN, slots, tuple(there))


def _changes(hall: Hall, meeting: Meeting) -> Iterator[Step]:
    """What would let a meeting in, the smallest change first."""
    instance = hall.instance
    open_slots = instance.slots_of[meeting.id]
    for slot in open_slots:
        if hall.fits(meeting, slot) and _would_do(hall, meeting, slot):
            yield Step(Change.PUT, slot)
    for slot in open_slots:
        short = meeting.at_table and hall.full(meeting, slot)
        if short and not hall.rivals(meeting, slot) and _would_do(hall, meeting, slot):
            yield Step(Change.ADD_TABLE, slot)
    yield from _wider(hall, meeting)
    for slot in open_slots:
        yield from _by_moving(hall, meeting, slot)
    if any(hall.fits(meeting, slot) for slot in open_slots):
        yield Step(Change.MORE_BREAKS)
    giving = [
        (sum(instance.meeting[name].weight for name in hall.in_the_way(meeting, slot)), slot)
        for slot in open_slots
        if hall.in_the_way(meeting, slot)
    ]
    for _, slot in sorted(giving):
        yield Step(Change.GIVE_WAY, slot, meetings=tuple(hall.in_the_way(meeting, slot)))


def _would_do(hall: Hall, meeting: Meeting, slot: int) -> bool:
    """Whether the rest of the rules takes the meeting in this slot."""
    if not hall.in_order(meeting, slot):
        return False
    hall.put(meeting.id, slot)
    fair = hall.fair()
    hall.take_out(meeting.id)
    return fair


def _wider(hall: Hall, meeting: Meeting) -> Iterator[Step]:
    """Slots the meeting may not use: with one side unblocked, both, its time or session freed."""
    instance = hall.instance
    found: list[tuple[int, int, Step]] = []
    for slot in range(instance.n_slots):
        if hall.full(meeting, slot) or hall.rivals(meeting, slot):
            continue
        if not _would_do(hall, meeting, slot):
            continue
        closed = tuple(side for side in meeting.sides if slot in instance.forbidden[side])
        elsewhere = meeting.session not in (0, instance.session_of_slot[slot])
        released = meeting.fixed not in (None, slot)
        if len(closed) + elsewhere + released == 0:
            continue
        if closed and not elsewhere and not released:
            found.append((len(closed), slot, Step(Change.UNBLOCK, slot, people=closed)))
        elif not closed and not elsewhere:
            found.append((1, slot, Step(Change.RELEASE, slot, meetings=(meeting.id,))))
        elif not closed and not released:
            found.append((2, slot, Step(Change.OTHER_SESSION, slot)))
    for _, _, step in sorted(found, key=lambda one: one[:2]):
        yield step


def _by_moving(hall: Hall, meeting: Meeting, slot: int) -> Iterator[Step]:
    """One other meeting goes elsewhere; a fixed one too, if it were let go."""
    rivals = hall.in_the_way(meeting, slot)
    if len(rivals) != 1:
        return
    rival = replace(hall.instance.meeting[rivals[0]], fixed=None)
    closed = hall.instance.forbidden[rival.a] | hall.instance.forbidden[rival.b]
    hall.take_out(rival.id)
    if hall.fits(meeting, slot):
        hall.put(meeting.id, slot)
        for to in range(hall.instance.n_slots):
            if (
                to not in closed
                and rival.session in (0, hall.instance.session_of_slot[to])
                and hall.fits(rival, to)
                and _would_do(hall, rival, to)
            ):
                hall.take_out(meeting.id)
                hall.put(rival.id, slot)
                yield Step(Change.MOVE, slot, meetings=(rival.id,), to=to)
                return
        hall.take_out(meeting.id)
    hall.put(rival.id, slot)


def say(reason: Reason) -> str:
    """The reason and the smallest change in English."""
    words = _WHY[reason.why].format(
        slots=_some("slot", "slots", reason.slots), meetings=_names(reason.meetings)
    )
    if reason.change is None:
        return words
    return f"{words} Smallest change: {say_step(reason.change)}."


def say_step(step: Step) -> str:
    """A change in English, without a full stop."""
    details: dict[str, Any] = {
        "slot": step.slot,
        "to": step.to,
        "people": " and ".join(step.people),
        "meetings": _names(step.meetings),
    }
    return _CHANGE[step.change].format(**details)


def _names(ids: tuple[str, ...], most: int = 8) -> str:
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return ", ".join(ids[:most]) + more


def _some(one: str, many: str, numbers: tuple[int, ...]) -> str:
    return f"{one if len(numbers) == 1 else many} {_names(tuple(map(str, numbers)))}"


_WHY = {
    Why.NO_COMMON_SLOT: "There is no slot in which both can meet.",
    Why.TABLES_SHORT: "Both are free together only in {slots}, where every table is taken.",
    Why.PLACE_TAKEN: "Both are free together only in {slots}, where its place is taken.",
    Why.PREDECESSOR: "It must come after {meetings}, which is not placed.",
    Why.ORDER: "The order with {meetings} leaves no room in {slots}, where both are free.",
    Why.FAIRNESS: "In {slots} it would make the numbers of breaks differ by more than allowed.",
    Why.CROWDED_OUT: "In {slots} one of them is in another meeting ({meetings}).",
    Why.FITS: "It can be held in {slots}; the search had not come to it.",
    Why.NOT_FOUND: "No timetable with all meetings was found, so none is placed.",
}
_CHANGE = {
    Change.UNBLOCK: "free {people} in slot {slot}",
    Change.ADD_TABLE: "one more table in slot {slot}",
    Change.RELEASE: "let it leave its fixed slot and meet in slot {slot}",
    Change.MOVE: "move {meetings} from slot {slot} to slot {to}",
    Change.GIVE_WAY: "let {meetings} in slot {slot} give way",
    Change.PLACE_FIRST: "place {meetings} first",
    Change.OTHER_SESSION: "allow it in slot {slot}, outside its session",
    Change.PUT: "put it into slot {slot}",
    Change.MORE_BREAKS: "allow a larger difference in breaks",
}
