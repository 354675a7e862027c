"""A timetable by moving meetings about: good in a second at any size, without a proof.

First the heaviest meetings into free slots, beside what their sides have already. Then room
is made for those left out: two slots exchanged along a chain, or lighter meetings put out that
find another slot. Last, breaks are closed by moving and exchanging, now and then for the worse.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Collection
from typing import NamedTuple

from app.connections.scheduling.arrangement import OUT, Arrangement, bits

LOOK_EVERY = 64
ROUNDS_OF_ROOM, ROUNDS_OF_CLOSING = 200, 400
"""For each meeting, how often a change is tried at most."""

TENURE = 12
MOST_VICTIMS = 12
WARM, COLD = 0.7, 0.08
"""Temperatures at which a worse timetable is still tried: at first, at last."""


class _Exchange(NamedTuple):
    """`leave`: so many meetings of the chain leave their home."""

    leave: int
    chain: list[int]
    slot: int
    to: int


class _Ousting(NamedTuple):
    """`price`: the weight of those that find no other slot; compared in this order."""

    price: int
    leave: int
    luck: float
    slot: int
    rivals: list[int]


class Local:
    """Betters an arrangement until told to stop. The same seed goes the same way.

    `home`: slots by number that meetings should not leave (OUT: none); no more than `most_moved`
    of those at home leave it, one that comes home makes up for one that leaves.
    """

    def __init__(
        self,
        room: Arrangement,
        stop: Callable[[], bool],
        *,
        home: list[int] | None = None,
        most_moved: int | None = None,
        seed: int = 1,
    ) -> None:
        self.room, self.stop = room, stop
        self.random = random.Random(seed)
        self.home = [OUT] * len(room.slot) if home is None else home
        self.most_moved = len(room.slot) if most_moved is None else most_moved
        self.moved = 0
        self.barred: dict[tuple[int, int], int] = {}
        self.turn = 0

    def _leaves(self, one: int) -> int:
        """1 for a meeting that is at home."""
        return 1 if self.home[one] != OUT and self.home[one] == self.room.slot[one] else 0

    def _put(self, one: int, slot: int) -> None:
        self.room.put(one, slot)
        self.moved -= self._leaves(one)

    def _take(self, one: int) -> int:
        self.moved += self._leaves(one)
        return self.room.take(one)

    def _exchange(self, chain: list[int], a: int, b: int) -> None:
        at_home = sum(map(self._leaves, chain))
        self.room.exchange(chain, a, b)
        self.moved += at_home - sum(map(self._leaves, chain))

    def out_weight(self) -> int:
        room = self.room
        pairs = zip(room.slot, room.weight, strict=True)
        return sum(weight for slot, weight in pairs if slot == OUT)

    # ------------------------------------------------------------------ filling
    def fill(self, first: Collection[int] = ()) -> None:
        """Put in whatever fits, the meetings in `first` before the others; nothing moves."""
        room = self.room
        waiting = [one for one, slot in enumerate(room.slot) if slot == OUT]
        waiting.sort(key=lambda one: (one not in first, -room.weight[one], self._choice(one)))
        for one in room.in_order(waiting):
            slots = room.fits(one)
            if slots:
                self._put(one, self._nearest(one, slots))

    def _choice(self, one: int) -> int:
        """How little choice there is: the slots that its busier side has to spare."""
        return self.room.open[one].bit_count()

    def _nearest(self, one: int, slots: int) -> int:
        """Of these slots one beside meetings of its sides, with the most room left."""
        room = self.room
        a, b = (room.busy[side] for side in room.sides[one])
        beside_a, beside_b = a << 1 | a >> 1, b << 1 | b >> 1
        if self.home[one] != OUT and slots >> self.home[one] & 1:
            return self.home[one]
        good = slots & beside_a & beside_b or slots & (beside_a | beside_b) or slots
        return max(bits(good), key=lambda slot: room.spare(one, slot))

    # ------------------------------------------------------------------ making room
    def make_room(self, least_lost: int) -> None:
        """Place what is left out, until no more than `least_lost` weight is; keeps the best."""
        room = self.room
        lost = self.out_weight()
        best, best_slots = lost, list(room.slot)
        out = [one for one, slot in enumerate(room.slot) if slot == OUT]
        out.sort(key=lambda one: -room.weight[one])
        first = list(out)
        for turn in range(ROUNDS_OF_ROOM * (1 + len(room.slot))):
            if lost <= least_lost or not out or (turn % LOOK_EVERY == 0 and self.stop()):
                break
            one = first.pop(0) if first else self._heavy(out)
            if room.slot[one] != OUT:
                continue
            self.turn += 1
            change = self._place(one, uphill=not first and self.random.random() < 0.03)
            if change is None:
                continue
            lost += change
            out = [other for other in (*out, *self.ousted) if room.slot[other] == OUT]
            if lost < best:
                best, best_slots = lost, list(room.slot)
        if lost > best:
            self._restore(best_slots)

    def _heavy(self, out: list[int]) -> int:
        some = [self.random.choice(out) for _ in range(3)]
        return max(some, key=lambda one: self.room.weight[one])

    def _restore(self, slots: list[int]) -> None:
        room = self.room
        differ = [one for one, slot in enumerate(slots) if room.slot[one] != slot]
        for one in differ:
            if room.slot[one] != OUT:
                self._take(one)
        for one in differ:
            if slots[one] != OUT:
                self._put(one, slots[one])

    def _place(self, one: int, *, uphill: bool) -> int | None:
        """Place a meeting that is out; by how much the weight left out changes, None: not done.

        `ousted` then holds the meetings put out for it.
        """
        room = self.room
        self.ousted: list[int] = []
        slots = room.fits(one)
        if slots:
            self._put(one, self._nearest(one, slots))
            return -room.weight[one]
        if room.firm[one]:
            return None
        exchange = self._find_exchange(one)
        if exchange is not None and exchange.leave <= 0:
            return self._do_exchange(one, exchange)
        ousting = self._find_ousting(one)
        if exchange is not None and (
            ousting is None or ousting.price or exchange.leave <= ousting.leave
        ):
            return self._do_exchange(one, exchange)
        if ousting is None or ousting.price > room.weight[one] and not uphill:
            return None
        return self._do_ousting(one, ousting)

    def _find_exchange(self, one: int) -> _Exchange | None:
        """A slot for a meeting that is free once two slots are exchanged along one chain: the
        first that moves nobody from home, or the one that moves fewest."""
        room = self.room
        a, b = room.sides[one]
        best: _Exchange | None = None
        everywhere, place = (1 << room.instance.n_slots) - 1, room.place[one]
        for side, other in ((a, b), (b, a)):
            mine = room.open[one] & ~room.busy[side] & room.busy[other]
            spare = ~room.busy[other] & everywhere
            for slot in bits(mine):
                rival = room.held[other][slot]
                for to in bits(room.open[rival] & spare):
                    chain = room.chain(rival, to, place)
                    if chain is None or room.held[side][to] in chain:
                        continue
                    leave = sum(map(self._leaves, chain)) - (self.home[one] == slot)
                    if self.moved + leave > self.most_moved:
                        continue
                    if best is None or leave < best.leave:
                        best = _Exchange(leave, chain, slot, to)
                    if leave <= 0:
                        return best
        return best

    def _do_exchange(self, one: int, found: _Exchange) -> int:
        self._exchange(found.chain, found.slot, found.to)
        self._put(one, found.slot)
        return -self.room.weight[one]

    def _find_ousting(self, one: int) -> _Ousting | None:
        """The slot where those in the way cost least; who fits elsewhere costs nothing."""
        room, weight = self.room, self.room.weight
        choices: list[_Ousting] = []
        place = room.place[one]
        for slot in bits(room.open[one]):
            if self.barred.get((one, slot), 0) > self.turn:
                continue
            rivals = room.rivals(one, slot)
            if room.full[place] >> slot & 1 and all(room.place[o] != place for o in rivals):
                rivals += self._victim(place, slot)
            if any(room.firm[other] for other in rivals):
                continue
            leave = sum(map(self._leaves, rivals)) - (self.home[one] == slot)
            if self.moved + leave > self.most_moved:
                continue
            price = sum(weight[other] for other in rivals if not room.fits(other))
            choices.append(_Ousting(price, leave, self.random.random(), slot, rivals))
        return min(choices, default=None)

    def _do_ousting(self, one: int, found: _Ousting) -> int:
        """Put the meeting in, those in its way out or elsewhere."""
        room, weight = self.room, self.room.weight
        for other in found.rivals:
            self._take(other)
        self._put(one, found.slot)
        lost = -weight[one]
        for other in found.rivals:
            until = self.turn + TENURE + self.random.randrange(TENURE)
            self.barred[other, found.slot] = until
            fits = room.fits(other)
            exchange = None if fits else self._find_exchange(other)
            if fits:
                self._put(other, self._nearest(other, fits))
            elif exchange is not None:
                self._do_exchange(other, exchange)
            else:
                lost += weight[other]
                self.ousted.append(other)
        return lost

    def _victim(self, place: int, slot: int) -> list[int]:
        """Somebody at a place that is full in a slot: who fits elsewhere, else the lightest."""
        room = self.room
        here = [one for one in room.inside[place][slot] if not room.firm[one]]
        self.random.shuffle(here)
        for one in here[:MOST_VICTIMS]:
            if room.fits(one):
                return [one]
        lightest = min(here, key=lambda one: room.weight[one], default=OUT)
        return [lightest] if lightest != OUT else [next(iter(room.inside[place][slot]))]

    def go_home(self) -> None:
        """Let meetings return whose home has become free again."""
        room = self.room
        away = [one for one, home in enumerate(self.home) if home not in (OUT, room.slot[one])]
        while True:
            back = 0
            for one in away:
                if room.slot[one] == OUT or room.firm[one] or self._leaves(one):
                    continue
                was = self._take(one)
                home = self.home[one]
                back += room.fits(one) >> home & 1
                self._put(one, home if room.fits(one) >> home & 1 else was)
            if not back:
                return

    # ------------------------------------------------------------------ closing breaks
    def close_breaks(self, seconds: float, least: int = 0) -> None:
        """Fewer breaks with the same meetings placed; keeps the best."""
        room = self.room
        now = best = room.all_breaks()
        best_slots = list(room.slot)
        begun, rounds = time.monotonic(), ROUNDS_OF_CLOSING * len(room.slot)
        for turn in range(rounds):
            if turn % LOOK_EVERY == 0:
                spent = (time.monotonic() - begun) / seconds if seconds > 0 else 1.0
                if spent >= 1 or self.stop():
                    break
                heat = WARM * (COLD / WARM) ** max(spent, turn / rounds)
                waiting = self._waiting()
            if now <= least or not waiting:
                break
            now += self._move(self.random.choice(waiting), heat)
            if now < best:
                best, best_slots = now, list(room.slot)
        if now > best:
            self._restore(best_slots)

    def _waiting(self) -> list[int]:
        """Who has breaks and a meeting that may move."""
        room = self.room
        may_move = {
            side
            for one, slot in enumerate(room.slot)
            if slot != OUT and slot != self.home[one]
            for side in room.sides[one]
        }
        return [side for side in may_move if room.breaks(room.busy[side])]

    def _move(self, side: int, heat: float) -> int:
        """Try one change in the day of somebody; by how much the breaks change."""
        room = self.room
        held = (one for one in room.held[side] if one != OUT and not room.firm[one])
        mine = [one for one in held if not self._leaves(one)]
        if not mine:
            return 0
        one = self.random.choice(mine)
        busy = room.busy[side] & ~(1 << room.slot[one])
        slots = room.open[one] & ~(1 << room.slot[one])
        near = slots & (busy << 1 | busy >> 1)
        options = list(bits(near if near and self.random.random() < 0.8 else slots))
        if not options:
            return 0
        come, to = room.slot[one], self.random.choice(options)
        chain = room.chain(one, to)
        if chain is None:
            return 0
        if any(map(self._leaves, chain)):
            return 0
        people = {side for each in chain for side in room.sides[each]}
        before = sum(room.breaks(room.busy[person]) for person in people)
        self._exchange(chain, come, to)
        change = sum(room.breaks(room.busy[person]) for person in people) - before
        if change <= 0 or self.random.random() < math.exp(-change / heat):
            return change
        self._exchange(chain, come, to)
        return 0

    # ------------------------------------------------------------------ fairness
    def be_fair(self) -> None:
        """Put meetings out until nobody waits too much more often than somebody else."""
        room = self.room
        while not room.fair():
            side = max(range(len(room.busy)), key=lambda one: room.breaks(room.busy[one]))
            mine = [one for one in room.held[side] if one != OUT]
            self._put_out(min(mine, key=lambda one: (self._breaks_without(side, one), one)))

    def _breaks_without(self, side: int, one: int) -> int:
        return self.room.breaks(self.room.busy[side] & ~(1 << self.room.slot[one]))

    def _put_out(self, one: int) -> None:
        for later in self.room.later[one]:
            if self.room.slot[later] != OUT:
                self._put_out(later)
        self._take(one)
