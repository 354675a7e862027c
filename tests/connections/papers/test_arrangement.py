"""Where a sheet of meetings breaks."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.connections.papers.arrangement import pages

FIRST_DAY = date(2026, 12, 3)
rows = st.lists(st.tuples(st.integers(0, 3), st.integers(10, 90)), max_size=40).map(
    lambda found: [(FIRST_DAY + timedelta(days=day), float(high)) for day, high in sorted(found)]
)


def height(page: list[int], made: list[tuple[date, float]], head: float) -> float:
    days = {made[number][0] for number in page}
    return sum(made[number][1] for number in page) + head * len(days)


@given(rows, st.integers(150, 400), st.integers(150, 400))
def test_nobody_is_missing_and_no_page_is_over_full(made, first, later):
    found = pages(made, first=first, later=later, head=20)

    assert [number for page in found for number in page] == list(range(len(made)))
    rooms = [first] + [later] * (len(found) - 1)
    for page, room in zip(found, rooms, strict=True):
        assert height(page, made, 20) <= room


@given(rows, st.integers(150, 400))
def test_a_page_is_turned_only_when_the_next_line_did_not_fit(made, room):
    found = pages(made, first=room, later=room, head=20)

    for page, following in zip(found, found[1:], strict=False):
        assert height([*page, following[0]], made, 20) > room


def test_a_line_higher_than_a_page_has_one_for_itself():
    made = [(FIRST_DAY, high) for high in (30.0, 500.0, 30.0)]

    assert pages(made, first=100, later=100, head=20) == [[0], [1], [2]]


def test_without_lines_there_is_one_empty_page():
    assert pages([], first=100, later=100, head=20) == [[]]
