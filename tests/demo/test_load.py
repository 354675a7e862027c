"""The sample as it is loaded, counted against the files."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import Hub, User
from app.booths.models import Booth, Exhibit
from app.catalogue.models import Expert, Need, Organisation, Technology
from app.catalogue.states import NeedState
from app.connections.models import Meeting, MeetingRequest, MeetingSlot
from app.connections.portal.models import Profile
from app.core import audit, clock
from app.core.audit import AuditEntry
from app.core.db import db
from app.core.jobs import Job
from app.demo import loader
from app.demo.sample import CLASS, FAIR, FIRST_DAY, Sample
from app.events.kinds import EventState
from app.events.models import Event, EventSession
from app.registrations.models import Badge, Category, Consent, Point, Registration, Scan
from app.registrations.states import Purpose, Status
from app.reports.counting.figures import figures_of
from app.reports.queries import scope_of
from app.workshops.models import Enrolment
from tests.demo import slow_count

pytestmark = pytest.mark.usefixtures("app")


def count(model, *where) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def the_fair() -> Event:
    return db.session.scalars(select(Event).where(Event.slug == FAIR)).one()


def test_everything_of_the_files_is_there_and_nothing_is_played():
    loaded = loader.load(Sample(FIRST_DAY))
    fair = the_fair()

    assert count(Hub) == 14
    found = {
        model.__tablename__: count(model) for model in (Organisation, Technology, Need, Expert)
    }
    assert found == {"organisation": 60, "technology": 120, "need": 40, "expert": 30}
    of_fair = {
        model.__tablename__: count(model, model.event_id == fair.id)
        for model in (EventSession, Category, Point, Booth, Exhibit, MeetingSlot, MeetingRequest)
    }
    assert of_fair == {
        "session": 30,
        "category": 9,
        "point": 32,
        "booth": 102,
        "exhibit": 120,
        "meeting_slot": 27,
        "meeting_request": 128,
    }
    assert (loaded.people.confirmed, len(loaded.people.refused)) == (297, 3)
    assert (count(Scan), count(Meeting), count(Exhibit, Exhibit.booth_id.is_not(None))) == (0, 0, 0)
    assert count(Enrolment, Enrolment.session.has(event_id=fair.id)) == 0
    assert fair.state is EventState.PUBLISHED


def test_the_gates_and_a_door_for_every_session():
    loader.load(Sample(FIRST_DAY))

    codes = set(db.session.scalars(select(Point.code).where(Point.event_id == the_fair().id)))

    assert codes == {"gate-1", "gate-2"} | {f"s{n:02}" for n in range(1, 31)}


def test_needs_and_experts_are_with_the_hubs_of_their_rows():
    loader.load(Sample(FIRST_DAY))
    rows = {row["code"]: row for row in slow_count.rows("needs")}

    for need in db.session.scalars(select(Need)):
        row = rows[need.code]
        assert (need.hub.code, need.state) == (row["hub"], row["status"])
        assert (need.resolved_on is not None) == (need.state is NeedState.RESOLVED)
    hubs = Counter(expert.hub.code for expert in db.session.scalars(select(Expert)))
    assert hubs == Counter(row["hub"] for row in slow_count.rows("experts"))


def test_every_confirmed_person_has_a_badge_and_their_consents():
    loader.load(Sample(FIRST_DAY))
    fair = the_fair()

    people = db.session.scalars(select(Registration).where(Registration.event_id == fair.id)).all()
    badges = select(Badge.registration_id).where(Badge.event_id == fair.id)

    assert {person.status for person in people} == {Status.CONFIRMED}
    assert {person.id for person in people} == set(db.session.scalars(badges))
    agreed = select(func.count()).where(
        Consent.registration_id.in_([person.id for person in people]),
        Consent.purpose == Purpose.EVENT_OPERATIONS,
    )
    assert db.session.scalar(agreed) == 297


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


def test_the_accounts_have_passwords_that_are_shown_once():
    loaded = loader.load(Sample(FIRST_DAY))

    assert sorted(account.role for account in loaded.accounts) == [
        "admin",
        "manager",
        "organiser",
        "steward",
        "viewer",
    ]
    assert len({account.password for account in loaded.accounts}) == 5
    assert all(len(account.password) >= 12 for account in loaded.accounts)
    assert count(User) == 5


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


def test_before_the_play_the_report_counts_what_is_planned():
    loader.load(Sample(FIRST_DAY))
    want = slow_count.event_report()

    found = {k.value: v for k, v in figures_of([scope_of(the_fair())])[0].items()}

    planned = ("registrations.confirmed", "IND01", "IND02", "IND03.stock", "meetings.requested")
    assert {name: found[name] for name in planned} == {name: want[name] for name in planned}
    assert (found["exhibits.placed"], found["exhibits.unplaced"]) == (0, 120)
    assert (found["IND11.visits"], found["sessions.held"], found["meetings.held"]) == (0, 0, 0)


def test_the_class_has_its_half_days_and_trainees():
    loader.load(Sample(FIRST_DAY))
    course = db.session.scalars(select(Event).where(Event.slug == CLASS)).one()

    assert count(EventSession, EventSession.event_id == course.id) == 4
    assert count(Registration, Registration.event_id == course.id) == 24


def test_the_trail_of_the_load_is_whole():
    loader.load(Sample(FIRST_DAY))
    audit.seal(limit=1_000_000)

    assert audit.verify() is None


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


def test_the_portal_is_open_with_people_who_say_what_their_organisations_files_say():
    loader.load(Sample(FIRST_DAY))
    profiles = db.session.scalars(select(Profile)).all()
    titles = {
        row.title for model in (Need, Technology) for row in db.session.scalars(select(model))
    }

    assert len(profiles) == 24
    assert {text for one in profiles for text in (one.wants, one.offers) if text} <= titles
    for one in profiles:
        assert one.speaks and one.organisation.name == one.registration.organisation
        assert one.registration.email_confirmed_at is not None
    agreed = select(Consent.registration_id).where(Consent.purpose == Purpose.DIRECTORY)
    assert set(db.session.scalars(agreed)) == {one.registration_id for one in profiles}
