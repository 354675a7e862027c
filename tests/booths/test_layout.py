"""Rows of booths from a few numbers."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booths.layout import BadRows, Place, Rows, Supply, booths_in_rows, overlaps


def rows(**fields):
    plain = {
        "first_code": "A01",
        "hall": "Sảnh 1",
        "zone": "A",
        "x": 3.0,
        "y": 3.0,
        "rows": 2,
        "booths_per_row": 3,
        "width": 3.0,
        "depth": 3.0,
        "aisle": 3.0,
        "back_to_back": True,
        "power_kw": 3.5,
        "water": Supply.NONE,
        "internet": Supply.ALL,
        "max_exhibits": 3,
    }
    return Rows(**(plain | fields))


def corners(**fields):
    return [(b.code, b.x, b.y) for b in booths_in_rows(rows(**fields))]


def test_two_rows_back_to_back_touch():
    assert corners() == [
        ("A01", 3.0, 3.0),
        ("A02", 6.0, 3.0),
        ("A03", 9.0, 3.0),
        ("A04", 3.0, 6.0),
        ("A05", 6.0, 6.0),
        ("A06", 9.0, 6.0),
    ]


def test_the_aisle_comes_after_a_pair_or_after_every_row():
    assert [y for _, _, y in corners(rows=4, booths_per_row=1)] == [3.0, 6.0, 12.0, 15.0]
    assert [y for _, _, y in corners(rows=3, booths_per_row=1, back_to_back=False)] == [3, 9, 15]


def test_a_booth_has_what_was_said():
    made = booths_in_rows(rows(rows=1, booths_per_row=1, width=6.0, power_kw=9.0))

    assert made == [
        Place("A01", "Sảnh 1", "A", 3.0, 3.0, 6.0, 3.0, 18.0, 9.0, False, True, 3, False)
    ]


def test_water_and_internet_reach_what_the_pattern_says():
    made = booths_in_rows(
        rows(rows=1, booths_per_row=4, water=Supply.ENDS, internet=Supply.EVERY_OTHER)
    )

    assert [b.water for b in made] == [True, False, False, True]
    assert [b.internet for b in made] == [True, False, True, False]


def test_numbers_count_on_with_their_digits():
    assert [code for code, _, _ in corners(first_code="B09", rows=1)] == ["B09", "B10", "B11"]
    assert corners(first_code="Gian 99", rows=1, booths_per_row=2)[1][0] == "Gian 100"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"first_code": "A"}, "code"),
        ({"rows": 0}, "count"),
        ({"booths_per_row": 0}, "count"),
        ({"rows": 40, "booths_per_row": 40}, "too_many"),
        ({"width": 0.0}, "size"),
        ({"aisle": -1.0}, "size"),
    ],
)
def test_numbers_that_make_no_rows_are_refused(fields, code):
    with pytest.raises(BadRows) as refused:
        booths_in_rows(rows(**fields))

    assert refused.value.code == code


def test_booths_that_overlap_are_found_also_with_those_that_stand_already():
    old = booths_in_rows(rows(first_code="X1", rows=1, booths_per_row=1, x=7.0, y=4.0))

    assert overlaps(booths_in_rows(rows(rows=1)), old) == [("A02", "X1"), ("X1", "A03")]


def test_booths_of_different_halls_and_neighbours_do_not_overlap():
    made = booths_in_rows(rows())

    assert overlaps(made) == []
    assert overlaps(made, booths_in_rows(rows(hall="Sảnh 2", first_code="C01"))) == []


boxes = st.builds(
    lambda n, hall, x, y, w, d: Place(
        f"b{n}", hall, None, x, y, w, d, w * d, 0, False, False, 1, False
    ),
    st.integers(0, 10**9),
    st.sampled_from(["1", "2"]),
    *[st.integers(0, 20).map(float)] * 2,
    *[st.integers(1, 6).map(float)] * 2,
)


@given(st.lists(boxes, max_size=12, unique_by=lambda b: b.code))
def test_overlaps_are_those_of_all_pairs(made):
    def over(a, b):
        return (
            a.hall == b.hall
            and a.x < b.x + b.width
            and b.x < a.x + a.width
            and a.y < b.y + b.depth
            and b.y < a.y + a.depth
        )

    expected = {frozenset((a.code, b.code)) for a, b in combinations(made, 2) if over(a, b)}

    assert {frozenset(pair) for pair in overlaps(made)} == expected
