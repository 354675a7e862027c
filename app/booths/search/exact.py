"""The whole problem as one CP-SAT model: for small problems it ends with a proof.

OR-Tools takes about a second to load, so it is imported only when a model is made. Larger
problems are left to annealing, where this model finds nothing in any useful time.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from app.booths.search.board import NOWHERE, Board, Score

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, IntVar, LinearExpr

MOST_PAIRS = 15_000
"""Of exhibit and suitable booth; beyond this a proof is out of reach."""

POLL_SECONDS = 0.05


def solve_exactly(board: Board, seconds: float, workers: int, stop: Callable[[], bool]) -> bool:
    """Better the board if it can be bettered; True when the answer is proved the best.

    The board's plan is the solver's start, so that the answer is never worse.
    """
    model = _Model(board)
    outcome, solver = _solve(model.model, seconds, workers, stop)
    if outcome in ("OPTIMAL", "FEASIBLE"):
        answer = model.answer(solver)
        trial = Board(board.figures)
        trial.put(answer)
        if trial.score() > board.score():
            board.put(answer)
    return outcome == "OPTIMAL"


def _solve(
    model: CpModel, seconds: float, workers: int, stop: Callable[[], bool]
) -> tuple[str, CpSolver]:
    """Solve in a thread of its own, so that signals and `stop` are heard while it runs."""
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    solver.parameters.num_workers = workers
    outcome: list[str] = []
    running = threading.Thread(
        target=lambda: outcome.append(solver.status_name(solver.solve(model))), daemon=True
    )
    running.start()
    while running.is_alive():
        running.join(POLL_SECONDS)
        if stop():
            solver.stop_search()
    return outcome[0] if outcome else "UNKNOWN", solver


class _Model:
    """Variables: exhibit in booth, organisation uses booth, field uses zone."""

    def __init__(self, board: Board) -> None:
        from ortools.sat.python import cp_model

        self.model = cp_model.CpModel()
        self.board = board
        self.figures = board.figures
        self.x: dict[tuple[int, int], IntVar] = {}
        for e, booths in enumerate(self.figures.suits):
            for b in booths:
                self.x[e, b] = self._flag(board.booth_of[e] == b)
            places = [self.x[e, b] for b in booths]
            if self.figures.fixed[e] == NOWHERE:
                self.model.add_at_most_one(places)
            else:
                self.model.add_exactly_one(places)
        self.used = self._organisations_use_booths()
        self._capacities()
        self._apart()
        self._objective()

    def answer(self, solver: CpSolver) -> list[int]:
        booth_of = [NOWHERE] * len(self.figures.weight)
        for (e, b), var in self.x.items():
            if solver.value(var):
                booth_of[e] = b
        return booth_of

    def _flag(self, now: bool) -> IntVar:
        """A variable that starts as the board's plan has it."""
        var = self.model.new_bool_var("")
        self.model.add_hint(var, now)
        return var

    def _organisations_use_booths(self) -> dict[tuple[int, int], IntVar]:
        figures = self.figures
        groups: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
        for (e, b), var in self.x.items():
            groups[figures.org[e], b].append(var)
        used, of_booth = {}, defaultdict(list)
        for (org, b), group in groups.items():
            used[org, b] = self._flag(b in self.board.booths_of_org[org])
            self.model.add_max_equality(used[org, b], group)
            if not figures.shared[b]:
                of_booth[b].append(used[org, b])
        for organisations in of_booth.values():
            self.model.add_at_most_one(organisations)
        return used

    def _capacities(self) -> None:
        """A booth that one organisation uses holds nothing else, so each organisation has its
        own sums there; a shared booth has one sum for all."""
        figures = self.figures
        groups: dict[tuple[int | None, int], list[int]] = defaultdict(list)
        for e, b in self.x:
            groups[None if figures.shared[b] else figures.org[e], b].append(e)
        one_each = [1] * len(figures.weight)
        for (org, b), group in groups.items():
            used = 1 if org is None else self.used[org, b]
            for need, limit in (
                (figures.area, figures.area_of_booth[b]),
                (figures.power, figures.power_of_booth[b]),
                (one_each, figures.places[b]),
            ):
                if sum(need[e] for e in group) > limit:
                    self.model.add(sum(need[e] * self.x[e, b] for e in group) <= limit * used)

    def _apart(self) -> None:
        figures = self.figures
        for e, rivals in enumerate(figures.rivals):
            for rival in rivals:
                if rival > e:
                    for b in figures.suits[e]:
                        near = [
                            self.x[rival, c] for c in figures.suits[rival] if c in figures.near[b]
                        ]
                        if near:
                            self.model.add_at_most_one([self.x[e, b], *near])

    def _objective(self) -> None:
        """Weight before booths before zones, as one sum with factors that cannot mix."""
        weight = sum(self.figures.weight[e] * var for (e, _), var in self.x.items())
        booths, most_booths = self._extra(self.used, lambda o: self.board.booths_of_org[o])
        zones, most_zones = self._extra(
            self._fields_use_zones(), lambda f: self.board.zones_of_field[f]
        )
        self.model.maximize((weight * (most_booths + 1) - booths) * (most_zones + 1) - zones)

    def _fields_use_zones(self) -> dict[tuple[int, int], IntVar]:
        figures = self.figures
        groups: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
        for (e, b), var in self.x.items():
            if NOWHERE not in (figures.field[e], figures.zone[b]):
                groups[figures.field[e], figures.zone[b]].append(var)
        uses = {}
        for (field, zone), group in groups.items():
            uses[field, zone] = self._flag(zone in self.board.zones_of_field[field])
            self.model.add_max_equality(uses[field, zone], group)
        return uses

    def _extra(
        self, uses: dict[tuple[int, int], IntVar], now: Callable[[int], Iterable[int]]
    ) -> tuple[LinearExpr | int, int]:
        """Sum over owners of (uses - 1, or 0 without any), and the most it can be."""
        of_owner: dict[int, list[IntVar]] = defaultdict(list)
        for (owner, _), var in uses.items():
            of_owner[owner].append(var)
        total: LinearExpr | int = 0
        for owner, group in of_owner.items():
            placed = self._flag(bool(now(owner)))
            self.model.add_max_equality(placed, group)
            total = total + sum(group) - placed
        return total, len(uses)


def nothing_better(score: Score, weight_bound: int) -> bool:
    """Whether a plan is the best without asking a solver: all that can be placed is, and no
    organisation or field is spread."""
    return score == Score(weight_bound, 0, 0)
