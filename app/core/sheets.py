"""Workbooks and CSV files, in and out.

What comes in is treated as hostile until it has been measured: a few kilobytes of XLSX can ask
for gigabytes. What goes out opens in an office program without running anything.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import BinaryIO, Literal

import python_calamine
from flask import Response, request, send_file

from app.core import clock, words
from app.core.errors import Refused
from app.core.i18n import _l
from app.core.unpacking import MAX_COLUMNS, MAX_ROWS, repacked

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Kind = Literal["xlsx", "csv"]

MAX_BYTES = 8 * 1024 * 1024
MAX_CHARACTERS = 30_000_000  # of all cells: one long text may be shared by very many
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}

words.register(
    {
        "sheet_too_big": _l("The file is larger than %(limit)s MB. Split it and import the parts."),
        "sheet_kind": _l("Only .xlsx and .csv files can be read. Save the file as .xlsx first."),
        "sheet_broken": _l("This file is damaged or is not what its name says. Save it anew."),
        "sheet_bomb": _l("This workbook unpacks to far more than it should and was not opened."),
        "sheet_encoding": _l('This file is not in UTF-8. In Excel choose "CSV UTF-8" or .xlsx.'),
        "sheet_too_many_rows": _l("More than %(limit)s rows. Split the file into parts."),
        "sheet_too_many_columns": _l("More than %(limit)s columns. Keep only the columns needed."),
        "sheet_empty": _l("There is no table in this file."),
        "sheet_line": _l("Line %(line)s cannot be read as CSV: check its quotation marks."),
    }
)


@dataclass(frozen=True)
class Sheet:
    """A table as read: `rows` have as many cells as `header`, empty cells are None.

    Text is trimmed and free of the export guard; XLSX cells keep their types, whole floats are
    int. `numbers` are the row numbers people see in their file, in the order of `rows`.
    """

    header: list[str]
    rows: list[list[Cell]]
    numbers: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """A column to write: its head and, where the default does not fit, its width in characters."""

    title: str
    width: int | None = None


# ---------------------------------------------------------------------- the guard
_NEEDS_GUARD = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """Text as it may stand in a CSV cell: what a spreadsheet would run begins with "'"."""
    return "'" + text if _NEEDS_GUARD.match(text) else text


def unguarded(text: str) -> str:
    """The text before `guarded`: unguarded(guarded(s)) == s for every s."""
    return text[1:] if _GUARDED.match(text) else text


# ---------------------------------------------------------------------- reading
def read(file: bytes | BinaryIO, filename: str = "") -> Sheet:
    """The first table of an uploaded .xlsx or .csv file; the file's content decides which it is.

    Raises Refused (`sheet_…`) when the file is too large, not readable or holds no table.
    """
    data = file if isinstance(file, bytes) else file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Refused("sheet_too_big", limit=MAX_BYTES // 1024 // 1024)
    ending = filename.lower().rpartition(".")[2]
    if data.startswith(b"PK"):
        grid = _read_xlsx(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0") or ending in ("xls", "ods", "pdf", "doc", "docx"):
        raise Refused("sheet_kind")  # old Excel, or a workbook locked by a password
    elif ending == "xlsx":
        raise Refused("sheet_broken")
    else:
        grid = _read_csv(data)
    return _table(grid)


def _table(grid: list[list[Cell]]) -> Sheet:
    """Head and rows out of a grid: titles above the head and empty rows and columns are left."""
    filled = [(n, row) for n, row in enumerate(grid, 1) if any(c is not None for c in row)]
    if not filled:
        raise Refused("sheet_empty")
    widest = max(sum(c is not None for c in row) for _, row in filled)
    wide_enough = 2 if widest >= 3 else 1
    start = next(
        i for i, (_, row) in enumerate(filled) if sum(c is not None for c in row) >= wide_enough
    )
    head = filled[start][1]
    width = max(len(row) for _, row in filled[start:])
    head = head + [None] * (width - len(head))
    used = [
        i
        for i in range(width)
        if head[i] is not None or any(i < len(row) and row[i] is not None for _, row in filled)
    ]
    if len(used) > MAX_COLUMNS:
        raise Refused("sheet_too_many_columns", limit=MAX_COLUMNS)
    body = filled[start + 1 :]
    if len(body) > MAX_ROWS:
        raise Refused("sheet_too_many_rows", limit=MAX_ROWS)
    rows = [[row[i] if i < len(row) else None for i in used] for _, row in body]
    header = ["" if head[i] is None else str(head[i]) for i in used]
    return Sheet(header, rows, [n for n, _ in body])


def _tidy(value: object) -> Cell:
    if isinstance(value, str):
        text = unguarded(value.strip(" \xa0\r\n")).strip()
        return text or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value  # type: ignore[return-value]  # calamine gives exactly the types of Cell


# ---------------------------------------------------------------------- CSV
def _read_csv(data: bytes) -> list[list[Cell]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("sheet_encoding") from error
    if "\0" in text:
        raise Refused("sheet_encoding")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    grid: list[list[Cell]] = []
    try:
        for record in reader:
            if len(record) > MAX_COLUMNS:
                raise Refused("sheet_too_many_columns", limit=MAX_COLUMNS)
            if len(grid) > MAX_ROWS + 20:
                raise Refused("sheet_too_many_rows", limit=MAX_ROWS)
            grid.append([_tidy(value) for value in record])
    except csv.Error as error:
        raise Refused("sheet_line", line=reader.line_num) from error
    return grid


def _delimiter(text: str) -> str:
    """Comma, or what stands more often in the first line outside quotation marks."""
    first = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    return max(",;\t", key=first.count)


# ---------------------------------------------------------------------- XLSX
def _read_xlsx(data: bytes) -> list[list[Cell]]:
    harmless = repacked(data)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(harmless)) as book:
            names = [
                meta.name
                for meta in book.sheets_metadata
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
                and meta.visible == python_calamine.SheetVisibleEnum.Visible
            ]
            if not names:
                raise Refused("sheet_empty")
            sheet = book.get_sheet_by_name(names[0])
            grid = _grid(sheet.iter_rows())
            merged = sheet.merged_cell_ranges or []
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("sheet_broken") from error
    for (top, left), (bottom, right) in merged:
        if left == right:  # one value for several rows; merged across is a title
            for below in grid[top + 1 : bottom + 1]:
                below[left] = grid[top][left]
    return grid


def _grid(rows: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
    grid, characters = [], 0
    for row in rows:
        grid.append([_tidy(cell) for cell in row])
        characters += sum(len(cell) for cell in row if isinstance(cell, str))
        if characters > MAX_CHARACTERS:
            raise Refused("sheet_bomb")
    return grid


# ---------------------------------------------------------------------- writing
def write(columns: Sequence[str | Column], rows: Iterable[Sequence[Cell]], kind: Kind) -> bytes:
    """A table as a file: XLSX (bold head that stays in view, text typed as text) or CSV.

    CSV is UTF-8 with BOM, dates ISO, guarded cells. Aware datetimes are written in local time.
    """
    heads = [column if isinstance(column, Column) else Column(column) for column in columns]
    return _write_csv(heads, rows) if kind == "csv" else _write_xlsx(heads, rows)


def respond(columns: Sequence[str | Column], rows: Iterable[Sequence[Cell]], name: str) -> Response:
    """The table as a download called `name`, in the format the address asks for (?format=csv)."""
    kind: Kind = "csv" if request.args.get("format") == "csv" else "xlsx"
    data = io.BytesIO(write(columns, rows, kind))
    return send_file(data, MIME[kind], as_attachment=True, download_name=f"{name}.{kind}")


def _write_csv(heads: list[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(guarded(head.title) for head in heads)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(value: Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | float) else guarded(str(value))


def _local(value: datetime) -> datetime:
    return (clock.local(value) if value.tzinfo else value).replace(tzinfo=None)


def _write_xlsx(heads: list[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    import xlsxwriter

    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        number = book.add_format({"num_format": "#,##0"})
        remaining = iter(rows)
        first = list(islice(remaining, 100))
        for place, head in enumerate(heads):
            sheet.set_column(place, place, head.width or _width(head.title, first, place))
            sheet.write_string(0, place, head.title, bold)
        sheet.freeze_panes(1, 0)
        for at, row in enumerate(chain(first, remaining), 1):
            for place, value in enumerate(row):
                if isinstance(value, bool):
                    sheet.write_string(at, place, "yes" if value else "no")
                elif isinstance(value, datetime):
                    sheet.write_datetime(at, place, _local(value), moment)
                elif isinstance(value, date):
                    sheet.write_datetime(at, place, value, day)
                elif isinstance(value, int | float):
                    sheet.write_number(at, place, value, number if isinstance(value, int) else None)
                elif value is not None:
                    sheet.write_string(at, place, str(value)[:32_767])
    return out.getvalue()


def _width(title: str, sample: list[Sequence[Cell]], place: int) -> int:
    """Characters: wide enough for the head and most cells, but never half a screen."""
    lengths = [len(str(row[place])) for row in sample if row[place] is not None]
    return max(9, min(60, max([len(title), *lengths]) + 2))
