"""What keeps one exhibit out of one booth."""

from hypothesis import given, settings

from app.booths.problem import parse_problem
from app.booths.rules import Broken, Reason, Rule, broken_rules, why_not
from tests.booths.problems import booth, exhibit, faults, middling_problems, problem


def read(booths, exhibits, apart_m=6.0):
    return parse_problem(problem(booths, exhibits, apart_m))


def ask(p, exhibit_id, booth_id, standing=None):
    others = [(p.exhibit[e], p.booth[b]) for e, b in (standing or {}).items()]
    return why_not(p.exhibit[exhibit_id], p.booth[booth_id], others, p.apart_m)


def test_an_empty_booth_that_has_everything_has_nothing_against_it():
    p = read([booth("b1")], [exhibit("e1")])

    assert ask(p, "e1", "b1") == []


def test_all_reasons_are_told_at_once():
    p = read(
        [booth("b1", zone="A")],
        [exhibit("e1", water=True, internet=True, zone="B", power_kw=22, area_m2=18)],
    )

    assert ask(p, "e1", "b1") == [
        Reason(Rule.ZONE, {"wanted": "B", "has": "A"}),
        Reason(Rule.WATER),
        Reason(Rule.INTERNET),
        Reason(Rule.AREA, {"need": 18, "free": 9.0, "whole": 9.0}),
        Reason(Rule.POWER, {"need": 22, "free": 3.5, "whole": 3.5}),
    ]


def test_who_stands_there_takes_area_power_and_places():
    p = read(
        [booth("b1", max_exhibits=1)],
        [exhibit("e1", area_m2=5, power_kw=3), exhibit("e2", area_m2=5, power_kw=1)],
    )

    assert ask(p, "e2", "b1", {"e1": "b1"}) == [
        Reason(Rule.AREA, {"need": 5, "free": 4.0, "whole": 9.0}),
        Reason(Rule.POWER, {"need": 1, "free": 0.5, "whole": 3.5}),
        Reason(Rule.COUNT, {"limit": 1}),
    ]


def test_sums_that_meet_the_limit_exactly_fit():
    p = read(
        [booth("b1", power_kw=0.3)], [exhibit(f"e{n}", power_kw=0.1, area_m2=3) for n in (1, 2, 3)]
    )

    assert ask(p, "e3", "b1", {"e1": "b1", "e2": "b1"}) == []


def test_a_booth_belongs_to_one_organisation_unless_it_is_shared():
    p = read([booth("own"), booth("hall", shared=True)], [exhibit("e1", "o1"), exhibit("e2", "o2")])

    assert ask(p, "e2", "own", {"e1": "own"}) == [Reason(Rule.ORGANISATION, {"other": "o1"})]
    assert ask(p, "e2", "hall", {"e1": "hall"}) == []


def test_rivals_keep_their_distance_from_centre_to_centre_whoever_named_the_other():
    booths = [booth("b1"), booth("b2", x=3.0), booth("b3", x=6.0)]
    p = read(booths, [exhibit("e1", apart_from=["e2"]), exhibit("e2", "o2")])
    too_close = {"other": "e1", "booth": "b1", "metres": 3.0, "least": 6.0}

    assert ask(p, "e2", "b2", {"e1": "b1"}) == [Reason(Rule.TOO_CLOSE, too_close)]
    assert ask(p, "e2", "b3", {"e1": "b1"}) == []


def test_a_move_is_asked_as_if_the_exhibit_stood_nowhere():
    p = read([booth("b1", max_exhibits=1)], [exhibit("e1", area_m2=9)])

    assert ask(p, "e1", "b1", {"e1": "b1"}) == []


def test_a_clash_is_told_once():
    p = read([booth("b1")], [exhibit("e1", "o1"), exhibit("e2", "o2", apart_from=["e1"])])

    assert broken_rules(p, {"e1": "b1", "e2": "b1"}) == [
        Broken("e2", "b1", Reason(Rule.ORGANISATION, {"other": "o1"})),
        Broken(
            "e2",
            "b1",
            Reason(Rule.TOO_CLOSE, {"other": "e1", "booth": "b1", "metres": 0.0, "least": 6.0}),
        ),
    ]


@given(middling_problems)
@settings(max_examples=60, deadline=None)
def test_the_rules_find_a_plan_broken_exactly_when_the_judge_does(given_problem):
    p = parse_problem(given_problem)
    at = {e.id: p.booths[n * 7 % len(p.booths)].id for n, e in enumerate(p.exhibits) if n % 3}
    plan = {
        "assignments": [{"exhibit": e, "booth": b} for e, b in at.items()],
        "unplaced": [{"exhibit": e.id, "reason": "-"} for e in p.exhibits if e.id not in at],
    }
    judged = [fault for fault in faults(given_problem, plan) if fault[0] != "moved"]
    found = [b for b in broken_rules(p, at) if b.reason.rule != Rule.FIXED]

    assert bool(found) == bool(judged)
