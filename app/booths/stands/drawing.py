"""The plan of a hall as shapes in metres, for the page (SVG) and for paper alike.

What a booth is called, who stands there and what state it is in come in; where each line of
text goes comes out. Colour is never alone: a state has its own stroke, mark or word too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.documents.text import Measure, shorten, wrap

MARGIN = 2.5
"""Metres between the booths and the hall's wall, as drawn."""

CODE_SIZE, NAME_SIZE = 0.62, 0.39
LETTER = 0.56
"""Width of a letter of the plan's face, in its size: an average, on the wide side."""


class Look(StrEnum):
    """The state of a booth as drawn."""

    FREE = "free"
    TAKEN = "taken"
    SHARED = "shared"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Stand:
    """A booth to draw: its rectangle, what is written on it, what is read aloud of it."""

    code: str
    zone: str | None
    x: float
    y: float
    width: float
    depth: float
    look: Look
    name: str
    water: bool = False
    locked: bool = False
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, centred on x; y is its base line. Metres from the drawing's corner."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A stand as drawn: its rectangle inside the drawing, code and lines of its name."""

    stand: Stand
    x: float
    y: float
    width: float
    depth: float
    code: Line
    names: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ZoneOutline:
    """The rectangle around a zone's booths."""

    zone: str
    x: float
    y: float
    width: float
    depth: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A hall: its size in metres, zones below, boxes above."""

    width: float
    depth: float
    boxes: tuple[Box, ...]
    zones: tuple[ZoneOutline, ...]


def usual_width(text: str) -> float:
    """About how wide a text is at size 1, for pages: the browser knows, we do not."""
    return len(text) * LETTER


def draw(stands: Sequence[Stand], measure: Measure = usual_width) -> Drawing:
    """The drawing of one hall; an empty one is a small empty hall.

    `measure` gives the width of a text at size 1.
    """
    if not stands:
        return Drawing(4 * MARGIN, 2 * MARGIN, (), ())
    left = min(s.x for s in stands) - MARGIN
    top = min(s.y for s in stands) - MARGIN
    return Drawing(
        width=_tidy(max(s.x + s.width for s in stands) - left + MARGIN),
        depth=_tidy(max(s.y + s.depth for s in stands) - top + MARGIN),
        boxes=tuple(_box(stand, left, top, measure) for stand in stands),
        zones=tuple(_zones(stands, left, top)),
    )


def _box(stand: Stand, left: float, top: float, measure: Measure) -> Box:
    gap = min(0.08, stand.width / 20, stand.depth / 20)
    x, y = stand.x - left, stand.y - top
    middle = _tidy(x + stand.width / 2)
    code_y = y + min(0.95, stand.depth * 0.55)
    room = int((stand.depth - 1.1) / 0.62)
    names = name_lines(stand.name, (stand.width - 0.3) / NAME_SIZE, min(2, room), measure)
    return Box(
        stand,
        _tidy(x + gap),
        _tidy(y + gap),
        _tidy(stand.width - 2 * gap),
        _tidy(stand.depth - 2 * gap),
        Line(stand.code, middle, _tidy(code_y)),
        tuple(Line(text, middle, _tidy(y + 1.75 + 0.62 * n)) for n, text in enumerate(names)),
    )


def name_lines(name: str, width: float, most: int, measure: Measure) -> list[str]:
    """A name in at most so many lines of a width (at size 1); cut with … when it is too long."""
    if most < 1 or not name:
        return []
    lines = wrap(name, width, most, measure)
    if lines is not None:
        return lines
    short = shorten(name, lambda text: wrap(text, width, most, measure) is not None)
    return wrap(short, width, most, measure) or []


def _zones(stands: Iterable[Stand], left: float, top: float) -> Iterable[ZoneOutline]:
    """Outlines of zones, left out where they would cut through another zone's booths."""
    members: dict[str, list[Stand]] = defaultdict(list)
    for stand in stands:
        if stand.zone:
            members[stand.zone].append(stand)
    for zone, own in sorted(members.items()):
        x, y = min(s.x for s in own) - 0.5, min(s.y for s in own) - 0.9
        right, bottom = max(s.x + s.width for s in own) + 0.5, max(s.y + s.depth for s in own) + 0.5
        others = (s for name, group in members.items() if name != zone for s in group)
        if any(
            s.x < right and x < s.x + s.width and s.y < bottom and y < s.y + s.depth for s in others
        ):
            continue
        yield ZoneOutline(
            zone, _tidy(x - left), _tidy(y - top), _tidy(right - x), _tidy(bottom - y)
        )


@dataclass(frozen=True, slots=True)
class Row:
    """Booths that stand side by side, for figures by row: first and last code, power."""

    first: str
    last: str
    power_used: float
    power_limit: float


def rows_of(stands: Sequence[tuple[str, float, float, float, float]]) -> list[Row]:
    """Rows from (code, x, y, power used, power limit): booths of one hall with the same y."""
    by_y: dict[float, list[tuple[str, float, float, float, float]]] = defaultdict(list)
    for stand in stands:
        by_y[round(stand[2], 1)].append(stand)
    rows = []
    for _, group in sorted(by_y.items()):
        group.sort(key=lambda stand: stand[1])
        rows.append(
            Row(
                group[0][0],
                group[-1][0],
                round(sum(s[3] for s in group), 3),
                round(sum(s[4] for s in group), 3),
            )
        )
    return rows


def _tidy(value: float) -> float:
    return round(value, 2)
