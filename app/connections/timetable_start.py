"""A first timetable without a solver: the heaviest meetings first, each in the first slot that
takes it. It is what there is when time is short, and closes what a search left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from app.connections.timetable_instance import Instance, Meeting, Place


class Hall:
    """Who is busy when and how many tables are taken, while meetings are put into slots."""

    def __init__(self, instance: Instance, slot_of: Mapping[str, int]) -> None:
        self.instance = instance
        self.slot_of: dict[str, int] = {}
        self.busy: dict[tuple[str, int], str] = {}  # by participant and slot, the meeting
        self.taken: Counter[int] = Counter()
        self.followers: dict[str, list[str]] = {}
        for meeting in instance.meetings:
            for earlier in meeting.after:
                self.followers.setdefault(earlier, []).append(meeting.id)
        for name, slot in slot_of.items():
            self.put(name, slot)

    def put(self, name: str, slot: int) -> None:
        self.slot_of[name] = slot
        self.taken[slot] += 1
        for side in self.instance.meeting[name].sides:
            self.busy[side, slot] = name

    def take_out(self, name: str) -> int:
        slot = self.slot_of.pop(name)
        self.taken[slot] -= 1
        for side in self.instance.meeting[name].sides:
            del self.busy[side, slot]
        return slot

    def full(self, slot: int) -> bool:
        return self.taken[slot] >= self.instance.tables[slot]

    def rivals(self, meeting: Meeting, slot: int) -> list[str]:
        """The meetings its sides have in this slot."""
        found = (self.busy.get((side, slot)) for side in meeting.sides)
        return list(dict.fromkeys(name for name in found if name is not None))

    def in_order(self, meeting: Meeting, slot: int) -> bool:
        """Whether what must come before it does, and what must follow it does."""
        before = all(name in self.slot_of and self.slot_of[name] < slot for name in meeting.after)
        return before and all(
            self.slot_of[name] > slot
            for name in self.followers.get(meeting.id, [])
            if name in self.slot_of
        )

    def fits(self, meeting: Meeting, slot: int) -> bool:
        """Whether a meeting can be put into one of its slots as things stand."""
        return (
            not self.full(slot) and not self.rivals(meeting, slot) and self.in_order(meeting, slot)
        )

    def fair(self) -> bool:
        """Whether the numbers of breaks differ as little as they must."""
        if self.instance.fairness is None:
            return True
        slots: dict[str, list[int]] = {person.id: [] for person in self.instance.participants}
        for side, slot in self.busy:
            slots[side].append(slot)
        numbers = [self.instance.breaks_of(theirs) for theirs in slots.values()]
        return not numbers or max(numbers) - min(numbers) <= self.instance.fairness


def first_timetable(instance: Instance, previous: Mapping[str, Place]) -> dict[str, int]:
    """The slots of what could be placed: valid, but for optional meetings only a beginning."""
    return fill(instance, {}, previous)


def fill(
    instance: Instance, slot_of: Mapping[str, int], previous: Mapping[str, Place]
) -> dict[str, int]:
    """The timetable with whatever still fits put in; nothing is taken out."""
    hall = Hall(instance, slot_of)
    waiting = [meeting for meeting in instance.meetings if meeting.id not in slot_of]
    waiting.sort(key=lambda m: (-m.weight, len(instance.slots_of[m.id])))
    placed = True
    while placed:
        placed = False
        for meeting in list(waiting):
            if _place(hall, meeting, previous.get(meeting.id)):
                waiting.remove(meeting)
                placed = True
    return dict(hall.slot_of)


def _place(hall: Hall, meeting: Meeting, before: Place | None) -> bool:
    slots = hall.instance.slots_of[meeting.id]
    if before is not None:
        slots = tuple(sorted(slots, key=lambda slot: slot != before.slot))
    for slot in slots:
        if hall.fits(meeting, slot):
            hall.put(meeting.id, slot)
            if hall.fair():
                return True
            hall.take_out(meeting.id)
    return False
