"""The play against the files, counted a second time without any of the product's code."""

import json
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from app.core import audit
from app.core.cli import UnusableInput
from app.core.db import db
from app.core.errors import Refused
from app.demo import loader
from app.demo.play import run as play
from app.demo.play import seating, timetable
from app.demo.play.seating import Sitting
from app.demo.sample import CLASS, FAIR, FIRST_DAY, Sample
from app.events.models import Event
from app.registrations.models import Scan
from app.registrations.states import Verdict
from app.reports import breakdowns
from app.reports.counting.figures import figures_of
from app.reports.indicators import Figure
from app.reports.queries import scope_of
from app.reports.scope import Scope
from app.workshops import classes
from tests.demo import slow_count

PAPERS = {
    *("badges.pdf", "floor-plan.pdf", "booths-problem.json", "booths-plan.json"),
    *("timetable-instance.json", "timetable.json", "report.pdf", "report.xlsx", "report.json"),
}


def test_everybody_sits_where_the_second_count_says():
    sittings = [
        Sitting(row["code"], datetime.fromisoformat(row["start"]))
        for row in slow_count.rows("sessions")
    ]
    sat = [
        (code, row["code"])
        for row in slow_count.entries()
        for code in seating.chosen(
            datetime.fromisoformat(row["checked_in_at"]), int(row["code"][1:]), sittings
        )
    ]

    assert sorted(sat) == sorted(slow_count.attendance())


def event_of(slug: str) -> Event:
    return db.session.scalars(select(Event).where(Event.slug == slug)).one()


def number_of_scans(*where) -> int:
    return db.session.scalar(select(func.count(Scan.id)).where(*where))


@pytest.mark.slow
def test_the_report_says_what_the_files_say(app, tmp_path, monkeypatch):
    monkeypatch.setattr(timetable, "SECONDS", 10.0)
    start = date(2027, 3, 1)
    loader.load(Sample(start))

    play.run(tmp_path, 7)
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    fair = event_of(FAIR)
    now = {figure.value: value for figure, value in figures_of([scope_of(fair)])[0].items()}

    assert {file.name for file in tmp_path.iterdir()} == PAPERS
    assert (report["from"], report["to"]) == ("2027-03-01", "2027-03-03")
    want = slow_count.event_report()
    assert {name: report["indicators"][name] for name in want} == want
    assert now == report["indicators"]

    # Breakdowns add up to the same visits, day by day and category by category.
    table = breakdowns.visits_by_category(scope_of(fair), lambda category: category.code)
    assert {row: table.row_total(row) for row in table.rows} == slow_count.visits_by_category()
    days = [table.column_total(day) for day in table.columns]
    assert days == list(slow_count.visits_by_day().values())

    # Some held their badge twice, some stepped out: scans, and no visits.
    assert number_of_scans(Scan.verdict == Verdict.REPEAT, Scan.event_id == fair.id) > 0
    assert number_of_scans(Scan.verdict == Verdict.EXITED, Scan.event_id == fair.id) > 0
    refused = {Verdict.FORGED, Verdict.UNKNOWN, Verdict.REVOKED, Verdict.NOT_ENROLLED}
    assert number_of_scans(Scan.verdict.in_(refused)) == 0

    # The class a week later counts for the hub, not for the fair.
    course = event_of(CLASS)
    passed = sum(one.result.passed for one in classes.trainees(course))
    year = Scope(date(2027, 1, 1), date(2027, 12, 31), fair.hub_id)
    hub = figures_of([year], [Figure.CLASSES, Figure.TRAINEE_HEADS])[0]
    assert hub[Figure.CLASSES] == want["IND07"] + 1
    assert hub[Figure.TRAINEE_HEADS] == want["IND08.heads"] + passed
    assert 0 < passed < 24

    # Once is enough.
    entries = db.session.scalar(select(func.count(audit.AuditEntry.id)))
    with pytest.raises(Refused, match="played_already"):
        play.run(tmp_path / "again", 7)
    assert not (tmp_path / "again").exists()
    assert db.session.scalar(select(func.count(audit.AuditEntry.id))) == entries
    assert audit.verify() is None


def test_without_a_fair_there_is_nothing_to_play(app, tmp_path):
    with pytest.raises(UnusableInput):
        play.run(tmp_path, 1)
    answer = app.test_cli_runner().invoke(args=["demo", "run", "--out", str(tmp_path)])
    assert answer.exit_code == 2


def test_a_folder_that_cannot_be_made_is_said_before_anything_happens(app, tmp_path):
    loader.load(Sample(FIRST_DAY))
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(UnusableInput):
        play.run(tmp_path / "file" / "out", 1)

    assert event_of(FAIR).played_at is None
