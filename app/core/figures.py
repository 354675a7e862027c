"""Figures that many pages show: each package names its own, one statement counts all.

The fair's thread stands on every page of the event's office, so what it tells must cost one
statement, however many packages have something to tell. A hub's desk is told the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.core.db import db, remembered

#: (id) -> a SELECT of one row: counts (and days) under names that no other package uses. It is
#: built once for all things of the kind: what depends on the present takes it from `moments`.
Counting = Callable[[Any], sa.Select[Any]]


class Figures:
    """Figures of one kind of thing, by name."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._countings: list[Counting] = []
        self._statements: dict[int, sa.CompoundSelect[Any]] = {}

    def counted(self, counting: Counting) -> Counting:
        """Register a package's counts (a decorator). The same function counts once."""
        if counting not in self._countings:
            self._countings.append(counting)
            self._statements.clear()
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
            ids = {f"id_{place}": thing_id for place, thing_id in enumerate(missing)}
            rows = db.session.execute(self._statement(len(missing)), ids)
            for row in rows.mappings():
                known[row["of"]] = {name: row[name] or 0 for name in row if name != "of"}
        return {thing_id: known[thing_id] for thing_id in wanted}

    def _statement(self, things: int) -> sa.CompoundSelect[Any]:
        """The figures of so many things, a row each. Building it takes longer than running it."""
        if things not in self._statements:
            self._statements[things] = sa.union_all(*map(self._row, range(things)))
        return self._statements[things]

    def _row(self, place: int) -> sa.Select[Any]:
        """One thing's figures side by side: every part is a single row."""
        thing_id = sa.bindparam(f"id_{place}", type_=sa.BigInteger())
        parts = [counting(thing_id).subquery() for counting in self._countings]
        beside: Any = parts[0]
        for part in parts[1:]:
            beside = beside.join(part, sa.true())
        columns = [column for part in parts for column in part.c]
        return sa.select(thing_id.label("of"), *columns).select_from(beside)


event = Figures("event")
hub = Figures("hub")
