"""The chain from a suggestion to a transferred technology, and how far pairs came along it.

A chain is one need and one technology (or expert). Up to the meeting each step is known by
itself: who sat down at a free table was held without being asked for. From the connection on a
step holds the ones below it: what became a contract at once had been explored and agreed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import median


class ChainStep(StrEnum):
    SUGGESTED = "suggested"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    HELD = "held"
    EXPLORING = "exploring"
    MEMORANDUM = "memorandum"
    CONTRACT = "contract"
    TRANSFERRED = "transferred"


STEPS = tuple(ChainStep)
FOLLOWED = STEPS[STEPS.index(ChainStep.EXPLORING) :]
#: Steps at which something is signed: the value stands there.
VALUED = (ChainStep.MEMORANDUM, ChainStep.CONTRACT, ChainStep.TRANSFERRED)


@dataclass
class Chain:
    """When a pair reached each step, by local day. `value_vnd`: of the latest signed paper."""

    need_id: int
    technology_id: int | None
    expert_id: int | None
    days: dict[ChainStep, date] = field(default_factory=dict)
    value_vnd: int | None = None
    request_code: str | None = None
    event_slug: str | None = None
    meeting_code: str | None = None
    connection_code: str | None = None

    def reach(self, step: ChainStep, day: date) -> None:
        """Note the first day of a step; from exploring on, of the steps below it too."""
        steps = FOLLOWED[: FOLLOWED.index(step) + 1] if step in FOLLOWED else (step,)
        for one in steps:
            self.days[one] = min(day, self.days.get(one, day))

    @property
    def began(self) -> date | None:
        return min(self.days.values(), default=None)

    @property
    def furthest(self) -> ChainStep | None:
        return max(self.days, key=STEPS.index, default=None)


@dataclass(frozen=True)
class Stage:
    """One step of the funnel. `share`: how many of those at the step before came here (who came
    without it does not count), None where nobody was at it. `median_days`:
    from the step before, over the chains that have both in this order; None without any.
    `value_vnd`: of the chains that signed something, None at steps before that."""

    step: ChainStep
    count: int
    share: float | None
    median_days: float | None
    value_vnd: int | None


def funnel(chains: Iterable[Chain]) -> list[Stage]:
    """All steps in their order."""
    known = list(chains)
    stages: list[Stage] = []
    for place, step in enumerate(STEPS):
        reached = [chain for chain in known if step in chain.days]
        before = [chain for chain in known if place and STEPS[place - 1] in chain.days]
        came = sum(step in chain.days for chain in before)
        value = sum(chain.value_vnd or 0 for chain in reached) if step in VALUED else None
        gaps = _gaps(reached, STEPS[place - 1], step) if place else []
        stages.append(
            Stage(
                step,
                len(reached),
                came / len(before) if before else None,
                median(gaps) if gaps else None,
                value,
            )
        )
    return stages


def _gaps(reached: list[Chain], earlier: ChainStep, later: ChainStep) -> list[int]:
    days: list[Mapping[ChainStep, date]] = [chain.days for chain in reached]
    return [
        (each[later] - each[earlier]).days
        for each in days
        if earlier in each and each[earlier] <= each[later]
    ]
