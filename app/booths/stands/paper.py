"""The floor plan on A3 landscape: a page for each hall, then who shows what and where."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.booths.floor import Floor, Hall, short_name
from app.booths.models import Booth
from app.booths.stands import showing
from app.booths.stands.drawing import CODE_SIZE, NAME_SIZE, Box, Drawing, Line, Look, Stand, draw
from app.core.documents.fonts import SANS, SANS_BOLD, SANS_SEMIBOLD, drawable, register
from app.core.documents.fonts import text_width as width_of
from app.core.documents.text import fit_size, shorten
from app.core.i18n import _, ngettext, span_text
from app.core.text import collation_key
from app.events.labels import name_of

PAGE = landscape(A3)
EDGE = 14 * mm
HEAD, FOOT = 22 * mm, 8 * mm
SIDE = 112 * mm
"""Width of the list beside the plan."""

INK, QUIET, LINE = HexColor("#1c2333"), HexColor("#535b6b"), HexColor("#87847c")
INDIGO, TINT, PAPER = HexColor("#2b3f87"), HexColor("#eceef9"), HexColor("#f8f7f4")
WATER, HAIR = HexColor("#1c79b8"), HexColor("#d5d2ca")
ROW = 4.7 * mm


def floor_plan(floor: Floor) -> bytes:
    """The finished PDF, in the language of the request."""
    register()
    target = BytesIO()
    canvas = Canvas(target, pagesize=PAGE, invariant=1)
    canvas.setTitle(drawable(_("Floor plan · %(event)s", event=name_of(floor.event))))
    canvas.setAuthor("Ketnoi")
    halls = floor.halls or [Hall(_("No booths yet"), [])]
    index = _index(floor)
    index_pages = -(-len(index) // (2 * _rows_on_page())) if index else 0
    pages = len(halls) + index_pages
    for number, hall in enumerate(halls, 1):
        _head(canvas, floor, hall.name, _facts(floor, hall))
        _hall(canvas, floor, hall)
        _foot(canvas, number, pages)
        canvas.showPage()
    for number in range(index_pages):
        at = number * 2 * _rows_on_page()
        _head(canvas, floor, _("Who shows what, and where"), "")
        _index_page(canvas, index[at : at + 2 * _rows_on_page()])
        _foot(canvas, len(halls) + number + 1, pages)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _facts(floor: Floor, hall: Hall) -> str:
    taken = sum(bool(floor.inside.get(booth.id)) for booth in hall.booths)
    booths = ngettext("%(num)s booth", "%(num)s booths", len(hall.booths))
    return f"{booths} · " + _("%(number)s taken", number=taken)


def _text(
    canvas: Canvas, x: float, y: float, said: str, face: str, size: float, colour: Color = INK
) -> None:
    canvas.setFont(face, size)
    canvas.setFillColor(colour)
    canvas.drawString(x, y, drawable(said, face))


def _fitted(said: str, face: str, size: float, room: float) -> str:
    """As much of a text as fits on one line."""
    return shorten(drawable(said, face), lambda text: width_of(text, face, size) <= room)


def _head(canvas: Canvas, floor: Floor, title: str, facts: str) -> None:
    width, height = PAGE
    event = floor.event
    top = height - EDGE
    _text(canvas, EDGE, top - 6 * mm, title, SANS_BOLD, 20)
    place = " · ".join(
        part for part in (span_text(event.starts_on, event.ends_on), event.place) if part
    )
    name = drawable(name_of(event), SANS_SEMIBOLD)
    size = fit_size(width_of(name, SANS_SEMIBOLD, 1), width * 0.6, 13)
    canvas.setFont(SANS_SEMIBOLD, size)
    canvas.setFillColor(INK)
    canvas.drawRightString(width - EDGE, top - 5 * mm, name)
    canvas.setFont(SANS, 10)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(width - EDGE, top - 11 * mm, drawable(place))
    _text(canvas, EDGE, top - 12 * mm, facts, SANS, 10, QUIET)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.line(EDGE, top - 15.5 * mm, width - EDGE, top - 15.5 * mm)


def _foot(canvas: Canvas, number: int, pages: int) -> None:
    canvas.setFont(SANS, 8)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(PAGE[0] - EDGE, 8 * mm, f"{number}/{pages}")


def _hall(canvas: Canvas, floor: Floor, hall: Hall) -> None:
    """The plan as large as it goes, with the list of its booths beside or below it."""
    drawing = draw([_stand(floor, booth) for booth in hall.booths], _measure)
    width, height = PAGE[0] - 2 * EDGE, PAGE[1] - 2 * EDGE - HEAD - FOOT
    rows = [
        ("" if number else booth.code, firm)
        for booth in hall.booths
        for number, firm in enumerate(showing.firms_in(floor, booth))
    ]
    beside = min((width - SIDE) / drawing.width, height / drawing.depth)
    below = min(width / drawing.width, 0.6 * height / drawing.depth)
    top = PAGE[1] - EDGE - HEAD
    scale = max(beside, below)
    canvas.saveState()
    canvas.translate(EDGE, top)
    _draw(canvas, drawing, scale)
    canvas.restoreState()
    if beside >= below:
        x, y, columns = EDGE + width - SIDE + 8 * mm, top, 1
        room = SIDE - 8 * mm
    else:
        x, y, columns = EDGE, top - drawing.depth * scale - 14 * mm, 3
        room = width
    _legend(canvas, EDGE, EDGE - 2 * mm)
    _list(canvas, rows, x, y, room, columns)


def _stand(floor: Floor, booth: Booth) -> Stand:
    """A booth as visitors see it: taken, shared or free."""
    standing = floor.inside.get(booth.id)
    look = (Look.SHARED if booth.shared else Look.TAKEN) if standing else Look.FREE
    return Stand(
        booth.code,
        booth.zone,
        booth.x,
        booth.y,
        booth.width,
        booth.depth,
        look,
        showing.name_on(floor, booth),
        water=booth.water,
    )


def _measure(text: str) -> float:
    return width_of(drawable(text), SANS, 1)


def _draw(canvas: Canvas, drawing: Drawing, scale: float) -> None:
    """Shapes in metres, origin at the top left, y downwards; `scale` is points per metre."""
    canvas.setStrokeColor(LINE)
    canvas.setFillColor(PAPER)
    canvas.setLineWidth(1.2)
    canvas.roundRect(
        0, -drawing.depth * scale, drawing.width * scale, drawing.depth * scale, 4, fill=1
    )
    for zone in drawing.zones:
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.setDash(1, 2.5)
        corner = zone.x * scale, -(zone.y + zone.depth) * scale
        canvas.roundRect(*corner, zone.width * scale, zone.depth * scale, 3, fill=0)
        canvas.setDash()
        said = _("Zone %(zone)s", zone=zone.zone)
        _text(canvas, (zone.x + 0.15) * scale, -(zone.y + 0.6) * scale, said, SANS, 8, QUIET)
    for box in drawing.boxes:
        _box(canvas, box, scale)


def _box(canvas: Canvas, box: Box, scale: float) -> None:
    x, y, width, depth = (
        box.x * scale,
        -(box.y + box.depth) * scale,
        box.width * scale,
        box.depth * scale,
    )
    free = box.stand.look is Look.FREE
    canvas.setFillColor(white if free else TINT)
    canvas.setStrokeColor(LINE if free else INDIGO)
    canvas.setLineWidth(0.7)
    if free:
        canvas.setDash(3, 2.5)
    canvas.roundRect(x, y, width, depth, 2.5, fill=1)
    canvas.setDash()
    if box.stand.look is Look.SHARED:
        _double(canvas, x, y, width, depth)
    if box.stand.water:
        canvas.setFillColor(WATER)
        size = max(1.6, 0.13 * scale)
        canvas.circle(x + width - 2.2 * size, y + depth - 2.2 * size, size, stroke=0, fill=1)
    _centred(canvas, box.code, SANS_SEMIBOLD, CODE_SIZE * scale, QUIET if free else INK, scale)
    for line in box.names:
        _centred(canvas, line, SANS, NAME_SIZE * scale, INK, scale)


def _double(canvas: Canvas, x: float, y: float, width: float, depth: float) -> None:
    """A second line inside: shared booths differ without colour."""
    canvas.setLineWidth(0.4)
    canvas.roundRect(x + 2, y + 2, width - 4, depth - 4, 2, fill=0)


def _centred(
    canvas: Canvas, line: Line, face: str, size: float, colour: Color, scale: float
) -> None:
    canvas.setFont(face, size)
    canvas.setFillColor(colour)
    canvas.drawCentredString(line.x * scale, -line.y * scale, drawable(line.text, face))


def _legend(canvas: Canvas, x: float, y: float) -> None:
    """What strokes and marks mean, in the foot's line."""
    words = [
        (Look.TAKEN, _("taken")),
        (Look.SHARED, _("shared by several exhibitors")),
        (Look.FREE, _("free")),
    ]
    for look, said in words:
        free = look is Look.FREE
        canvas.setFillColor(white if free else TINT)
        canvas.setStrokeColor(LINE if free else INDIGO)
        canvas.setLineWidth(0.7)
        if free:
            canvas.setDash(2, 1.5)
        canvas.roundRect(x, y, 9, 9, 1.5, fill=1)
        canvas.setDash()
        if look is Look.SHARED:
            _double(canvas, x, y, 9, 9)
        _text(canvas, x + 13, y + 1.5, said, SANS, 9, QUIET)
        x += 13 + width_of(drawable(said), SANS, 9) + 14
    canvas.setFillColor(WATER)
    canvas.circle(x + 3, y + 4.5, 2.4, stroke=0, fill=1)
    _text(canvas, x + 10, y + 1.5, _("water"), SANS, 9, QUIET)


def _list(
    canvas: Canvas,
    rows: Sequence[tuple[str, str]],
    x: float,
    y: float,
    width: float,
    columns: int,
) -> None:
    """Booths and who stands there, in columns; smaller when there are many."""
    if not rows:
        return
    room = y - EDGE - FOOT
    per_column = -(-len(rows) // columns)
    step = min(1.35 * ROW, room / (per_column + 0.5))
    size = min(11.0, step / mm * 1.8)
    each = width / columns
    for number, (code, name) in enumerate(rows):
        column, row = divmod(number, per_column)
        left, base = x + column * each, y - (row + 1) * step
        _text(canvas, left, base, code, SANS_SEMIBOLD, size)
        shown = _fitted(name, SANS, size, each - 18 * mm)
        _text(canvas, left + 15 * mm, base, shown, SANS, size)


# ---------------------------------------------------------------------- who shows what
def _index(floor: Floor) -> list[tuple[str, str, str, str]]:
    """Exhibitor, technology, booth, hall: in Vietnamese order, those with a place."""
    rows = []
    for exhibit in floor.exhibits:
        booth = floor.booth_by_id.get(exhibit.booth_id or 0)
        if booth is not None:
            title = exhibit.technology.title if exhibit.technology.publish_ok else exhibit.code
            rows.append((short_name(exhibit.exhibitor), title, booth.code, booth.hall))
    return sorted(rows, key=lambda row: (collation_key(row[0]), collation_key(row[1])))


def _rows_on_page() -> int:
    return int((PAGE[1] - 2 * EDGE - HEAD - FOOT) / ROW) - 2


def _index_page(canvas: Canvas, rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Two columns; an exhibitor's name stands once, with a line above it."""
    each = (PAGE[0] - 2 * EDGE) / 2
    for column in (0, 1):
        part = rows[column * _rows_on_page() : (column + 1) * _rows_on_page()]
        if part:
            _index_column(canvas, part, EDGE + column * (each + 4 * mm), each - 4 * mm)


def _index_column(
    canvas: Canvas, rows: Sequence[tuple[str, str, str, str]], left: float, room: float
) -> None:
    top = PAGE[1] - EDGE - HEAD
    places = (left, left + 48 * mm, left + room - 36 * mm)
    for x, said in zip(places, (_("Exhibitor"), _("Technology"), _("Booth")), strict=True):
        _text(canvas, x, top - 2.5 * mm, said, SANS, 8, QUIET)
    before = ""
    for number, (firm, title, booth, hall) in enumerate(rows):
        base = top - (number + 2) * ROW
        if firm != before:
            canvas.setStrokeColor(HAIR)
            canvas.setLineWidth(0.4)
            canvas.line(left, base + 3.6 * mm, left + room, base + 3.6 * mm)
            shown = _fitted(firm, SANS_SEMIBOLD, 9, 46 * mm)
            _text(canvas, left, base, shown, SANS_SEMIBOLD, 9)
        before = firm
        _text(canvas, places[1], base, _fitted(title, SANS, 9, room - 86 * mm), SANS, 9)
        _text(canvas, places[2], base, booth, SANS_SEMIBOLD, 9)
        where = _fitted(hall, SANS, 8, 22 * mm)
        _text(canvas, left + room - 22 * mm, base, where, SANS, 8, QUIET)
