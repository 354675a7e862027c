"""Every figure by its rule: what counts, in which period, and what is counted once."""

from datetime import date, datetime, timedelta

import pytest

from app.accounts.models import Hub
from app.booths.exhibits import actions as exhibits
from app.catalogue.states import NeedState
from app.catalogue.suggestions.actions import provide_expert
from app.connections.followups import actions as followups
from app.connections.meetings import actions as meetings
from app.connections.requests import actions as requests
from app.connections.stages import MeetingState, Mode, OutcomeKind
from app.core import clock
from app.core.db import db
from app.events.agenda import actions as agenda
from app.events.kinds import EventKind, SessionKind
from app.events.models import Event
from app.registrations import actions as registrations
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import fair_of
from app.reports.counting.figures import figures_of
from app.reports.indicators import Figure
from app.reports.queries import scope_of
from app.reports.scope import Scope
from app.workshops import actions as workshops
from app.workshops.attendance import AttendanceState
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_expert, make_need, make_technology
from tests.factories.checkin import make_device, make_fair, make_guest, sent, token_of
from tests.factories.connections import make_connection, make_meeting, make_request
from tests.factories.events import make_event, make_session, moment
from tests.factories.registrations import make_category, make_registration
from tests.factories.workshops import make_class

pytestmark = pytest.mark.usefixtures("app")
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
NOON = datetime(2026, 8, 6, 12, 0, tzinfo=clock.VN)
PRESENT = AttendanceState.PRESENT


def of_hub(hub: Hub, figure: Figure, first: date = YEAR[0], last: date = YEAR[1]):
    return figures_of([Scope(first, last, hub.id)], [figure])[0][figure]


def of_event(event: Event, figure: Figure):
    return figures_of([scope_of(event)], [figure])[0][figure]


# ------------------------------------------------------------------ catalogue
def test_both_ends_of_a_period_are_in_it():
    hub = make_hub()
    make_need(hub, received_on=date(2026, 8, 6))
    day = date(2026, 8, 6)

    found = [
        of_hub(hub, Figure.NEEDS, first, last)
        for first, last in [
            (day, day),
            (day, day + timedelta(9)),
            (day - timedelta(9), day),
            (day + timedelta(1), day + timedelta(9)),
            (day - timedelta(9), day - timedelta(1)),
        ]
    ]

    assert found == [1, 1, 1, 0, 0]


def test_needs_count_once_they_are_verified_and_not_when_rejected():
    hub = make_hub()
    for state in (NeedState.RECEIVED, NeedState.VERIFIED, NeedState.RESOLVED, NeedState.REJECTED):
        make_need(hub, state=state)

    assert (of_hub(hub, Figure.NEEDS), of_hub(hub, Figure.RESOLVED)) == (2, 1)
    assert of_hub(hub, Figure.RESOLVED_RATE) == 0.5


def test_a_share_of_nothing_is_nothing():
    assert of_hub(make_hub(), Figure.RESOLVED_RATE) is None


def test_the_sum_of_the_hubs_is_the_total():
    one, other = make_hub(), make_hub()
    make_need(one)
    make_need(other)
    make_need(other)

    total = figures_of([Scope(*YEAR)], [Figure.NEEDS])[0][Figure.NEEDS]

    assert (of_hub(one, Figure.NEEDS), of_hub(other, Figure.NEEDS), total) == (1, 2, 3)


def test_technologies_count_in_the_period_of_their_first_verification():
    hub = make_hub()
    with clock.at(NOON):
        make_technology(hub)

    assert of_hub(hub, Figure.SUPPLIES) == 1
    assert of_hub(hub, Figure.SUPPLIES, date(2027, 1, 1), date(2027, 12, 31)) == 0


def test_expert_profiles_are_a_stock_and_hand_overs_a_flow():
    hub = make_hub()
    with clock.at(NOON):
        expert, need = make_expert(hub), make_need(hub)
        provide_expert(need.id, expert.id)
    later = (date(2027, 1, 1), date(2027, 12, 31))

    assert [of_hub(hub, Figure.EXPERTS), of_hub(hub, Figure.EXPERTS_PROVIDED)] == [1, 1]
    assert [of_hub(hub, Figure.EXPERTS, *later), of_hub(hub, Figure.EXPERTS_PROVIDED, *later)] == [
        1,
        0,
    ]


def test_at_an_event_the_needs_brought_to_it_count():
    event = make_event()
    hub = db.session.get_one(Hub, event.hub_id)
    brought = make_need(hub)
    make_need(hub)
    make_request(event, need=brought)
    make_request(event, need=brought)
    make_request(event, need=make_need(hub, state=NeedState.RECEIVED))

    assert of_event(event, Figure.NEEDS) == 1


# ------------------------------------------------------------------ people
def test_registrations_by_state():
    fair = make_fair()
    category = make_category(fair, places=1)
    first, _waiting = make_registration(category), make_registration(category)
    make_registration(make_category(fair, approval=True))
    make_registration(make_category(make_fair()))
    registrations.cancel(make_registration(make_category(fair)))

    states = (Figure.CONFIRMED, Figure.PENDING, Figure.WAITING, Figure.CANCELLED)
    assert first.event_id == fair.id
    assert [of_event(fair, state) for state in states] == [1, 1, 1, 1]


def test_a_short_absence_is_no_second_visit():
    fair = make_fair()
    guest, other = make_guest(fair), make_guest(fair)
    device, _token = make_device(fair)

    def scan(who, clock_time, direction="in", day=1, gate="gate-1"):
        return sent(token_of(who), moment(clock_time, day=day), gate, direction=direction)

    checkin.take_in(
        fair_of(fair),
        device.id,
        device.name,
        [
            scan(guest, "08:00"),
            scan(guest, "08:01", gate="gate-2"),  # a repeat
            scan(guest, "10:00", "out"),
            scan(guest, "10:20"),  # back within half an hour
            scan(guest, "12:00", "out"),
            scan(guest, "13:00"),
            scan(guest, "08:00", day=2),
            scan(other, "09:00"),
        ],
    )

    assert (of_event(fair, Figure.VISITS), of_event(fair, Figure.VISITORS)) == (4, 2)
    hub = db.session.get_one(Hub, fair.hub_id)
    assert of_hub(hub, Figure.VISITS, date(2026, 12, 4), date(2026, 12, 4)) == 1


# ------------------------------------------------------------------ sessions and classes
def test_a_session_is_held_when_somebody_was_there():
    event = make_event()
    guest = make_guest(event)
    held = make_session(event, kind=SessionKind.ROUNDTABLE)
    make_session(event)
    cancelled = make_session(event)
    for session in (held, cancelled):
        workshops.mark(session.id, {guest.id: PRESENT})
    agenda.cancel_session(cancelled.id, None)

    figures = (Figure.SESSIONS_HELD, Figure.WORKSHOPS, Figure.ATTENDANCE, Figure.CLASSES)
    assert [of_event(event, figure) for figure in figures] == [1, 1, 1, 0]


def test_a_training_event_is_one_class_and_a_fair_has_many():
    hub = make_hub()
    fair, course = make_event(hub), make_event(hub, kind=EventKind.TRAINING)
    people = {event.id: make_guest(event, email="an@example.org") for event in (fair, course)}
    times = [("08:30", "11:30"), ("13:30", "16:30")]
    for event in (fair, course):
        for begins, ends in times:
            session = make_class(event, starts_at=moment(begins), ends_at=moment(ends))
            workshops.mark(session.id, {people[event.id].id: PRESENT})

    figures = (Figure.CLASSES, Figure.TRAINEE_HEADS, Figure.TRAINEES)
    assert [of_event(fair, figure) for figure in figures] == [2, 2, 1]
    assert [of_event(course, figure) for figure in figures] == [1, 1, 1]
    assert [of_hub(hub, figure) for figure in figures] == [3, 3, 1]


def test_who_missed_too_much_is_no_trainee():
    course = make_event(kind=EventKind.TRAINING)
    guest = make_guest(course)
    sessions = [
        make_class(course, starts_at=moment("08:30", day=day), ends_at=moment("11:30", day=day))
        for day in (1, 2)
    ]
    workshops.mark(sessions[0].id, {guest.id: PRESENT})

    figures = (Figure.CLASSES, Figure.TRAINEE_HEADS, Figure.ATTENDANCE)
    assert [of_event(course, figure) for figure in figures] == [1, 0, 1]


def test_drafts_count_in_no_hub_report():
    hub = make_hub()
    draft = make_event(hub, published=False)
    workshops.mark(make_session(draft).id, {make_guest(draft).id: PRESENT})

    assert (of_hub(hub, Figure.SESSIONS_HELD), of_event(draft, Figure.SESSIONS_HELD)) == (0, 1)


# ------------------------------------------------------------------ meetings
def test_the_same_sides_on_the_same_day_connect_once():
    hub = make_hub()
    need, technology = make_need(hub), make_technology(hub)
    with clock.at(NOON + timedelta(days=2)):
        for hours in (-30, -28, -4):
            start = clock.now() + timedelta(hours=hours)
            meeting = make_meeting(hub, need=need, technology=technology, starts_at=start)
            make_connection(meeting=meeting)
        make_connection(meeting=make_meeting(hub, mode=Mode.ONLINE))

    assert of_hub(hub, Figure.MEETINGS_ON_SITE) == 2
    assert of_hub(hub, Figure.MEETINGS_ONLINE) == 1
    assert of_hub(hub, Figure.HELD) == 4


def test_a_meeting_missed_is_no_connection():
    hub = make_hub()
    meetings.record_no_show(make_meeting(hub), MeetingState.NO_SHOW_DEMAND)
    today = clock.today()

    found = figures_of(
        [Scope(today - timedelta(1), today, hub.id)],
        [Figure.ANNOUNCED, Figure.HELD, Figure.NO_SHOW, Figure.MEETINGS_ON_SITE, Figure.OPENED],
    )[0]

    assert list(found.values()) == [1, 0, 1, 0, 0]


def test_requests_and_their_answers():
    event = make_event()
    asked = [make_request(event) for _ in range(3)]
    requests.answer(asked[0], accept=True)
    requests.answer(asked[1], accept=False)

    assert (of_event(event, Figure.REQUESTED), of_event(event, Figure.ACCEPTED)) == (3, 1)


def test_papers_count_by_the_day_of_signing_and_not_when_taken_back():
    hub = make_hub()
    with clock.at(NOON):
        connection = make_connection(hub, OutcomeKind.MOU)
    signed = NOON + timedelta(days=40)
    with clock.at(signed):
        contract = followups.Result(
            OutcomeKind.TRANSFER_CONTRACT, clock.today(), value_vnd=400_000_000
        )
        followups.add_step(connection, contract)
        wrong = followups.add_step(connection, contract)
        followups.take_back(connection, wrong)
    month = (date(2026, 9, 1), date(2026, 9, 30))

    assert [of_hub(hub, Figure.MEMORANDA), of_hub(hub, Figure.CONTRACTS)] == [1, 1]
    assert of_hub(hub, Figure.MEMORANDA, *month) == 0
    assert of_hub(hub, Figure.CONTRACT_VALUE, *month) == 400_000_000
    assert [of_hub(hub, Figure.MEMORANDUM), of_hub(hub, Figure.CONTRACT)] == [0, 1]
    assert [of_hub(hub, Figure.SIGNED), of_hub(hub, Figure.CONTRACTED)] == [1, 1]


# ------------------------------------------------------------------ exhibits, hubs
def test_a_technology_without_a_booth_is_not_shown():
    event = make_event()
    technology = make_technology(db.session.get_one(Hub, event.hub_id))
    exhibits.add_exhibit(event.id, technology.id)

    figures = (Figure.SUPPLIES, Figure.SHOWN, Figure.PLACED, Figure.UNPLACED)
    assert [of_event(event, figure) for figure in figures] == [1, 0, 0, 1]


def test_a_showroom_needs_no_booths():
    event = make_event(kind=EventKind.SHOWROOM)
    technology = make_technology(db.session.get_one(Hub, event.hub_id))
    exhibits.add_exhibit(event.id, technology.id)

    assert of_event(event, Figure.SHOWN) == 1


def test_hubs_are_active_when_something_of_theirs_counts():
    busy, _idle = make_hub(), make_hub()
    young = make_hub(opened_on=date(2027, 1, 1))
    make_need(busy)
    make_need(young)

    assert figures_of([Scope(*YEAR)], [Figure.HUBS])[0][Figure.HUBS] == 1
    assert of_event(make_event(), Figure.HUBS) == 1


def test_all_figures_of_many_scopes_come_in_a_fixed_number_of_statements(statements):
    event, hub = make_event(), make_hub()
    scopes = [Scope(*YEAR), Scope(*YEAR, hub.id), scope_of(event)]
    db.session.rollback()

    with statements() as sent_:
        found = figures_of(scopes)

    assert [set(figures) for figures in found] == [set(Figure)] * 3
    assert len(sent_) == 3
