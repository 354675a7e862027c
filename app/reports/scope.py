"""What a report is of: one event, or a hub (or all hubs) over a period."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_YEARS = 30


@dataclass(frozen=True)
class Scope:
    """The line drawn around a report. Of an event: the event, whatever the day of a record.

    Else the records of a hub (`hub_id` None: of all hubs) whose own date lies from `first` to
    `last`, local dates, both included. `repeats`: ids of meetings known to repeat another one,
    where they have been looked for already.
    """

    first: date
    last: date
    hub_id: int | None = None
    event_id: int | None = None
    repeats: tuple[int, ...] | None = None

    @property
    def is_event(self) -> bool:
        return self.event_id is not None


def before(first: date, last: date) -> tuple[date, date]:
    """The period before this one that it is compared with.

    Whole months are compared with as many whole months before, any other period with as many
    days just before it.
    """
    if first.day == 1 and last == month_end(last):
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        start = add_months(first, -months)
        return start, first - timedelta(days=1)
    days = (last - first).days + 1
    return first - timedelta(days=days), first - timedelta(days=1)


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The first of the month so many months later (earlier when negative)."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def months_of(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The months of a period, the first and the last one cut to it."""
    start = first
    while start <= last:
        yield start, min(month_end(start), last)
        start = add_months(start, 1)


def quarters_of(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The quarters of a period, cut to it."""
    start = first
    while start <= last:
        end = month_end(add_months(start, (3 - start.month) % 3))
        yield start, min(end, last)
        start = end + timedelta(days=1)


def parts_of(first: date, last: date) -> list[tuple[date, date]]:
    """A period in at most a dozen parts to set side by side: months, quarters, or years."""
    months = list(months_of(first, last))
    if len(months) <= 12:
        return months
    quarters = list(quarters_of(first, last))
    if len(quarters) <= 12:
        return quarters
    return [
        (max(first, date(year, 1, 1)), min(last, date(year, 12, 31)))
        for year in range(first.year, last.year + 1)
    ][-12:]
