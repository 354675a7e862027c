"""The sample fair played from the first badge to the report, in an installation of its own."""

import json
from datetime import timedelta

import pytest
from pypdf import PdfReader

from .house import House
from .plans import booth_faults, timetable_faults
from .sample import FAIR, post_sign_up, sign_up_body

pytestmark = pytest.mark.slow
FILES = {
    *("badges.pdf", "floor-plan.pdf", "booths-problem.json", "booths-plan.json"),
    *("timetable-instance.json", "timetable.json", "report.pdf", "report.xlsx", "report.json"),
}


@pytest.fixture(scope="module")
def played(tmp_path_factory, first_day):
    """A house whose fair began ten days ago and was played; the folder of its papers."""
    house = House(tmp_path_factory.mktemp("played"))
    out = house.folder / "out"
    try:
        house.ok("db", "upgrade")
        house.ok("demo", "load", "--start", first_day - timedelta(days=10), timeout=180)
        house.ok("demo", "run", "--out", out, "--seed", 1, timeout=600)
        yield house, out
    finally:
        house.drop()


def read(out, name: str) -> dict:
    return json.loads((out / name).read_text("utf-8"))


def test_all_papers_are_left(played):
    _, out = played

    assert {file.name for file in out.iterdir()} >= FILES
    for name in ("badges.pdf", "floor-plan.pdf", "report.pdf"):
        assert len(PdfReader(out / name).pages) >= 1
    assert (out / "report.xlsx").read_bytes().startswith(b"PK")


def test_booths_and_timetable_keep_every_rule(played):
    _, out = played
    problem, plan = read(out, "booths-problem.json"), read(out, "booths-plan.json")
    instance, schedule = read(out, "timetable-instance.json"), read(out, "timetable.json")

    assert (len(problem["booths"]), len(problem["exhibits"])) == (102, 120)
    assert booth_faults(problem, plan) == []
    assert len(plan["assignments"]) == 119
    assert timetable_faults(instance, schedule) == []
    assert len(schedule["assignments"]) == 110


def test_the_report_counts_what_was_played(played):
    _, out = played
    found = read(out, "report.json")["indicators"]

    # Of the 110 outcomes of the sample 101 were held and 9 had a no-show.
    assert {name: found[f"meetings.{name}"] for name in ("requested", "accepted", "held")} == {
        "requested": 128,
        "accepted": 110,
        "held": 101,
    }
    assert found["meetings.no_show"] == 9
    assert (found["exhibits.placed"], found["exhibits.unplaced"]) == (119, 1)
    assert found["IND10.contract.number"] == 12
    assert found["IND10.contract.value_vnd"] == 22_900_000_000
    assert found["IND11.people"] >= 220
    assert found["IND11.visits"] >= found["IND11.people"]


def test_a_second_run_is_refused_and_changes_nothing(played, tmp_path):
    house, out = played
    assert house.run("demo", "run", "--out", tmp_path / "again", timeout=120).code == 1

    house.ok("report", "event", FAIR, "--out", tmp_path / "after.json")
    after = json.loads((tmp_path / "after.json").read_text("utf-8"))
    assert after["indicators"] == read(out, "report.json")["indicators"]
    house.ok("audit", "verify")


def test_after_the_fair_sign_up_is_closed(played):
    house, _ = played
    with house.served() as browser:
        answer = post_sign_up(browser, sign_up_body("visitor"))

    assert (answer.status, answer.kind) == (409, "application/problem+json")
    assert answer.json()["code"] == "closed"
