"""What is and is not a booth problem."""

import json

import pytest

from app.booths.problem import BadProblem, as_json, parse_problem, read_problem
from tests.booths.problems import booth, exhibit, problem, random_problem


def test_a_problem_is_read_and_written_back_as_it_was():
    given = random_problem(3, 5, 12, n_fixed=2)

    assert as_json(parse_problem(given)) == given


def test_rivals_count_both_ways_and_who_is_gone_asks_for_nothing():
    read = parse_problem(
        problem([booth("b1")], [exhibit("e1", apart_from=["e2", "gone"]), exhibit("e2")])
    )

    assert read.rivals == {"e1": {"e2"}, "e2": {"e1"}}


def broken(change):
    given = problem([booth("b1")], [exhibit("e1")])
    change(given)
    return json.dumps(given)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "the problem is not an object"),
        ('{"apart_m": 6}', "the problem has no booths"),
        (broken(lambda p: p.pop("apart_m")), "the problem has no apart_m"),
        (broken(lambda p: p.update(apart_m=-1)), "apart_m must be a number from 0"),
        (broken(lambda p: p.update(booths={})), "booths must be a list"),
        (broken(lambda p: p["booths"].append(1)), "booth number 2 is not an object"),
        (broken(lambda p: p["booths"].append(booth("b1"))), "two booths have the id b1"),
        (broken(lambda p: p["exhibits"].append(exhibit("e1"))), "two exhibits have the id e1"),
        (broken(lambda p: p["booths"][0].pop("power_kw")), "booth b1 has no power_kw"),
        (
            broken(lambda p: p["booths"][0].update(water="no")),
            'water must be true or false, not "no',
        ),
        (broken(lambda p: p["booths"][0].update(area_m2=float("nan"))), "area_m2 must be a number"),
        (broken(lambda p: p["booths"][0].update(x=10**400)), "x must be a number"),
        (broken(lambda p: p["booths"][0].update(max_exhibits=1.5)), "must be a whole number"),
        (broken(lambda p: p["exhibits"][0].update(weight=0)), "weight must be a number from 1"),
        (broken(lambda p: p["exhibits"][0].update(power_kw=True)), "power_kw must be a number"),
        (broken(lambda p: p["exhibits"][0].update(id="")), "id must be a text that is not empty"),
        (broken(lambda p: p["exhibits"][0].update(zone=1)), "zone must be a text or null"),
        (broken(lambda p: p["exhibits"][0].update(apart_from="e2")), "must be a list of texts"),
        (broken(lambda p: p["exhibits"][0].update(fixed="b9")), "fixed names booth b9"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_that_names_the_place(text, said):
    with pytest.raises(BadProblem) as refused:
        read_problem(text)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
