"""Loading the sample: when, how much, how often."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.booths.models import Exhibit
from app.catalogue.models import Need, Technology
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import db
from app.core.jobs import Job
from app.demo import loader
from app.demo.sample import FAIR, FIRST_DAY, Sample
from app.events.models import Event, EventSession
from app.registrations.models import Registration

pytestmark = pytest.mark.usefixtures("app")


def count(model, *where) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def the_fair() -> Event:
    return db.session.scalars(select(Event).where(Event.slug == FAIR)).one()


def test_all_dates_move_with_the_first_day():
    start = date(2027, 3, 1)
    loader.load(Sample(start))
    fair = the_fair()
    moved = start - FIRST_DAY

    assert (fair.starts_on, fair.ends_on) == (start, start + timedelta(2))
    n001 = db.session.scalars(select(Need).where(Need.code == "N001")).one()
    assert n001.received_on == date(2026, 8, 6) + moved
    a001 = db.session.scalars(
        select(Registration).where(
            Registration.imported_code == "A001", Registration.event_id == fair.id
        )
    ).one()
    assert a001.created_at == datetime.fromisoformat("2026-11-10T09:03:00+07:00") + moved
    s14 = db.session.scalars(
        select(EventSession).where(EventSession.code == "S14", EventSession.event_id == fair.id)
    ).one()
    assert clock.local(s14.starts_at).isoformat() == f"{start + timedelta(1)}T08:30:00+07:00"


def test_what_is_left_to_the_workers_is_due_now():
    loader.load(Sample(date(2090, 1, 1)))

    assert count(Job) > 0
    assert count(Job, Job.run_after > clock.now()) == 0


def test_loading_again_changes_nothing():
    loader.load(Sample(FIRST_DAY))
    entries = count(AuditEntry)

    again = loader.load(Sample(date(2027, 1, 1), 2))

    assert again is None
    assert (count(AuditEntry), count(Event)) == (entries, 2)


def test_a_larger_sample_has_as_many_more_people_technologies_and_past_fairs():
    loader.load(Sample(FIRST_DAY, 3))
    fair = the_fair()

    assert count(Registration, Registration.event_id == fair.id) == 3 * 297
    assert count(Technology) == 3 * 120
    assert count(Event) == 2 + 3
    assert count(Exhibit, Exhibit.event_id == fair.id) == 120


def test_nobody_is_two_people_in_a_larger_sample():
    loader.load(Sample(FIRST_DAY, 2))
    fair = the_fair()

    addresses = db.session.scalars(
        select(Registration.email).where(Registration.event_id == fair.id)
    ).all()

    assert len(addresses) == len(set(addresses)) == 2 * 297


@pytest.mark.parametrize(
    "words",
    [("--start", "tomorrow"), ("--scale", "none"), ("--scale", "0"), ("--start", "1999-01-01")],
)
def test_unusable_wishes_exit_2(app, words):
    assert app.test_cli_runner().invoke(args=["demo", "load", *words]).exit_code == 2


def test_the_command_prints_the_passwords_only_the_first_time(app):
    first = app.test_cli_runner().invoke(args=["demo", "load", "--start", "2026-12-03"])
    again = app.test_cli_runner().invoke(args=["demo", "load"])

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "297 registrations confirmed, 0 waiting, 3 rows refused" in first.output
    assert first.output.count("@ketnoi.example.org") == 5
    assert "@" not in again.output
