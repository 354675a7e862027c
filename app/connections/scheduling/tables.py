"""At which table each meeting sits, once its slot is known.

A meeting keeps the table it had; else somebody who sat at a table just before stays there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from app.connections.scheduling.instance import Instance, Place


def seat(
    instance: Instance, slot_of: Mapping[str, int], previous: Mapping[str, Place]
) -> dict[str, Place]:
    """The place of every meeting held; the slots hold no more meetings than tables, those left
    aside that need none."""
    places = {
        meeting.id: Place(slot_of[meeting.id])
        for meeting in instance.meetings
        if meeting.id in slot_of
    }
    in_slot: dict[int, list[str]] = defaultdict(list)
    for meeting in instance.meetings:
        if meeting.id in slot_of and meeting.at_table:
            in_slot[slot_of[meeting.id]].append(meeting.id)
    last_table: dict[str, int] = {}
    for slot in sorted(in_slot):
        for name, table in _seat_slot(instance, slot, in_slot[slot], previous, last_table).items():
            places[name] = Place(slot, table)
            for side in instance.meeting[name].sides:
                last_table[side] = table
    return places


def _seat_slot(
    instance: Instance,
    slot: int,
    names: list[str],
    previous: Mapping[str, Place],
    last_table: Mapping[str, int],
) -> dict[str, int]:
    free = dict.fromkeys(range(instance.tables[slot]))
    seated: dict[str, int] = {}

    def sit(name: str, table: int | None) -> None:
        if name not in seated and table is not None and table in free:
            del free[table]
            seated[name] = table

    for name in names:
        before = previous.get(name)
        if before is not None and before.slot == slot:
            sit(name, before.table)
    for name in names:
        for side in instance.meeting[name].sides:
            sit(name, last_table.get(side))
    for name in names:
        if name not in seated:
            sit(name, next(iter(free)))
    return seated
