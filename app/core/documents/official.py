"""Head and foot of an administrative document (Decree 30/2020/NĐ-CP, appendix I).

Used by reports that leave the house. The words are those of the law and are not translated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from reportlab.lib.enums import TA_CENTER, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    Paragraph,
    Spacer,
    Table,
)

from app.core.documents import fonts
from app.core.documents.papers import page_room

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True)
class OfficialHead:
    """What stands above the text of an official paper."""

    superior: str  # the body above, may be empty
    issuer: str  # the body that issues
    number: str  # "12/BC-SKHCN"; empty: a dotted gap to fill in by hand
    place: str
    on: date
    title: str  # "BÁO CÁO"
    abstract: str  # what it is about, in one line


@dataclass(frozen=True)
class OfficialFoot:
    """Who gets the paper and who signs it."""

    recipients: Sequence[str]
    authority: str  # "KT. GIÁM ĐỐC", may be empty
    position: str
    name: str


def long_date(place: str, on: date) -> str:
    """ "Nghệ An, ngày 05 tháng 12 năm 2026"; days and the months 1 and 2 have two digits."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"{place}, ngày {on.day:02d} tháng {month} năm {on.year}"


def _line(text: str, face: str, size: float, alignment: int = TA_CENTER) -> Paragraph:
    style = ParagraphStyle(
        "official",
        fontName=face,
        fontSize=size,
        leading=size * 1.25,
        alignment=alignment,
    )
    return Paragraph(escape(fonts.drawable(text, face), quote=False), style)


def _rule(width: float) -> HRFlowable:
    return HRFlowable(width=width, thickness=0.7, color="black", spaceBefore=4, spaceAfter=4)


def official_head(head: OfficialHead) -> list[Flowable]:
    """The two-column head with its lines, then title and abstract."""
    fonts.register()
    bold, plain, italic = fonts.OFFICIAL_BOLD, fonts.OFFICIAL, fonts.OFFICIAL_ITALIC
    motto_width = fonts.text_width(MOTTO, bold, 13)
    number = head.number or "……/……"
    left: list[Flowable] = [_line(head.superior.upper(), plain, 12)] if head.superior else []
    left += [_line(head.issuer.upper(), bold, 12), _rule(22 * mm)]
    right: list[Flowable] = [
        _line(STATE, bold, 12),
        _line(MOTTO, bold, 13),
        _rule(motto_width),
    ]
    below = [
        _line(f"Số: {number}", plain, 13),
        _line(long_date(head.place, head.on), italic, 13),
    ]
    room = page_room("official")
    top = Table(
        [[left, right], below],
        colWidths=[room * 0.43, room * 0.6],  # hangs a little over both margins
        style=[
            ("ALIGN", (0, 0), (-1, -1), "CENTER"),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ],
    )
    parts: list[Flowable] = [
        top,
        Spacer(1, 8 * mm),
        _line(head.title.upper(), bold, 14),
    ]
    if head.abstract:
        parts += [_line(head.abstract, bold, 13), _rule(30 * mm)]
    return [*parts, Spacer(1, 4 * mm)]


def official_foot(foot: OfficialFoot) -> list[Flowable]:
    """Recipients at the left; at the right authority, position, room to sign, name."""
    fonts.register()
    left = [_line("Nơi nhận:", fonts.OFFICIAL_BOLD_ITALIC, 12, TA_LEFT)]
    left += [_line(f"- {recipient};", fonts.OFFICIAL, 11, TA_LEFT) for recipient in foot.recipients]
    right: list[Flowable] = [
        _line(line.upper(), fonts.OFFICIAL_BOLD, 13)
        for line in (foot.authority, foot.position)
        if line
    ]
    right += [Spacer(1, 26 * mm), _line(foot.name, fonts.OFFICIAL_BOLD, 13)]
    room = page_room("official")
    signed = Table(
        [[left, right]],
        colWidths=[room * 0.5, room * 0.5],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
        ],
    )
    return [Spacer(1, 8 * mm), KeepTogether([signed])]


def signature_row(parties: Sequence[str]) -> list[Flowable]:
    """Room for several parties to sign side by side, as under minutes."""
    fonts.register()
    cells = [
        [_line(party.upper(), fonts.OFFICIAL_BOLD, 12), Spacer(1, 28 * mm)] for party in parties
    ]
    width = page_room("official") / len(parties)
    signed = Table(
        [cells], colWidths=[width] * len(parties), style=[("VALIGN", (0, 0), (-1, -1), "TOP")]
    )
    return [Spacer(1, 10 * mm), KeepTogether([signed])]
