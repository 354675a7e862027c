"""Who stands in which booth: most weight placed, then fewest extra booths, then extra zones.

The hard rules are those of `rules.py`. A plan is valid at every moment of the search, so that
it may be ended at any time; every exhibit without a place is told why. Search: a greedy start,
simulated annealing, and on small problems CP-SAT for the proof; a linear bound runs beside.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from app.booths.problem import Problem
from app.booths.reasons import Unplaced, explain
from app.booths.rules import Broken, broken_rules
from app.booths.search.annealing import Annealing, Best
from app.booths.search.board import Board, Figures, Score
from app.booths.search.bound import WeightBound
from app.booths.search.exact import MOST_PAIRS, nothing_better, solve_exactly
from app.booths.search.start import first_plan, popularity
from app.booths.wording import say_broken, say_change, sentence

EASY_PAIRS = 600
"""Up to this many pairs of exhibit and suitable booth, CP-SAT alone is quickest to a proof."""

SHARE_OF_ANNEALING = 0.5
"""Of the time, where the rest is kept for CP-SAT."""

SECONDS_BETWEEN_NEWS = 0.5


class Status(StrEnum):
    """`optimal` only with a proof."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of wall time and `workers` threads. With `moves`, that many annealing moves
    are made instead, without solver or clock: the same seed gives the same plan."""

    seconds: float = 60.0
    workers: int = 2
    moves: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """`fraction` of the time used; how many exhibits the best plan so far places, its score,
    and the weight that no plan can exceed."""

    fraction: float
    placed: int
    score: Score
    weight_bound: int


@dataclass(frozen=True)
class Plan:
    """An answer: who stands where, who does not and why, and how good it is."""

    booth_of: Mapping[str, str]
    unplaced: tuple[Unplaced, ...]
    score: Score
    weight_bound: int
    status: Status
    seconds: float

    @property
    def weight_proved(self) -> bool:
        """Whether no plan can place more weight."""
        return self.score.weight >= self.weight_bound


class FixedCannotStand(Exception):
    """Exhibits are fixed to booths where they cannot all stand; `broken` names the rules."""

    def __init__(self, broken: list[Broken]) -> None:
        self.broken = broken
        super().__init__("; ".join(say_broken(one) for one in broken))


def solve(
    problem: Problem,
    limits: Limits | None = None,
    *,
    seed: int = 0,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Plan:
    """The best plan found within the limits, or by the time `stop` answers True.

    `progress` is called about twice a second. Raises FixedCannotStand, the only case in which
    there is no plan.
    """
    fixed = {e.id: e.fixed for e in problem.exhibits if e.fixed is not None}
    broken = broken_rules(problem, fixed)
    if broken:
        raise FixedCannotStand(broken)
    return _Search(problem, limits or Limits(), seed, stop, progress).run()


def plan_as_json(problem: Problem, plan: Plan) -> dict[str, Any]:
    """The plan in the public format, with score, bound and the smallest changes beside."""
    return {
        "problem": problem.name,
        "status": plan.status.value,
        "objective": _score_as_json(plan.score),
        "bound": {"weight": plan.weight_bound},
        "seconds": round(plan.seconds, 2),
        "assignments": [
            {"exhibit": e.id, "booth": plan.booth_of[e.id]}
            for e in problem.exhibits
            if e.id in plan.booth_of
        ],
        "unplaced": [_unplaced_as_json(one) for one in plan.unplaced],
    }


def _score_as_json(score: Score) -> dict[str, int]:
    return {
        "weight": score.weight,
        "extra_booths": score.extra_booths,
        "extra_zones": score.extra_zones,
    }


def _unplaced_as_json(unplaced: Unplaced) -> dict[str, Any]:
    told: dict[str, Any] = {
        "exhibit": unplaced.exhibit,
        "reason": sentence(unplaced),
        "code": unplaced.code,
        "details": dict(unplaced.details),
    }
    if unplaced.change is not None:
        told["smallest_change"] = say_change(unplaced.change)
    return told


class _Search:
    """One search: its clock, its bound, and whom it tells."""

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        seed: int,
        stop: Callable[[], bool],
        progress: Callable[[Progress], None],
    ) -> None:
        self.began = time.monotonic()
        self.next_news = self.began
        self.problem = problem
        self.limits = limits
        self.chance = Random(seed)
        self.stop = stop
        self.progress = progress
        self.figures = Figures(problem)
        self.bound = WeightBound(self.figures, limits.seconds)

    def run(self) -> Plan:
        """Start, anneal, prove; each step only where it can still gain something."""
        by_clock = self.limits.moves is None
        board = first_plan(self.figures, self.chance, self._over if by_clock else lambda: False)
        small = self.figures.pairs <= MOST_PAIRS
        proved = False
        if not by_clock or self.figures.pairs > EASY_PAIRS:
            if by_clock and (small or self.limits.workers > 1):
                self.bound.start()
            self._anneal(board, SHARE_OF_ANNEALING if small else 1.0)
        if by_clock and small and not self._over() and not self._is_best(board.score()):
            left = self.limits.seconds * (1 - self._used())
            proved = solve_exactly(board, left, self.limits.workers, self._watch(board))
        return self._plan(board, proved=proved or self._is_best(board.score()))

    def _anneal(self, board: Board, share: float) -> None:
        """Anneal for a share of the time, or the given number of moves."""
        moves = self.limits.moves

        def fraction(made: int) -> float:
            return self._used() / share if moves is None else made / max(moves, 1)

        def enough(best: Best) -> bool:
            self._tell(best)
            return self.stop() or self._is_best(best.score)

        Annealing(board, self.chance).run(fraction, enough)
        board.add_all_that_fit(popularity(self.figures))

    def _watch(self, board: Board) -> Callable[[], bool]:
        """For the solver, which does not say what it has: keep telling, listen for the end."""

        best = Best(board.score(), board.booth_of)

        def over() -> bool:
            self._tell(best)
            return self._over()

        return over

    def _used(self) -> float:
        return (time.monotonic() - self.began) / max(self.limits.seconds, 1e-9)

    def _over(self) -> bool:
        return self._used() >= 1 or self.stop()

    def _is_best(self, score: Score) -> bool:
        return nothing_better(score, self.bound.value)

    def _tell(self, best: Best) -> None:
        now = time.monotonic()
        if now >= self.next_news:
            self.next_news = now + SECONDS_BETWEEN_NEWS
            used = min(self._used(), 1.0)
            self.progress(Progress(used, best.placed, best.score, self.bound.value))

    def _plan(self, board: Board, *, proved: bool) -> Plan:
        """The board's plan with its reasons, checked once more against the rules as written."""
        booths, exhibits = self.problem.booths, self.problem.exhibits
        booth_of = {exhibits[e].id: booths[b].id for e, b in enumerate(board.booth_of) if b >= 0}
        broken = broken_rules(self.problem, booth_of)
        if broken:
            raise AssertionError(f"the search broke a rule: {say_broken(broken[0])}")
        score = board.score()
        bound = self.bound.finish()
        return Plan(
            booth_of=booth_of,
            unplaced=tuple(explain(self.problem, booth_of)),
            score=score,
            weight_bound=score.weight if proved else bound,
            status=Status.OPTIMAL if proved else Status.FEASIBLE,
            seconds=time.monotonic() - self.began,
        )
