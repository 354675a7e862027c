"""How meetings stand on paper: which lines a sheet has, and where it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Paper(StrEnum):
    """Onto what sheets of A5 are printed."""

    A4 = "a4"  # two side by side, to be cut
    A5 = "a5"


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting on a sheet. `who`: whom it names, each on lines of its own; `link`: to join."""

    day: date
    starts_at: datetime
    ends_at: datetime
    place: str
    who: tuple[str, ...]
    about: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one reader gets, on as many pages as it takes, in their language.

    `number`: in figures for the far eye; `code`: the address in its QR code, `code_says` what
    stands under that.
    """

    language: str
    over: str
    title: str
    below: tuple[str, ...]
    code: str
    code_says: tuple[str, ...]
    lines: tuple[Line, ...]
    foot: str = ""
    number: str = ""


def pages(
    rows: Sequence[tuple[date, float]], *, first: float, later: float, head: float
) -> list[list[int]]:
    """Which rows (their day and height, in order) stand on which page, by their positions.

    `first` and `later` are the heights of the first page's room and of the others'. A day's
    heading (`head` high) stands before its first row and again at the top of a page; it never
    stands alone. A row higher than a page has one for itself. There is always a page.
    """
    found: list[list[int]] = [[]]
    left, before = first, None
    for number, (day, height) in enumerate(rows):
        needed = height + (head if day != before else 0)
        if needed > left and found[-1]:
            found.append([])
            left, needed = later, height + head
        found[-1].append(number)
        left -= needed
        before = day
    return found
