"""`timetable solve`: instances with known answers, checked by a checker of our own."""

import json
from itertools import combinations

import pytest

from .plans import breaks, timetable_faults, weight


def instance(pairs: list[tuple[str, str]], slots: int = 4, tables: int = 2, **more) -> dict:
    """Meetings M0, M1 … between the people named, in `slots` slots of one day."""
    people = sorted({person for pair in pairs for person in pair})
    forbidden = more.pop("forbidden", {})
    changes = more.pop("changes", {})
    plain = {"session": 0, "fixed": None, "after": [], "weight": 1}
    return {
        "name": "made",
        "n_slots": slots,
        "day_of_slot": [0] * slots,
        "session_of_slot": [1] * slots,
        "n_tables": tables,
        "participants": [{"id": p, "forbidden": forbidden.get(p, [])} for p in people],
        "meetings": [
            {"id": f"M{n}", "a": a, "b": b} | plain | changes.get(f"M{n}", {})
            for n, (a, b) in enumerate(pairs)
        ],
        "fairness": None,
        "optional": False,
    } | more


@pytest.fixture
def solve(house, tmp_path):
    """Solve an instance; the exit code and the schedule."""

    def do(asked: dict, previous: dict | None = None) -> tuple[int, dict]:
        files = [tmp_path / name for name in ("instance.json", "schedule.json", "previous.json")]
        files[0].write_text(json.dumps(asked))
        words: list = ["timetable", "solve", files[0], files[1], "--time-limit", 60]
        if previous is not None:
            files[2].write_text(json.dumps(previous))
            words += ["--previous", files[2]]
        outcome = house.run(*words, "--workers", 2)
        schedule = json.loads(files[1].read_text("utf-8"))
        assert schedule.keys() >= {"instance", "status", "objective", "bound", "seconds"}
        assert schedule["instance"] == "made"
        return outcome.code, schedule

    return do


def test_all_meet_with_no_break_where_that_can_be(solve):
    asked = instance(list(combinations("abcd", 2)), slots=4)
    code, schedule = solve(asked)

    assert (code, schedule["status"]) == (0, "optimal")
    assert timetable_faults(asked, schedule) == []
    assert breaks(asked, schedule) == schedule["objective"]["breaks"] == 0
    assert schedule["bound"]["breaks"] == 0


def test_rules_about_slots_sessions_order_and_tables_hold(solve):
    asked = instance(
        [("a", "b"), ("a", "c"), ("d", "b"), ("d", "c"), ("a", "d")],
        slots=6,
        forbidden={"a": [0], "c": [5]},
        changes={
            "M0": {"session": 2},
            "M1": {"fixed": 1},
            "M4": {"after": ["M0"]},
            "M3": {"after": ["M1"]},
        },
        session_of_slot=[1, 1, 1, 2, 2, 2],
        tables_per_slot=[1, 1, 1, 1, 2, 1],
    )
    del asked["n_tables"]
    code, schedule = solve(asked)

    assert (code, schedule["status"]) == (0, "optimal")
    assert timetable_faults(asked, schedule) == []
    assert breaks(asked, schedule) == schedule["objective"]["breaks"]


def test_what_cannot_be_is_proved_and_named(solve):
    asked = instance([("a", "b"), ("a", "c"), ("d", "e")], slots=4, forbidden={"a": [1, 2, 3]})
    code, schedule = solve(asked)

    assert (code, schedule["status"]) == (1, "infeasible")
    assert schedule["reason"].strip()
    assert set(schedule["conflict"]) & {"M0", "M1"}
    assert schedule["assignments"] == []


def test_optional_meetings_give_way_to_heavier_ones(solve):
    asked = instance(
        [("a", "b"), ("a", "c"), ("a", "d"), ("e", "f")],
        slots=2,
        changes={
            "M0": {"weight": 5},
            "M1": {"weight": 2},
            "M2": {"weight": 4},
            "M3": {"weight": 1, "after": ["M1"]},
        },
        optional=True,
    )
    code, schedule = solve(asked)

    assert (code, schedule["status"]) == (0, "optimal")
    assert timetable_faults(asked, schedule) == []
    assert weight(asked, schedule) == schedule["objective"]["weight"] == 9
    assert {row["meeting"] for row in schedule["unplaced"]} == {"M1", "M3"}
    assert all(row["reason"].strip() for row in schedule["unplaced"])


def test_fairness_limits_the_difference_in_breaks(solve):
    pairs = [("a", "b"), ("a", "c"), ("b", "c")]
    forbidden = {"a": [1, 2], "c": [0], "b": [3]}
    free = instance(pairs, forbidden=forbidden)
    _, loose = solve(free)
    _, strict = solve(free | {"fairness": 0})

    # a waits between slots 0 and 3 whatever happens, and then either b or c waits, not both.
    assert (loose["status"], breaks(free, loose)) == ("optimal", 2)
    assert strict["status"] == "infeasible"


def test_with_a_previous_schedule_as_few_as_possible_move(solve):
    asked = instance([("a", "b"), ("c", "d"), ("a", "d"), ("b", "c")], slots=6)
    previous = {
        "instance": "made",
        "status": "feasible",
        "assignments": [
            {"meeting": name, "slot": slot, "table": 0}
            for name, slot in (("M0", 0), ("M1", 2), ("M2", 3), ("M3", 5))
        ],
        "unplaced": [],
    }
    changed = asked | {
        "participants": [
            person | ({"forbidden": [3]} if person["id"] == "a" else {})
            for person in asked["participants"]
        ]
    }
    code, schedule = solve(changed, previous)

    assert code == 0
    assert timetable_faults(changed, schedule) == []
    before = {row["meeting"]: row["slot"] for row in previous["assignments"]}
    after = {row["meeting"]: row["slot"] for row in schedule["assignments"]}
    assert {name for name, slot in before.items() if after[name] != slot} == {"M2"}


def test_what_is_no_instance_exits_2_with_one_line(house, tmp_path):
    good = instance([("a", "b")])
    for number, spoilt in enumerate(["{", json.dumps(good | {"participants": []})]):
        asked, answer = tmp_path / f"{number}.json", tmp_path / f"{number}-schedule.json"
        asked.write_text(spoilt)
        outcome = house.run("timetable", "solve", asked, answer)
        assert (outcome.code, answer.exists()) == (2, False), spoilt
        assert len(outcome.err.strip().splitlines()) == 1
