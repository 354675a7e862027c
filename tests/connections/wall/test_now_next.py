"""Who sits at each table now, and who is next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.connections.wall.now_next import Seat, Sitting, seats, shown

NINE = datetime(2026, 12, 3, 2, tzinfo=UTC)


def sitting(minutes: int, lasts: int = 20) -> Sitting:
    starts = NINE + timedelta(minutes=minutes)
    return Sitting(starts, starts + timedelta(minutes=lasts), ("A", "B"))


def test_back_to_back_one_goes_as_the_other_comes():
    first, second = sitting(0), sitting(20)

    def at(minutes: int) -> Seat:
        (seat,) = seats({1: [second, first]}, [1], NINE + timedelta(minutes=minutes))
        return seat

    assert at(-1) == Seat(1, None, first)
    assert at(0) == at(19) == Seat(1, first, second)
    assert at(20) == Seat(1, second, None)
    assert at(40) == Seat(1, None, None)


@given(st.lists(st.integers(0, 30), unique=True), st.integers(-10, 700))
def test_the_next_is_always_ahead_and_nobody_stands_between(starts, minutes):
    now = NINE + timedelta(minutes=minutes)
    theirs = [sitting(20 * number) for number in starts]

    (seat,) = seats({1: theirs}, [1], now)

    ahead = [one.starts_at for one in theirs if one.starts_at > now]
    assert (seat.next.starts_at if seat.next else None) == min(ahead, default=None)
    assert seat.now in [one for one in theirs if one.starts_at <= now < one.ends_at] or (
        seat.now is None and not any(one.starts_at <= now < one.ends_at for one in theirs)
    )


def test_when_not_all_fit_those_stay_where_somebody_is_or_comes_soonest():
    found = [
        Seat(1, None, None),
        Seat(2, None, sitting(90)),
        Seat(3, sitting(0), None),
        Seat("A1", None, sitting(30)),
    ]

    assert [seat.place for seat in shown(found, 2)] == [3, "A1"]
    assert shown(found, 4) == found
