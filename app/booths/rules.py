"""The hard rules of standing in a booth, one exhibit and one booth at a time.

The form, the import, the job and the solver's last check all ask here, so that a plan made
by hand and a plan made by the solver obey the same words. Sums are compared with a
tolerance of 1e-6, as the public checker does.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.booths.problem import Booth, Exhibit, Problem

TOLERANCE = 1e-6

Standing = tuple[Exhibit, Booth]
"""An exhibit and the booth it stands in."""


class Rule(StrEnum):
    """What can keep an exhibit out of a booth."""

    WATER = "water"
    INTERNET = "internet"
    ZONE = "zone"
    FIXED = "fixed"
    AREA = "area"
    POWER = "power"
    COUNT = "count"
    ORGANISATION = "organisation"
    TOO_CLOSE = "too_close"
    APART_FROM_ITSELF = "apart_from_itself"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an exhibit cannot stand in a booth: a rule and the figures behind it.

    Details by rule: `area`, `power`: need, free, whole (of the empty booth); `count`: limit;
    `zone`: wanted, has; `fixed`: booth; `organisation`: other (who stands there);
    `too_close`: other, booth, metres, least.
    """

    rule: Rule
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def of_the_booth(self) -> bool:
        """True when the booth would not do even if it were empty."""
        if self.rule in (Rule.AREA, Rule.POWER):
            return self.details["need"] > self.details["whole"] + TOLERANCE
        return self.rule in (Rule.WATER, Rule.INTERNET, Rule.ZONE, Rule.FIXED)


def metres_between(one: Booth, other: Booth) -> float:
    """From centre to centre."""
    return math.dist(one.centre, other.centre)


def are_apart(one: Exhibit, other: Exhibit) -> bool:
    """Whether either of two exhibits asks to be kept away from the other."""
    return one.id in other.apart_from or other.id in one.apart_from


def why_not(
    exhibit: Exhibit, booth: Booth, others: Iterable[Standing], apart_m: float
) -> list[Reason]:
    """Every reason against placing `exhibit` in `booth`; an empty list means that it may stand.

    `others` are the exhibits that stand already, in this booth and elsewhere; the exhibit
    itself among them is passed over, so that a move is asked like a first placing.
    """
    others = [(other, place) for other, place in others if other.id != exhibit.id]
    inside = [other for other, place in others if place.id == booth.id]
    return [
        *_lacking(exhibit, booth),
        *_without_room(exhibit, booth, inside),
        *_too_close(exhibit, booth, others, apart_m),
    ]


def _lacking(exhibit: Exhibit, booth: Booth) -> Iterable[Reason]:
    if exhibit.fixed is not None and exhibit.fixed != booth.id:
        yield Reason(Rule.FIXED, {"booth": exhibit.fixed})
    if exhibit.zone is not None and exhibit.zone != booth.zone:
        yield Reason(Rule.ZONE, {"wanted": exhibit.zone, "has": booth.zone})
    if exhibit.water and not booth.water:
        yield Reason(Rule.WATER)
    if exhibit.internet and not booth.internet:
        yield Reason(Rule.INTERNET)


def _without_room(exhibit: Exhibit, booth: Booth, inside: list[Exhibit]) -> Iterable[Reason]:
    area = booth.area_m2 - sum(other.area_m2 for other in inside)
    if exhibit.area_m2 > area + TOLERANCE:
        yield Reason(
            Rule.AREA, {"need": exhibit.area_m2, "free": round(area, 6), "whole": booth.area_m2}
        )
    power = booth.power_kw - sum(other.power_kw for other in inside)
    if exhibit.power_kw > power + TOLERANCE:
        yield Reason(
            Rule.POWER, {"need": exhibit.power_kw, "free": round(power, 6), "whole": booth.power_kw}
        )
    if len(inside) + 1 > booth.max_exhibits:
        yield Reason(Rule.COUNT, {"limit": booth.max_exhibits})
    strangers = sorted({other.organisation for other in inside} - {exhibit.organisation})
    if strangers and not booth.shared:
        yield Reason(Rule.ORGANISATION, {"other": strangers[0]})


def _too_close(
    exhibit: Exhibit, booth: Booth, others: list[Standing], apart_m: float
) -> Iterable[Reason]:
    if exhibit.id in exhibit.apart_from and apart_m > TOLERANCE:
        yield Reason(Rule.APART_FROM_ITSELF)
    for other, place in others:
        if are_apart(exhibit, other):
            metres = metres_between(booth, place)
            if metres < apart_m - TOLERANCE:
                yield Reason(
                    Rule.TOO_CLOSE,
                    {
                        "other": other.id,
                        "booth": place.id,
                        "metres": round(metres, 2),
                        "least": apart_m,
                    },
                )


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule broken by exhibits that stand: which exhibit, where, and why."""

    exhibit: str
    booth: str
    reason: Reason


def broken_rules(problem: Problem, booth_of: Mapping[str, str]) -> list[Broken]:
    """Every rule that a placing (exhibit id → booth id) breaks; fixed exhibits it leaves out
    are not among them. Each exhibit is judged against those placed before it, in the
    problem's order, so that a clash is told once."""
    standing: dict[str, list[Standing]] = defaultdict(list)
    found = []
    for exhibit in problem.exhibits:
        place = booth_of.get(exhibit.id)
        if place is None:
            continue
        booth = problem.booth[place]
        rivals = (
            (problem.exhibit[rival], problem.booth[booth_of[rival]])
            for rival in sorted(problem.rivals[exhibit.id])
            if rival in booth_of and booth_of[rival] != place
        )
        before = [pair for pair in rivals if pair in standing[pair[1].id]]
        for reason in why_not(exhibit, booth, standing[place] + before, problem.apart_m):
            found.append(Broken(exhibit.id, place, reason))
        standing[place].append((exhibit, booth))
    return found
