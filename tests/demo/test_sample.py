"""The sample as it is loaded, counted against the files."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from app.accounts.models import Hub, User
from app.booths.models import Booth, Exhibit
from app.catalogue.models import Expert, Need, Organisation, Technology
from app.catalogue.states import NeedState
from app.connections.models import Meeting, MeetingRequest, MeetingSlot
from app.connections.portal.models import Profile
from app.core import audit
from app.core.db import db
from app.demo import loader
from app.demo.sample import CLASS, FAIR, FIRST_DAY, Sample
from app.events.kinds import EventState
from app.events.models import Event, EventSession
from app.registrations.models import Badge, Category, Consent, Point, Registration, Scan
from app.registrations.states import Purpose, Status
from app.reports.counting.figures import figures_of
from app.reports.queries import scope_of
from app.workshops.models import Enrolment
from tests.conftest import application
from tests.demo import slow_count


def count(model, *where) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def the_fair() -> Event:
    return db.session.scalars(select(Event).where(Event.slug == FAIR)).one()


@pytest.fixture(scope="module", autouse=True)
def loaded(tmp_path_factory):
    """The sample, loaded once for all who only read it."""
    with application(tmp_path_factory.mktemp("sample")) as app, app.app_context():
        yield loader.load(Sample(FIRST_DAY))


def test_everything_of_the_files_is_there_and_nothing_is_played(loaded):
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
    codes = set(db.session.scalars(select(Point.code).where(Point.event_id == the_fair().id)))

    assert codes == {"gate-1", "gate-2"} | {f"s{n:02}" for n in range(1, 31)}


def test_needs_and_experts_are_with_the_hubs_of_their_rows():
    rows = {row["code"]: row for row in slow_count.rows("needs")}

    for need in db.session.scalars(select(Need)):
        row = rows[need.code]
        assert (need.hub.code, need.state) == (row["hub"], row["status"])
        assert (need.resolved_on is not None) == (need.state is NeedState.RESOLVED)
    hubs = Counter(expert.hub.code for expert in db.session.scalars(select(Expert)))
    assert hubs == Counter(row["hub"] for row in slow_count.rows("experts"))


def test_every_confirmed_person_has_a_badge_and_their_consents():
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


def test_the_accounts_have_passwords_that_are_shown_once(loaded):

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


def test_before_the_play_the_report_counts_what_is_planned():
    want = slow_count.event_report()

    found = {k.value: v for k, v in figures_of([scope_of(the_fair())])[0].items()}

    planned = ("registrations.confirmed", "IND01", "IND02", "IND03.stock", "meetings.requested")
    assert {name: found[name] for name in planned} == {name: want[name] for name in planned}
    assert (found["exhibits.placed"], found["exhibits.unplaced"]) == (0, 120)
    assert (found["IND11.visits"], found["sessions.held"], found["meetings.held"]) == (0, 0, 0)


def test_the_class_has_its_half_days_and_trainees():
    course = db.session.scalars(select(Event).where(Event.slug == CLASS)).one()

    assert count(EventSession, EventSession.event_id == course.id) == 4
    assert count(Registration, Registration.event_id == course.id) == 24


def test_the_trail_of_the_load_is_whole():
    audit.seal(limit=1_000_000)

    assert audit.verify() is None


def test_the_portal_is_open_with_people_who_say_what_their_organisations_files_say():
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
