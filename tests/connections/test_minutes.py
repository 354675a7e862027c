"""The minutes of a meeting on paper: what they say, and that they fit on a page."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from pypdf import PdfReader

from app.connections.meetings import actions, minutes, queries
from app.connections.stages import OutcomeKind
from app.core import clock
from tests.factories.accounts import make_hub
from tests.factories.catalogue import (
    make_need,
)
from tests.factories.connections import make_meeting, result

HOUR = timedelta(hours=1)


def text_of(paper: bytes) -> str:
    pages = PdfReader(BytesIO(paper)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_minutes_say_who_met_what_was_said_and_what_is_next(app):
    hub = make_hub(code="H03", name="Điểm kết nối Nghệ An (giả định)")
    meeting = make_meeting(
        hub, need=make_need(hub, title="Bảo quản cam 45 ngày"), place="18 Lê Lợi"
    )
    connection = actions.record_held(
        meeting,
        result(
            OutcomeKind.TRANSFER_CONTRACT,
            value_vnd=480_000_000,
            next_step="Giao lô đầu",
            next_due=clock.today() + timedelta(days=10),
        ),
        people="Ông Nguyễn Văn An\nBà Trần Thị Bình",
        discussion="Quy mô 400 tấn mỗi vụ.",
        conclusion="Ký hợp đồng chuyển giao.",
    )
    said = text_of(minutes.minutes_pdf(meeting, connection))

    for words_ in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        f"Số: 01/{clock.today().year}/BB-H03",
        "BIÊN BẢN KẾT NỐI CUNG CẦU CÔNG NGHỆ",
        "Bảo quản cam 45 ngày",
        "Địa điểm: 18 Lê Lợi",
        f"Bên cầu: {meeting.demand.name}",
        f"Bên cung: {meeting.supply.name}",
        "Bà Trần Thị Bình",
        "Quy mô 400 tấn mỗi vụ.",
        "Ký hợp đồng chuyển giao.",
        "Kết quả: Hợp đồng chuyển giao công nghệ",
        "Giá trị: 480.000.000 đồng",
        "Giao lô đầu",
        "BÊN CẦU ĐIỂM KẾT NỐI BÊN CUNG",
    ):
        assert words_ in said


def test_common_minutes_and_blank_ones_fit_on_one_page(app):
    meeting = make_meeting()
    blank = minutes.minutes_pdf(meeting, None)
    actions.record_held(meeting, result(next_step="Gọi lại"), people="A\nB", discussion="C\nD")
    full = minutes.minutes_pdf(meeting, queries.connection_of(meeting))

    assert [len(PdfReader(BytesIO(paper)).pages) for paper in (blank, full)] == [1, 1]
    assert "Nội dung trao đổi ......" in text_of(blank)


def test_minutes_in_two_languages_fit_on_one_page_too(app):
    blank = minutes.minutes_pdf(make_meeting(), None, english=True)

    assert len(PdfReader(BytesIO(blank)).pages) == 1
    assert "Bên cung / Supply side" in text_of(blank)


# ---------------------------------------------------------------------- pages
