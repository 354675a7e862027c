"""Pieces that the papers of an event and of a hub share. The words are official Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportlab.platypus import Flowable

from app.core.documents.papers import Column, Look, heading, page_room, paragraph, space, table
from app.reports.counting.figures import Figures
from app.reports.indicators import Figure
from app.reports.listing.figures import KINDS
from app.reports.listing.kind import Cell, Kind
from app.reports.rules import Group
from app.reports.scope import Scope
from app.reports.words import cell_text, value_text
from app.reports.workbook import annex

LOOK: Look = "official"
MOST_ROWS = 400  # of an annex on paper; the workbook has them all


def head(text: str) -> Flowable:
    return heading(text, LOOK)


def text(words: str, style: str = "body") -> Flowable:
    return paragraph(words, style, LOOK)


def lines(words: str | None) -> list[Flowable]:
    """What somebody wrote, paragraph by paragraph; a dotted line to fill in by hand if nothing."""
    if not words:
        return [text("…" * 60, "flat")]
    return [text(line) for line in words.splitlines() if line.strip()]


def grid(
    columns: Sequence[Column], rows: Sequence[Sequence[object]], **more: bool
) -> list[Flowable]:
    return [table(columns, rows, width=page_room(LOOK), look=LOOK, **more), space(3)]


def figure_grid(
    groups: Sequence[Group],
    now: Figures,
    before: Figures | None = None,
    before_title: str = "",
    targets: Mapping[Figure, int] | None = None,
) -> list[Flowable]:
    """Figures line by line, with targets and what they are compared with where there is any."""
    columns = [Column("TT", 0.6, "center"), Column("Chỉ tiêu", 5), Column("Thực hiện", 2, "right")]
    if targets:
        columns.append(Column("Mục tiêu", 1.6, "right"))
    if before:
        columns.append(Column(before_title, 2, "right"))
    rows = []
    for number, group in enumerate(groups, 1):
        row = [number, str(group.label), _joined(group, now)]
        if targets:
            known = [figure for figure in group.figures if figure in targets]
            row.append(" · ".join(value_text(figure, targets[figure]) for figure in known))
        if before:
            row.append(_joined(group, before))
        rows.append(row)
    return grid(columns, rows)


def _joined(group: Group, figures: Figures) -> str:
    return " · ".join(value_text(figure, figures[figure]) for figure in group.figures)


def annexes(
    scope: Scope, wanted: Sequence[tuple[str, Figure, Mapping[str, float]]]
) -> list[Flowable]:
    """Lists at the end: (title, figure, the columns to show with their share of the width)."""
    found: list[Flowable] = []
    for number, (title, figure, shares) in enumerate(wanted, 1):
        kind = KINDS[figure](scope.hub_id)
        rows = annex(figure, scope, kind, MOST_ROWS)
        found.append(head(f"Phụ lục {number}. {title} ({len(rows)})"))
        if rows:
            found += _annex(kind, rows, shares)
        else:
            found.append(text("Không có.", "flat"))
    return found


def _annex(kind: Kind, rows: list[list[Cell]], shares: Mapping[str, float]) -> list[Flowable]:
    places = [place for place, column in enumerate(kind.columns) if column.key in shares]
    chosen = [kind.columns[place] for place in places]
    columns = [Column("TT", 0.75, "center")] + [
        Column(str(column.label), shares[column.key], "right" if column.money else "left")
        for column in chosen
    ]
    cells = [
        [number, *(cell_text(row[p], money=kind.columns[p].money) for p in places)]
        for number, row in enumerate(rows, 1)
    ]
    return grid(columns, cells)
