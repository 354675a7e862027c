"""Figures broken down: by day, hour, category, field, kind of organisation, province."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from app.booths.models import Exhibit, Exhibitor
from app.catalogue.models import Need, Organisation, Technology
from app.connections.models import Meeting
from app.connections.stages import MeetingState
from app.core.db import db
from app.events.kinds import SessionKind
from app.events.models import Event, EventSession
from app.registrations.models import Category, Registration, Scan
from app.reports.counting import booths, catalogue, meetings, people, sessions
from app.reports.counting.within import Keys, Limits
from app.reports.scope import Scope


@dataclass
class Table:
    """Numbers in rows and columns by key; a missing cell is 0."""

    rows: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    cells: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def put(self, row: str, column: str, number: int) -> None:
        for keys, key in ((self.rows, row), (self.columns, column)):
            if key not in keys:
                keys.append(key)
        self.cells[row, column] += number

    def row_total(self, row: str) -> int:
        return sum(self.cells.get((row, column), 0) for column in self.columns)

    def column_total(self, column: str) -> int:
        return sum(self.cells.get((row, column), 0) for row in self.rows)

    @property
    def total(self) -> int:
        return sum(self.cells.values())

    def at(self, row: str, column: str) -> int:
        return self.cells.get((row, column), 0)


def visits_by_hour(scope: Scope) -> Table:
    """Visits by local hour (rows "08") and day (columns, ISO)."""
    keys = people.visits(Limits.of(scope)).subquery()
    found = (
        select(Scan.hour, Scan.day, func.count())
        .join(keys, keys.c.id == Scan.id)
        .group_by(Scan.hour, Scan.day)
        .order_by(Scan.day, Scan.hour)
    )
    table = Table()
    for hour, day, count in db.session.execute(found):
        table.put(f"{hour:02}", day, count)
    table.rows.sort()
    return table


def visits_by_category(scope: Scope, name: Callable[[Category], str]) -> Table:
    """Visits by category (rows, in their order) and day (columns, ISO)."""
    keys = people.visits(Limits.of(scope)).subquery()
    found = (
        select(Category, Scan.day, func.count())
        .select_from(Scan)
        .join(keys, keys.c.id == Scan.id)
        .join(Registration, Registration.id == Scan.registration_id)
        .join(Category, Category.id == Registration.category_id)
        .group_by(Category.id, Scan.day)
        .order_by(Category.position, Scan.day)
    )
    table = Table()
    for category, day, count in db.session.execute(found):
        table.put(name(category), day, count)
    table.columns.sort()
    return table


def people_by_category(scope: Scope, name: Callable[[Category], str]) -> dict[str, int]:
    """Distinct people who came, by category."""
    keys = people.visitors(Limits.of(scope)).subquery()
    found = (
        select(Category, func.count())
        .select_from(Registration)
        .join(keys, keys.c.id == Registration.id)
        .join(Category, Category.id == Registration.category_id)
        .group_by(Category.id)
    )
    return {name(category): count for category, count in db.session.execute(found)}


def sessions_by_kind(scope: Scope) -> list[tuple[SessionKind, int, int]]:
    """(kind, sessions held, people present) of an event, in the order of kinds."""
    limits = Limits.of(scope)
    held, there = sessions.held(limits).subquery(), sessions.attendance(limits).subquery()
    count = select(func.count()).where(there.c.id == EventSession.id).scalar_subquery()
    each = (
        select(EventSession.kind, count.label("present"))
        .join(held, held.c.id == EventSession.id)
        .subquery()
    )
    found = select(each.c.kind, func.count(), func.sum(each.c.present)).group_by(each.c.kind)
    rows = [(kind, number, int(present)) for kind, number, present in db.session.execute(found)]
    return sorted(rows, key=lambda row: list(SessionKind).index(row[0]))


def exhibitors(scope: Scope) -> list[tuple[str, str, int]]:
    """(kind of organisation, province, exhibitors) with something on show."""
    keys = booths.exhibits(Limits.of(scope), placed=True).subquery()
    found = (
        select(
            Organisation.org_type,
            Organisation.province,
            func.count(sa.distinct(Exhibitor.organisation_id)),
        )
        .join(Exhibitor, Exhibitor.organisation_id == Organisation.id)
        .join(Exhibit, Exhibit.exhibitor_id == Exhibitor.id)
        .join(keys, keys.c.id == Exhibit.id)
        .group_by(Organisation.org_type, Organisation.province)
    )
    return [tuple(row) for row in db.session.execute(found)]  # type: ignore[misc]


def shown_by_field(scope: Scope) -> dict[str, int]:
    """Technologies shown, by code of their field."""
    keys = booths.technologies(Limits.of(scope)).subquery()
    found = (
        select(Technology.field, func.count())
        .join(keys, keys.c.id == Technology.id)
        .group_by(Technology.field)
    )
    return dict(db.session.execute(found).all())  # type: ignore[arg-type]


def by_field(scope: Scope) -> Table:
    """Needs, technologies and meetings held (by the need's field): rows are codes of fields."""
    table = Table(columns=["needs", "technologies", "meetings"])
    held = meetings.meetings(Limits.of(scope), MeetingState.HELD).subquery()
    counted = (
        _by("needs", Need, Need.field, catalogue.needs(Limits.of(scope))),
        _by("technologies", Technology, Technology.field, catalogue.technologies(Limits.of(scope))),
        select(sa.literal("meetings"), Need.field, func.count())
        .join(Meeting, Meeting.need_id == Need.id)
        .join(held, held.c.id == Meeting.id)
        .group_by(Need.field),
    )
    for column, code, number in db.session.execute(sa.union_all(*counted)):
        table.put(code, column, number)
    table.rows.sort()
    return table


def _by(name: str, model: Any, column: Any, keys: Keys) -> Any:
    counted = keys.subquery()
    found = select(sa.literal(name), column, func.count())
    return found.join(counted, counted.c.id == model.id).group_by(column)


def events_with_figures(events: list[Event]) -> list[Scope]:
    """The scopes of some events, to be counted side by side."""
    return [Scope(event.starts_on, event.ends_on, event.hub_id, event.id) for event in events]
