"""A timetable as numbers and bits, to be changed quickly: put in, take out, exchange two slots.

A participant's day is one whole number, a bit for each slot, and so is what a place has no room
in, so that "where could these two meet?" is one operation at any size. What a change would break
is never done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from app.connections.scheduling.instance import Instance

LONGEST_CHAIN = 60
OUT = -1


def bits(mask: int) -> Iterator[int]:
    """The slots of a mask, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def mask_of(slots: Iterable[int]) -> int:
    """The slots as bits."""
    mask = 0
    for slot in slots:
        mask |= 1 << slot
    return mask


class Arrangement:
    """Meetings by number (their place in the instance) and where they are held."""

    def __init__(self, instance: Instance) -> None:
        number = {person.id: n for n, person in enumerate(instance.participants)}
        meetings = instance.meetings
        self.instance = instance
        self.names = [meeting.id for meeting in meetings]
        self.number = {name: n for n, name in enumerate(self.names)}
        self.sides = [(number[meeting.a], number[meeting.b]) for meeting in meetings]
        self.weight = [meeting.weight for meeting in meetings]
        self.open = [mask_of(instance.slots_of[meeting.id]) for meeting in meetings]
        places: dict[str | None, int] = {None: 0}
        self.place = [places.setdefault(meeting.place, len(places)) for meeting in meetings]
        """By number; 0: at a table."""

        slots = range(instance.n_slots)
        self.takes = [[instance.room(place, slot) for slot in slots] for place in places]
        self.inside: list[list[set[int]]] = [[set() for _ in slots] for _ in places]
        self.full = [mask_of(slot for slot in slots if not takes[slot]) for takes in self.takes]
        self.slot = [OUT] * len(meetings)
        self.held = [[OUT] * instance.n_slots for _ in number]
        self.busy = [0] * len(number)
        self.earlier = [[self.number[name] for name in m.after] for m in meetings]
        self.later: list[list[int]] = [[] for _ in meetings]
        for one, before in enumerate(self.earlier):
            for other in before:
                self.later[other].append(one)
        self.firm = [bool(a or b) for a, b in zip(self.earlier, self.later, strict=True)]
        """Not to be moved once they are placed: others depend on their order."""

        self.days = [mask_of(slot for slot in day if slot is not None) for day in instance.days]
        self._breaks: dict[int, int] = {}

    def load(self, slot_of: Mapping[str, int]) -> None:
        """Put meetings where they are in another timetable, as far as that is allowed."""
        for one in self.in_order(self.number[name] for name in slot_of):
            slot = slot_of[self.names[one]]
            if self.fits(one) >> slot & 1:
                self.put(one, slot)

    def in_order(self, ones: Iterable[int]) -> list[int]:
        """Sorted so that what comes before others is first."""
        depth: dict[int, int] = {}

        def deep(one: int) -> int:
            if one not in depth:
                depth[one] = 0  # a circle ends here
                depth[one] = 1 + max(map(deep, self.earlier[one]), default=-1)
            return depth[one]

        return sorted(ones, key=deep)

    def slots(self) -> dict[str, int]:
        """The slot of every meeting held, by its id."""
        pairs = zip(self.names, self.slot, strict=True)
        return {name: slot for name, slot in pairs if slot != OUT}

    @property
    def complete(self) -> bool:
        """Whether every meeting has a slot."""
        return OUT not in self.slot

    # ------------------------------------------------------------------ one meeting
    def fits(self, one: int) -> int:
        """The slots into which a meeting can be put as things stand."""
        a, b = self.sides[one]
        mask = self.open[one] & ~(self.busy[a] | self.busy[b] | self.full[self.place[one]])
        return mask & self.timely(one) if mask and self.firm[one] else mask

    def timely(self, one: int) -> int:
        """The slots after what must come before it, and before what must follow."""
        least, most = 0, self.instance.n_slots
        for other in self.earlier[one]:
            if self.slot[other] == OUT:
                return 0
            least = max(least, self.slot[other] + 1)
        for other in self.later[one]:
            if self.slot[other] != OUT:
                most = min(most, self.slot[other])
        return (1 << most) - 1 & ~((1 << least) - 1)

    def put(self, one: int, slot: int) -> None:
        self.slot[one] = slot
        for side in self.sides[one]:
            self.held[side][slot] = one
            self.busy[side] |= 1 << slot
        place = self.place[one]
        here = self.inside[place][slot]
        here.add(one)
        if len(here) >= self.takes[place][slot]:
            self.full[place] |= 1 << slot

    def take(self, one: int) -> int:
        """Take a meeting out; the slot it was in."""
        slot = self.slot[one]
        self.slot[one] = OUT
        for side in self.sides[one]:
            self.held[side][slot] = OUT
            self.busy[side] &= ~(1 << slot)
        place = self.place[one]
        here = self.inside[place][slot]
        here.remove(one)
        if len(here) < self.takes[place][slot]:
            self.full[place] &= ~(1 << slot)
        return slot

    def spare(self, one: int, slot: int) -> int:
        """How many more its place takes in a slot."""
        place = self.place[one]
        return self.takes[place][slot] - len(self.inside[place][slot])

    def rivals(self, one: int, slot: int) -> list[int]:
        """The meetings its sides have in this slot."""
        a, b = self.sides[one]
        first, second = self.held[a][slot], self.held[b][slot]
        if first == OUT:
            return [] if second == OUT else [second]
        return [first] if second in (OUT, first) else [first, second]

    # ------------------------------------------------------------------ two slots exchanged
    def chain(self, one: int, to: int, asked: int = OUT) -> list[int] | None:
        """The meetings that change between this meeting's slot and `to` when it goes there,
        each making room for the one before; None where that cannot be.

        `asked`: a place that must have room left in the slot it comes from, for another.
        """
        come = self.slot[one]
        chain, seen, balance, away = [one], {one}, 0, asked > 0
        for each in chain:
            there = to if self.slot[each] == come else come
            if self.firm[each] or not self.open[each] >> there & 1:
                return None
            balance += 1 if there == to else -1
            if self.place[each]:
                away = True
            for side in self.sides[each]:
                other = self.held[side][there]
                if other != OUT and other not in seen:
                    seen.add(other)
                    chain.append(other)
            if len(chain) > LONGEST_CHAIN:
                return None
        if away:  # not of tables alone
            return chain if self._room_for(chain, come, to, asked) else None
        takes, inside = self.takes[0], self.inside[0]
        if balance and len(inside[to]) + balance > takes[to]:
            return None
        spare = 1 if asked == 0 else 0
        if len(inside[come]) - balance + spare > takes[come]:
            return None
        return chain

    def _room_for(self, chain: list[int], come: int, to: int, asked: int) -> bool:
        """Whether every place takes those of a chain that come to it, and one that asks."""
        balance = Counter({asked: 0} if asked != OUT else {})
        for one in chain:
            balance[self.place[one]] += 1 if self.slot[one] == come else -1
        return all(
            (more <= 0 or len(self.inside[place][to]) + more <= self.takes[place][to])
            and len(self.inside[place][come]) - more + (asked == place) <= self.takes[place][come]
            for place, more in balance.items()
        )

    def exchange(self, chain: list[int], a: int, b: int) -> None:
        """Every meeting of a chain changes between two slots."""
        moves = [(one, b if self.take(one) == a else a) for one in chain]
        for one, slot in moves:
            self.put(one, slot)

    # ------------------------------------------------------------------ breaks
    def breaks(self, busy: int) -> int:
        """How often somebody waits who is busy in these slots."""
        found = self._breaks.get(busy)
        if found is None:
            found = 0
            for day in self.days:
                mine = busy & day
                if mine:
                    found += (mine & ~(mine << 1)).bit_count() - 1
            self._breaks[busy] = found
        return found

    def all_breaks(self) -> int:
        return sum(map(self.breaks, self.busy))

    def fair(self) -> bool:
        """Whether the numbers of breaks differ as little as they must."""
        if self.instance.fairness is None or not self.busy:
            return True
        numbers = [self.breaks(busy) for busy in self.busy]
        return max(numbers) - min(numbers) <= self.instance.fairness
