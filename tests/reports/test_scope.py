from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.reports.charts import bars
from app.reports.periods import name_of, presets
from app.reports.scope import before, parts_of

days = st.dates(date(2010, 1, 1), date(2040, 12, 31))
periods = st.tuples(days, days).map(lambda pair: tuple(sorted(pair)))


def test_a_quarter_is_compared_with_the_quarter_before():
    assert before(date(2026, 10, 1), date(2026, 12, 31)) == (date(2026, 7, 1), date(2026, 9, 30))


def test_a_year_is_compared_with_the_year_before_leap_or_not():
    assert before(date(2024, 1, 1), date(2024, 12, 31)) == (date(2023, 1, 1), date(2023, 12, 31))


def test_any_days_are_compared_with_as_many_days_before():
    assert before(date(2026, 12, 3), date(2026, 12, 5)) == (date(2026, 11, 30), date(2026, 12, 2))


@given(periods)
def test_the_period_before_ends_where_this_one_begins(period):
    first, last = before(*period)

    assert first <= last == period[0] - timedelta(days=1)


@given(periods)
def test_the_parts_of_a_period_cover_it_without_gaps(period):
    parts = parts_of(*period)

    assert len(parts) <= 12
    assert parts[-1][1] == period[1]
    assert all(first <= last for first, last in parts)
    assert all(b[0] - a[1] == timedelta(days=1) for a, b in zip(parts, parts[1:], strict=False))
    assert parts[0][0] == period[0] or period[1].year - period[0].year >= 12


def test_periods_are_named_as_people_say_them():
    named = {
        (date(2026, 11, 1), date(2026, 11, 30)): "11/2026",
        (date(2026, 10, 1), date(2026, 12, 31)): "Q4/2026",
        (date(2026, 1, 1), date(2026, 12, 31)): "2026",
        (date(2026, 2, 1), date(2026, 4, 30)): "01/02–30/04/2026",
        (date(2026, 12, 3), date(2026, 12, 3)): "03/12/2026",
    }

    assert {period: name_of(*period) for period in named} == named


def test_the_usual_periods_of_a_day_in_november():
    found = [(one.first, one.last) for one in presets(date(2026, 11, 24))]

    assert found == [
        (date(2026, 11, 1), date(2026, 11, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 1, 1), date(2026, 9, 30)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2025, 1, 1), date(2025, 12, 31)),
    ]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=40))
def test_bars_stand_on_the_line_and_inside_the_picture(values):
    series = [[a for a, _ in values], [b for _, b in values]]

    chart = bars([str(n) for n in range(len(values))], series)

    ground = chart.lines[0][0]
    assert chart.lines[0][1] == 0
    assert chart.lines[-1][1] >= max([0, *series[0], *series[1]])
    assert 2 <= len(chart.lines) <= 7
    assert all(abs(bar.y + bar.height - ground) <= 0.11 for bar in chart.bars)
    assert all(bar.y >= 0 and bar.x + bar.width <= chart.width for bar in chart.bars)
