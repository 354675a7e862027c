"""Why an exhibit has no place, in codes and in words."""

from app.booths.problem import parse_problem
from app.booths.reasons import explain
from app.booths.wording import say_change, sentence
from tests.booths.problems import booth, exhibit, problem


def told(booths, exhibits, at=None):
    p = parse_problem(problem(booths, exhibits))
    found = explain(p, at or {})
    return [
        (one.exhibit, sentence(one), say_change(one.change) if one.change else None)
        for one in found
    ]


def test_what_no_booth_has_together():
    booths = [booth("E06", power_kw=22, water=True), booth("B23", power_kw=11, internet=True)]
    dryer = exhibit("e1", power_kw=22, water=True, internet=True)

    assert told(booths, [dryer]) == [
        (
            "e1",
            "needs 22 kW and internet together; no booth has both",
            "in booth E06: internet",
        )
    ]


def test_the_fewest_needs_that_cannot_be_met_are_named():
    booths = [booth("b1", water=True, zone="A")]
    asks = exhibit("e1", power_kw=9, water=True, zone="A")

    assert (
        told(booths, [asks])[0][1] == "needs 9 kW; no booth has it; the most any booth has is 3.5"
    )


def test_every_booth_that_would_do_is_counted_with_what_stands_in_the_way():
    booths = [
        booth("b1", water=True),
        booth("b2", water=True, x=30.0),
        booth("b3", water=True, x=60.0),
        booth("b4", x=90.0),
    ]
    exhibits = [
        exhibit("e1", "o1", water=True, apart_from=["e4"]),
        exhibit("e2", "o2", water=True),
        exhibit("e3", "o1", power_kw=3.0),
        exhibit("e4", "o3"),
    ]

    assert told(booths, exhibits, {"e2": "b1", "e3": "b2", "e4": "b3"}) == [
        (
            "e1",
            "none of the 3 booths with water is free: 2 taken by other organisations and "
            "1 with too little power left",
            "in booth b4: water",
        )
    ]


def test_too_close_names_the_other():
    booths = [booth("b1"), booth("b2", x=3.0)]
    exhibits = [exhibit("e1", "o1", apart_from=["e2"]), exhibit("e2", "o2")]

    assert told(booths, exhibits, {"e2": "b2"})[0][1:] == (
        "none of the 2 booths is free: 1 taken by other organisations and 1 too close to e2",
        None,
    )


def test_nowhere_to_stand_and_apart_from_itself():
    assert told([], [exhibit("e1")])[0][1] == "there is no booth to stand in"
    assert told([booth("b1")], [exhibit("e1", apart_from=["e1"])])[0][1] == (
        "asks to stand apart from itself"
    )
