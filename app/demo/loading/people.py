"""Who signed up for the fair, each at the moment of the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.core import clock
from app.demo import sample
from app.demo.sample import Row, Sample
from app.events.models import Event
from app.registrations.imports import actions, rows
from app.registrations.imports.actions import Outcome
from app.registrations.imports.rows import Incoming


def load(given: Sample, event: Event, chosen: Sequence[Row] | None = None) -> Outcome:
    """Sign people up in the order of their moments; rows that sign-up refuses are skipped.

    The refusals are those of the product (A297, A298 and A300 are people who are there
    already), counted in the outcome. Copies of a larger sample have addresses of their own.
    """
    people = chosen if chosen is not None else sample.rows("attendees")
    found = [
        guest
        for copy in range(given.scale)
        for guest in _read([_copied(row, copy) for row in people], event)
    ]
    moved = [replace(guest, at=guest.at + given.shift) for guest in found if guest.at]
    in_order = sorted(moved, key=lambda guest: (guest.at, guest.code))
    with clock.at(given.on(-1, "21:00")):
        return actions.bring_in(event, in_order, skip_refused=True)


def _read(people: Sequence[Row], event: Event) -> list[Incoming]:
    header = list(people[0])
    cells = [[row[name] or None for name in header] for row in people]
    return rows.read(header, cells, range(2, len(cells) + 2), actions.names_of(event.id))


def _copied(row: Row, copy: int) -> Row:
    """A row of the files, or another person like it: A001.2 for the first copy of A001."""
    if not copy:
        return row
    at = datetime.fromisoformat(row["registered_at"]) + timedelta(seconds=copy)
    return row | {
        "code": f"{row['code']}.{copy + 1}",
        "email": row["email"].replace("@", f".{copy + 1}@"),
        "phone": "",
        "registered_at": at.isoformat(),
    }
