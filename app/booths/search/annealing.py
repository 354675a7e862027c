"""The work of the search: simulated annealing over valid plans.

A move takes an exhibit, a booth's content or an organisation to another booth; whoever is in
the way goes where it still fits, or loses its place. Worse plans are accepted now and then,
less and less as the temperature falls from the worth of a place to less than that of a zone.
Every plan on the way is valid, and the best one met is kept: it can be stopped at any time.

Measured on 400 booths and 900 exhibits: about 100,000 moves a second, and within half a
minute the weight that the linear bound proves to be the most possible.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from app.booths.search.board import NOWHERE, Board, Score

WORTH_OF_WEIGHT, WORTH_OF_BOOTH, WORTH_OF_ZONE = 30.0, 4.0, 1.0
HOTTEST, COLDEST = 6.0, 0.15
MOVES_PER_LOOK = 256
"""How many moves are made between looks at the clock, the stop button and the temperature."""

TRIES_TO_INSERT = 12


@dataclass(frozen=True, slots=True)
class Best:
    """The best plan met so far and its score."""

    score: Score
    booth_of: list[int]

    @property
    def placed(self) -> int:
        return sum(booth != NOWHERE for booth in self.booth_of)


class Annealing:
    """One run of annealing on a board. `run` leaves the board at the best plan met."""

    def __init__(self, board: Board, chance: Random) -> None:
        self.board = board
        self.figures = figures = board.figures
        self.random = chance.random
        self.chance = chance
        self.best = Best(board.score(), list(board.booth_of))
        self.shared_suits = [[b for b in suits if figures.shared[b]] for suits in figures.suits]
        self.homes = {
            org: homes
            for org in range(len(figures.exhibits_of_org))
            if any(homes := self._homes(org))
        }
        self.gathering = list(self.homes)
        self.split: list[int] = []
        self.booths = list(range(len(board.inside)))

    def run(self, fraction: Callable[[int], float], enough: Callable[[Best], bool]) -> None:
        """Anneal until `fraction` (of the work, by moves made so far) reaches 1.

        `enough` sees the best plan at every look and ends the run by answering True.
        """
        made = 0
        if self.figures.movable:
            while (done := fraction(made)) < 1.0 and not enough(self.best):
                temperature = HOTTEST * (COLDEST / HOTTEST) ** done
                self.split = [o for o in self.homes if len(self.board.booths_of_org[o]) > 1]
                for _ in range(MOVES_PER_LOOK):
                    self._step(temperature)
                made += MOVES_PER_LOOK
        self.board.put(self.best.booth_of)

    def _step(self, temperature: float) -> None:
        board = self.board
        before = self._cost()
        dice = self.random()
        move = self._move_one if dice < 0.42 else self._swap if dice < 0.72 else self._gather
        if move():
            worse = self._cost() - before
            if worse <= 1e-9 or self.random() < math.exp(-worse / temperature):
                board.keep()
                score = board.score()
                if score > self.best.score:
                    self.best = Best(score, list(board.booth_of))
                return
        board.undo()

    def _cost(self) -> float:
        board = self.board
        return (
            WORTH_OF_BOOTH * board.extra_booths
            + WORTH_OF_ZONE * board.scatter
            - WORTH_OF_WEIGHT * board.weight
        )

    def _one_of(self, some: list[int]) -> int:
        return some[int(self.random() * len(some))]

    def _move_one(self) -> bool:
        """One exhibit to another booth: its organisation's, a shared one, or any that suits."""
        figures, board = self.figures, self.board
        exhibit = self._one_of(figures.movable)
        now = board.booth_of[exhibit]
        own = board.booths_of_org[figures.org[exhibit]]
        dice = self.random()
        if dice < 0.4 and len(own) > (now != NOWHERE):
            booth = self._one_of(list(own))
        elif dice < 0.55 and self.shared_suits[exhibit]:
            booth = self._one_of(self.shared_suits[exhibit])
        else:
            booth = self._one_of(figures.suits[exhibit])
        if booth == now or booth not in figures.suits_set[exhibit]:
            return False
        if now != NOWHERE:
            board.remove(exhibit)
        out = self._force(exhibit, booth)
        if out is None:
            return False
        self._insert_all(out, [booth] if now == NOWHERE else [now, booth])
        return True

    def _force(self, exhibit: int, booth: int) -> list[int] | None:
        """Make an exhibit stand in a booth; who had to leave for it, None when it cannot be."""
        figures, board = self.figures, self.board
        inside = board.inside[booth]
        out: list[int] = []
        if (
            inside
            and not figures.shared[booth]
            and (figures.org[inside[0]] != figures.org[exhibit])
        ):
            if booth in board.held:
                return None
            out += inside
        else:
            out += self._too_many(exhibit, booth)
        for rival in figures.rivals[exhibit]:
            if board.booth_of[rival] in figures.near[booth] and rival not in out:
                out.append(rival)
        for other in out:
            if figures.fixed[other] != NOWHERE:
                return None
            board.remove(other)
        if not board.fits(exhibit, booth):
            return None
        board.add(exhibit, booth)
        return out

    def _too_many(self, exhibit: int, booth: int) -> list[int]:
        """Exhibits to take out of a booth, by chance, until there is room for another."""
        figures, board = self.figures, self.board
        area = board.area[booth] - figures.area[exhibit]
        power = board.power[booth] - figures.power[exhibit]
        places = figures.places[booth] - len(board.inside[booth]) - 1
        if area >= 0 and power >= 0 and places >= 0:
            return []
        others = [e for e in board.inside[booth] if figures.fixed[e] == NOWHERE]
        self.chance.shuffle(others)
        out = []
        while others and (area < 0 or power < 0 or places < 0):
            other = others.pop()
            out.append(other)
            area, power = area + figures.area[other], power + figures.power[other]
            places += 1
        return out

    def _insert_all(self, exhibits: list[int], freed: list[int]) -> None:
        weight = self.figures.weight
        for exhibit in sorted(exhibits, key=lambda e: -weight[e]):
            self._insert(exhibit, freed)

    def _insert(self, exhibit: int, freed: list[int]) -> None:
        """Place an exhibit where it fits: with its own, in a freed booth, shared, anywhere."""
        figures, board = self.figures, self.board
        for booth in [*board.booths_of_org[figures.org[exhibit]], *freed]:
            if board.fits(exhibit, booth):
                board.add(exhibit, booth)
                return
        shared, suits = self.shared_suits[exhibit], figures.suits[exhibit]
        for attempt in range(TRIES_TO_INSERT):
            booth = self._one_of(shared if shared and not attempt else suits)
            if board.fits(exhibit, booth):
                board.add(exhibit, booth)
                return

    def _swap(self) -> bool:
        """The whole contents of two booths change places."""
        figures, board = self.figures, self.board
        one, other = self._one_of(self.booths), self._one_of(self.booths)
        going, coming = list(board.inside[one]), list(board.inside[other])
        if (
            one == other
            or not (going or coming)
            or one in board.held
            or other in board.held
            or figures.shared[one] != figures.shared[other]
            or not all(other in figures.suits_set[e] for e in going)
            or not all(one in figures.suits_set[e] for e in coming)
        ):
            return False
        for exhibit in going + coming:
            board.remove(exhibit)
        return self._add_each(going, other) and self._add_each(coming, one)

    def _add_each(self, exhibits: list[int], booth: int) -> bool:
        for exhibit in exhibits:
            if not self.board.fits(exhibit, booth):
                return False
            self.board.add(exhibit, booth)
        return True

    def _homes(self, org: int) -> tuple[list[int], list[int]]:
        """Booths that could hold all of an organisation's exhibits, and those for some (> 1)."""
        figures = self.figures
        exhibits = self._members(org)
        whole, part = [], []
        for booth in sorted({b for e in exhibits for b in figures.suits[e]}):
            area, power = figures.area_of_booth[booth], figures.power_of_booth[booth]
            held = 0
            for e in exhibits:
                if (
                    booth in figures.suits_set[e]
                    and figures.area[e] <= area
                    and figures.power[e] <= power
                    and held < figures.places[booth]
                ):
                    area, power, held = area - figures.area[e], power - figures.power[e], held + 1
            if held == len(exhibits) > 1:
                whole.append(booth)
            elif held > 1:
                part.append(booth)
        return whole, part

    def _members(self, org: int) -> list[int]:
        """An organisation's exhibits that may move, the hardest to place first."""
        figures = self.figures
        fixed, suits = figures.fixed, figures.suits
        members = [e for e in figures.exhibits_of_org[org] if suits[e] and fixed[e] == NOWHERE]
        return sorted(members, key=lambda e: len(suits[e]))

    def _gather(self) -> bool:
        """An organisation into one booth as far as it holds them; who was there goes elsewhere."""
        figures, board = self.figures, self.board
        if not self.gathering:
            return False
        org = self._one_of(self.split if self.split and self.random() < 0.6 else self.gathering)
        whole, part = self.homes[org]
        booth = self._one_of(whole if whole and (not part or self.random() < 0.6) else part)
        own = board.booths_of_org[org]
        freed = [b for b in own if b != booth]
        out: list[int] = []
        if booth not in own and not figures.shared[booth]:
            if booth in board.held:
                return False
            out = list(board.inside[booth])
            for exhibit in out:
                board.remove(exhibit)
        before = {e: board.booth_of[e] for e in self._members(org)}
        for exhibit, place in before.items():
            if place != NOWHERE:
                board.remove(exhibit)
        left = []
        for exhibit in before:
            if board.fits(exhibit, booth):
                board.add(exhibit, booth)
            else:
                left.append(exhibit)
        for exhibit in left:
            self._insert(exhibit, [before[exhibit], *freed] if before[exhibit] >= 0 else freed)
        self._insert_all(out, freed)
        return True
