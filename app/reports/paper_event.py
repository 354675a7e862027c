"""The final report of an event as an official paper (domain.md 2.6, Decree 30/2020)."""

from __future__ import annotations

from collections import Counter

from reportlab.platypus import Flowable, PageBreak

from app.accounts import provinces
from app.catalogue import vocabulary
from app.core import clock
from app.core.documents.official import OfficialFoot, OfficialHead, official_foot, official_head
from app.core.documents.papers import Column, build
from app.core.i18n import date_text, money_full, number_text, span_text
from app.events.labels import SESSION_KINDS
from app.events.models import Event
from app.registrations.queries import category_name
from app.reports import breakdowns, queries
from app.reports.counting.figures import Figures, figures_of
from app.reports.indicators import Figure
from app.reports.paper_parts import LOOK, annexes, figure_grid, grid, head, lines, text
from app.reports.rules import FUNNEL, INDICATORS, RULES
from app.reports.scope import Scope
from app.reports.words import percent_text

ANNEXES = (
    ("Công nghệ trình diễn và gian hàng", Figure.PLACED,
     {"technology": 5, "organisation": 4, "booth": 1}),
    ("Công nghệ chưa có gian hàng", Figure.UNPLACED, {"technology": 5, "organisation": 4}),
    ("Phiên đã tổ chức", Figure.SESSIONS_HELD,
     {"code": 0.9, "title": 5, "kind": 1.6, "begins": 2}),
    ("Biên bản ghi nhớ", Figure.MEMORANDA,
     {"kind": 2, "demand": 4, "supply": 4, "signed": 1.9}),
    ("Hợp đồng", Figure.CONTRACTS,
     {"kind": 2, "demand": 3.4, "supply": 3.4, "signed": 1.9, "value": 2.4}),
)  # fmt: skip


def draw(event: Event) -> bytes:
    """The finished PDF."""
    scope, earlier = queries.scope_of(event), queries.event_before(event)
    figures = figures_of([scope] + ([queries.scope_of(earlier)] if earlier else []))
    paper = queries.paper_of(event)
    texts: dict[str, str] = paper.texts if paper else {}
    now, before = figures[0], figures[1] if earlier else None
    parts: list[Flowable] = [
        *official_head(_head(event, texts)),
        *_about(event),
        head("II. CÔNG TÁC CHUẨN BỊ"),
        text(_prepared(now)),
        *lines(texts.get("preparation")),
        head("III. KẾT QUẢ"),
        text("Các chỉ tiêu chính:"),
        *figure_grid(INDICATORS, now, before, earlier.name if earlier else "",
                     queries.targets_of(event)),
        *_visitors(scope, now),
        *_exhibition(scope, now),
        *_programme(scope),
        *_meetings(now),
        head("Truyền thông"),
        *lines(texts.get("press")),
        head("IV. KINH PHÍ"),
        *lines(texts.get("budget")),
        head("V. ĐÁNH GIÁ"),
        text("1. Ưu điểm", "subheading"),
        *lines(texts.get("strengths")),
        text("2. Hạn chế, nguyên nhân", "subheading"),
        *lines(texts.get("limits")),
        text("3. Bài học", "subheading"),
        *lines(texts.get("lessons")),
        head("VI. KIẾN NGHỊ"),
        *lines(texts.get("proposals")),
        *official_foot(_foot(texts)),
        PageBreak(),
        *annexes(scope, ANNEXES),
    ]  # fmt: skip
    return build(parts, name=f"Báo cáo kết quả {event.name}", look=LOOK)


def _head(event: Event, texts: dict[str, str]) -> OfficialHead:
    place = provinces.short(event.hub.province)
    return OfficialHead(
        superior=texts.get("superior") or "",
        issuer=texts.get("issuer") or event.organiser_name or event.hub.name,
        number=texts.get("number") or "",
        place=texts.get("place") or place,
        on=clock.today(),
        title="BÁO CÁO",
        abstract=f"Kết quả tổ chức {event.name}",
    )


def _foot(texts: dict[str, str]) -> OfficialFoot:
    recipients = [line.strip(" -;.") for line in (texts.get("recipients") or "").splitlines()]
    return OfficialFoot(
        recipients=[line for line in recipients if line] or ["Như trên", "Lưu: VT"],
        authority=texts.get("authority") or "",
        position=texts.get("position") or "TRƯỞNG BAN TỔ CHỨC",
        name=texts.get("signer") or "",
    )


def _about(event: Event) -> list[Flowable]:
    place = event.venue.name if event.venue else ""
    where = ", ".join(filter(None, (place, provinces.name(event.province))))
    return [
        head("I. THÔNG TIN CHUNG"),
        text(f"Tên sự kiện: {event.name}."),
        text(f"Thời gian: {span_text(event.starts_on, event.ends_on)}. Địa điểm: {where}."),
        text(f"Đơn vị tổ chức: {event.organiser_name or event.hub.name}. "
             f"Điểm kết nối: {event.hub.name}."),
        text(f"Số liệu trong báo cáo được đếm từ hồ sơ của sự kiện đến ngày "
             f"{date_text(clock.today())}."),
    ]  # fmt: skip


def _prepared(now: Figures) -> str:
    confirmed, requested = now[Figure.CONFIRMED], now[Figure.REQUESTED]
    exhibits = int(now[Figure.PLACED] or 0) + int(now[Figure.UNPLACED] or 0)
    return (
        f"Ban tổ chức tiếp nhận {number_text(confirmed)} đăng ký tham dự, "
        f"{number_text(exhibits)} công nghệ đăng ký trình diễn và "
        f"{number_text(requested)} đề nghị gặp giữa bên cầu và bên cung, "
        f"trong đó {number_text(now[Figure.ACCEPTED])} đề nghị được nhận."
    )


def _visitors(scope: Scope, now: Figures) -> list[Flowable]:
    table = breakdowns.visits_by_category(scope, category_name)
    people = breakdowns.people_by_category(scope, category_name)
    days = ["/".join(reversed(day[5:].split("-"))) for day in table.columns]
    columns = [Column("Loại khách", 3)]
    columns += [Column(f"Lượt {day}", 1.3, "right") for day in days]
    columns += [Column("Tổng lượt", 1.4, "right"), Column("Số người", 1.4, "right")]
    rows = [
        [row, *(table.at(row, day) for day in table.columns), table.row_total(row), people[row]]
        for row in table.rows
    ]
    totals = [table.column_total(day) for day in table.columns]
    rows.append(["Tổng cộng", *totals, table.total, sum(people.values())])
    said = (
        f"Có {number_text(now[Figure.VISITORS])} người vào cổng với "
        f"{number_text(now[Figure.VISITS])} lượt."
    )
    return [head("Khách tham quan"), text(said), *grid(columns, rows, total_row=True)]


def _exhibition(scope: Scope, now: Figures) -> list[Flowable]:
    found = breakdowns.exhibitors(scope)
    by_type: Counter[str] = Counter()
    by_province: Counter[str] = Counter()
    for org_type, province, number in found:
        by_type[vocabulary.org_type(org_type)] += number
        by_province[provinces.short(province)] += number
    fields = Counter({vocabulary.field(c): n for c, n in breakdowns.shown_by_field(scope).items()})
    if not found:
        return [head("Gian hàng, đơn vị, công nghệ"), text(_no_booths(now))]
    said = (
        f"{number_text(sum(by_type.values()))} đơn vị trình diễn "
        f"{number_text(now[Figure.SHOWN])} công nghệ; "
        f"{number_text(now[Figure.UNPLACED])} công nghệ chưa bố trí được gian hàng. "
        f"Đơn vị đến từ {len(by_province)} tỉnh, thành phố: {_counted(by_province)}."
    )
    return [
        head("Gian hàng, đơn vị, công nghệ"),
        text(said),
        *_count_grid("Loại hình đơn vị", by_type),
        *_count_grid("Lĩnh vực công nghệ", fields),
    ]


def _no_booths(now: Figures) -> str:
    return f"{number_text(now[Figure.UNPLACED])} công nghệ đăng ký, chưa bố trí gian hàng."


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.most_common())


def _count_grid(label: str, counts: Counter[str]) -> list[Flowable]:
    if not counts:
        return []
    columns = [Column(label, 5), Column("Số lượng", 1, "right")]
    rows: list[list[object]] = [[name, number] for name, number in counts.most_common()]
    return grid(columns, [*rows, ["Tổng cộng", sum(counts.values())]], total_row=True)


def _programme(scope: Scope) -> list[Flowable]:
    columns = [Column("Loại phiên", 4), Column("Số phiên", 1, "right"),
               Column("Lượt người dự", 1.4, "right")]  # fmt: skip
    found = breakdowns.sessions_by_kind(scope)
    rows: list[list[object]] = [
        [str(SESSION_KINDS[kind]), number, there] for kind, number, there in found
    ]
    held, present = sum(row[1] for row in found), sum(row[2] for row in found)
    said = f"Đã tổ chức {number_text(held)} phiên với {number_text(present)} lượt người dự."
    return [
        head("Hội thảo, tọa đàm, tập huấn"),
        text(said),
        *grid(columns, [*rows, ["Tổng cộng", held, present]], total_row=True),
    ]


def _meetings(now: Figures) -> list[Flowable]:
    columns = [Column("Bước", 4), Column("Số", 1, "right"), Column("So bước trước", 1.4, "right")]
    rows, before = [], None
    for figure in FUNNEL:
        number = int(now[figure] or 0)
        share = percent_text(number / before) if before else ""
        rows.append([str(RULES[figure].label), number, share])
        before = number
    said = (
        f"Giá trị các hợp đồng đã ký: {money_full(int(now[Figure.CONTRACT_VALUE] or 0))}, "
        f"gồm {number_text(now[Figure.CONTRACTS])} hợp đồng; "
        f"{number_text(now[Figure.MEMORANDA])} biên bản ghi nhớ và thỏa thuận hợp tác."
    )
    return [head("Kết nối cung cầu"), text(said), *grid(columns, rows)]
