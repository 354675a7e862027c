"""The minutes of a meeting as a paper to sign (biên bản kết nối)."""

from __future__ import annotations

from app.accounts import provinces
from app.connections.models import Connection, Meeting
from app.connections.words import MODES, OUTCOMES
from app.core import clock, documents
from app.core.i18n import date_text, force_locale, money_full, time_text


def minutes_pdf(meeting: Meeting, connection: Connection | None) -> bytes:
    """The paper, always in Vietnamese: two sides, what was said, what was agreed, signatures."""
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
        for label, text in _lines(meeting, connection):
            if text:
                story.append(documents.paragraph(f"{label}: {text}", "flat", "official"))
        story += documents.signature_row(["Bên cầu", "Điểm kết nối", "Bên cung"])
        title = f"Biên bản {meeting.minutes_no or meeting.code}"
        return documents.build(story, name=title, look="official")


def _lines(meeting: Meeting, connection: Connection | None) -> list[tuple[str, str | None]]:
    start, end = meeting.starts_at, meeting.ends_at
    place = meeting.place or (meeting.event.name if meeting.event else None)
    if meeting.table_number:
        place = f"{place or ''} – bàn số {meeting.table_number}"
    supply = meeting.technology.title if meeting.technology else None
    if meeting.expert:
        expert = " ".join(filter(None, [meeting.expert.academic_title, meeting.expert.full_name]))
    else:
        expert = None
    lines = [
        ("Thời gian", f"{time_text(start)}–{time_text(end)} ngày {date_text(start)}"),
        ("Hình thức", str(MODES[meeting.mode])),
        ("Địa điểm", place),
        ("Bên cầu", meeting.demand.name),
        ("Nhu cầu", meeting.need.title),
        ("Bên cung", meeting.supply.name if meeting.supply else None),
        ("Công nghệ", supply),
        ("Chuyên gia", expert),
        ("Thành phần tham dự", meeting.people),
        ("Nội dung trao đổi", meeting.discussion),
        ("Kết luận", meeting.conclusion),
        ("Kết quả", str(OUTCOMES[meeting.outcome_kind]) if meeting.outcome_kind else None),
    ]
    if connection is not None:
        due = f" (trước ngày {date_text(connection.next_due)})" if connection.next_due else ""
        lines += [
            ("Giá trị", money_full(connection.value_vnd) if connection.value_vnd else None),
            ("Việc tiếp theo", connection.next_step + due if connection.next_step else None),
        ]
    return lines
