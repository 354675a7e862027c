"""Badges as PDF: as many cards as fit on an A4 sheet to be cut, or one card to a page.

What is the same on many cards (head, band) is drawn once and referred to; fonts are
embedded once with the letters used. So a badge takes about 2 kB and 2 ms (benchmarks/badges.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.core.documents.fonts import drawable, text_width
from app.core.documents.qr import draw_qr, qr_runs, qr_side
from app.registrations.badges import layout
from app.registrations.badges.design import MM, Back, Box, Frame, Look, Paper, Sheet, frame, sheet
from app.registrations.badges.layout import Event, Face, Placed
from app.registrations.badges.measure import FONTS, measure

INDIGO, TURMERIC, HAIRLINE = HexColor("#2b3f87"), HexColor("#e3a008"), HexColor("#d5d1c6")


def render(
    event: Event,
    faces: Iterable[Face],
    paper: Paper = Paper.A4,
    look: Look = Look(),
    *,
    progress: Callable[[int], None] = lambda done: None,
) -> bytes:
    """The PDF with one badge per face. `progress` is told after every badge how many are done."""
    target = BytesIO()
    press = _Press(target, event, paper, look)
    done = 0
    for done, face in enumerate(faces, 1):
        press.draw(face)
        progress(done)
    press.finish()
    return target.getvalue()


class _Press:
    """Draws cards side by side, and the backs of a page behind it."""

    def __init__(self, target: BytesIO, event: Event, paper: Paper, look: Look) -> None:
        self.look, self.frame = look, frame(look.design)
        self.cut = paper is Paper.A4
        self.sheet = (
            sheet(look.design.size)
            if self.cut
            else Sheet(self.frame.width, self.frame.height, ((0.0, 0.0),))
        )
        self.canvas = Canvas(
            target, pagesize=(self.sheet.width, self.sheet.height), pageCompression=1, invariant=1
        )
        self.canvas.setTitle(drawable(event.name))
        self.canvas.setAuthor("Ketnoi")
        self.stock = _Stock(self.canvas, event, self.frame, look)
        self.on_page: list[Face] = []

    def draw(self, face: Face) -> None:
        if len(self.on_page) == len(self.sheet.corners):
            self._end_page()
        self._at(self.sheet.corners[len(self.on_page)], face)
        self.on_page.append(face)

    def finish(self) -> None:
        self._end_page()
        self.canvas.save()

    def _at(self, corner: tuple[float, float], face: Face) -> None:
        self.canvas.saveState()
        self.canvas.translate(*corner)
        _draw_card(self.canvas, self.stock, self.frame, face)
        self.canvas.restoreState()

    def _end_page(self) -> None:
        self._cutting_lines()
        self.canvas.showPage()
        if self.look.design.back is not Back.NONE and self.on_page:
            self._backs()
        self.on_page = []

    def _backs(self) -> None:
        """The page behind: mirrored, so that it lies on the fronts when turned on its long side."""
        for (x, y), face in zip(self.sheet.corners, self.on_page, strict=False):
            corner = (self.sheet.width - x - self.frame.width, y)
            if self.look.design.back is Back.SAME:
                self._at(corner, face)
            else:
                self.canvas.saveState()
                self.canvas.translate(*corner)
                self.canvas.doForm(self.stock.back())
                self.canvas.restoreState()
        self._cutting_lines()
        self.canvas.showPage()

    def _cutting_lines(self) -> None:
        if not self.cut:
            return
        self.canvas.setStrokeColor(HAIRLINE)
        self.canvas.setLineWidth(0.4)
        self.canvas.setDash(3, 3)
        edges = self.sheet.corners
        for x in sorted({round(x + d, 2) for x, _y in edges for d in (0, self.frame.width)}):
            if 1 < x < self.sheet.width - 1:
                self.canvas.line(x, 0, x, self.sheet.height)
        for y in sorted({round(y + d, 2) for _x, y in edges for d in (0, self.frame.height)}):
            if 1 < y < self.sheet.height - 1:
                self.canvas.line(0, y, self.sheet.width, y)


class _Stock:
    """The parts of a card that many share, each drawn once in the document."""

    def __init__(self, canvas: Canvas, event: Event, frame: Frame, look: Look) -> None:
        self._canvas, self._event, self._frame, self._look = canvas, event, frame, look
        self._forms: dict[tuple[str, str], str] = {}
        self._logo = ImageReader(BytesIO(look.logo)) if look.logo else None
        self._back = ""

    def card_for(self, face: Face) -> str:
        """The form with head and band for this category, drawn when first asked for."""
        key = (face.category, face.colour)
        if key not in self._forms:
            self._forms[key] = f"card{len(self._forms)}"
            with self._form(self._forms[key]):
                self._draw(face)
        return self._forms[key]

    def back(self) -> str:
        """The form with the organiser's words."""
        if not self._back:
            self._back = "back"
            with self._form(self._back):
                words = self._look.design.back_words
                _write(self._canvas, layout.arrange_back(words, self._frame, measure))
        return self._back

    @contextmanager
    def _form(self, name: str) -> Iterator[None]:
        self._canvas.beginForm(name, 0, 0, self._frame.width, self._frame.height)
        yield
        self._canvas.endForm()

    def _draw(self, face: Face) -> None:
        canvas, frame = self._canvas, self._frame
        if frame.mark is not None and frame.head is not None:
            self._draw_mark(frame.mark)
            canvas.setStrokeColor(HAIRLINE)
            canvas.setLineWidth(0.6)
            canvas.line(frame.mark.x, frame.head.y, frame.head.right, frame.head.y)
        if (band := frame.band) is not None:
            canvas.setFillColor(HexColor(layout.COLOURS.get(face.colour, layout.INK)))
            radius = 2 * MM * frame.scale
            canvas.roundRect(band.x, band.y, band.width, band.height, radius, stroke=0, fill=1)
        _write(canvas, layout.arrange_head(self._event, frame, measure))
        _write(canvas, layout.arrange_band(face.category, frame, measure))

    def _draw_mark(self, box: Box) -> None:
        if self._logo is None:
            _draw_thread(self._canvas, box.x, box.y, box.width)
            return
        self._canvas.drawImage(
            self._logo, box.x, box.y, box.width, box.height, preserveAspectRatio=True, anchor="c"
        )


def _draw_card(canvas: Canvas, stock: _Stock, frame: Frame, face: Face) -> None:
    canvas.doForm(stock.card_for(face))
    _write(canvas, layout.arrange_person(face, frame, measure))
    modules, runs = qr_runs(face.token)
    side = qr_side(modules, frame.qr.width)
    quiet = (frame.qr.width - side) / 2
    draw_qr(canvas, modules, runs, frame.qr.x + quiet, frame.qr.y + quiet, side)


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


def _draw_thread(canvas: Canvas, x: float, y: float, side: float) -> None:
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
