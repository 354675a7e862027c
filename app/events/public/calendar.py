"""A year or a month as a calendar page: weeks from Monday to Sunday, events on their days."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar


class Lasting(Protocol):
    """Something that lasts from one day to another, both included."""

    starts_on: date
    ends_on: date


Thing = TypeVar("Thing", bound=Lasting)


@dataclass(frozen=True)
class DayCell:
    """A day of a month's page; `outside` when it belongs to the month before or after."""

    date: date
    outside: bool
    events: tuple[Lasting, ...]


def weeks_of(year: int, month: int, events: Sequence[Lasting]) -> list[list[DayCell]]:
    """The weeks of a month, each day with the events that touch it."""
    weeks = Calendar(firstweekday=0).monthdatescalendar(year, month)
    return [
        [
            DayCell(
                day,
                day.month != month,
                tuple(event for event in events if event.starts_on <= day <= event.ends_on),
            )
            for day in week
        ]
        for week in weeks
    ]


def months_of(year: int, events: Sequence[Thing]) -> list[tuple[date, list[Thing]]]:
    """The months of a year in which something begins, or goes on that began before the year."""
    months: dict[date, list[Thing]] = {}
    for event in events:
        begin = max(event.starts_on, date(year, 1, 1))
        months.setdefault(begin.replace(day=1), []).append(event)
    return sorted(months.items())


def month_bounds(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    first = date(year, month, 1)
    return first, (first + timedelta(31)).replace(day=1) - timedelta(1)


def neighbours(year: int, month: int) -> tuple[date, date]:
    """First days of the month before and of the month after."""
    first, last = month_bounds(year, month)
    return (first - timedelta(1)).replace(day=1), last + timedelta(1)
