"""How much weight could be placed at most: a linear bound, found beside the search.

Booths that are alike for every exhibit form a class, which makes the program small. The
inequalities on big needs ("of exhibits that take more than half of a booth's power, one per
booth") make it so sharp that it often equals the best plan and proves it: on the published
medium and large problems it gives 816 and 1896, which the search reaches.
"""

from __future__ import annotations

import math
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.booths.search.board import NOWHERE, Figures

if TYPE_CHECKING:
    from ortools.linear_solver.python import model_builder

MOST_COLUMNS = 150_000
"""Beyond this the program costs more than it tells."""

ROUNDING = 1e-4


@dataclass(frozen=True, slots=True)
class Kind:
    """Booths that no exhibit can tell apart, and the capacity of one of them."""

    booths: tuple[int, ...]
    limits: tuple[tuple[list[int], int], ...]
    shared: bool


def plain_bound(figures: Figures) -> int:
    """The weight of all exhibits that some booth would suit if it were empty."""
    return sum(w for w, booths in zip(figures.weight, figures.suits, strict=True) if booths)


class WeightBound:
    """The linear bound, computed in a thread of its own. `value` is the plain bound until a
    sharper one is known."""

    def __init__(self, figures: Figures, seconds: float) -> None:
        self.value = plain_bound(figures)
        self.figures = figures
        self.seconds = seconds
        self._solver: Any = None
        self._cancelled = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> int:
        """Stop computing and give what is known."""
        self._cancelled = True
        if self._thread.is_alive():
            if self._solver is not None:
                self._solver.stop_search()
            self._thread.join(1.0)
        return self.value

    def _run(self) -> None:
        from ortools.linear_solver.python import model_builder

        program = _Program(model_builder.Model(), self.figures, lambda: self._cancelled)
        if not program.build():
            return
        self._solver = solver = model_builder.Solver("glop")
        solver.set_time_limit_in_seconds(self.seconds)
        if solver.solve(program.model) == model_builder.SolveStatus.OPTIMAL:
            self.value = min(self.value, math.floor(solver.objective_value + ROUNDING))


class _Program:
    """max weight placed; columns: share of exhibit in kind, number of booths an org uses."""

    def __init__(
        self, model: model_builder.Model, figures: Figures, cancelled: Callable[[], bool]
    ) -> None:
        self.model = model
        self.figures = figures
        self.cancelled = cancelled
        self.rows: dict[int, list[tuple[int, Any]]] = defaultdict(list)

    def build(self) -> bool:
        """Write the program down. False when it is too large or no longer wanted."""
        figures, model = self.figures, self.model
        kinds = kinds_of_booths(figures)
        if len(kinds) * len(figures.weight) > 2 * MOST_COLUMNS:
            return False
        gain: list[Any] = []
        weights: list[float] = []
        for e, suits in enumerate(figures.suits_set):
            columns = []
            for k, kind in enumerate(kinds):
                if not suits.isdisjoint(kind.booths):
                    column = model.new_num_var(0, 1, "")
                    columns.append(column)
                    self.rows[k].append((e, column))
            self._at_most(columns, 1)
            gain += columns
            weights += [figures.weight[e]] * len(columns)
        for k, kind in enumerate(kinds):
            if self.cancelled() or len(gain) > MOST_COLUMNS:
                return False
            self._kind(kind, self.rows[k])
        from ortools.linear_solver.python.model_builder import LinearExpr

        model.maximize(LinearExpr.weighted_sum(gain, weights))
        return True

    def _kind(self, kind: Kind, placed: list[tuple[int, Any]]) -> None:
        if kind.shared:
            self._capacity(kind, placed, len(kind.booths))
            return
        of_org: dict[int, list[tuple[int, Any]]] = defaultdict(list)
        for e, column in placed:
            of_org[self.figures.org[e]].append((e, column))
        used = []
        for members in of_org.values():
            booths = self.model.new_num_var(0, min(len(kind.booths), len(members)), "")
            used.append(booths)
            for _, column in members:
                self.model.add(column <= booths)
            if len(members) > 1:
                self._capacity(kind, members, booths)
        self._at_most(used, len(kind.booths))

    def _capacity(self, kind: Kind, placed: list[tuple[int, Any]], booths: Any) -> None:
        """Sums within the booths' figures; of needs above 1/(j+1) at most j to a booth."""
        for need, limit in kind.limits:
            self._at_most([need[e] * column for e, column in placed if need[e]], limit * booths)
            for j in (1, 2, 3):
                big = [column for e, column in placed if need[e] * (j + 1) > limit]
                if len(big) > j:
                    self._at_most(big, j * booths)

    def _at_most(self, columns: Iterable[Any], limit: Any) -> None:
        columns = list(columns)
        if columns:
            self.model.add(sum(columns) <= limit)


def kinds_of_booths(figures: Figures) -> list[Kind]:
    """Booths put together that suit the same exhibits and hold the same."""
    suited: list[list[int]] = [[] for _ in figures.places]
    for e, booths in enumerate(figures.suits):
        if figures.fixed[e] == NOWHERE:
            for booth in booths:
                suited[booth].append(e)
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for b, exhibits in enumerate(suited):
        if figures.places[b]:
            figure = (figures.area_of_booth[b], figures.power_of_booth[b], figures.places[b])
            alike[(*figure, figures.shared[b], tuple(exhibits))].append(b)
    one_each = [1] * len(figures.weight)
    return [
        Kind(
            tuple(booths),
            ((figures.area, area), (figures.power, power), (one_each, places)),
            shared,
        )
        for (area, power, places, shared, _), booths in alike.items()
    ]
