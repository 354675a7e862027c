"""What is handed in when all is over."""

from __future__ import annotations

from app.core import clock
from app.core.cli import write_bytes
from app.demo.play.stage import Stage
from app.reports import actions
from app.reports.files import FORMATS, event_file
from app.reports.indicators import Figure

REPORTED_ON = 40  # days after the first day: the last papers are signed by then
TARGETS = {
    Figure.NEEDS: 35,
    Figure.MEETINGS_ON_SITE: 90,
    Figure.SHOWN: 110,
    Figure.WORKSHOPS: 12,
    Figure.CLASSES: 10,
    Figure.TRAINEES: 60,
    Figure.MEMORANDA: 15,
    Figure.CONTRACTS: 5,
    Figure.VISITS: 250,
}
TEXTS = {
    "superior": "Ủy ban nhân dân tỉnh Lam Giang (giả định)",
    "preparation": (
        "Ban tổ chức đã ban hành kế hoạch, mời đơn vị trình diễn, rà soát công nghệ, bố trí gian "
        "hàng và lập lịch gặp cho các bên nhận lời."
    ),
    "strengths": (
        "Khách đến đều cả ba ngày; các cuộc gặp có lịch trước nên hầu hết diễn ra đúng giờ."
    ),
    "limits": "Một công nghệ chưa có gian phù hợp về điện và Internet; có cuộc gặp vắng một bên.",
    "lessons": "Khảo sát điện và mạng ở sân trung tâm sớm hơn; nhắc lịch gặp trước một giờ.",
    "proposals": "Theo dõi các biên bản ghi nhớ đến khi có kết quả cuối cùng.",
    "recipients": "Bộ Khoa học và Công nghệ\nỦy ban nhân dân tỉnh\nLưu: VT",
    "position": "Trưởng Ban tổ chức",
}


def set_targets(stage: Stage) -> None:
    """What the fair aims at, set when it was planned."""
    with clock.at(stage.given.on(-60, "09:00")):
        actions.aim(stage.event, TARGETS)


def hand_in(stage: Stage) -> None:
    """The written parts, then the report in all its forms."""
    with clock.at(stage.given.on(REPORTED_ON, "09:00")):
        actions.write(stage.event, TEXTS, None)
        for kind in FORMATS:
            write_bytes(stage.file(f"report.{kind}"), event_file(stage.event, kind))
