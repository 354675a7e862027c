"""What the timetable's reasons, refusals and deeds say to people."""

from __future__ import annotations

from collections.abc import Iterable

from app.connections.models import MeetingRequest, MeetingSlot
from app.connections.scheduling.answer import Status
from app.connections.scheduling.check import Hindrance, Trouble
from app.connections.scheduling.reasons import Change, Reason, Step, Why
from app.connections.stages import Spot, Way
from app.connections.timetables.board import MORNING, Board, half_of, sides_of
from app.connections.timetables.queries import Cause
from app.connections.words import WAYS
from app.core import clock, words
from app.core.i18n import _, _l, time_text

STATUSES = {
    Status.OPTIMAL: _l("optimal, proved"),
    Status.FEASIBLE: _l("possible, not proved to be the best"),
    Status.INFEASIBLE: _l("not possible, proved"),
    Status.UNKNOWN: _l("none found in time"),
}
CAUSES = {
    Cause.SAID: _l("said that they cannot"),
    Cause.SPEAKS: _l("speaks"),
    Cause.ENROLLED: _l("everybody they sent is in a session"),
    Cause.MEETS: _l("meets somebody outside this timetable"),
}
CHANGE_BUTTONS = {
    Change.PUT: _l("Put it there"),
    Change.UNBLOCK: _l("Free them then"),
    Change.ADD_TABLE: _l("Add the table"),
    Change.MOVE: _l("Move that meeting"),
}

words.register(
    {
        "timetable_running": _l("A timetable is being made already. Stop it first or wait for it."),
        "nothing_to_place": _l("There is nothing to place yet: accept requests and make slots."),
        "timetable_not_ready": _l("This timetable places nobody."),
        "timetable_outdated": _l(
            "Requests, slots or times have changed since this timetable was made. Make it anew."
        ),
        "timetable_broken": _l(
            "%(count)s meetings cannot stay where they are. Move them, then announce."
        ),
        "nothing_to_announce": _l("Everybody knows their meetings already."),
        "not_to_place": _l("The meeting of %(request)s is over, called off or has no place."),
        "cannot_meet_then": _l("They cannot meet then: %(why)s."),
        "cannot_be_there": _l(
            "Its meeting is at %(when)s, and then it cannot be held there: %(why)s. Move the "
            "meeting to another time first, or take it out of its slot."
        ),
        "link_wrong": _l("A link begins with https://. It may stay empty and be added later."),
        "change_outdated": _l("Things have changed in the meantime. Look at the list again."),
        "no_change": _l("Say what has changed: who cannot come, or how many tables are lost."),
        "nothing_announced": _l("No meeting has a place yet. Make the timetable first."),
        "meetings_over": _l(
            "Every meeting has begun, is over or was called off: nothing is left that could move."
        ),
        "change_stale": _l(
            "The timetable has changed or time has gone on since this was worked out. Enter the "
            "change again."
        ),
        "change_not_ready": _l("This change is not worked out yet."),
        "no_slots_between": _l("No slot that is still ahead lies between these two."),
        "no_slot_fits": _l("No slot of this length fits between these times."),
        "slot_overlaps": _l("This overlaps with slot %(slot)s."),
        "slot_used": _l("There are meetings in %(slot)s. Move them first."),
        "slot_announced": _l("Meetings in this slot are announced. Move them to another slot."),
        "tables_taken": _l("There is a meeting at table %(number)s. Move it first."),
    }
)
words.register_deeds(
    {
        "timetable_asked": _l("Timetable asked for"),
        "timetable_taken_over": _l("Timetable taken over"),
        "timetable_announced": _l("Timetable announced"),
        "meeting_placed": _l("Put into a slot"),
        "meeting_taken_out": _l("Taken out of its slot"),
        "meeting_locked": _l("Time kept"),
        "meeting_unlocked": _l("Time set free"),
        "day_change_asked": _l("Change of the day worked out"),
        "day_change_carried_out": _l("Change of the day carried out"),
        "availability_changed": _l("Times to meet changed"),
        "slots_made": _l("Meeting slots made"),
        "slot_changed": _l("Meeting slot changed"),
        "slot_deleted": _l("Meeting slot deleted"),
    }
)


def short(board: Board, participant: str) -> str:
    """A participant by the name people use."""
    organisation = board.organisations[participant]
    return organisation.short_name or organisation.name


def pair(board: Board, code: str) -> str:
    """Both sides of a request in a line; its code where it is no more."""
    request = board.request.get(code)
    if request is None:
        return code
    a, b = (side.short_name or side.name for side in sides_of(request))
    return _("%(a)s and %(b)s", a=a, b=b)


def when(slot: MeetingSlot) -> str:
    """15:30 on 03/12."""
    return _(
        "%(time)s on %(day)s",
        time=time_text(slot.starts_at),
        day=f"{clock.local(slot.starts_at):%d/%m}",
    )


def where(board: Board, code: str) -> str:
    """Where the meeting of a request is held that has no table."""
    request = board.request.get(code)
    if request is None or request.way.spot is not Spot.BOOTH:
        return _("online")
    return _("booth %(code)s", code=board.booths.get(request.id, ""))


def how(board: Board, request: MeetingRequest) -> str:
    """How two asked to meet, and what becomes of it without a booth."""
    if request.way is Way.BOOTH and request.id not in board.booths:
        return _("At the booth; the technology side has none yet, so at a table")
    if request.way is Way.BOOTH:
        return _("At booth %(code)s", code=board.booths[request.id])
    return str(WAYS[request.way])


def half_day(slot: MeetingSlot) -> str:
    """Thu 03/12, afternoon."""
    local = clock.local(slot.starts_at)
    day = f"{SHORT_DAYS[local.weekday()]} {local:%d/%m}"
    if half_of(slot) == MORNING:
        return _("%(day)s morning", day=day)
    return _("%(day)s afternoon", day=day)


SHORT_DAYS = (_l("Mon"), _l("Tue"), _l("Wed"), _l("Thu"), _l("Fri"), _l("Sat"), _l("Sun"))


def _times(board: Board, slots: Iterable[int], most: int = 3) -> str:
    found = [when(board.slots[slot]) for slot in slots]
    if len(found) > most:
        return _("%(some)s and %(n)s more", some=", ".join(found[:most]), n=len(found) - most)
    return ", ".join(found)


def say_reason(board: Board, reason: Reason) -> str:
    """Why a meeting has no place, in a sentence."""
    meeting = board.instance.meeting[reason.meeting]
    a, b = short(board, meeting.a), short(board, meeting.b)
    if reason.why is Why.NO_COMMON_SLOT:
        return _("There is no slot in which both can meet.")
    if reason.why is Why.TABLES_SHORT:
        times = _times(board, reason.slots)
        return _("Both are free only at %(times)s, where every table is taken.", times=times)
    if reason.why is Why.PLACE_TAKEN:
        times = _times(board, reason.slots)
        return _("Both are free only at %(times)s, where the booth is taken.", times=times)
    if reason.why is Why.CROWDED_OUT:
        if len(reason.slots) == 1:
            others = "; ".join(pair(board, code) for code in reason.meetings[:2])
            times = _times(board, reason.slots)
            return _(
                "Both can only meet at %(times)s, and then %(others)s meet.",
                times=times,
                others=others,
            )
        return _(
            "In the %(n)s slots open to both, %(a)s or %(b)s is in another meeting.",
            n=len(reason.slots),
            a=a,
            b=b,
        )
    return _(
        "It fits at %(times)s. Put it there or make the timetable anew.",
        times=_times(board, reason.slots),
    )


def say_step(board: Board, step: Step) -> str:
    """The smallest change, in a sentence."""
    slot = when(board.slots[step.slot]) if step.slot is not None else ""
    people = " + ".join(short(board, person) for person in step.people)
    others = "; ".join(pair(board, code) for code in step.meetings)
    if step.change is Change.UNBLOCK:
        return _(
            "free %(people)s at %(slot)s, by a second person for instance", people=people, slot=slot
        )
    if step.change is Change.ADD_TABLE and step.slot is not None:
        number = board.slots[step.slot].tables + 1
        return _("a table %(number)s at %(slot)s", number=number, slot=slot)
    if step.change is Change.MOVE and step.to is not None:
        to = when(board.slots[step.to])
        return _("move %(others)s from %(slot)s to %(to)s", others=others, slot=slot, to=to)
    if step.change is Change.GIVE_WAY:
        return _("let %(others)s give way at %(slot)s", others=others, slot=slot)
    return _("put it at %(slot)s", slot=slot)


def say_hindrances(board: Board, found: Iterable[Hindrance]) -> str:
    """What stands against a slot, in a line."""
    return "; ".join(_say_hindrance(board, one) for one in found)


def _say_hindrance(board: Board, one: Hindrance) -> str:
    if one.trouble is Trouble.BLOCKED:
        return _(
            "%(people)s cannot", people=", ".join(short(board, person) for person in one.people)
        )
    if one.trouble is Trouble.BUSY:
        return _("%(others)s meet", others="; ".join(pair(board, code) for code in one.meetings))
    if one.trouble is Trouble.TAKEN:
        others = "; ".join(pair(board, code) for code in one.meetings)
        return _("%(others)s have the booth", others=others) if others else _("the booth is taken")
    if one.trouble is Trouble.FULL:
        return _("every table is taken")
    return _("the order does not allow it")
