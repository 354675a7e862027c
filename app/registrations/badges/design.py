"""How the badges of an event look: the card's size, what stands on it, and where.

A `Design` is what an organiser chooses; `frame` gives every part its box. The boxes never
overlap, so nothing that is written can cover the QR code or its quiet zone. All measures are
in points, the origin is the card's lower left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MM = 72 / 25.4
A4_MM = (210.0, 297.0)
LEAST_QR = 24 * MM  # with its quiet zone: below this, cheap phones hesitate
MOST_BACK = 600  # characters of the organiser's words on the back


class Size(StrEnum):
    """The card, width before height."""

    A6 = "a6"
    A6_WIDE = "a6-wide"
    A7 = "a7"
    CARD = "card"  # as a bank card


class QrPlace(StrEnum):
    BELOW = "below"  # the name; a wide card has no room there and takes the right side
    LEFT = "left"
    RIGHT = "right"


class Part(StrEnum):
    """What may be left out. The name and the QR code always stand there."""

    EVENT = "event"
    ORGANISATION = "organisation"
    CATEGORY = "category"
    CODE = "code"


class Back(StrEnum):
    NONE = "none"
    SAME = "same"
    WORDS = "words"


SIZES_MM = {
    Size.A6: (105.0, 148.0),
    Size.A6_WIDE: (148.0, 105.0),
    Size.A7: (74.0, 105.0),
    Size.CARD: (85.6, 54.0),
}


class Paper(StrEnum):
    """How badges are laid on paper."""

    A4 = "a4"  # side by side, to be cut
    CARD = "card"  # one to a page of the card's size


@dataclass(frozen=True)
class Design:
    """What an organiser chose; without a choice, the A6 card that most holders take."""

    size: Size = Size.A6
    qr: QrPlace = QrPlace.BELOW
    parts: frozenset[Part] = frozenset(Part)
    back: Back = Back.NONE
    back_words: str = ""
    logo: str = ""  # the name of a kept picture; empty: the mark of the product


@dataclass(frozen=True)
class Look:
    """A design, and the picture that its logo is (empty: the mark of the product)."""

    design: Design = Design()
    logo: bytes = b""


@dataclass(frozen=True)
class Box:
    """A rectangle on the card."""

    x: float
    y: float
    width: float
    height: float

    @property
    def top(self) -> float:
        return self.y + self.height

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    def overlaps(self, other: Box) -> bool:
        return (
            self.x < other.right - 1e-6
            and other.x < self.right - 1e-6
            and self.y < other.top - 1e-6
            and other.y < self.top - 1e-6
        )


@dataclass(frozen=True)
class Frame:
    """Where the parts of one design's card stand. `scale` is 1 for A6, less for smaller cards."""

    width: float
    height: float
    scale: float
    words: Box  # name and organisation
    qr: Box  # with its quiet zone
    mark: Box | None
    head: Box | None  # name and days of the event
    band: Box | None
    code: Box | None

    @property
    def boxes(self) -> list[Box]:
        found = (self.words, self.qr, self.mark, self.head, self.band, self.code)
        return [box for box in found if box is not None]


def frame(design: Design) -> Frame:
    """The boxes of a design, none over another and all on the card."""
    width, height = (side * MM for side in SIZES_MM[design.size])
    scale = min(width, height) / (105 * MM)
    unit = scale * MM
    room = width - 14 * unit
    code = band = mark = head = None
    foot = 7 * unit
    if Part.CODE in design.parts:
        code = Box(7 * unit, 5 * unit, room, 4.5 * unit)
        foot = 11.5 * unit
    if Part.CATEGORY in design.parts:
        band = Box(7 * unit, foot, room, 13 * unit)
        foot += 14 * unit
    top = height - 7 * unit
    if Part.EVENT in design.parts:
        mark = Box(7 * unit, height - 19 * unit, 10 * unit, 10 * unit)
        head = Box(21 * unit, height - 23 * unit, width - 28 * unit, 18 * unit)
        top = head.y - 2 * unit
    words, qr = _share(design, Box(7 * unit, foot, room, top - foot), 42 * unit)
    return Frame(width, height, scale, words, qr, mark, head, band, code)


def _share(design: Design, body: Box, usual: float) -> tuple[Box, Box]:
    """What lies between head and foot, shared by the words and the QR code."""
    side = min(max(usual, LEAST_QR), body.height)
    wide = design.size in (Size.A6_WIDE, Size.CARD)
    if design.qr is QrPlace.BELOW and not wide:
        qr = Box(body.middle - side / 2, body.y, side, side)
        return Box(body.x, qr.top, body.width, body.top - qr.top), qr
    gap = usual / 14
    middle, rest = body.y + (body.height - side) / 2, body.width - side - gap
    if design.qr is QrPlace.LEFT:
        qr = Box(body.x, middle, side, side)
        return Box(qr.right + gap, body.y, rest, body.height), qr
    return (
        Box(body.x, body.y, rest, body.height),
        Box(body.right - side, middle, side, side),
    )


@dataclass(frozen=True)
class Sheet:
    """A4 with as many cards as fit: its sides, and the lower left corner of each card."""

    width: float
    height: float
    corners: tuple[tuple[float, float], ...]


def sheet(size: Size) -> Sheet:
    """Cards on A4, upright or lying, whichever takes more; in reading order."""
    upright, lying = (_tiled(size, *sides) for sides in (A4_MM, A4_MM[::-1]))
    return lying if len(lying.corners) > len(upright.corners) else upright


def _tiled(size: Size, across: float, up: float) -> Sheet:
    width, height = SIZES_MM[size]
    columns, rows = int(across // width), int(up // height)
    left, below = (across - columns * width) / 2, (up - rows * height) / 2
    return Sheet(
        across * MM,
        up * MM,
        tuple(
            ((left + column * width) * MM, (below + row * height) * MM)
            for row in reversed(range(rows))
            for column in range(columns)
        ),
    )
