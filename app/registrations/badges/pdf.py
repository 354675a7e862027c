"""Badges as PDF: four A6 cards on an A4 sheet to be cut, or one card per A6 page.

What is the same on many cards (head, band) is drawn once and referred to; fonts are
embedded once with the letters used. So a badge takes about 2 kB and 2 ms (benchmarks/badges.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.core.documents import (
    SANS,
    SANS_BOLD,
    SANS_SEMIBOLD,
    draw_qr,
    drawable,
    qr_runs,
    qr_side,
    text_width,
)
from app.registrations.badges import layout
from app.registrations.badges.layout import MM, Event, Face, Placed, Weight

FONTS = {Weight.REGULAR: SANS, Weight.SEMIBOLD: SANS_SEMIBOLD, Weight.BOLD: SANS_BOLD}
INDIGO, TURMERIC, HAIRLINE = HexColor("#2b3f87"), HexColor("#e3a008"), HexColor("#d5d1c6")


class Paper(StrEnum):
    """How badges are laid on paper."""

    A4 = "a4"  # four to a sheet
    CARD = "card"  # one to a page of A6


def measure(text: str, weight: Weight) -> float:
    return text_width(drawable(text, FONTS[weight]), FONTS[weight], 1)


def render(
    event: Event,
    faces: Iterable[Face],
    paper: Paper = Paper.A4,
    *,
    progress: Callable[[int], None] = lambda done: None,
) -> bytes:
    """The PDF with one badge per face. `progress` is told after every badge how many are done."""
    target = BytesIO()
    size = A4 if paper is Paper.A4 else (layout.WIDTH, layout.HEIGHT)
    canvas = Canvas(target, pagesize=size, pageCompression=1, invariant=1)
    canvas.setTitle(drawable(event.name))
    canvas.setAuthor("Ketnoi")
    stock = _Stock(canvas, event)
    places = _places(paper)
    done = 0
    for done, face in enumerate(faces, 1):
        x, y = places[(done - 1) % len(places)]
        canvas.saveState()
        canvas.translate(x, y)
        _draw_card(canvas, stock, face)
        canvas.restoreState()
        if done % len(places) == 0:
            _finish_page(canvas, paper)
        progress(done)
    if done % len(places) or not done:
        _finish_page(canvas, paper)
    canvas.save()
    return target.getvalue()


def _places(paper: Paper) -> list[tuple[float, float]]:
    """Lower left corners of the cards on a page, in reading order."""
    if paper is Paper.CARD:
        return [(0.0, 0.0)]
    half_width, half_height = A4[0] / 2, A4[1] / 2
    spare = (half_height - layout.HEIGHT) / 2
    return [(x, y + spare) for y in (half_height, 0.0) for x in (0.0, half_width)]


def _finish_page(canvas: Canvas, paper: Paper) -> None:
    if paper is Paper.A4:
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.4)
        canvas.setDash(3, 3)
        canvas.line(A4[0] / 2, 0, A4[0] / 2, A4[1])
        canvas.line(0, A4[1] / 2, A4[0], A4[1] / 2)
    canvas.showPage()


class _Stock:
    """The parts of a card that many share, each drawn once in the document."""

    def __init__(self, canvas: Canvas, event: Event) -> None:
        self._canvas, self._event = canvas, event
        self._forms: dict[tuple[str, str], str] = {}

    def card_for(self, face: Face) -> str:
        """The form with head and band for this category, drawn when first asked for."""
        key = (face.category, face.colour)
        if key not in self._forms:
            self._forms[key] = f"card{len(self._forms)}"
            self._draw(self._forms[key], face)
        return self._forms[key]

    def _draw(self, name: str, face: Face) -> None:
        canvas = self._canvas
        canvas.beginForm(name, 0, 0, layout.WIDTH, layout.HEIGHT)
        _draw_mark(canvas, layout.MARGIN, layout.HEIGHT - 19 * MM, 10 * MM)
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.6)
        canvas.line(layout.MARGIN, layout.HEAD_LINE, layout.WIDTH - layout.MARGIN, layout.HEAD_LINE)
        x, y, width, height = layout.BAND
        canvas.setFillColor(HexColor(layout.COLOURS.get(face.colour, layout.INK)))
        canvas.roundRect(x, y, width, height, 2 * MM, stroke=0, fill=1)
        _write(canvas, layout.arrange_head(self._event, measure))
        _write(canvas, layout.arrange_band(face.category, measure))
        canvas.endForm()


def _draw_card(canvas: Canvas, stock: _Stock, face: Face) -> None:
    canvas.doForm(stock.card_for(face))
    _write(canvas, layout.arrange_person(face, measure))
    modules, runs = qr_runs(face.token)
    side = qr_side(modules, layout.QR_BOX)
    quiet = (layout.QR_BOX - side) / 2
    draw_qr(
        canvas,
        modules,
        runs,
        (layout.WIDTH - side) / 2,
        layout.QR_BOTTOM + quiet,
        side,
    )


def _write(canvas: Canvas, placed: list[Placed]) -> None:
    colour = None
    for item in placed:
        if item.colour != colour:
            colour = item.colour
            canvas.setFillColor(HexColor(colour))
        font = FONTS[item.line.weight]
        text = drawable(item.line.text, font)
        canvas.setFont(font, item.line.size)
        left = item.x - text_width(text, font, item.line.size) / 2 if item.centred else item.x
        canvas.drawString(left, item.y, text)


def _draw_mark(canvas: Canvas, x: float, y: float, side: float) -> None:
    """The thread with its two knots, in a square of 28 units."""
    canvas.saveState()
    canvas.translate(x, y + side)
    canvas.scale(side / 28, -side / 28)
    canvas.setStrokeColor(INDIGO)
    canvas.setLineWidth(2.5)
    thread = canvas.beginPath()
    thread.moveTo(7, 19)
    thread.curveTo(7, 9, 21, 19, 21, 9)
    canvas.drawPath(thread, stroke=1, fill=0)
    canvas.setFillColor(INDIGO)
    canvas.circle(7, 20, 4.5, stroke=0, fill=1)
    canvas.setFillColor(TURMERIC)
    canvas.circle(21, 8, 4.5, stroke=0, fill=1)
    canvas.restoreState()
