"""`flask booths assign`: exit codes, the plan's file, ending early."""

import json

import pytest

from app.booths.cli import assign
from app.core.cli import seconds_running
from tests.booths.problems import booth, exhibit, faults, problem, random_problem


@pytest.fixture
def run(app, tmp_path):
    """Run the command on a problem (or a text); its outcome and the plan, None without one."""

    def do(given, *options):
        asked, answer = tmp_path / "problem.json", tmp_path / "plan.json"
        asked.write_text(given if isinstance(given, str) else json.dumps(given), "utf-8")
        outcome = app.test_cli_runner().invoke(assign, [str(asked), str(answer), *options])
        plan = json.loads(answer.read_text("utf-8")) if answer.exists() else None
        return outcome, plan

    return do


def test_a_plan_is_written_with_its_score_and_reasons(run):
    given = problem([booth("b1")], [exhibit("e1"), exhibit("e2", power_kw=22.0)])
    outcome, plan = run(given)

    assert outcome.exit_code == 0
    assert faults(given, plan) == []
    assert plan["assignments"] == [{"exhibit": "e1", "booth": "b1"}]
    assert [u["reason"] for u in plan["unplaced"]] == [
        "needs 22 kW; no booth has it; the most any booth has is 3.5"
    ]
    assert (plan["status"], plan["objective"]["weight"], plan["bound"]) == (
        "optimal",
        1,
        {"weight": 1},
    )


def test_only_fixed_exhibits_that_cannot_stand_exit_1(run):
    given = problem([booth("b1")], [exhibit("e1", power_kw=22.0, fixed="b1")])
    outcome, plan = run(given)

    assert (outcome.exit_code, plan) == (1, None)
    assert outcome.stderr == (
        "exhibit e1 cannot stand in booth b1: it needs 22 kW, 3.5 of 3.5 are free\n"
    )


@pytest.mark.parametrize("given", ["", "{}", '{"apart_m": 1, "booths": 1}', "[\x00]"])
def test_what_is_no_problem_exits_2_with_one_line(run, given):
    outcome, plan = run(given)

    assert (outcome.exit_code, plan) == (2, None)
    assert outcome.stderr.count("\n") == 1


def test_a_time_that_is_over_before_it_begins_still_gives_a_valid_plan(run):
    given = random_problem(4, 30, 80)
    outcome, plan = run(given, "--time-limit", "0")

    assert outcome.exit_code == 0
    assert faults(given, plan) == []


def test_the_process_knows_its_age():
    assert 0 < seconds_running() < 3600
