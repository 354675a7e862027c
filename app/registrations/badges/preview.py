"""A badge as drawing instructions for the page: the same boxes and lines as on paper."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.documents.qr import qr_svg
from app.registrations.badges import layout
from app.registrations.badges.design import Back, Box, Design, Frame, frame
from app.registrations.badges.layout import Event, Face, Weight
from app.registrations.badges.measure import measure

WEIGHTS = {Weight.REGULAR: 400, Weight.SEMIBOLD: 600, Weight.BOLD: 700}


@dataclass(frozen=True)
class Text:
    """A line of text in the page's coordinates: y grows downwards."""

    text: str
    x: float
    y: float
    size: float
    weight: int
    colour: str
    anchor: str


@dataclass(frozen=True)
class Card:
    """One side of a badge to be drawn as SVG; lengths in points."""

    width: float
    height: float
    texts: list[Text]
    mark: Box | None = None
    rule: Box | None = None
    band: Box | None = None
    band_colour: str = ""
    qr: Box | None = None  # with its quiet zone
    qr_modules: int = 0  # along a side, quiet zone included
    qr_path: str = ""


def sides(event: Event, face: Face, design: Design) -> list[Card]:
    """The front, and the back where it says something of its own."""
    made = frame(design)
    cards = [_front(event, face, made)]
    if design.back is Back.WORDS:
        placed = layout.arrange_back(design.back_words, made, measure)
        cards.append(Card(made.width, made.height, _texts(placed, made)))
    return cards


def _front(event: Event, face: Face, made: Frame) -> Card:
    placed = [
        *layout.arrange_head(event, made, measure),
        *layout.arrange_band(face.category, made, measure),
        *layout.arrange_person(face, made, measure),
    ]
    modules, path = qr_svg(face.token)
    return Card(
        width=made.width,
        height=made.height,
        texts=_texts(placed, made),
        mark=_turned(made.mark, made),
        rule=_turned(made.head, made),
        band=_turned(made.band, made),
        band_colour=layout.COLOURS.get(face.colour, layout.INK),
        qr=_turned(made.qr, made),
        qr_modules=modules,
        qr_path=path,
    )


def _texts(placed: list[layout.Placed], made: Frame) -> list[Text]:
    return [
        Text(
            text=item.line.text,
            x=round(item.x, 2),
            y=round(made.height - item.y, 2),
            size=round(item.line.size, 2),
            weight=WEIGHTS[item.line.weight],
            colour=item.colour,
            anchor="middle" if item.centred else "start",
        )
        for item in placed
    ]


def _turned(box: Box | None, made: Frame) -> Box | None:
    """The box with its upper edge counted from the top."""
    if box is None:
        return None
    return Box(box.x, made.height - box.top, box.width, box.height)
