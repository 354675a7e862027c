"""Where the words of a badge stand and how large: nothing may run over the edge.

A badge is read from three metres, so the given name, by which a Vietnamese is addressed,
is printed largest. Names of 45 characters and organisations of 120 are planned for; longer
ones get smaller or end in an ellipsis. All measures are in points, the origin is the lower
left corner of the A6 card.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from app.core.documents.text import fit_size, shorten, wrap

MM = 72 / 25.4
WIDTH, HEIGHT = 105 * MM, 148 * MM  # A6
MARGIN = 7 * MM
ROOM = WIDTH - 2 * MARGIN
QR_BOX = 42 * MM  # with its quiet zone; the dark part is 34.5 mm
QR_BOTTOM = 25.5 * MM
BAND = (MARGIN, 11.5 * MM, ROOM, 13 * MM)  # x, y, width, height
HEAD_LINE = HEIGHT - 23 * MM
HEAD_TEXT = MARGIN + 14 * MM  # right of the mark
WORDS_TOP, WORDS_BOTTOM = HEAD_LINE - 2 * MM, QR_BOTTOM + QR_BOX
LEADING = 1.22  # stacked marks (Ễ, Ộ) must not touch the line above
INK, INK_2, WHITE = "#1c2333", "#535b6b", "#ffffff"

# The colours a category may have; all carry white words (contrast 4.5 or more).
COLOURS = {
    "indigo": "#2b3f87",
    "green": "#1a7431",
    "orange": "#b3480d",
    "purple": "#6b3fa0",
    "teal": "#0f6b66",
    "red": "#a61b2b",
    "lime": "#4a6b0f",
    "pink": "#a3245f",
    "blue": "#14609e",
    "dark": "#1c2333",
}


class Weight(StrEnum):
    REGULAR = "regular"
    SEMIBOLD = "semibold"
    BOLD = "bold"


Measure = Callable[[str, Weight], float]  # the width of a text at size 1


@dataclass(frozen=True)
class Event:
    """What all badges of an event share."""

    name: str
    when_where: str


@dataclass(frozen=True)
class Face:
    """What one badge says. No phone, no e-mail: they are never printed."""

    name: str
    given: str  # empty: the last word of the name
    organisation: str
    short_name: str  # of the organisation, may be empty
    category: str
    colour: str  # a key of COLOURS; anything else is shown as "dark"
    code: str
    token: str  # what the QR code holds


@dataclass(frozen=True)
class Line:
    """A line of text and how it is set."""

    text: str
    size: float
    weight: Weight = Weight.REGULAR


@dataclass(frozen=True)
class Placed:
    """A line on the card; `x` is its middle, or its left edge when `centred` is false."""

    line: Line
    x: float
    y: float  # baseline
    colour: str = INK
    centred: bool = True


def fit_name(name: str, given: str, measure: Measure) -> list[Line]:
    """One line if it is large enough so; else two, broken before the given name; else smaller.

    Family names too long even for a small line take two.
    """
    whole = measure(name, Weight.BOLD)
    if not name.strip():
        return []
    if whole * 36 <= ROOM:
        return [Line(name, fit_size(whole, ROOM, 42), Weight.BOLD)]
    family, given = _split(name, given)
    last = Line(given, fit_size(measure(given, Weight.BOLD), ROOM, 46), Weight.BOLD)
    if not family:
        return [last]
    before = measure(family, Weight.SEMIBOLD)
    size = fit_size(before, ROOM, 21)
    if size >= 14:
        return [Line(family, size, Weight.SEMIBOLD), last]
    size, lines = 16.0, None
    while lines is None:
        lines = wrap(family, ROOM / size, 2, partial(_in, measure, Weight.SEMIBOLD))
        size = size if lines is not None else size * 0.94
    return [*(Line(text, size, Weight.SEMIBOLD) for text in lines), last]


def _split(name: str, given: str) -> tuple[str, str]:
    """Family and middle names, given name; a given name not at the end is not believed."""
    if given and name.endswith(" " + given):
        return name[: -len(given)].strip(), given
    family, _space, last = name.strip().rpartition(" ")
    return family.strip(), last


def _in(measure: Measure, weight: Weight, text: str) -> float:
    return measure(text, weight)


def fit_lines(
    text: str,
    measure: Measure,
    *,
    lines: int,
    size: float,
    room: float = ROOM,
    weight: Weight = Weight.REGULAR,
    instead: str = "",
) -> list[Line]:
    """At most `lines` lines of one size; if too long, `instead`; if that too, an ellipsis."""
    broken = partial(wrap, room=room / size, lines=lines, measure=partial(_in, measure, weight))
    found = broken(text)
    if found is None and instead:
        text, found = instead, broken(instead)
    if found is None:
        found = broken(shorten(text, lambda part: broken(part) is not None)) or []
    return [Line(part, size, weight) for part in found]


def fit_category(text: str, measure: Measure) -> list[Line]:
    """The words on the coloured band: one line down to 13 points, else two."""
    room = ROOM - 6 * MM
    size = fit_size(measure(text, Weight.BOLD), room, 19)
    if size >= 13:
        return [Line(text, size, Weight.BOLD)]
    return fit_lines(text, measure, lines=2, size=12, room=room, weight=Weight.BOLD)


def arrange_head(event: Event, measure: Measure) -> list[Placed]:
    """The event's name and days, at the top beside the mark."""
    room = WIDTH - MARGIN - HEAD_TEXT
    name = fit_lines(event.name, measure, lines=2, size=11.5, room=room, weight=Weight.SEMIBOLD)
    when = fit_lines(event.when_where, measure, lines=1, size=9, room=room)
    stack = _stacked([*name, *when], HEIGHT - 5 * MM, HEAD_LINE)
    return [
        Placed(line, HEAD_TEXT, y, INK_2 if line in when else INK, centred=False)
        for line, y in stack
    ]


def arrange_band(category: str, measure: Measure) -> list[Placed]:
    """The category in words, white on its colour."""
    _x, bottom, _width, height = BAND
    stack = _stacked(fit_category(category, measure), bottom + height, bottom)
    return [Placed(line, WIDTH / 2, y, WHITE) for line, y in stack]


def arrange_person(face: Face, measure: Measure) -> list[Placed]:
    """Name and organisation between head and QR code, the registration's code at the foot."""
    name = fit_name(face.name, face.given, measure)
    organisation = fit_lines(face.organisation, measure, lines=3, size=12, instead=face.short_name)
    stack = _stacked(name + organisation, WORDS_TOP, WORDS_BOTTOM, gap_before=len(name))
    placed = [Placed(line, WIDTH / 2, y) for line, y in stack]
    code = Line(face.code, fit_size(measure(face.code, Weight.REGULAR), ROOM, 8))
    return [*placed, Placed(code, WIDTH / 2, 6.5 * MM, INK_2)]


def _stacked(
    lines: list[Line], top: float, bottom: float, gap_before: int = 0
) -> list[tuple[Line, float]]:
    """Lines with their baselines, in the middle between top and bottom."""
    gap = 5.0 if 0 < gap_before < len(lines) else 0.0
    height = sum(line.size * LEADING for line in lines) + gap
    y, placed = top - max(0.0, (top - bottom - height) / 2), []
    for index, line in enumerate(lines):
        y -= gap if gap and index == gap_before else 0
        placed.append((line, y - line.size * 0.94))
        y -= line.size * LEADING
    return placed
