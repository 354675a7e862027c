"""Organisations, technologies, needs and experts, through the catalogue's own import.

Organisations and technologies are known to the hub of the fair; each need and each expert is
registered by the hub that its row names.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.accounts.models import Hub
from app.catalogue.imports.actions import import_table
from app.catalogue.imports.columns import Kind
from app.catalogue.states import NeedSource, NeedState
from app.core import clock
from app.core.sheets import Cell, Sheet
from app.demo import sample
from app.demo.sample import Row, Sample

RESOLVED_AFTER = timedelta(days=40)
SOURCES = tuple(NeedSource)
BATCH = 20  # technologies are verified in monthly batches
FIRST_BATCH, BETWEEN_BATCHES = -185, 30  # days before the fair


class BadSample(RuntimeError):
    """The sample files do not pass the product's own checks."""


def load(given: Sample, hub: Hub) -> None:
    """The whole catalogue; codes that exist already stay as they are."""
    with clock.at(given.on(-200, "09:00")):
        _take_in(Kind.ORGANISATIONS, sample.rows("organisations"), hub)
    _load_technologies(given, hub)
    with clock.at(given.on(-120, "09:00")):
        _take_in(Kind.EXPERTS, sample.rows("experts"), hub)
    with clock.at(given.on(-10, "09:00")):
        needs = [_need(given, row, place) for place, row in enumerate(sample.rows("needs"))]
        _take_in(Kind.NEEDS, needs, hub)


def _load_technologies(given: Sample, hub: Hub) -> None:
    rows = [
        _variant(row, copy, place)
        for copy in range(given.scale)
        for place, row in enumerate(sample.rows("technologies"))
    ]
    per_batch = BATCH * given.scale
    for batch in range(0, len(rows), per_batch):
        day = FIRST_BATCH + BETWEEN_BATCHES * (batch // per_batch)
        with clock.at(given.on(day, "10:00")):
            _take_in(Kind.TECHNOLOGIES, rows[batch : batch + per_batch], hub)


def _variant(row: Row, copy: int, place: int) -> Row:
    """A row of the files or, in a larger sample, a variant of it: T121 is one of T001."""
    if not copy:
        return row
    number = copy * len(sample.rows("technologies")) + place + 1
    return row | {
        "code": f"T{number:03}",
        "title_vi": f"{row['title_vi']} – biến thể {copy + 1}",
    }


def _need(given: Sample, row: Row, place: int) -> Row:
    received = given.day(row["received_on"])
    resolved = row["status"] == NeedState.RESOLVED
    return row | {
        "received_on": received.isoformat(),
        "needed_by": given.day(row["needed_by"]).isoformat() if row["needed_by"] else "",
        "resolved_on": (received + RESOLVED_AFTER).isoformat() if resolved else "",
        "source": SOURCES[place % len(SOURCES)],
    }


def _take_in(kind: Kind, rows: Sequence[Row], hub: Hub) -> None:
    header = list(rows[0])
    cells: list[list[Cell]] = [[row[name] or None for name in header] for row in rows]
    sheet = Sheet(header, cells, list(range(2, len(cells) + 2)))
    report = import_table(kind, sheet, hub, by_row_hub=True)
    if not report.ok:
        first = report.problems[0]
        raise BadSample(f"{kind}, row {first.row}, {first.column}: {first.message}")
