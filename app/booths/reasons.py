"""Why an exhibit has no place in a plan, and the smallest change that would give it one.

Both are read off the finished plan, so that they are true of it: either no booth has what the
exhibit needs together, or every booth that has it is counted with what stands in the way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from app.booths.problem import Booth, Exhibit, Problem
from app.booths.rules import TOLERANCE, Reason, Rule, Standing, why_not

UNCHANGEABLE = frozenset({Rule.ORGANISATION, Rule.FIXED, Rule.TOO_CLOSE, Rule.APART_FROM_ITSELF})


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to change at a booth for an exhibit to stand there."""

    booth: str
    lacking: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An exhibit without a place. `code` and `details`:

    `no_booths`: there are none. `apart_from_itself`: it asks for the impossible.
    `no_booth_has`: `needs`, the fewest needs that no booth has together, as pairs of name
    and amount; `most`, where a single number is asked for, the largest there is.
    `all_taken`: `needs`, those that rule any booth out; `booths`, how many there are with all
    of them; `blocked`, how many of these by what; `too_close_to`, whom those are too near.
    """

    exhibit: str
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)
    change: Change | None = None


Need = tuple[str, float | str | None]


def as_json(unplaced: Unplaced) -> dict[str, Any]:
    """The reason and the change as they are stored; `from_json` reads them back."""
    change = unplaced.change
    return {
        "code": unplaced.code,
        "details": dict(unplaced.details),
        "change": change
        and {
            "booth": change.booth,
            "lacking": [[reason.rule.value, dict(reason.details)] for reason in change.lacking],
        },
    }


def from_json(exhibit: str, stored: Mapping[str, Any]) -> Unplaced:
    """A stored reason of an exhibit."""
    kept = stored.get("change")
    lacking = [Reason(Rule(rule), details) for rule, details in kept["lacking"]] if kept else []
    change = Change(kept["booth"], tuple(lacking)) if kept else None
    return Unplaced(exhibit, stored["code"], stored.get("details", {}), change)


def explain(
    problem: Problem, booth_of: Mapping[str, str], only: Collection[str] | None = None
) -> list[Unplaced]:
    """The exhibits that a plan leaves out, in the problem's order, each with its reason.

    With `only`, just these of them.
    """
    standing: dict[str, list[Standing]] = defaultdict(list)
    for exhibit, booth in booth_of.items():
        standing[booth].append((problem.exhibit[exhibit], problem.booth[booth]))
    return [
        _explain(problem, exhibit, standing, booth_of)
        for exhibit in problem.exhibits
        if exhibit.id not in booth_of and (only is None or exhibit.id in only)
    ]


def _explain(
    problem: Problem,
    exhibit: Exhibit,
    standing: Mapping[str, list[Standing]],
    booth_of: Mapping[str, str],
) -> Unplaced:
    booths = [booth for booth in problem.booths if booth.max_exhibits > 0]
    rivals = [
        (problem.exhibit[rival], problem.booth[booth_of[rival]])
        for rival in sorted(problem.rivals[exhibit.id])
        if rival in booth_of
    ]
    against = {
        booth.id: why_not(
            exhibit,
            booth,
            standing[booth.id] + [pair for pair in rivals if pair[1] is not booth],
            problem.apart_m,
        )
        for booth in booths
    }
    code, details = _reason(exhibit, booths, against)
    return Unplaced(exhibit.id, code, details, _smallest_change(booths, against))


def _reason(
    exhibit: Exhibit, booths: list[Booth], against: Mapping[str, list[Reason]]
) -> tuple[str, dict[str, Any]]:
    if not booths:
        return "no_booths", {}
    if any(reason.rule == Rule.APART_FROM_ITSELF for reason in against[booths[0].id]):
        return "apart_from_itself", {}
    missing = _missing_together(exhibit, booths)
    if missing:
        details: dict[str, Any] = {"needs": missing}
        if missing[0][0] in ("power", "area") and len(missing) == 1:
            name = {"power": "power_kw", "area": "area_m2"}[missing[0][0]]
            details["most"] = max(getattr(booth, name) for booth in booths)
        return "no_booth_has", details
    blocked: Counter[str] = Counter()
    near: set[str] = set()
    suitable = [b for b in booths if not any(r.of_the_booth for r in against[b.id])]
    for booth in suitable:
        reasons = {reason.rule: reason for reason in against[booth.id]}
        rule = next((rule for rule in _TOLD_FIRST if rule in reasons), None)
        if rule is not None:
            blocked[rule.value] += 1
        if rule == Rule.TOO_CLOSE:
            near.add(reasons[rule].details["other"])
    return "all_taken", {
        "needs": [need for need in _needs(exhibit) if _matters(need, exhibit, booths)],
        "booths": len(suitable),
        "blocked": dict(blocked),
        "too_close_to": sorted(near),
    }


_TOLD_FIRST = (Rule.ORGANISATION, Rule.COUNT, Rule.POWER, Rule.AREA, Rule.TOO_CLOSE)


def _needs(exhibit: Exhibit) -> list[Need]:
    """What an exhibit asks of a booth, leaving out what it does not ask for."""
    needs: list[Need] = []
    if exhibit.area_m2:
        needs.append(("area", exhibit.area_m2))
    if exhibit.power_kw:
        needs.append(("power", exhibit.power_kw))
    if exhibit.water:
        needs.append(("water", None))
    if exhibit.internet:
        needs.append(("internet", None))
    if exhibit.zone:
        needs.append(("zone", exhibit.zone))
    return needs


_HAS: dict[str, Callable[[Booth, Exhibit], bool]] = {
    "area": lambda booth, exhibit: exhibit.area_m2 <= booth.area_m2 + TOLERANCE,
    "power": lambda booth, exhibit: exhibit.power_kw <= booth.power_kw + TOLERANCE,
    "water": lambda booth, exhibit: booth.water,
    "internet": lambda booth, exhibit: booth.internet,
    "zone": lambda booth, exhibit: booth.zone == exhibit.zone,
}


def _matters(need: Need, exhibit: Exhibit, booths: list[Booth]) -> bool:
    """Whether a need rules any booth out; what every booth has is not worth telling."""
    return not all(_HAS[need[0]](booth, exhibit) for booth in booths)


def _missing_together(exhibit: Exhibit, booths: list[Booth]) -> list[Need]:
    """The fewest needs that no booth has together; empty when some booth has them all."""
    needs = _needs(exhibit)
    for size in range(1, len(needs) + 1):
        for some in combinations(needs, size):
            if not any(all(_HAS[name](b, exhibit) for name, _ in some) for b in booths):
                return list(some)
    return []


def _smallest_change(booths: list[Booth], against: Mapping[str, list[Reason]]) -> Change | None:
    """The booth where least would have to change; None when only moving others would help."""
    possible = [
        (sum(map(_effort, against[booth.id])), at, booth.id)
        for at, booth in enumerate(booths)
        if against[booth.id] and not any(r.rule in UNCHANGEABLE for r in against[booth.id])
    ]
    if not possible:
        return None
    _, _, booth = min(possible)
    return Change(booth, tuple(against[booth]))


def _effort(reason: Reason) -> float:
    """Rough cost of a change, to compare booths: a network cable 1, a kilowatt 0.3, water 3.

    Room that others take can be freed, which costs more than a cable; a booth hardly grows.
    """
    if reason.rule in (Rule.POWER, Rule.AREA):
        missing = reason.details["need"] - reason.details["free"]
        if not reason.of_the_booth:
            return 4.0 + 0.3 * missing
        return 0.5 + 0.3 * missing if reason.rule == Rule.POWER else 12.0 + missing
    return {Rule.INTERNET: 1.0, Rule.COUNT: 4.0, Rule.ZONE: 2.0, Rule.WATER: 3.0}[reason.rule]
