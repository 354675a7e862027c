"""Figures arranged for tables: lines of one or several figures, what they are compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.core.i18n import LazyString
from app.reports.counting.figures import Figures
from app.reports.indicators import Figure, change
from app.reports.rules import FUNNEL, RULES, Group
from app.reports.words import change_text, percent_text, value_text

Address = Callable[[Figure], str | None]


@dataclass(frozen=True)
class Said:
    """One figure in words, with the address of its list and its full name for who cannot see."""

    text: str
    url: str | None
    name: LazyString


@dataclass(frozen=True)
class Line:
    """A line of a table. `before`, `change`, `target` are empty where there is none."""

    code: str
    label: LazyString
    now: list[Said]
    before: str
    change: str
    target: str


def lines(
    groups: Iterable[Group],
    now: Figures,
    address: Address,
    before: Figures | None = None,
    targets: Mapping[Figure, int] | None = None,
) -> list[Line]:
    """The lines of a table of figures."""
    return [
        Line(
            code=group.code,
            label=group.label,
            now=[
                Said(value_text(figure, now[figure]), address(figure), RULES[figure].label)
                for figure in group.figures
            ],
            before=_joined(group, before) if before else "",
            change=_change(group, now, before) if before else "",
            target=_joined_known(group, targets or {}),
        )
        for group in groups
    ]


def _joined(group: Group, figures: Figures) -> str:
    return " · ".join(value_text(figure, figures[figure]) for figure in group.figures)


def _joined_known(group: Group, targets: Mapping[Figure, int]) -> str:
    known = [figure for figure in group.figures if figure in targets]
    return " · ".join(value_text(figure, targets[figure]) for figure in known)


def _change(group: Group, now: Figures, before: Figures) -> str:
    """How the line's first figure changed."""
    first = group.figures[0]
    return change_text(change(now[first], before[first]))


@dataclass(frozen=True)
class Step:
    """A step of the funnel; `share`: of the step before, in words."""

    label: LazyString
    number: int
    share: str
    url: str | None


def funnel(now: Figures, address: Address) -> list[Step]:
    """From meeting requests to contracts."""
    found, before = [], None
    for figure in FUNNEL:
        number = int(now[figure] or 0)
        share = percent_text(number / before) if before else ""
        found.append(Step(RULES[figure].label, number, share, address(figure)))
        before = number
    return found


@dataclass(frozen=True)
class Difference:
    """A figure that reads otherwise now than when it was signed off."""

    label: LazyString
    signed: str
    now: str
    url: str | None


def differences(signed: Mapping[str, object], now: Figures, address: Address) -> list[Difference]:
    """What changed since a sign-off; figures that did not exist then are left out."""
    found = []
    for figure, value in now.items():
        then = signed.get(figure.value, value)
        if then != value:
            kept = then if isinstance(then, int | float) else None
            found.append(
                Difference(
                    RULES[figure].label,
                    value_text(figure, kept),
                    value_text(figure, value),
                    address(figure),
                )
            )
    return found
