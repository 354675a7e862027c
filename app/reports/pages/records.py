"""The list a figure opens: its rule in words, its records, each leading to its own page."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request

from app.core import lists, sheets
from app.reports.indicators import Figure
from app.reports.listing.figures import KINDS, records
from app.reports.listing.kind import Kind
from app.reports.rules import RULES
from app.reports.scope import Scope
from app.reports.words import cell_text


def figure_or_404(name: str) -> Figure:
    try:
        return Figure(name)
    except ValueError:
        abort(404)


def page(figure: Figure, scope: Scope, template: str, name: str, **context: Any) -> Any:
    """The list as a page, or what is listed as a file."""
    kind = KINDS[figure](scope.hub_id)
    wanted = records(figure, scope, kind, lists.asked("q"))
    export = bool(request.args.get("format"))
    found = lists.listing(
        wanted,
        sorts=kind.sorts,
        default=kind.default_sort,
        everything=export,
        scalars=not kind.pairs,
    )
    if export:
        return sheets.respond(*table(kind, found.items), f"{name}-{figure.value.lower()}")
    return render_template(
        template,
        figure=figure,
        rule=RULES[figure],
        kind=kind,
        page=found,
        cell_text=cell_text,
        **context,
    )


def table(kind: Kind, rows: list[Any]) -> tuple[list[sheets.Column], list[list[sheets.Cell]]]:
    """Records as a table for spreadsheets."""
    columns = [sheets.Column(str(column.label)) for column in kind.columns]
    return columns, [[column.value(row) for column in kind.columns] for row in rows]
