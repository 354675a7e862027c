"""What must stay as it was: the strangers' rows, and rows that point within their own event."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.core.db import db
from tests.security.world.places import OTHER_EVENT, OTHER_HUB, event_of, hub_of


def rows_of_strangers() -> dict[str, list[Any]]:
    """Every row of the other hub and its event, whole: what nobody of H01 may change."""
    hub, event = hub_of(OTHER_HUB).id, event_of(OTHER_EVENT).id
    found: dict[str, list[Any]] = {}
    for table in db.metadata.sorted_tables:
        theirs = []
        if "hub_id" in table.c:
            theirs.append(table.c.hub_id == hub)
        if "event_id" in table.c:
            theirs.append(table.c.event_id == event)
        if not theirs or table.name in {"audit_entry", "job", "membership"}:
            continue
        rows = sa.select(table).where(sa.or_(*theirs)).order_by(*table.primary_key.columns)
        found[table.name] = [tuple(map(str, row)) for row in db.session.execute(rows)]
    return found


def crossed_references() -> list[str]:
    """Rows of one event that point to a row of another, by table and column."""
    wrong = []
    for table in db.metadata.sorted_tables:
        if "event_id" not in table.c:
            continue
        for column in table.c:
            for key in column.foreign_keys:
                target = key.column.table.alias()
                if "event_id" not in target.c or target.name == table.name:
                    continue
                crossed = (
                    sa.select(sa.func.count())
                    .select_from(table.join(target, column == target.c.id))
                    .where(table.c.event_id != target.c.event_id)
                )
                if db.session.scalar(crossed):
                    wrong.append(f"{table.name}.{column.name}")
    return wrong
