"""Figures of the door: visits (lượt khách) and people (khách), by day, hour, gate and category.

Only entry gates count. A visit is a scan judged `admitted` that is no return within 30 minutes
of going out; people are distinct registrations admitted. Both follow the corrected time of the
scan and the event's local days. Reports read these; each function is one statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from app.core.db import db
from app.registrations.models import Category, Point, Registration, Scan
from app.registrations.states import PointKind, Verdict


@dataclass(frozen=True)
class Entries:
    """Visits (lượt) and people (người) of one day, hour, gate or category."""

    key: Any
    visits: int
    people: int


def gates(event_id: int, day: date | None) -> list[sa.ColumnElement[bool]]:
    gates = select(Point.id).where(Point.event_id == event_id, Point.kind == PointKind.GATE)
    where = [Scan.event_id == event_id, Scan.point_id.in_(gates)]
    return where if day is None else [*where, Scan.day == day.isoformat()]


_VISITS = func.count(sa.case((Scan.visit, 1)))
PEOPLE = func.count(sa.distinct(sa.case((Scan.verdict == Verdict.ADMITTED, Scan.registration_id))))


def entries(event_id: int, day: date | None = None) -> Entries:
    """All entries of the event, or of one day. Visits are admissions without short absences;
    people are distinct registrations admitted."""
    row = db.session.execute(select(_VISITS, PEOPLE).where(*gates(event_id, day))).one()
    return Entries(day, *row)


def _entries_by(column: Any, event_id: int, day: date | None, *joins: Any) -> list[Entries]:
    wanted = select(column, _VISITS, PEOPLE).where(*gates(event_id, day))
    for target, condition in joins:
        wanted = wanted.join(target, condition)
    rows = db.session.execute(wanted.group_by(column).order_by(column))
    return [Entries(*row) for row in rows if row[1] or row[2]]


def entries_by_day(event_id: int) -> list[Entries]:
    """Visits and people by local day ("YYYY-MM-DD")."""
    return _entries_by(Scan.day, event_id, None)


def entries_by_gate(event_id: int, day: date | None = None) -> list[Entries]:
    """Visits and people by the gate's name."""
    return _entries_by(Point.name, event_id, day, (Point, Point.id == Scan.point_id))


def entries_by_category(event_id: int, day: date | None = None) -> list[Entries]:
    """Visits and people by the category's name."""
    return _entries_by(
        Category.name,
        event_id,
        day,
        (Registration, Registration.id == Scan.registration_id),
        (Category, Category.id == Registration.category_id),
    )


def inside(event_id: int, day: date) -> int:
    """How many people are in on that day by the last scan of each."""
    wanted = select(func.coalesce(func.sum(Scan.step), 0)).where(*gates(event_id, day))
    return int(db.session.scalar(wanted) or 0)


def hours_of(event_id: int, day: date) -> tuple[list[Entries], dict[int, int]]:
    """Visits and people by local hour (0 to 23) of one day, and how many people were in at the
    end of each hour in which something was scanned."""
    wanted = select(Scan.hour, _VISITS, PEOPLE, func.sum(Scan.step)).where(*gates(event_id, day))
    total, by_hour, inside = 0, [], {}
    for hour, visits, people, change in db.session.execute(
        wanted.group_by(Scan.hour).order_by(Scan.hour)
    ):
        total += int(change)
        inside[hour] = total
        if visits or people:
            by_hour.append(Entries(hour, visits, people))
    return by_hour, inside


@dataclass(frozen=True)
class Day:
    """What the office sees of one day. `inside`: people in now, or when the day ended."""

    inside: int
    all: Entries
    by_hour: list[Entries]
    inside_by_hour: dict[int, int]
    by_gate: list[Entries]
    by_category: list[Entries]
    by_day: list[Entries]

    @property
    def most_in_an_hour(self) -> int:
        return max((hour.visits for hour in self.by_hour), default=0)


def of_day(event_id: int, day: date) -> Day:
    """All figures of a day, and visits by day for comparison."""
    by_hour, inside_by_hour = hours_of(event_id, day)
    by_day = entries_by_day(event_id)
    same_day = (one for one in by_day if one.key == day.isoformat())
    return Day(
        inside=list(inside_by_hour.values())[-1] if inside_by_hour else 0,
        all=next(same_day, Entries(day.isoformat(), 0, 0)),
        by_hour=by_hour,
        inside_by_hour=inside_by_hour,
        by_gate=entries_by_gate(event_id, day),
        by_category=entries_by_category(event_id, day),
        by_day=by_day,
    )
