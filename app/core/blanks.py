"""Workbooks to be filled in: heads, lists to choose from, and a page that explains the columns."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, request, send_file

from app.core import sheets
from app.core.i18n import _


@dataclass(frozen=True)
class Blank:
    """A column to fill in. `choices`: what a cell may hold, offered as a list."""

    title: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guide:
    """The second page: what each column wants. Rows have as many cells as `heads`."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]] = field(default_factory=list)


def respond(columns: Sequence[Blank], guide: Guide, name: str, most: int) -> Response:
    """The workbook as a download for up to `most` rows; ?format=csv is the heads alone."""
    if request.args.get("format") == "csv":
        return sheets.respond([column.title for column in columns], [], name)
    content = io.BytesIO(write(columns, guide, most))
    return send_file(content, sheets.MIME["xlsx"], as_attachment=True, download_name=f"{name}.xlsx")


def write(columns: Sequence[Blank], guide: Guide, most: int) -> bytes:
    """The table to fill in first, the guide behind it, the lists on a page nobody sees."""
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        table = book.add_worksheet(_("To fill in")[:31])
        for place, column in enumerate(columns):
            table.set_column(place, place, max(14, min(40, len(column.title) + 2)))
            table.write_string(0, place, column.title, bold)
        table.freeze_panes(1, 0)
        if guide.rows:
            _write_guide(book, guide, bold)
        _offer(book, table, columns, most)
    return out.getvalue()


def _write_guide(book: Any, guide: Guide, bold: Any) -> None:
    page = book.add_worksheet(_("Columns")[:31])
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for place, head in enumerate(guide.heads):
        page.set_column(place, place, 36 if place else 44, text)
        page.write_string(0, place, head, bold)
    for number, row in enumerate(guide.rows, 1):
        for place, cell in enumerate(row):
            page.write_string(number, place, cell, text)
    page.freeze_panes(1, 0)


def _offer(book: Any, table: Any, columns: Sequence[Blank], most: int) -> None:
    """Lists stand in cells of their own: written into the rule they may have 255 letters only."""
    choosing = [(place, column) for place, column in enumerate(columns) if column.choices]
    if not choosing:
        return
    lists = book.add_worksheet("lists")
    lists.hide()
    for at, (place, column) in enumerate(choosing):
        for number, choice in enumerate(column.choices):
            lists.write_string(number, at, choice)
        letter, last = _letters(at), len(column.choices)
        rule = {"validate": "list", "source": f"=lists!${letter}$1:${letter}${last}"}
        table.data_validation(1, place, most, place, rule)


def _letters(place: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(place))
