"""`booths assign`: small problems with known answers, and a large one ended early."""

import json
import signal
import time
from random import Random

import pytest

from .plans import booth_faults


def booth(name: str, x: float = 0, **fields) -> dict:
    return {
        "id": name,
        "zone": "A",
        "x": x,
        "y": 0,
        "width": 3,
        "depth": 3,
        "area_m2": 9,
        "power_kw": 3,
        "water": False,
        "internet": True,
        "max_exhibits": 3,
        "shared": False,
    } | fields


def exhibit(name: str, organisation: str, **fields) -> dict:
    return {
        "id": name,
        "organisation": organisation,
        "field": "F",
        "area_m2": 4.5,
        "power_kw": 1,
        "water": False,
        "internet": False,
        "zone": None,
        "fixed": None,
        "apart_from": [],
        "weight": 1,
    } | fields


@pytest.fixture
def assign(house, tmp_path):
    """Assign booths; the exit code and the plan, None when none was written."""

    def do(booths: list[dict], exhibits: list[dict], apart: float = 6) -> tuple[int, dict | None]:
        asked, answer = tmp_path / "problem.json", tmp_path / "plan.json"
        problem = {"name": "made", "apart_m": apart, "booths": booths, "exhibits": exhibits}
        asked.write_text(json.dumps(problem))
        outcome = house.run("booths", "assign", asked, answer, "--time-limit", 10)
        plan = json.loads(answer.read_text("utf-8")) if answer.exists() else None
        if outcome.code == 0:
            assert booth_faults(problem, plan) == []
        return outcome.code, plan

    return do


def test_what_fits_is_placed_and_an_organisation_stays_together(assign):
    code, plan = assign(
        [booth("b1"), booth("b2", 9), booth("b3", 18, water=True)],
        [
            exhibit("e1", "O1"),
            exhibit("e2", "O1"),
            exhibit("e3", "O2", water=True),
            exhibit("e4", "O3", apart_from=["e1"]),
        ],
    )

    at = {row["exhibit"]: row["booth"] for row in plan["assignments"]}
    assert (code, plan["unplaced"]) == (0, [])
    assert at["e3"] == "b3"
    assert at["e1"] == at["e2"]


def test_the_heavier_exhibit_wins_and_the_other_is_told_why(assign):
    code, plan = assign(
        [booth("b1")],
        [exhibit("light", "O1", weight=1, area_m2=9), exhibit("heavy", "O2", weight=4, area_m2=9)],
    )

    assert code == 0
    assert [row["exhibit"] for row in plan["assignments"]] == ["heavy"]
    [left] = plan["unplaced"]
    assert left["exhibit"] == "light"
    assert left["reason"].strip()


def test_only_fixed_exhibits_that_cannot_stand_make_the_answer_no(assign):
    too_hungry = exhibit("e1", "O1", power_kw=50)

    assert assign([booth("b1")], [too_hungry])[0] == 0
    assert assign([booth("b1")], [too_hungry | {"fixed": "b1"}])[0] == 1


def test_what_is_no_problem_exits_2(house, tmp_path):
    (tmp_path / "problem.json").write_text('{"booths": 1}')
    outcome = house.run("booths", "assign", tmp_path / "problem.json", tmp_path / "plan.json")

    assert outcome.code == 2
    assert len(outcome.err.strip().splitlines()) == 1


def large_problem() -> dict:
    """200 booths and 420 exhibits of 90 organisations, the same every time."""
    chance = Random(7)
    booths = [
        booth(
            f"b{n}",
            3 * (n % 40),
            y=6 * (n // 40),
            zone="ABCDE"[n // 40],
            power_kw=chance.choice([2.2, 3.5, 5.0]),
            water=chance.random() < 0.3,
            internet=chance.random() < 0.7,
        )
        for n in range(200)
    ]
    exhibits = [
        exhibit(
            f"e{n}",
            f"O{chance.randrange(90)}",
            field=f"F{chance.randrange(12)}",
            area_m2=chance.choice([3, 4.5, 6]),
            power_kw=chance.choice([0.5, 1, 2]),
            water=chance.random() < 0.15,
            internet=chance.random() < 0.4,
            weight=chance.randint(1, 3),
            apart_from=[f"e{chance.randrange(n)}"] if n and chance.random() < 0.05 else [],
        )
        for n in range(420)
    ]
    return {"name": "large", "apart_m": 6.0, "booths": booths, "exhibits": exhibits}


def test_ended_early_it_still_leaves_a_valid_plan(house, tmp_path):
    problem = large_problem()
    asked, answer = tmp_path / "problem.json", tmp_path / "plan.json"
    asked.write_text(json.dumps(problem))

    begun = time.monotonic()
    house.start("booths", "assign", str(tmp_path / "nowhere.json"), str(answer)).communicate()
    to_start = time.monotonic() - begun  # how long a command needs before it works, here and now

    run = house.start("booths", "assign", str(asked), str(answer), "--time-limit", "60")
    time.sleep(3 + 2 * to_start)
    run.send_signal(signal.SIGTERM)
    _, words = run.communicate(timeout=20)

    plan = json.loads(answer.read_text("utf-8"))
    assert (run.returncode, booth_faults(problem, plan)) == (0, []), words
    assert len(plan["assignments"]) > 200
