"""The report of a hub, or of all hubs, over a period as an official paper."""

from __future__ import annotations

from reportlab.platypus import Flowable, PageBreak

from app.accounts import provinces
from app.accounts.models import Hub
from app.catalogue import vocabulary
from app.core import clock
from app.core.documents.official import OfficialFoot, OfficialHead, official_foot, official_head
from app.core.documents.papers import Column, build
from app.core.i18n import date_text, span_text
from app.reports import breakdowns, queries
from app.reports.counting.figures import figures_of
from app.reports.indicators import Figure
from app.reports.paper_parts import LOOK, annexes, figure_grid, grid, head, text
from app.reports.rules import INDICATORS, OWN_FIGURES
from app.reports.scope import Scope, before
from app.reports.words import value_text

ANNEXES = (
    ("Nhu cầu công nghệ tiếp nhận", Figure.NEEDS,
     {"code": 1.2, "title": 4.2, "organisation": 3, "received": 1.9, "state": 1.7}),
    ("Cuộc kết nối đã diễn ra", Figure.HELD,
     {"need": 4, "demand": 3, "supply": 3, "begins": 2}),
    ("Biên bản ghi nhớ", Figure.MEMORANDA,
     {"kind": 2, "demand": 4, "supply": 4, "signed": 1.9}),
    ("Hợp đồng", Figure.CONTRACTS,
     {"kind": 2, "demand": 3.4, "supply": 3.4, "signed": 1.9, "value": 2.4}),
    ("Lớp tập huấn", Figure.CLASSES, {"code": 0.9, "title": 5, "begins": 2, "event": 3}),
)  # fmt: skip
BY_HUB = (
    Figure.NEEDS,
    Figure.MEETINGS_ON_SITE,
    Figure.MEETINGS_ONLINE,
    Figure.SHOWN,
    Figure.WORKSHOPS,
    Figure.CLASSES,
    Figure.TRAINEES,
    Figure.MEMORANDA,
    Figure.CONTRACTS,
)


def draw(hub: Hub | None, scope: Scope) -> bytes:
    """The finished PDF."""
    first, last = before(scope.first, scope.last)
    now, then = figures_of([scope, Scope(first, last, scope.hub_id)])
    period = f"từ ngày {date_text(scope.first)} đến ngày {date_text(scope.last)}"
    name = hub.name if hub else "các điểm kết nối cung cầu công nghệ"
    parts: list[Flowable] = [
        *official_head(
            OfficialHead(
                superior="",
                issuer=hub.name if hub else "",
                number="",
                place=provinces.short(hub.province) if hub else "",
                on=clock.today(),
                title="BÁO CÁO",
                abstract=f"Kết quả hoạt động {period}",
            )
        ),
        text(f"Kết quả hoạt động của {name} {period}, so với kỳ trước "
             f"({date_text(first)}–{date_text(last)}):"),
        head("I. CHỈ TIÊU"),
        text("Các chỉ tiêu chính và kỳ trước:"),
        *figure_grid(INDICATORS, now, then, "Kỳ trước"),
        head("II. HOẠT ĐỘNG"),
        text("Đăng ký, phiên, cuộc gặp và kết nối:"),
        *figure_grid(OWN_FIGURES, now, then, "Kỳ trước"),
        head("III. THEO LĨNH VỰC"),
        text("Nhu cầu, công nghệ và cuộc gặp theo lĩnh vực:"),
        *_fields(scope),
        head("IV. SỰ KIỆN TRONG KỲ"),
        *_events(hub, scope),
        *(_hubs(scope) if hub is None else []),
        *official_foot(OfficialFoot(["Như trên", "Lưu: VT"], "", "GIÁM ĐỐC", "")),
        PageBreak(),
        *annexes(scope, ANNEXES),
    ]  # fmt: skip
    return build(parts, name=f"Báo cáo {name} {period}", look=LOOK)


def _fields(scope: Scope) -> list[Flowable]:
    table = breakdowns.by_field(scope)
    if not table.rows:
        return [text("Không có số liệu theo lĩnh vực trong kỳ.", "flat")]
    columns = [
        Column("Lĩnh vực", 4),
        Column("Nhu cầu", 1, "right"),
        Column("Công nghệ", 1, "right"),
        Column("Cuộc gặp", 1, "right"),
    ]
    rows: list[list[object]] = [
        [vocabulary.field(code), *(table.at(code, column) for column in table.columns)]
        for code in table.rows
    ]
    totals = [table.column_total(column) for column in table.columns]
    return grid(columns, [*rows, ["Tổng cộng", *totals]], total_row=True)


def _events(hub: Hub | None, scope: Scope) -> list[Flowable]:
    events = queries.events_of(hub, scope.first, scope.last)
    if not events:
        return [text("Không có sự kiện trong kỳ.", "flat")]
    columns = [
        Column("Sự kiện", 4),
        Column("Thời gian", 1.6),
        Column("Khách (người)", 1, "right"),
        Column("Công nghệ", 1, "right"),
        Column("Cuộc gặp", 1, "right"),
    ]
    wanted = (Figure.VISITORS, Figure.SHOWN, Figure.HELD)
    scopes = breakdowns.events_with_figures(events)
    rows = [
        [
            event.name,
            span_text(event.starts_on, event.ends_on),
            *(value_text(figure, figures[figure]) for figure in wanted),
        ]
        for event, figures in zip(events, figures_of(scopes, wanted), strict=True)
    ]
    return grid(columns, rows)


def _hubs(scope: Scope) -> list[Flowable]:
    """Hub by hub, with the sum below."""
    hubs = queries.open_hubs(scope.last)
    scopes = [Scope(scope.first, scope.last, hub.id) for hub in hubs]
    found = figures_of(scopes, BY_HUB)
    columns = [Column("Điểm kết nối", 3), *(Column(f.value, 1, "right") for f in BY_HUB)]
    rows: list[list[object]] = [
        [hub.code, *(value_text(figure, figures[figure]) for figure in BY_HUB)]
        for hub, figures in zip(hubs, found, strict=True)
    ]
    sums = [sum(int(figures[figure] or 0) for figures in found) for figure in BY_HUB]
    totals = [value_text(figure, total) for figure, total in zip(BY_HUB, sums, strict=True)]
    return [
        head("V. THEO ĐIỂM KẾT NỐI"),
        *grid(columns, [*rows, ["Tổng cộng", *totals]], total_row=True),
    ]
