"""When the parties of a connection are asked again what came of it: 3, 6 and 12 months later.

One mark is asked at a time and each once. A mark that was missed for more than a month (the
worker stood still, the connection was recorded late) is left out rather than asked together
with the next one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Set
from datetime import date, timedelta

MARKS = (3, 6, 12)  # months after the meeting
LATE = timedelta(days=31)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day: three months after 30/11 is 28/02."""
    year, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


def due_mark(met_on: date, today: date, asked: Set[int]) -> int | None:
    """The mark to ask at now, None when there is none. `asked`: marks asked already."""
    for mark in MARKS:
        day = months_after(met_on, mark)
        if mark not in asked and day <= today < day + LATE:
            return mark
    return None


def span(mark: int, today: date) -> tuple[date, date]:
    """Days of meetings, both included, among which are all that are due at a mark today."""
    return today - timedelta(days=31 * mark + 31), today - timedelta(days=28 * mark - 1)
