"""Months and weeks of the calendar page."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.events.kinds import EventKind
from app.events.milestones import USUAL, usual_dates
from app.events.public.calendar import month_bounds, months_of, neighbours, weeks_of


@dataclass(frozen=True)
class Something:
    starts_on: date
    ends_on: date


months = st.tuples(st.integers(2000, 2100), st.integers(1, 12))


@given(months)
def test_weeks_begin_on_monday_and_cover_the_month(month):
    weeks = weeks_of(*month, [])
    days = [cell.date for week in weeks for cell in week]
    first, last = month_bounds(*month)

    assert [week[0].date.weekday() for week in weeks] == [0] * len(weeks)
    assert days == [days[0] + timedelta(n) for n in range(len(days))]
    assert days[0] <= first and last <= days[-1]
    assert sum(not cell.outside for week in weeks for cell in week) == last.day


@given(months)
def test_the_neighbour_of_a_neighbour_is_the_month_itself(month):
    before, after = neighbours(*month)

    assert neighbours(before.year, before.month)[1] == date(*month, 1)
    assert neighbours(after.year, after.month)[0] == date(*month, 1)


def test_an_event_stands_on_each_of_its_days():
    fair = Something(date(2026, 11, 29), date(2026, 12, 2))
    days = [cell.date.day for week in weeks_of(2026, 12, [fair]) for cell in week if cell.events]

    assert days == [30, 1, 2]


def test_months_list_what_begins_in_them_and_what_began_before_the_year_first():
    old = Something(date(2025, 12, 20), date(2026, 1, 5))
    new = Something(date(2026, 12, 3), date(2026, 12, 5))

    assert months_of(2026, [old, new]) == [
        (date(2026, 1, 1), [old]),
        (date(2026, 12, 1), [new]),
    ]


def test_usual_dates_are_those_still_to_come_and_a_class_has_fewer():
    first, last = date(2026, 12, 3), date(2026, 12, 5)

    fair = list(usual_dates(EventKind.TECHMART, first, last, date(2026, 1, 1)))
    late = list(usual_dates(EventKind.TECHMART, first, last, date(2026, 12, 1)))
    training = list(usual_dates(EventKind.TRAINING, first, last, date(2026, 1, 1)))

    assert len(fair) == len(USUAL)
    assert fair == sorted(fair)
    assert late == [
        (date(2026, 12, 2), "dry_run"),
        (date(2026, 12, 15), "report"),
        (date(2027, 1, 4), "follow_up"),
    ]
    assert [key for _, key in training] == ["agenda", "badges", "dry_run", "report"]
