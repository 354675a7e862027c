"""A report as a workbook: the figures on the first sheet, a sheet for every annex."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from app.accounts.models import Hub
from app.core import clock
from app.core.db import db
from app.core.i18n import _, date_text, span_text
from app.events.labels import name_of
from app.events.models import Event
from app.reports import queries
from app.reports.counting.figures import figures_of
from app.reports.indicators import UNITS, Figure, Unit
from app.reports.listing.figures import KINDS, records
from app.reports.listing.kind import Cell, Kind
from app.reports.rules import RULES
from app.reports.scope import Scope, before

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MOST_ROWS = 20_000  # of an annex
#: Annexes by figure. Visits are left out: whose badge was where is shown in sums only.
ANNEXES = (
    Figure.NEEDS,
    Figure.SHOWN,
    Figure.PLACED,
    Figure.UNPLACED,
    Figure.SESSIONS_HELD,
    Figure.CLASSES,
    Figure.TRAINEE_HEADS,
    Figure.ACCEPTED,
    Figure.HELD,
    Figure.OPENED,
    Figure.MEMORANDA,
    Figure.CONTRACTS,
)
HUB_ANNEXES = (Figure.SUPPLIES, Figure.EXPERTS_PROVIDED, *ANNEXES)


class _Book:
    """A workbook being written."""

    def __init__(self) -> None:
        self.out = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.out, OPTIONS)
        add = self.book.add_format
        self.title = add({"bold": True, "font_size": 14})
        self.head = add({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.wrap = add({"text_wrap": True, "valign": "top"})
        self.formats: dict[str, Any] = {
            "day": add({"num_format": "dd/mm/yyyy"}),
            "moment": add({"num_format": "dd/mm/yyyy hh:mm"}),
            "number": add({"num_format": "#,##0"}),
            "percent": add({"num_format": "0.0%"}),
        }

    def sheet(self, name: str) -> Any:
        """A new sheet; its name is cut to what Excel takes."""
        return self.book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])

    def table(
        self, sheet: Any, at: int, heads: Sequence[str], rows: Sequence[Sequence[Cell]]
    ) -> None:
        """A table with its head in row `at`; columns as wide as their text, within reason."""
        for place, head in enumerate(heads):
            lengths = [len(str(row[place])) for row in rows[:100] if row[place] is not None]
            sheet.set_column(place, place, max(8, min(60, max([len(head), *lengths]) + 2)))
            sheet.write_string(at, place, head, self.head)
        for line, row in enumerate(rows, at + 1):
            for place, value in enumerate(row):
                self.cell(sheet, line, place, value)

    def cell(self, sheet: Any, line: int, place: int, value: Cell) -> None:
        if value is None:
            return
        if isinstance(value, datetime):
            local = clock.local(value).replace(tzinfo=None)
            sheet.write_datetime(line, place, local, self.formats["moment"])
        elif isinstance(value, date):
            sheet.write_datetime(line, place, value, self.formats["day"])
        elif isinstance(value, bool | str):
            sheet.write_string(line, place, str(value)[:32_767])
        elif isinstance(value, int):
            sheet.write_number(line, place, value, self.formats["number"])
        else:
            sheet.write_number(line, place, value)

    def bytes(self) -> bytes:
        self.book.close()
        return self.out.getvalue()


def event_book(event: Event) -> bytes:
    """The report of an event, compared with the fair before and with its targets."""
    scope, earlier = queries.scope_of(event), queries.event_before(event)
    figures = figures_of([scope] + ([queries.scope_of(earlier)] if earlier else []))
    targets = queries.targets_of(event)
    rows: list[list[Any]] = [
        [figure, figures[0][figure], targets.get(figure), figures[1][figure] if earlier else None]
        for figure in Figure
    ]
    book = _Book()
    compared = name_of(earlier) if earlier else _("Event before")
    when = span_text(event.starts_on, event.ends_on)
    _figures(book, name_of(event), when, [_("Counted"), _("Target"), compared], rows, at_event=True)
    _annexes(book, scope, ANNEXES)
    return book.bytes()


def hub_book(hub: Hub | None, scope: Scope) -> bytes:
    """The report of a hub over a period, compared with the period before."""
    first, last = before(scope.first, scope.last)
    now, then = figures_of([scope, Scope(first, last, scope.hub_id)])
    rows: list[list[Any]] = [[figure, now[figure], then[figure]] for figure in Figure]
    book = _Book()
    heads = [_("Counted"), f"{date_text(first)}–{date_text(last)}"]
    when = f"{date_text(scope.first)}–{date_text(scope.last)}"
    name = hub.name if hub else _("All connection hubs")
    _figures(book, name, when, heads, rows, at_event=False)
    _annexes(book, scope, HUB_ANNEXES)
    return book.bytes()


def _figures(
    book: _Book,
    name: str,
    when: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    at_event: bool,
) -> None:
    """The first sheet: every figure with its name, its numbers and the rule it is counted by."""
    sheet = book.sheet(_("Figures"))
    sheet.write_string(0, 0, name, book.title)
    sheet.write_string(1, 0, when)
    heads = [_("Code"), _("Figure"), *heads, _("Counts"), _("Dated by"), _("Counted once")]
    for place, (head, width) in enumerate(zip(heads, [10, 44, *[16] * (len(heads) - 5), 60, 40, 50],
                                              strict=True)):  # fmt: skip
        sheet.set_column(place, place, width)
        sheet.write_string(3, place, head, book.head)
    for line, (figure, *values) in enumerate(rows, 4):
        rule = RULES[figure]
        sheet.write_string(line, 0, figure.value)
        sheet.write_string(line, 1, str(rule.label), book.wrap)
        for place, value in enumerate(values, 2):
            if value is not None:
                ratio = UNITS.get(figure) is Unit.RATIO
                sheet.write_number(line, place, value,
                                   book.formats["percent" if ratio else "number"])  # fmt: skip
        said = (rule.counts, rule.at_event if at_event else rule.dated, rule.once)
        for place, text in enumerate(said, 2 + len(values)):
            sheet.write_string(line, place, str(text), book.wrap)
    sheet.freeze_panes(4, 2)


def _annexes(book: _Book, scope: Scope, figures: Sequence[Figure]) -> None:
    for number, figure in enumerate(figures, 1):
        kind = KINDS[figure](scope.hub_id)
        rows = annex(figure, scope, kind, MOST_ROWS)
        sheet = book.sheet(f"{number}. {RULES[figure].label}")
        book.table(sheet, 0, [str(column.label) for column in kind.columns], rows)
        sheet.freeze_panes(1, 0)


def annex(figure: Figure, scope: Scope, kind: Kind, most: int) -> list[list[Cell]]:
    """The records of a figure in their usual order, as cells."""
    order = kind.sorts[kind.default_sort]
    found = records(figure, scope, kind).order_by(*order).limit(most)
    result = db.session.execute(found)
    rows = result.unique().all() if kind.pairs else result.scalars().unique().all()
    return [[column.value(row) for column in kind.columns] for row in rows]
