"""The floor and what is to stand on it: every technology of the files is an exhibit."""

from __future__ import annotations

from sqlalchemy import select

from app.booths.exhibits import actions as exhibits
from app.booths.stands import actions as stands
from app.booths.stands.importing import read_rows
from app.catalogue.models import Technology
from app.core import clock
from app.core.db import db
from app.core.sheets import Cell, Sheet
from app.demo import sample
from app.demo.loading.catalogue import BadSample
from app.demo.sample import Sample
from app.events.models import Event


def load(given: Sample, event: Event) -> None:
    """The booths as an office imports them, then the exhibits, none of them placed."""
    with clock.at(given.on(-60, "09:00")):
        _load_booths(event.id)
    with clock.at(given.on(-45, "09:00")):
        _load_exhibits(event.id, event.hub_id)


def _load_booths(event_id: int) -> None:
    rows = sample.rows("booths")
    header = list(rows[0])
    cells: list[list[Cell]] = [[row[name] or None for name in header] for row in rows]
    found = read_rows(Sheet(header, cells, list(range(2, len(cells) + 2))), {})
    bad = [row for row in found if row.errors]
    if bad:
        raise BadSample(f"booths, row {bad[0].number}: {bad[0].errors}")
    stands.import_booths(event_id, [row.place for row in found if row.place])


def _load_exhibits(event_id: int, hub_id: int) -> None:
    codes = [row["code"] for row in sample.rows("technologies")]
    found = select(Technology.id).where(Technology.hub_id == hub_id, Technology.code.in_(codes))
    for technology_id in db.session.scalars(found.order_by(Technology.code)).all():
        exhibits.add_exhibit(event_id, technology_id)
