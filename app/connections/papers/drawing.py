"""Sheets of A5 as a PDF, alone or two to an A4: a head with a code, then line by line.

Imported by who draws: it needs ReportLab.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Table

from app.connections.papers.arrangement import Line, Paper, Sheet, pages
from app.core.documents.fonts import SANS, SANS_BOLD, SANS_SEMIBOLD, drawable, register
from app.core.documents.fonts import text_width as width_of
from app.core.documents.qr import QUIET_ZONE, draw_qr, qr_runs
from app.core.documents.text import fit_size, shorten, wrap
from app.core.i18n import _, date_text, force_locale, time_text, weekday_text

WIDTH, HEIGHT = A5
EDGE = 11 * mm
ROOM = WIDTH - 2 * EDGE
CODE = 31 * mm  # with its quiet zone: read at arm's length
FOOT = 15 * mm
FOOT_ROOM = ROOM - 10 * mm
WHEN = 29 * mm  # the column of time and place
HEAD_OF_DAY = 8.5 * mm
PAD = 2.2 * mm
INK, QUIET, HAIR = HexColor("#1c2333"), HexColor("#535b6b"), HexColor("#b5b1a6")

Style = tuple[str, float, float]  # face, size, leading
WHO: Style = (SANS_SEMIBOLD, 10.5, 13)
ABOUT: Style = (SANS, 8.5, 11)
TIME: Style = (SANS_SEMIBOLD, 10.5, 13)
PLACE: Style = (SANS_BOLD, 12, 14.5)
Text = tuple[str, Style, Color]


def draw(
    sheets: Sequence[Sheet],
    *,
    name: str,
    paper: Paper = Paper.A5,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> bytes:
    """The finished PDF; `name` is its title in the viewer."""
    register()
    target = BytesIO()
    double = paper is Paper.A4
    canvas = Canvas(target, pagesize=landscape(A4) if double else A5, invariant=1)
    canvas.setTitle(drawable(name))
    canvas.setAuthor("Ketnoi")
    drawn = 0
    for number, sheet in enumerate(sheets):
        if number % 10 == 0:
            progress(number, len(sheets))
        with force_locale(sheet.language):
            for draw_page in _pages(sheet):
                if drawn and not (double and drawn % 2):
                    canvas.showPage()
                canvas.saveState()
                if double and drawn % 2:
                    canvas.translate(landscape(A4)[0] / 2, 0)
                draw_page(canvas)
                canvas.restoreState()
                drawn += 1
    progress(len(sheets), len(sheets))
    canvas.save()
    return target.getvalue()


def _pages(sheet: Sheet) -> list[Callable[[Canvas], None]]:
    """A drawer for each page of a sheet."""
    lines = [(line, *_texts(line)) for line in sheet.lines]
    heights = [
        (line.day, max(_height(left), _height(right)) + 2 * PAD) for line, left, right in lines
    ]
    top = HEIGHT - EDGE
    first = top - _head_height(sheet) - FOOT
    later = top - 9 * mm - FOOT
    found = pages(heights, first=first, later=later, head=HEAD_OF_DAY)

    def page(number: int) -> Callable[[Canvas], None]:
        def draw_page(canvas: Canvas) -> None:
            y = _head(canvas, sheet) if number == 0 else _again(canvas, sheet)
            before: date | None = None
            for at in found[number]:
                line, left, right = lines[at]
                if line.day != before:
                    y = _day(canvas, line.day, y)
                before = line.day
                y = _line(canvas, line, left, right, heights[at][1], y)
            _foot(canvas, sheet, number + 1, len(found))

        return draw_page

    return [page(number) for number in range(len(found))]


# ------------------------------------------------------------------------------ fitting
def fitted(text: str, style: Style, room: float, most: int) -> list[str]:
    """A text on at most so many lines; what does not fit ends with an ellipsis."""
    face, size, _leading = style
    text = drawable(text, face)

    def measure(part: str) -> float:
        return width_of(part, face, size)

    kept = shorten(text, lambda part: wrap(part, room, most, measure) is not None)
    return wrap(kept, room, most, measure) or []


def _texts(line: Line) -> tuple[list[Text], list[Text]]:
    """The two columns of a line: when and where; whom and about what."""
    time = f"{time_text(line.starts_at)}–{time_text(line.ends_at)}"
    left: list[Text] = [(time, TIME, INK)]
    left += [(part, PLACE, INK) for part in fitted(line.place, PLACE, WHEN - 2 * mm, 3)]
    right: list[Text] = []
    for one in line.who:
        right += [(part, WHO, INK) for part in fitted(one, WHO, ROOM - WHEN, 2)]
    right += [(part, ABOUT, QUIET) for part in fitted(line.about, ABOUT, ROOM - WHEN, 2)]
    right += [(part, ABOUT, INK) for part in fitted(line.link, ABOUT, ROOM - WHEN, 3)]
    return left, right


def _height(texts: Sequence[Text]) -> float:
    return sum(leading for _text, (_face, _size, leading), _colour in texts)


# ------------------------------------------------------------------------------ drawing
def _put(canvas: Canvas, x: float, y: float, text: str, style: Style, colour: Color = INK) -> None:
    face, size, _leading = style
    canvas.setFont(face, size)
    canvas.setFillColor(colour)
    canvas.drawString(x, y, drawable(text, face))


def _down(canvas: Canvas, x: float, y: float, texts: Sequence[Text]) -> float:
    """Texts below each other from y downwards; where they end."""
    for text, style, colour in texts:
        y -= style[2]
        _put(canvas, x, y + style[2] - style[1], text, style, colour)
    return y


def _rule(canvas: Canvas, y: float, width: float = 0.5, colour: Color = HAIR) -> None:
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(width)
    canvas.line(EDGE, y, WIDTH - EDGE, y)


def _titles(sheet: Sheet) -> list[Text]:
    """What stands left of the code."""
    room = ROOM - CODE - 4 * mm
    over: Style = (SANS, 9, 12)
    below: Style = (SANS, 9, 12)
    title: Style = (SANS_BOLD, 15, 19)
    texts: list[Text] = [(part, over, QUIET) for part in fitted(sheet.over, over, room, 2)]
    texts += [(part, title, INK) for part in fitted(sheet.title, title, room, 3)]
    if sheet.number:
        size = fit_size(width_of(sheet.number, SANS_BOLD, 1), room, 76)
        texts.append((sheet.number, (SANS_BOLD, size, size * 1.02), INK))
    for one in sheet.below:
        texts += [(part, below, QUIET) for part in fitted(one, below, room, 2)]
    return texts


def _head_height(sheet: Sheet) -> float:
    captions = 10.5 * len(_captions(sheet)) + 2
    return max(_height(_titles(sheet)), CODE + captions) + 4 * mm


def _captions(sheet: Sheet) -> list[str]:
    style: Style = (SANS, 7.5, 9)
    return [part for one in sheet.code_says for part in fitted(one, style, CODE, 3)]


def _head(canvas: Canvas, sheet: Sheet) -> float:
    top = HEIGHT - EDGE
    _down(canvas, EDGE, top, _titles(sheet))
    x = WIDTH - EDGE - CODE
    _code(canvas, sheet.code, x, top - CODE)
    canvas.setFont(SANS, 7.5)
    canvas.setFillColor(QUIET)
    for number, part in enumerate(_captions(sheet)):
        canvas.drawCentredString(x + CODE / 2, top - CODE - 5 - 9 * number, drawable(part))
    return top - _head_height(sheet)


def _code(canvas: Canvas, address: str, x: float, y: float) -> None:
    """The code of an address with its quiet zone; a reader of the PDF can click it too."""
    modules, runs = qr_runs(address)
    edge = QUIET_ZONE * CODE / (modules + 2 * QUIET_ZONE)
    draw_qr(canvas, modules, runs, x + edge, y + edge, CODE - 2 * edge)
    canvas.linkURL(address, (x, y, x + CODE, y + CODE), relative=1)


class Code(Flowable):
    """The code of an address in a list, as large as on the sheets."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.width = self.height = CODE

    def draw(self) -> None:
        _code(self.canv, self.address, -QUIET_ZONE, 0)


def beside_code(parts: list[Flowable], address: str, room: float) -> Flowable:
    """What stands at the head of a list, with a code at its right."""
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    return Table([[parts, Code(address)]], colWidths=[room - CODE, CODE], style=style)


def _again(canvas: Canvas, sheet: Sheet) -> float:
    """The head of a later page."""
    style: Style = (SANS_SEMIBOLD, 10.5, 13)
    said = " ".join(filter(None, [sheet.title, sheet.number]))
    y = HEIGHT - EDGE
    text = fitted(_("%(title)s (continued)", title=said), style, ROOM, 1)
    _down(canvas, EDGE, y, [(part, style, INK) for part in text])
    return y - 9 * mm


def _day(canvas: Canvas, day: date, y: float) -> float:
    style: Style = (SANS_BOLD, 11, 14)
    base = y - HEAD_OF_DAY
    _put(canvas, EDGE, base + 2.2 * mm, f"{weekday_text(day)} {date_text(day)}", style)
    _rule(canvas, base, 1, INK)
    return base


def _line(
    canvas: Canvas, line: Line, left: list[Text], right: list[Text], height: float, y: float
) -> float:
    _down(canvas, EDGE, y - PAD, left)
    _down(canvas, EDGE + WHEN, y - PAD, right)
    if line.link:
        area = (EDGE + WHEN, y - height, WIDTH - EDGE, y)
        canvas.linkURL(line.link, area, relative=1)
    _rule(canvas, y - height)
    return y - height


def _foot(canvas: Canvas, sheet: Sheet, number: int, of: int) -> None:
    style: Style = (SANS, 8, 10)
    foot: list[Text] = [(part, style, QUIET) for part in fitted(sheet.foot, style, FOOT_ROOM, 2)]
    _down(canvas, EDGE, 7 * mm + _height(foot), foot)
    if of > 1:
        canvas.setFont(SANS, 8)
        canvas.setFillColor(QUIET)
        canvas.drawRightString(WIDTH - EDGE, 7 * mm, f"{number}/{of}")
