"""A certificate on paper: A4 across, one page each. Its words are those of an office's papers
and are Vietnamese whatever language the reader has chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.core.documents import fonts
from app.core.documents.official import MOTTO, STATE, long_date
from app.core.documents.qr import draw_qr, qr_runs, qr_side
from app.core.documents.text import fit_size, wrap
from app.core.i18n import force_locale, number_text, span_text
from app.workshops.models import Certificate

PAGE = landscape(A4)
WIDTH, HEIGHT = PAGE
INK, QUIET, FRAME = HexColor("#1b2130"), HexColor("#535b6b"), HexColor("#2b3f8a")
MIDDLE, ROOM = WIDTH / 2, WIDTH - 60 * mm
QR = 30 * mm

Address = Callable[[Certificate], str]


def sheets(
    certificates: Sequence[Certificate],
    issuer: str,
    address: Address,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """The finished PDF. `address`: where a certificate is verified; `issuer` stands at the head."""
    fonts.register()
    target = BytesIO()
    canvas = Canvas(target, pagesize=PAGE, pageCompression=1, invariant=1)
    canvas.setTitle("Giấy chứng nhận")
    canvas.setAuthor("Ketnoi")
    with force_locale("vi"):
        for number, certificate in enumerate(certificates, 1):
            _page(canvas, certificate, issuer, address(certificate))
            canvas.showPage()
            if number % 20 == 0:
                progress(number, len(certificates))
    canvas.save()
    return target.getvalue()


def _page(canvas: Canvas, one: Certificate, issuer: str, address: str) -> None:
    _frame(canvas)
    _head(canvas, issuer)
    canvas.setFillColor(FRAME)
    _line(canvas, "GIẤY CHỨNG NHẬN", fonts.OFFICIAL_BOLD, 34, HEIGHT - 68 * mm)
    canvas.setFillColor(INK)
    _line(canvas, "Chứng nhận ông/bà", fonts.OFFICIAL_ITALIC, 15, HEIGHT - 80 * mm)
    _line(canvas, one.name, fonts.OFFICIAL_BOLD, 28, HEIGHT - 93 * mm)
    _line(canvas, "đã hoàn thành", fonts.OFFICIAL_ITALIC, 15, HEIGHT - 103 * mm)
    below = _title(canvas, one.title, HEIGHT - 113 * mm)
    _line(canvas, _facts(one), fonts.OFFICIAL, 14, below - 8 * mm)
    if one.place:
        _line(canvas, f"tại {one.place}", fonts.OFFICIAL, 14, below - 15 * mm)
    _foot(canvas, one, address)


def _facts(one: Certificate) -> str:
    """ "14 giờ, 02–03/12/2026"."""
    return f"Thời lượng {number_text(one.hours)} giờ, {span_text(one.starts_on, one.ends_on)}"


def _frame(canvas: Canvas) -> None:
    canvas.setStrokeColor(FRAME)
    for inset, width in ((10 * mm, 2.2), (12.5 * mm, 0.6)):
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)


def _head(canvas: Canvas, issuer: str) -> None:
    canvas.setFillColor(INK)
    _line(canvas, STATE, fonts.OFFICIAL_BOLD, 13, HEIGHT - 25 * mm)
    _line(canvas, MOTTO, fonts.OFFICIAL_BOLD, 14, HEIGHT - 31 * mm)
    half = fonts.text_width(MOTTO, fonts.OFFICIAL_BOLD, 14) / 2
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.7)
    canvas.line(MIDDLE - half, HEIGHT - 33 * mm, MIDDLE + half, HEIGHT - 33 * mm)
    _line(canvas, issuer.upper(), fonts.OFFICIAL_BOLD, 13, HEIGHT - 45 * mm)


def _title(canvas: Canvas, title: str, top: float) -> float:
    """The class in two lines at most; where its last line stands."""
    face, text = fonts.OFFICIAL_BOLD, fonts.drawable(title, fonts.OFFICIAL_BOLD)
    for size in (18.0, 16.0, 14.0, 12.0, 10.0):
        lines = wrap(text, ROOM, 2, partial(fonts.text_width, font=face, size=size))
        if lines is not None:
            break
    for number, line in enumerate(lines or [text]):
        _line(canvas, line, face, size, top - number * size * 1.3)
    return top - (len(lines or [text]) - 1) * size * 1.3


def _foot(canvas: Canvas, one: Certificate, address: str) -> None:
    modules, runs = qr_runs(address)
    side, left, bottom = qr_side(modules, QR), 22 * mm, 30 * mm
    quiet = (QR - side) / 2
    draw_qr(canvas, modules, runs, left + quiet, bottom + quiet, side)
    canvas.setFillColor(QUIET)
    canvas.setFont(fonts.OFFICIAL, 10)
    canvas.drawString(left + quiet, bottom - 4 * mm, f"Số: {one.serial}")
    shown = address.removeprefix("https://").removeprefix("http://")
    canvas.drawString(left + quiet, bottom - 9 * mm, f"Kiểm tra: {shown}")
    canvas.setFillColor(INK)
    right, room = WIDTH - 75 * mm, 100 * mm
    when = long_date(one.signed_in, one.signed_on)
    _line(canvas, when, fonts.OFFICIAL_ITALIC, 13, 64 * mm, right, room)
    _line(canvas, one.position.upper(), fonts.OFFICIAL_BOLD, 13, 58 * mm, right, room)
    _line(canvas, one.signatory, fonts.OFFICIAL_BOLD, 13, 25 * mm, right, room)


def _line(
    canvas: Canvas,
    text: str,
    face: str,
    size: float,
    y: float,
    x: float = MIDDLE,
    room: float = ROOM,
) -> None:
    """One centred line, smaller where it would not fit."""
    text = fonts.drawable(text, face)
    size = fit_size(fonts.text_width(text, face, 1) or 1, room, size)
    canvas.setFont(face, size)
    canvas.drawString(x - fonts.text_width(text, face, size) / 2, y, text)
