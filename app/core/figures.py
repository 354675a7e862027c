"""Figures that many pages show: each package names its own, one statement counts all.

The fair's thread stands on every page of the event's office, so what it tells must cost one
statement, however many packages have something to tell. A hub's desk is told the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.core.db import db, remembered

#: (id) -> a SELECT of one row: counts (and days) under names that no other package uses
Counting = Callable[[int], sa.Select[Any]]


class Figures:
    """Figures of one kind of thing, by name."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._countings: list[Counting] = []

    def counted(self, counting: Counting) -> Counting:
        """Register a package's counts (a decorator). The same function counts once."""
        if counting not in self._countings:
            self._countings.append(counting)
        return counting

    def of(self, thing: Any) -> Mapping[str, Any]:
        """The figures of a thing; counted once in a request."""
        return self.of_all([thing])[thing.id]

    def of_all(self, things: Iterable[Any]) -> dict[int, Mapping[str, Any]]:
        """The figures of several things by id, in one statement."""
        known: dict[int, Mapping[str, Any]] = remembered(f"figures of {self.kind}")
        wanted = [thing.id for thing in things]
        missing = [thing_id for thing_id in dict.fromkeys(wanted) if thing_id not in known]
        if missing:
            rows = db.session.execute(sa.union_all(*map(self._row, missing)))
            for row in rows.mappings():
                known[row["of"]] = {name: row[name] or 0 for name in row if name != "of"}
        return {thing_id: known[thing_id] for thing_id in wanted}

    def _row(self, thing_id: int) -> sa.Select[Any]:
        """One thing's figures side by side: every part is a single row."""
        parts = [counting(thing_id).subquery() for counting in self._countings]
        beside: Any = parts[0]
        for part in parts[1:]:
            beside = beside.join(part, sa.true())
        columns = [column for part in parts for column in part.c]
        return sa.select(sa.literal(thing_id).label("of"), *columns).select_from(beside)


event = Figures("event")
hub = Figures("hub")
