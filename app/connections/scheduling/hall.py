"""Who is busy when and which places are taken, by name: for questions about one meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from app.connections.scheduling.instance import Instance, Meeting


class Hall:
    """Who is busy when and which places are taken, while meetings are put into slots."""

    def __init__(self, instance: Instance, slot_of: Mapping[str, int]) -> None:
        self.instance = instance
        self.slot_of: dict[str, int] = {}
        self.busy: dict[tuple[str, int], str] = {}  # by participant and slot, the meeting
        self.inside: dict[tuple[str | None, int], list[str]] = defaultdict(list)
        self.followers: dict[str, list[str]] = {}
        for meeting in instance.meetings:
            for earlier in meeting.after:
                self.followers.setdefault(earlier, []).append(meeting.id)
        for name, slot in slot_of.items():
            self.put(name, slot)

    def put(self, name: str, slot: int) -> None:
        meeting = self.instance.meeting[name]
        self.slot_of[name] = slot
        self.inside[meeting.place, slot].append(name)
        for side in meeting.sides:
            self.busy[side, slot] = name

    def take_out(self, name: str) -> int:
        slot = self.slot_of.pop(name)
        meeting = self.instance.meeting[name]
        self.inside[meeting.place, slot].remove(name)
        for side in meeting.sides:
            del self.busy[side, slot]
        return slot

    def full(self, meeting: Meeting, slot: int) -> bool:
        """Whether the meeting's place takes no more in this slot."""
        return len(self.inside[meeting.place, slot]) >= self.instance.room(meeting.place, slot)

    def rivals(self, meeting: Meeting, slot: int) -> list[str]:
        """The meetings its sides have in this slot."""
        found = (self.busy.get((side, slot)) for side in meeting.sides)
        return list(dict.fromkeys(name for name in found if name is not None))

    def in_the_way(self, meeting: Meeting, slot: int) -> list[str]:
        """Those, and who has the one place it could be held at."""
        found = self.rivals(meeting, slot)
        if not meeting.at_table and self.full(meeting, slot):
            found += [name for name in self.inside[meeting.place, slot] if name not in found]
        return found

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
            not self.full(meeting, slot)
            and not self.rivals(meeting, slot)
            and self.in_order(meeting, slot)
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
