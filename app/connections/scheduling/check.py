"""Whether a timetable made or changed by hand keeps the rules, and what stands in a move's way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.connections.scheduling.hall import Hall
from app.connections.scheduling.instance import Instance, Meeting


class Trouble(StrEnum):
    """Why a meeting cannot be held in a slot."""

    BLOCKED = "blocked"  # people: they cannot then
    BUSY = "busy"  # meetings: where its sides are then
    FULL = "full"  # every table is taken
    TAKEN = "taken"  # meetings: who has its place then
    SESSION = "session"  # it belongs into another session
    ORDER = "order"  # what it must follow or precede


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One reason against a slot, with the ids it is about."""

    trouble: Trouble
    people: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()


def hindrances(
    instance: Instance, slot_of: Mapping[str, int], meeting: Meeting, slot: int
) -> list[Hindrance]:
    """What is against holding a meeting in a slot while the others stay where they are."""
    others = {name: at for name, at in slot_of.items() if name != meeting.id}
    return against(Hall(instance, others), meeting, slot)


def against(hall: Hall, meeting: Meeting, slot: int) -> list[Hindrance]:
    """The same, in a hall without the meeting."""
    instance = hall.instance
    found: list[Hindrance] = []
    closed = tuple(side for side in meeting.sides if slot in instance.forbidden[side])
    if closed:
        found.append(Hindrance(Trouble.BLOCKED, people=closed))
    rivals = tuple(hall.rivals(meeting, slot))
    if rivals:
        found.append(Hindrance(Trouble.BUSY, meetings=rivals))
    if meeting.session not in (0, instance.session_of_slot[slot]):
        found.append(Hindrance(Trouble.SESSION))
    if not hall.in_order(meeting, slot):
        near = (*meeting.after, *hall.followers.get(meeting.id, ()))
        found.append(Hindrance(Trouble.ORDER, meetings=near))
    if hall.full(meeting, slot):
        found += _no_room(hall, meeting, slot, rivals)
    return found


def _no_room(hall: Hall, meeting: Meeting, slot: int, rivals: tuple[str, ...]) -> list[Hindrance]:
    """That its place is taken, unless by a meeting that is in the way already."""
    if meeting.at_table:
        return [Hindrance(Trouble.FULL)]
    there = hall.inside[meeting.place, slot]
    others = tuple(name for name in there if name not in rivals)
    return [] if there and not others else [Hindrance(Trouble.TAKEN, meetings=others)]


def broken(instance: Instance, slot_of: Mapping[str, int]) -> dict[str, list[Hindrance]]:
    """Every meeting that cannot stay where it is, with the reasons."""
    found = {
        meeting.id: hindrances(instance, slot_of, meeting, slot_of[meeting.id])
        for meeting in instance.meetings
        if meeting.id in slot_of
    }
    return {name: reasons for name, reasons in found.items() if reasons}
