"""Lists and reports as PDF: paragraphs and tables in our faces, page numbers, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from io import BytesIO
from typing import Any, Literal

from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus.tables import TableStyle

from app.core.documents import fonts

LINE = HexColor("#b5b1a6")
HEAD = HexColor("#f1efea")
CELL_SIZE = 9
Look = Literal["office", "official"]


@dataclass(frozen=True)
class Column:
    """A column of a list: its heading, its share of the width, how it is aligned."""

    label: str
    share: float = 1
    align: Literal["left", "right", "center"] = "left"


@lru_cache(maxsize=2)
def styles(look: Look = "office") -> dict[str, ParagraphStyle]:
    """The paragraph styles of a look: title, heading, subheading, body, small, quiet."""
    fonts.register()
    official = look == "official"
    plain = fonts.OFFICIAL if official else fonts.SANS
    bold = fonts.OFFICIAL_BOLD if official else fonts.SANS_SEMIBOLD
    size = 13 if official else 10
    body = ParagraphStyle(
        "body", fontName=plain, fontSize=size, leading=size * 1.4, spaceAfter=size * 0.5
    )
    if official:
        body.alignment = TA_JUSTIFY
        body.firstLineIndent = 10 * mm
    flat = {"parent": body, "firstLineIndent": 0, "alignment": 0}
    return {
        "body": body,
        "flat": ParagraphStyle("flat", **flat),
        "title": ParagraphStyle(
            "title",
            **flat | {"alignment": TA_CENTER if official else 0},
            fontName=bold,
            fontSize=14 if official else 16,
            leading=20 if official else 22,
        ),
        "heading": ParagraphStyle(
            "heading",
            **flat,
            fontName=bold,
            fontSize=size + 1,
            spaceBefore=size,
            keepWithNext=1,
        ),
        "subheading": ParagraphStyle("subheading", **flat, fontName=bold, keepWithNext=1),
        "small": ParagraphStyle("small", **flat, fontSize=size - 2, leading=(size - 2) * 1.35),
        "quiet": ParagraphStyle("quiet", **flat, textColor=HexColor("#535b6b")),
        "center": ParagraphStyle("center", **flat | {"alignment": TA_CENTER}),
    }


def paragraph(text: str, style: str = "body", look: Look = "office") -> Paragraph:
    """A paragraph of plain text: whatever looks like markup is printed as it stands."""
    chosen = styles(look)[style]
    return Paragraph(escape(fonts.drawable(text, chosen.fontName), quote=False), chosen)


def title(text: str, look: Look = "office") -> Paragraph:
    return paragraph(text, "title", look)


def heading(text: str, look: Look = "office") -> Paragraph:
    return paragraph(text, "heading", look)


def space(height_mm: float) -> Spacer:
    return Spacer(1, height_mm * mm)


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    width: float,
    look: Look = "office",
    total_row: bool = False,
) -> LongTable:
    """A ruled table `width` points wide; the head row repeats on every page.

    Cells that fit on one line are drawn as they are (thousands of rows take seconds, not
    minutes); longer ones wrap. `total_row` sets the last row in bold.
    """
    whole = sum(column.share for column in columns)
    widths = [width * column.share / whole for column in columns]
    face = fonts.OFFICIAL if look == "official" else fonts.SANS
    bold = fonts.OFFICIAL_BOLD if look == "official" else fonts.SANS_SEMIBOLD
    size = 11 if look == "official" else CELL_SIZE
    head = [_cell(c.label, w, bold, size, c.align) for c, w in zip(columns, widths, strict=True)]
    body = [
        [
            _cell(value, w, face, size, c.align)
            for value, c, w in zip(row, columns, widths, strict=True)
        ]
        for row in rows
    ]
    rules: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), face, size, size * 1.3),
        ("FONT", (0, 0), (-1, 0), bold, size, size * 1.3),
        ("BACKGROUND", (0, 0), (-1, 0), HEAD),
        ("GRID", (0, 0), (-1, -1), 0.4, black if look == "official" else LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    rules += [
        ("ALIGN", (index, 0), (index, -1), column.align.upper())
        for index, column in enumerate(columns)
        if column.align != "left"
    ]
    if total_row and body:
        rules.append(("FONT", (0, -1), (-1, -1), bold, size, size * 1.3))
    return LongTable([head, *body], colWidths=widths, repeatRows=1, style=TableStyle(rules))


@lru_cache(maxsize=32)
def _cell_style(face: str, size: float, align: str) -> ParagraphStyle:
    alignment = {"left": 0, "right": TA_RIGHT, "center": TA_CENTER}[align]
    return ParagraphStyle(
        "cell",
        fontName=face,
        fontSize=size,
        leading=size * 1.3,
        alignment=alignment,
        splitLongWords=1,
    )


def _cell(value: object, width: float, face: str, size: float, align: str) -> str | Paragraph:
    text = fonts.drawable("" if value is None else str(value), face)
    if fonts.text_width(text, face, size) <= width - 8:
        return text
    return Paragraph(escape(text, quote=False), _cell_style(face, size, align))


class _Numbered(Canvas):
    """A canvas that numbers its pages when it knows how many there are."""

    look: Look = "office"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self._kept, 1):
            self.__dict__.update(state)
            self._number(number, len(self._kept))
            super().showPage()
        super().save()

    def _number(self, number: int, pages: int) -> None:
        width, height = self._pagesize
        if self.look == "official":
            if number > 1:  # centred at the top from page 2 (Decree 30/2020/NĐ-CP)
                self.setFont(fonts.OFFICIAL, 13)
                self.drawCentredString(width / 2, height - 13 * mm, str(number))
            return
        self.setFont(fonts.SANS, 8)
        self.setFillColor(HexColor("#535b6b"))
        self.drawRightString(width - 16 * mm, 8 * mm, f"{number}/{pages}")


class _OfficialNumbered(_Numbered):
    look: Look = "official"


def page_room(look: Look = "office", *, wide: bool = False) -> float:
    """The width between the margins, in points: what `table` takes as its width."""
    paper = landscape(A4) if wide else A4
    left, right = (30, 18) if look == "official" else (16, 16)
    return paper[0] - (left + right) * mm


def build(
    flowables: Sequence[Flowable],
    *,
    name: str,
    look: Look = "office",
    wide: bool = False,
) -> bytes:
    """The finished PDF. `name` is its title in the viewer; `wide` turns the paper."""
    fonts.register()
    official = look == "official"
    target = BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=landscape(A4) if wide else A4,
        leftMargin=(30 if official else 16) * mm,
        rightMargin=(18 if official else 16) * mm,
        topMargin=(20 if official else 14) * mm,
        bottomMargin=(20 if official else 16) * mm,
        title=name,
        author="Ketnoi",
        invariant=1,
    )
    # The frame pads 6 points on each side: tables are as wide as `page_room` says.
    document.leftMargin -= 6
    document.rightMargin -= 6
    document.build(list(flowables), canvasmaker=_OfficialNumbered if official else _Numbered)
    return target.getvalue()
