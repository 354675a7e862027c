"""The minutes of a meeting as a paper to sign (biên bản kết nối)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportlab.platypus import CondPageBreak

from app.accounts import provinces
from app.catalogue.models import Organisation
from app.connections.models import Connection, Meeting
from app.connections.words import MODES, OUTCOMES
from app.core import clock
from app.core.documents import fonts, official, papers
from app.core.i18n import date_text, force_locale, money_full, time_text

SIZE = 13  # points, of official papers
TIGHT = 2  # points between lines, so that common minutes fit on one page with their signatures
AGREED = "Biên bản được các bên đọc lại, thống nhất và cùng ký tên."
FACE = fonts.OFFICIAL
SIGNING = 152  # points that the last sentence and the signatures need
#: The English beside each label, for a paper that a foreign party signs too.
ENGLISH = {
    "Biên bản kết nối cung cầu công nghệ": "Minutes of a technology matching meeting",
    "I. Thời gian, địa điểm": "Time and place",
    "II. Thành phần": "Participants",
    "III. Nội dung trao đổi": "What was discussed",
    "IV. Kết luận": "Conclusion",
    "Thời gian": "Time",
    "Địa điểm": "Place",
    "Chủ trì": "Chair",
    "Thư ký": "Secretary",
    "Bên cầu": "Need side",
    "Nhu cầu": "Need",
    "Bên cung": "Supply side",
    "Công nghệ": "Technology",
    "Chuyên gia": "Expert",
    "Người dự": "Present",
    "Kết quả": "Outcome",
    "Giá trị": "Value",
    "Việc tiếp theo": "Next step",
    "Thời hạn": "Due on",
    "Theo dõi": "Followed up by",
    "Điểm kết nối": "Connection hub",
    AGREED: "Both sides have read these minutes, agree to them and sign.",
}
BLANK = "…"  # what is left to fill in by hand: drawn as a dotted line


def minutes_pdf(meeting: Meeting, connection: Connection | None, *, english: bool = False) -> bytes:
    """The paper, in Vietnamese: two sides, what was said, what was agreed, signatures.

    Before a meeting is recorded it leaves room to write by hand. `english` puts the English
    beside every label; what people wrote stays as they wrote it.
    """

    def both(label: str) -> str:
        return f"{label} / {ENGLISH[label]}" if english and label in ENGLISH else label

    with force_locale("vi"):
        head = official.OfficialHead(
            superior="",
            issuer=meeting.hub.name,
            number=meeting.minutes_no or "",
            place=provinces.short(meeting.hub.province),
            on=clock.local(meeting.starts_at).date(),
            title=both("Biên bản kết nối cung cầu công nghệ"),
            abstract=meeting.need.title,
        )
        story = official.official_head(head)
        for title, lines in _parts(meeting, connection, room=1 if english else 2):
            story.append(_heading(both(title)))
            story += [_paragraph(both(label), text) for label, text in lines]
        if connection is not None and connection.next_step:
            story.append(_commitments(connection, both))
        agreed = f"{AGREED} {ENGLISH[AGREED]}" if english else AGREED
        story += [CondPageBreak(SIGNING), papers.space(1), _paragraph("", agreed)]
        signers = ["Bên cầu", "Điểm kết nối", "Bên cung"]
        story += official.signature_row([both(signer) for signer in signers])
        title = f"Biên bản {meeting.minutes_no or meeting.code}"
        return papers.build(story, name=title, look="official")


def _heading(title: str) -> Any:
    drawn = papers.heading(title, "official")
    drawn.spaceBefore, drawn.spaceAfter = 3 * TIGHT, TIGHT
    return drawn


def _paragraph(label: str, text: str) -> Any:
    head = f"{label}: " if label else ""
    if text == BLANK:
        room = papers.page_room("official") - fonts.text_width(head, FACE, SIZE)
        text = "." * int(room / fonts.text_width(".", FACE, SIZE) - 1)
    drawn = papers.paragraph(head + text, "flat", "official")
    drawn.spaceAfter = TIGHT
    return drawn


def _parts(
    meeting: Meeting, connection: Connection | None, room: int
) -> list[tuple[str, list[tuple[str, str]]]]:
    start, end = meeting.starts_at, meeting.ends_at
    when = f"{time_text(start)}–{time_text(end)} ngày {date_text(start)}"
    when += f" ({str(MODES[meeting.mode]).lower()})"
    first = [
        ("Thời gian", when),
        ("Địa điểm", _place(meeting)),
        ("Chủ trì", meeting.chair),
        ("Thư ký", meeting.secretary),
    ]
    sides = [
        ("Bên cầu", _party(meeting.demand)),
        ("Nhu cầu", f"{meeting.need.title} ({meeting.need.code})"),
        ("Bên cung", _party(meeting.supply) if meeting.supply else None),
        ("Công nghệ", _technology(meeting)),
        ("Chuyên gia", _expert(meeting)),
    ]
    people = _paragraphs("Người dự", meeting.people, room)
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
        ("III. Nội dung trao đổi", _paragraphs("", meeting.discussion, 2 * room)),
        ("IV. Kết luận", [*_paragraphs("", meeting.conclusion, room), *_filled(outcome)]),
    ]


def _filled(lines: list[tuple[str, str | None]]) -> list[tuple[str, str]]:
    return [(label, text) for label, text in lines if text]


def _paragraphs(label: str, text: str | None, blanks: int) -> list[tuple[str, str]]:
    """A text line by line, or some lines to write on."""
    if not text:
        return [(label, BLANK), *[("", BLANK)] * (blanks - 1)]
    first, *more = text.splitlines()
    return [(label, first), *(("", line) for line in more if line.strip())]


def _place(meeting: Meeting) -> str | None:
    place = meeting.place or (meeting.event.name if meeting.event else None)
    if meeting.booth:
        return f"Gian hàng {meeting.booth}"
    if meeting.table_number:
        return (
            f"{place}, bàn số {meeting.table_number}" if place else f"Bàn số {meeting.table_number}"
        )
    return place


def _party(organisation: Organisation) -> str:
    """An organisation with who speaks for it, as the hub knows it."""
    parts = [organisation.contact_name, organisation.contact_title]
    contact = ", ".join(part for part in parts if part)
    return f"{organisation.name} ({contact})" if contact else organisation.name


def _technology(meeting: Meeting) -> str | None:
    found = meeting.technology
    return f"{found.title} ({found.code})" if found else None


def _expert(meeting: Meeting) -> str | None:
    expert = meeting.expert
    return " ".join(filter(None, [expert.academic_title, expert.full_name])) if expert else None


def _commitments(connection: Connection, both: Callable[[str], str]) -> Any:
    """What was agreed to do next, until when, and who follows it up."""
    columns = [
        papers.Column(both("Việc tiếp theo"), 5),
        papers.Column(both("Thời hạn"), 2, "center"),
        papers.Column(both("Theo dõi"), 3),
    ]
    keeper = connection.keeper.name if connection.keeper else ""
    row = [connection.next_step, date_text(connection.next_due), keeper]
    return papers.table(columns, [row], width=papers.page_room("official"), look="official")
