"""The search for a timetable: one aim after the other, each as far as it can be proved.

CP-SAT runs in a thread of its own, so that the caller's thread stays awake: it hears signals,
asks whether to stop and tells how far the search is. Two kinds of workers are mixed, one that
raises the bound from below (core-guided) and one that looks for timetables.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.connections.scheduling.instance import Instance, Place
from app.connections.scheduling.model import Model, build

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_FOR_HINT = 3.0


class Aim(StrEnum):
    """What is made as small as it can be."""

    LOST = "lost"  # weight of the meetings left out
    MOVED = "moved"  # meetings that leave the place they had
    BREAKS = "breaks"


class Mix(StrEnum):
    """Which kinds of search share the workers."""

    BOUND = "bound"  # one raises the bound, the others look for timetables
    CHANGE = "change"  # the solver's own mix, which changes the best timetable piece by piece


class Found(StrEnum):
    """How a step ended."""

    PROVED = "proved"  # nothing is better
    SOME = "some"  # there is a timetable, perhaps not the best
    NONE = "none"  # nothing found in time
    IMPOSSIBLE = "impossible"  # proved: there is no timetable


@dataclass(frozen=True, slots=True)
class Step:
    """How a step ended, and what the aim cannot go below."""

    found: Found
    bound: int


class Search:
    """One model, the best timetable so far, and steps that better it.

    `look` is called in the caller's thread ten times a second and ends the step by
    answering True; it may read `slot_of` and `live_bound`.
    """

    def __init__(
        self,
        instance: Instance,
        previous: Mapping[str, Place],
        workers: int,
        look: Callable[[], bool],
    ) -> None:
        self.model: Model = build(instance, previous)
        self.workers, self.look = workers, look
        self.slot_of: dict[str, int] | None = None
        self.aim: Aim | None = None
        self.mix = Mix.BOUND
        self.live_bound = 0
        self.hinted = False

    def hint(self, slot_of: Mapping[str, int]) -> None:
        """Begin from this timetable, or part of one; it need not be valid."""
        cp = self.model.cp
        cp.clear_hints()
        for number, group in enumerate(self.model.groups):
            theirs = {slot_of[m.id] for m in group.meetings if m.id in slot_of}
            for slot in group.slots:
                cp.add_hint(self.model.held[number, slot], slot in theirs)
        self.hinted = True

    def _complete_hint(self, seconds: float) -> None:
        """Hint at all that follows from the slots too: the solver drops a hint with gaps for
        the first timetable it finds itself, often a far worse one."""
        from ortools.sat.python import cp_model

        cp = self.model.cp
        solver = cp_model.CpSolver()
        given = solver.parameters
        given.fix_variables_to_their_hinted_value = True
        given.stop_after_first_solution = True
        given.num_workers = 1
        given.max_time_in_seconds = max(0.05, seconds)
        if solver.solve(cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return
        values = list(solver.response_proto.solution)
        cp.clear_hints()
        for index, value in enumerate(values):
            cp.add_hint(cp.get_int_var_from_proto_index(index), value)

    def minimise(self, aim: Aim, seconds: float, least: int = 0, mix: Mix = Mix.BOUND) -> Step:
        """Make `aim` small; later steps may not make it worse. `least` is a known bound."""
        self.mix = mix
        left = clock_of(seconds)
        if self.hinted:
            self._complete_hint(min(SECONDS_FOR_HINT, seconds / 4))
        expression = self._expression(aim)
        cp = self.model.cp
        self.aim, self.live_bound = aim, least
        if least:
            cp.add(expression >= least)
        if not isinstance(expression, int):
            cp.minimize(expression)
        status, value, bound = self._solve(left())
        cp.clear_objective()
        if isinstance(expression, int):  # nothing to be made smaller: any timetable will do
            value = bound = expression
            status = Found.PROVED if status is Found.SOME else status
        self.live_bound = bound = max(bound, least)
        if status is Found.PROVED or status is Found.SOME:
            cp.add(expression <= value)
            assert self.slot_of is not None
            self.hint(self.slot_of)
        return Step(status, value if status is Found.PROVED else bound)

    def find(self, aim: Aim, most: int, seconds: float) -> Found:
        """Look for any timetable with at most so much of `aim`; this model keeps that limit."""
        self.model.cp.add(self._expression(aim) <= most)
        self.aim = None
        status, _value, _bound = self._solve(seconds)
        return status

    def _expression(self, aim: Aim) -> Any:
        model = self.model
        return {Aim.LOST: model.lost, Aim.MOVED: model.moved, Aim.BREAKS: model.breaks}[aim]

    def _solve(self, seconds: float) -> tuple[Found, int, int]:
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        set_up(solver, seconds, self.workers, self.aim, self.mix)
        keep, raise_bound = self._keep, self._raise_bound

        class Keep(cp_model.CpSolverSolutionCallback):
            def on_solution_callback(self) -> None:
                keep(self.value)

        solver.best_bound_callback = raise_bound
        status = watched(solver, self.model.cp, self.look, Keep())
        if status == cp_model.INFEASIBLE:
            return Found.IMPOSSIBLE, 0, 0
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Found.NONE, 0, 0
        self._keep(solver.value)
        found = Found.PROVED if status == cp_model.OPTIMAL else Found.SOME
        bound = solver.best_objective_bound
        return found, round(solver.objective_value), max(0, round(bound + 0.499))

    def _raise_bound(self, bound: float) -> None:
        self.live_bound = max(self.live_bound, round(bound + 0.499))

    def _keep(self, value: Callable[[Any], int]) -> None:
        slot_of: dict[str, int] = {}
        for number, group in enumerate(self.model.groups):
            slots = [slot for slot in group.slots if value(self.model.held[number, slot])]
            slot_of.update((m.id, slot) for m, slot in zip(group.meetings, slots, strict=False))
        self.slot_of = slot_of


def watched(
    solver: cp_model.CpSolver,
    cp: cp_model.CpModel,
    look: Callable[[], bool],
    news: cp_model.CpSolverSolutionCallback | None = None,
) -> Any:
    """The solver's status; meanwhile `look` is called in this thread and may end it."""
    ended: list[Any] = []
    thread = threading.Thread(target=lambda: ended.append(solver.solve(cp, news)), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(SECONDS_BETWEEN_LOOKS)
        if look():
            solver.stop_search()
    return ended[0]


def set_up(
    solver: cp_model.CpSolver, seconds: float, workers: int, aim: Aim | None, mix: Mix
) -> None:
    """Limits, and which kinds of search share the workers.

    Weight is bounded by linear relaxation (tables and slots are what is short), breaks from
    below by cores (they come from a few people at a time).
    """
    given = solver.parameters
    given.max_time_in_seconds = max(0.05, seconds)
    given.num_workers = workers
    if mix is Mix.CHANGE:
        return
    best = "max_lp" if aim is Aim.LOST else "core"
    if workers > 2:
        given.extra_subsolvers.append(best)
    else:
        given.subsolvers.extend([best, "no_lp"][:workers])


def clock_of(seconds: float) -> Callable[[], float]:
    """How many of the given seconds are left, from now on."""
    end = time.monotonic() + seconds
    return lambda: end - time.monotonic()
