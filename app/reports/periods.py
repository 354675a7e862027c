"""The periods people ask for: this month, the last quarter, nine months, any two dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.i18n import LazyString, _l
from app.reports.scope import add_months, month_end

LONGEST = timedelta(days=366 * 30)


@dataclass(frozen=True)
class Period:
    """A period with a name: a chip above the report."""

    label: LazyString | str
    first: date
    last: date


def presets(today: date) -> list[Period]:
    """What is asked for most often, as of a day."""
    year = date(today.year, 1, 1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    month = today.replace(day=1)
    before = add_months(quarter, -3)
    return [
        Period(_l("This month"), month, month_end(month)),
        Period(_l("This quarter"), quarter, month_end(add_months(quarter, 2))),
        Period(_l("Last quarter"), before, month_end(add_months(before, 2))),
        Period(_l("6 months"), year, month_end(add_months(year, 5))),
        Period(_l("9 months"), year, month_end(add_months(year, 8))),
        Period(_l("This year"), year, date(today.year, 12, 31)),
        Period(_l("Last year"), date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    ]


def short_name(first: date, last: date) -> str:
    """A part of a period under a bar of a chart: 11/26, Q4/26, 2026."""
    name = name_of(first, last)
    return name if len(name) == 4 else name[:-4] + name[-2:]


def name_of(first: date, last: date) -> str:
    """A period in short, as the head of a column: 11/2026, Q4/2026, 2026, else its days."""
    if first.day == 1 and last == month_end(last):
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months == 1:
            return f"{first:%m/%Y}"
        if months == 3 and first.month % 3 == 1:
            return f"Q{(first.month + 2) // 3}/{first.year}"
        if months == 12 and first.month == 1:
            return str(first.year)
    if first == last:
        return f"{first:%d/%m/%Y}"
    return f"{first:%d/%m}–{last:%d/%m/%Y}"
