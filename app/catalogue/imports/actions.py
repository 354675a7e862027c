"""Taking a checked table into the catalogue: all of it, or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select

from app.accounts.models import Hub
from app.catalogue import records
from app.catalogue.imports.build import Builder, built, check_references
from app.catalogue.imports.columns import Kind
from app.catalogue.imports.references import Organisations
from app.catalogue.imports.rows import Problem, read_rows
from app.catalogue.models import Expert, Need, Organisation, Technology
from app.catalogue.states import Confidentiality
from app.catalogue.suggestions import upkeep
from app.core import audit
from app.core.db import db, transaction
from app.core.i18n import _
from app.core.sheets import Sheet

MODELS: dict[Kind, type[Any]] = {
    Kind.ORGANISATIONS: Organisation,
    Kind.TECHNOLOGIES: Technology,
    Kind.NEEDS: Need,
    Kind.EXPERTS: Expert,
}


@dataclass
class ImportReport:
    """What an import did, or would do. With problems nothing is written.

    `created` rows are new; `skipped` are codes that exist already and were left as they are.
    """

    kind: Kind
    total: int
    created: int = 0
    skipped: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    sample: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


def import_table(
    kind: Kind,
    sheet: Sheet,
    hub: Hub,
    *,
    dry_run: bool = False,
    by_row_hub: bool = False,
    confidentiality: Confidentiality = Confidentiality.PUBLIC,
) -> ImportReport:
    """Take a table of organisations, technologies, needs or experts into a hub's catalogue.

    Rows whose code exists already are skipped, so importing again changes nothing. With
    `by_row_hub` the column "hub" decides where a row goes (for whoever runs the installation);
    else a row of another hub is a problem. `confidentiality` is for needs that name none.
    Raises Refused when the table itself cannot be used; bad rows are in the report.
    """
    if dry_run:
        return _taken_in(kind, sheet, hub, by_row_hub, confidentiality, write=False)
    with transaction():
        records.lock_hub(hub.id)
        return _taken_in(kind, sheet, hub, by_row_hub, confidentiality, write=True)


def _taken_in(
    kind: Kind,
    sheet: Sheet,
    hub: Hub,
    by_row_hub: bool,
    confidentiality: Confidentiality,
    *,
    write: bool,
) -> ImportReport:
    rows = read_rows(kind, sheet)
    report = ImportReport(kind, len(sheet.rows), problems=rows.problems, unknown=rows.unknown)
    model = MODELS[kind]
    hubs = _hubs(hub, by_row_hub)
    builder = Builder(Organisations.of(hub.id, everywhere=by_row_hub), confidentiality)
    existing = _existing_codes(model, [h.id for h in set(hubs.values())])
    fresh: list[dict[str, Any]] = []
    seen: Counter[tuple[int, str]] = Counter()
    for number, values in rows.good:
        home = _home(report, hub, hubs, number, values)
        if home is None:
            continue
        key = (home.id, values.get("code") or "")
        if key[1] and seen[key]:
            words = _("This code stands in the file twice.")
            report.problems.append(Problem(number, _("Code"), key[1], words))
        elif key[1] and key in existing:
            report.skipped.append(key[1])
        else:
            row = built(builder, kind, report, number, values, home.id)
            if row is not None:
                fresh.append(row)
        seen[key] += 1
    check_references(builder, kind, report, rows.partly, hub.id)
    report.problems.sort(key=lambda problem: problem.row)
    if report.ok:
        report.created = len(fresh)
        if write and fresh:
            _write(model, kind, hub, fresh)
    report.sample = [row["_shown"] for row in fresh[:10]]
    return report


def _hubs(hub: Hub, by_row_hub: bool) -> dict[str, Hub]:
    """The hubs a row may go to, by code."""
    if not by_row_hub:
        return {hub.code.upper(): hub}
    return {found.code.upper(): found for found in db.session.scalars(select(Hub))}


def _home(
    report: ImportReport, hub: Hub, hubs: dict[str, Hub], number: int, values: dict[str, Any]
) -> Hub | None:
    code = values.get("hub")
    if not code:
        return hub
    if code not in hubs:
        words = _("This row belongs to another hub; leave it out or clear the cell.")
        report.problems.append(Problem(number, _("Hub"), code, words))
        return None
    return hubs[code]


def _existing_codes(model: type[Any], hub_ids: list[int]) -> set[tuple[int, str]]:
    found = select(model.hub_id, model.code).where(model.hub_id.in_(hub_ids))
    return {(hub_id, code) for hub_id, code in db.session.execute(found)}


def _write(model: type[Any], kind: Kind, hub: Hub, fresh: list[dict[str, Any]]) -> None:
    without_code = defaultdict(list)
    for row in fresh:
        if row["code"] is None:
            without_code[row["hub_id"]].append(row)
    taken = {(row["hub_id"], row["code"]) for row in fresh}
    for hub_id, rows in without_code.items():
        free = iter(records.next_codes(model, hub_id, len(rows) + len(fresh)))
        for row in rows:
            row["code"] = next(code for code in free if (hub_id, code) not in taken)
            row["folded"] = f"{row['code'].lower()} {row['folded']}"
    number = records.counted_change() if kind in (Kind.TECHNOLOGIES, Kind.EXPERTS) else None
    values = [
        {name: value for name, value in row.items() if name != "_shown"}
        | ({"changed_in": number} if number is not None else {})
        for row in fresh
    ]
    # with render_nulls all rows are one batch, whichever cells are empty
    db.session.execute(insert(model).execution_options(render_nulls=True), values)
    audit.record("catalogue_imported", hub, hub_id=hub.id, kind=kind, rows=len(values))
    if kind in (Kind.TECHNOLOGIES, Kind.NEEDS):
        upkeep.refresh_later()
