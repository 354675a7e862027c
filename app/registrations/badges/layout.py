"""Where the words of a badge stand and how large: nothing may run over the edge.

A badge is read from three metres, so the given name, by which a Vietnamese is addressed,
is printed largest. Names of 45 characters and organisations of 120 are planned for; longer
ones get smaller or end in an ellipsis. Where the parts stand says `design.frame`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from app.core.documents.text import fit_size, shorten, wrap
from app.registrations.badges.design import MM, Box, Frame

NAME_ROOM = 91 * MM  # the words of an A6 card; the sizes below are made for it
GAP = 5.0  # between name and organisation
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


def fit_name(
    name: str, given: str, measure: Measure, room: float = NAME_ROOM, scale: float = 1
) -> list[Line]:
    """One line if it is large enough so; else two, broken before the given name; else smaller.

    Family names too long even for a small line take two.
    """
    whole = measure(name, Weight.BOLD)
    if not name.strip():
        return []
    if whole * 36 * scale <= room:
        return [Line(name, fit_size(whole, room, 42 * scale), Weight.BOLD)]
    family, given = _split(name, given)
    last = Line(given, fit_size(measure(given, Weight.BOLD), room, 46 * scale), Weight.BOLD)
    if not family:
        return [last]
    before = measure(family, Weight.SEMIBOLD)
    size = fit_size(before, room, 21 * scale)
    if size >= 14 * scale:
        return [Line(family, size, Weight.SEMIBOLD), last]
    size, lines = 16.0 * scale, None
    while lines is None:
        lines = wrap(family, room / size, 2, partial(_in, measure, Weight.SEMIBOLD))
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
    room: float = NAME_ROOM,
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


def fit_category(text: str, measure: Measure, room: float, scale: float = 1) -> list[Line]:
    """The words on the coloured band: one line down to 13 points, else two."""
    size = fit_size(measure(text, Weight.BOLD), room, 19 * scale)
    if size >= 13 * scale:
        return [Line(text, size, Weight.BOLD)]
    return fit_lines(text, measure, lines=2, size=12 * scale, room=room, weight=Weight.BOLD)


def arrange_head(event: Event, frame: Frame, measure: Measure) -> list[Placed]:
    """The event's name and days, at the top beside the mark."""
    box, scale = frame.head, frame.scale
    if box is None:
        return []
    name = fit_lines(
        event.name,
        measure,
        lines=2,
        size=11.5 * scale,
        room=box.width,
        weight=Weight.SEMIBOLD,
    )
    when = fit_lines(event.when_where, measure, lines=1, size=9 * scale, room=box.width)
    return [
        Placed(line, box.x, y, INK_2 if line in when else INK, centred=False)
        for line, y in _stacked([*name, *when], box)
    ]


def arrange_band(category: str, frame: Frame, measure: Measure) -> list[Placed]:
    """The category in words, white on its colour."""
    box = frame.band
    if box is None:
        return []
    lines = fit_category(category, measure, box.width - 6 * MM * frame.scale, frame.scale)
    return [Placed(line, box.middle, y, WHITE) for line, y in _stacked(lines, box)]


def arrange_person(face: Face, frame: Frame, measure: Measure) -> list[Placed]:
    """Name, and organisation if it is given, beside the QR code or above it; the code at the foot.

    Where the words would be higher than their box, all of them get smaller.
    """
    box, scale = frame.words, frame.scale
    while True:
        name = fit_name(face.name, face.given, measure, box.width, scale)
        organisation = fit_lines(
            face.organisation,
            measure,
            lines=3,
            size=12 * scale,
            room=box.width,
            instead=face.short_name,
        )
        gap = GAP * scale if name and organisation else 0.0
        lines = name + organisation
        if sum(line.size * LEADING for line in lines) + gap <= box.height:
            break
        scale *= 0.94
    stack = _stacked(lines, box, len(name), gap)
    placed = [Placed(line, box.middle, y) for line, y in stack]
    if frame.code is not None:
        size = fit_size(measure(face.code, Weight.REGULAR), frame.code.width, 8 * frame.scale)
        foot = frame.code.y + 1.5 * MM * frame.scale
        placed.append(Placed(Line(face.code, size), frame.code.middle, foot, INK_2))
    return placed


def arrange_back(words: str, frame: Frame, measure: Measure) -> list[Placed]:
    """The organiser's words on the back, line by line as typed, smaller until all fit."""
    margin = 7 * MM * frame.scale
    box = Box(margin, margin, frame.width - 2 * margin, frame.height - 2 * margin)
    size, lines = max(12.0 * frame.scale, 9.0), None
    while lines is None:
        lines = _paragraphs(words, measure, size, box)
        size *= 0.9
    return [Placed(line, box.x, y, centred=False) for line, y in _stacked(lines, box)]


def _paragraphs(words: str, measure: Measure, size: float, box: Box) -> list[Line] | None:
    """The words in lines of one size, None when they are higher than the box."""
    found: list[Line] = []
    for paragraph in words.strip().splitlines():
        found += fit_lines(paragraph, measure, lines=99, size=size, room=box.width) or [
            Line("", size)
        ]
    return found if sum(line.size * LEADING for line in found) <= box.height else None


def _stacked(
    lines: list[Line], box: Box, gap_before: int = 0, gap: float = 0.0
) -> list[tuple[Line, float]]:
    """Lines with their baselines, in the middle of the box; `gap` before the line numbered so."""
    height = sum(line.size * LEADING for line in lines) + gap
    y, placed = box.top - max(0.0, (box.height - height) / 2), []
    for index, line in enumerate(lines):
        y -= gap if index == gap_before else 0
        placed.append((line, y - line.size * 0.94))
        y -= line.size * LEADING
    return placed
