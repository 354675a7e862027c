"""The search for a booth plan: valid always, the best where that can be known."""

import time

import pytest
from hypothesis import assume, given, settings

from app.booths.assignment import FixedCannotStand, Limits, Status, plan_as_json, solve
from app.booths.problem import parse_problem
from app.booths.wording import say_broken
from tests.booths.problems import (
    best_score,
    booth,
    exhibit,
    faults,
    middling_problems,
    problem,
    random_problem,
    score,
    tiny_problems,
)

QUICK = Limits(seconds=2.0, workers=1)


def solved(given_problem, limits=QUICK, **options):
    read = parse_problem(given_problem)
    plan = solve(read, limits, **options)
    return plan, plan_as_json(read, plan)


@given(tiny_problems)
@settings(max_examples=25, deadline=None)
def test_on_tiny_problems_the_plan_is_the_best_of_all_plans_and_says_so(given_problem):
    best = best_score(given_problem)
    if best is None:
        with pytest.raises(FixedCannotStand):
            solved(given_problem)
        return
    plan, written = solved(given_problem)

    assert faults(given_problem, written) == []
    assert tuple(plan.score) == score(given_problem, plan.booth_of) == best
    assert plan.status is Status.OPTIMAL


@given(middling_problems)
@settings(max_examples=40, deadline=None)
def test_a_plan_is_valid_drops_nobody_and_keeps_the_fixed(given_problem):
    try:
        plan, written = solved(given_problem, Limits(moves=1500))
    except FixedCannotStand:
        assume(False)

    assert faults(given_problem, written) == []
    assert tuple(plan.score) == score(given_problem, plan.booth_of)
    assert plan.score.weight <= plan.weight_bound


@given(middling_problems)
@settings(max_examples=15, deadline=None)
def test_stopped_at_once_there_is_still_a_valid_plan(given_problem):
    try:
        _, written = solved(given_problem, stop=lambda: True)
    except FixedCannotStand:
        assume(False)

    assert faults(given_problem, written) == []


def test_nobody_is_left_out_who_would_still_fit():
    plan, _ = solved(random_problem(5, 30, 20), stop=lambda: True)
    read = parse_problem(random_problem(5, 30, 20))

    from app.booths.rules import why_not

    standing = [(read.exhibit[e], read.booth[b]) for e, b in plan.booth_of.items()]
    for one in plan.unplaced:
        for place in read.booths:
            assert why_not(read.exhibit[one.exhibit], place, standing, read.apart_m)


def test_fixed_exhibits_that_cannot_stand_are_the_only_no_and_say_why():
    given_problem = problem(
        [booth("b1", power_kw=2.2)], [exhibit("e1", power_kw=3.0, fixed="b1"), exhibit("e2")]
    )
    with pytest.raises(FixedCannotStand) as refused:
        solved(given_problem)

    assert [say_broken(one) for one in refused.value.broken] == [
        "exhibit e1 cannot stand in booth b1: it needs 3 kW, 2.2 of 2.2 are free"
    ]


def test_weight_comes_before_booths_and_booths_before_zones():
    """o1 could share b1 with itself, but only b1 has water for the heavier e3."""
    booths = [booth("b1", water=True, zone="A"), booth("b2", zone="A"), booth("b3", zone="B")]
    exhibits = [
        exhibit("e1", "o1", field="f", area_m2=9),
        exhibit("e2", "o1", field="f", area_m2=9),
        exhibit("e3", "o2", water=True, weight=5),
    ]
    plan, _ = solved(problem(booths, exhibits))

    assert (plan.score.weight, plan.score.extra_booths, plan.score.extra_zones) == (7, 1, 1)
    assert plan.status is Status.OPTIMAL


def test_the_same_seed_and_moves_give_the_same_plan():
    given_problem = random_problem(11, 20, 60)

    plans = [solved(given_problem, Limits(moves=4000), seed=7)[0] for _ in range(2)]

    assert plans[0].booth_of == plans[1].booth_of


def test_annealing_betters_the_first_plan_and_tells_how_far_it_is():
    given_problem = random_problem(8, 60, 150)
    heard = []
    first, _ = solved(given_problem, stop=lambda: True)
    plan, written = solved(given_problem, Limits(seconds=3.0, workers=2), progress=heard.append)

    assert faults(given_problem, written) == []
    assert plan.score > first.score
    assert [news.fraction for news in heard] == sorted(news.fraction for news in heard)
    assert heard[-1].score <= plan.score
    assert plan.weight_bound <= heard[0].weight_bound


def test_time_is_kept_and_stop_is_heard_while_the_solver_works():
    given_problem = random_problem(9, 40, 100)
    began = time.monotonic()
    solved(given_problem, Limits(seconds=1.5, workers=1))
    assert time.monotonic() - began < 3.5

    began = time.monotonic()
    solved(given_problem, Limits(seconds=60), stop=lambda: time.monotonic() - began > 1.0)
    assert time.monotonic() - began < 3.5


def test_a_fair_without_booths_or_without_exhibits_has_a_plan_too():
    plan, written = solved(problem([], [exhibit("e1")]))
    assert [u["reason"] for u in written["unplaced"]] == ["there is no booth to stand in"]
    assert plan.status is Status.OPTIMAL

    plan, written = solved(problem([booth("b1")], []))
    assert (written["assignments"], written["unplaced"]) == ([], [])


def test_the_bound_proves_what_is_placed_when_booths_are_short():
    """Three machines of 7.5 kW, two booths with enough power: the bound says 2, not 3."""
    booths = [booth(f"b{n}", power_kw=11, max_exhibits=6) for n in (1, 2)]
    booths += [booth(f"c{n}") for n in range(300)]
    exhibits = [exhibit(f"e{n}", f"o{n}", power_kw=7.5) for n in range(3)]
    exhibits += [exhibit(f"f{n}", f"p{n}") for n in range(3)]
    plan, _ = solved(problem(booths, exhibits), Limits(seconds=4.0, workers=2))

    assert plan.score.weight == 5
    assert plan.weight_proved
