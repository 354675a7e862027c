"""Which of the accepted meetings go to the solver when nobody may have more than so many.

Meetings that stand already come first, then the weightier ones, then those asked for earlier:
so an announced meeting is not given up for a new one. The rest have the reason "limit reached".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """A meeting that two (by id) want; `stands`: it has a place, or is over."""

    code: str
    a: int
    b: int
    weight: int
    stands: bool = False


def over_limit(wishes: Iterable[Wish], most: Mapping[int, int]) -> dict[str, int]:
    """The wishes that are left out, each with who has reached the limit. `most`: the largest
    number of meetings of those who have one."""
    had: Counter[int] = Counter()
    left: dict[str, int] = {}
    for wish in sorted(wishes, key=lambda one: (not one.stands, -one.weight, one.code)):
        full = next((side for side in (wish.a, wish.b) if had[side] >= most.get(side, 10**9)), None)
        if full is not None and not wish.stands:
            left[wish.code] = full
        else:
            had.update((wish.a, wish.b))
    return left
