"""The minutes of a meeting as a paper to sign (biên bản kết nối)."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import CondPageBreak

from app.accounts import provinces
from app.connections.models import Connection, Meeting
from app.connections.words import MODES, OUTCOMES
from app.core import clock, documents
from app.core.i18n import date_text, force_locale, money_full, time_text

SIZE = 13  # points, of official papers
TIGHT = 2  # points between lines, so that common minutes fit on one page with their signatures
AGREED = "Biên bản được các bên đọc lại, thống nhất và cùng ký tên."
FACE = documents.OFFICIAL
SIGNING = 152  # points that the last sentence and the signatures need
BLANK = "…"  # what is left to fill in by hand: drawn as a dotted line


def minutes_pdf(meeting: Meeting, connection: Connection | None) -> bytes:
    """The paper, always in Vietnamese: two sides, what was said, what was agreed, signatures.

    Before a meeting is recorded it leaves room to write by hand.
    """
    with force_locale("vi"):
        head = documents.OfficialHead(
            superior="",
            issuer=meeting.hub.name,
            number=meeting.minutes_no or "",
            place=provinces.short(meeting.hub.province),
            on=clock.local(meeting.starts_at).date(),
            title="Biên bản kết nối cung cầu công nghệ",
            abstract=meeting.need.title,
        )
        story = documents.official_head(head)
        for title, lines in _parts(meeting, connection):
            story.append(_heading(title))
            story += [_paragraph(label, text) for label, text in lines]
        if connection is not None and connection.next_step:
            story.append(_commitments(connection))
        story += [CondPageBreak(SIGNING), documents.space(1), _paragraph("", AGREED)]
        story += documents.signature_row(["Bên cầu", "Điểm kết nối", "Bên cung"])
        title = f"Biên bản {meeting.minutes_no or meeting.code}"
        return documents.build(story, name=title, look="official")


def _heading(title: str) -> Any:
    drawn = documents.heading(title, "official")
    drawn.spaceBefore, drawn.spaceAfter = 3 * TIGHT, TIGHT
    return drawn


def _paragraph(label: str, text: str) -> Any:
    head = f"{label}: " if label else ""
    if text == BLANK:
        room = documents.page_room("official") - documents.text_width(head, FACE, SIZE)
        text = "." * int(room / documents.text_width(".", FACE, SIZE) - 1)
    drawn = documents.paragraph(head + text, "flat", "official")
    drawn.spaceAfter = TIGHT
    return drawn


def _parts(
    meeting: Meeting, connection: Connection | None
) -> list[tuple[str, list[tuple[str, str]]]]:
    start, end = meeting.starts_at, meeting.ends_at
    when = f"{time_text(start)}–{time_text(end)} ngày {date_text(start)}"
    when += f" ({str(MODES[meeting.mode]).lower()})"
    first = [
        ("Thời gian", when),
        ("Địa điểm", _place(meeting)),
    ]
    sides = [
        ("Bên cầu", meeting.demand.name),
        ("Nhu cầu", f"{meeting.need.title} ({meeting.need.code})"),
        ("Bên cung", meeting.supply.name if meeting.supply else None),
        ("Công nghệ", _technology(meeting)),
        ("Chuyên gia", _expert(meeting)),
    ]
    people = _paragraphs("Người dự", meeting.people)
    recorded = meeting.outcome_kind is not None
    result = str(OUTCOMES[meeting.outcome_kind]) if meeting.outcome_kind else BLANK
    outcome: list[tuple[str, str | None]] = [("Kết quả", result)]
    if connection is not None and connection.value_vnd:
        outcome.append(("Giá trị", money_full(connection.value_vnd)))
    if not recorded:
        outcome.append(("Việc tiếp theo", BLANK))
    return [
        ("I. Thời gian, địa điểm", _filled(first)),
        ("II. Thành phần", [*_filled(sides), *people]),
        ("III. Nội dung trao đổi", _paragraphs("", meeting.discussion, 4)),
        ("IV. Kết luận", [*_paragraphs("", meeting.conclusion), *_filled(outcome)]),
    ]


def _filled(lines: list[tuple[str, str | None]]) -> list[tuple[str, str]]:
    return [(label, text) for label, text in lines if text]


def _paragraphs(label: str, text: str | None, blanks: int = 2) -> list[tuple[str, str]]:
    """A text line by line, or some lines to write on."""
    if not text:
        return [(label, BLANK), *[("", BLANK)] * (blanks - 1)]
    first, *more = text.splitlines()
    return [(label, first), *(("", line) for line in more if line.strip())]


def _place(meeting: Meeting) -> str | None:
    place = meeting.place or (meeting.event.name if meeting.event else None)
    if meeting.table_number:
        return (
            f"{place}, bàn số {meeting.table_number}" if place else f"Bàn số {meeting.table_number}"
        )
    return place


def _technology(meeting: Meeting) -> str | None:
    found = meeting.technology
    return f"{found.title} ({found.code})" if found else None


def _expert(meeting: Meeting) -> str | None:
    expert = meeting.expert
    return " ".join(filter(None, [expert.academic_title, expert.full_name])) if expert else None


def _commitments(connection: Connection) -> Any:
    """What was agreed to do next, until when, and who follows it up."""
    columns = [
        documents.Column("Việc tiếp theo", 5),
        documents.Column("Thời hạn", 2, "center"),
        documents.Column("Theo dõi", 3),
    ]
    keeper = connection.keeper.name if connection.keeper else ""
    row = [connection.next_step, date_text(connection.next_due), keeper]
    return documents.table(columns, [row], width=documents.page_room("official"), look="official")
