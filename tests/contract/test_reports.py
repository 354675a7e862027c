"""Reports as files: the JSON's names are fixed, the others open."""

import json
from datetime import timedelta

import pytest
from pypdf import PdfReader

from .sample import FAIR

NAMES = {
    *(f"registrations.{state}" for state in ("confirmed", "waiting", "cancelled")),
    *("IND01", "IND02", "IND03.stock", "IND03.provided", "IND04.on_site", "IND04.online"),
    *("IND05", "IND06", "IND07", "IND08.people", "IND08.heads", "IND09"),
    *("IND10.memorandum.number", "IND10.contract.number", "IND10.contract.value_vnd"),
    *("IND11.visits", "IND11.people", "IND12.resolved", "IND12.rate"),
    *(f"meetings.{state}" for state in ("requested", "accepted", "announced", "held", "no_show")),
    *(f"connections.{stage}" for stage in ("contacted", "exploring", "memorandum")),
    *(f"connections.{stage}" for stage in ("contract", "transferred", "ended")),
    *("exhibits.placed", "exhibits.unplaced", "sessions.held", "sessions.attendance"),
}


def report(house, out, *words) -> dict:
    house.ok("report", *words, "--out", out)
    return json.loads(out.read_text("utf-8"))


def test_the_fairs_report_has_every_figure(house, tmp_path, first_day):
    found = report(house, tmp_path / "r.json", "event", FAIR)

    assert found.keys() >= {"event", "from", "to", "indicators"}
    assert found["from"] == first_day.isoformat()
    assert found["to"] == (first_day + timedelta(days=2)).isoformat()
    assert found["indicators"].keys() >= NAMES
    numbers = [value for name, value in found["indicators"].items() if name != "IND12.rate"]
    assert all(isinstance(value, int) for value in numbers if value is not None)
    assert found["indicators"]["registrations.confirmed"] >= 290
    assert found["indicators"]["exhibits.placed"] == 0
    assert found["indicators"]["exhibits.unplaced"] == 120
    assert found["indicators"]["meetings.requested"] == 128
    assert found["indicators"]["meetings.held"] == 0


def test_a_hubs_report_covers_both_ends_of_its_period(house, tmp_path, first_day):
    """A need received on one day is counted by that one day's report."""
    # N001 of the sample: received 2026-08-06, which is 119 days before the fair.
    day = first_day - timedelta(days=119)
    found = report(house, tmp_path / "day.json", "hub", "H01", "--from", day, "--to", day)

    assert found.keys() >= {"hub", "from", "to", "indicators"}
    assert (found["from"], found["to"]) == (day.isoformat(), day.isoformat())
    assert found["indicators"].keys() >= NAMES
    assert found["indicators"]["IND01"] >= 1


def test_a_ratio_without_a_base_is_null(house, tmp_path, first_day):
    day = first_day - timedelta(days=3650)
    found = report(house, tmp_path / "r.json", "hub", "H01", "--from", day, "--to", day)

    assert found["indicators"]["IND01"] == 0
    assert found["indicators"]["IND12.rate"] is None


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_papers_open(house, tmp_path, kind):
    out = tmp_path / f"r.{kind}"
    house.ok("report", "event", FAIR, "--out", out)

    if kind == "pdf":
        assert "Techmart" in "".join(page.extract_text() for page in PdfReader(out).pages)
    else:
        assert out.read_bytes().startswith(b"PK")


def test_a_period_that_ends_before_it_begins_exits_2(house, tmp_path, first_day):
    words = ("--from", first_day, "--to", first_day - timedelta(days=1))
    outcome = house.run("report", "hub", "H01", *words, "--out", tmp_path / "r.json")

    assert outcome.code == 2
