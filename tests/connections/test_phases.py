"""The phases of a fair's meetings: which it is by dates and facts, and who can do what in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connections.phases import actions, standing, words
from app.connections.phases.phase import (
    Deed,
    Facts,
    Phase,
    Plan,
    Wishes,
    is_late,
    open_to_participants,
    phase_of,
    wishes,
    wrong_date,
)
from app.core import clock
from app.core.errors import Refused
from tests.factories.events import make_event

FIRST = date(2026, 12, 3)
PLAN = Plan(
    FIRST,
    FIRST + timedelta(days=2),
    wishes_from=date(2026, 11, 1),
    wishes_until=date(2026, 11, 20),
    publish_on=date(2026, 11, 27),
)
NOTHING, DRAFTS, KNOWN = Facts(), Facts(drafts=True), Facts(announced=True)
days = st.dates(date(2026, 10, 1), date(2027, 1, 31))
maybe_days = st.none() | st.dates(date(2026, 10, 1), date(2026, 12, 10))
facts = st.builds(Facts, st.booleans(), st.booleans())


@pytest.mark.parametrize(
    ("day", "known", "phase"),
    [
        (date(2026, 10, 31), NOTHING, Phase.PROFILES),
        (date(2026, 11, 1), NOTHING, Phase.WISHES),
        (date(2026, 11, 20), DRAFTS, Phase.WISHES),
        (date(2026, 11, 21), NOTHING, Phase.SCHEDULING),
        (date(2026, 11, 21), DRAFTS, Phase.DRAFT),
        (date(2026, 11, 21), Facts(drafts=True, announced=True), Phase.PUBLISHED),
        (date(2026, 12, 3), NOTHING, Phase.LIVE),
        (date(2026, 12, 5), KNOWN, Phase.LIVE),
        (date(2026, 12, 6), KNOWN, Phase.FOLLOW_UP),
    ],
)
def test_dates_and_facts_say_which_phase_it_is(day, known, phase):
    assert phase_of(PLAN, known, day) is phase


def test_without_dates_people_may_ask_until_the_fair_is_over():
    plan = Plan(FIRST, FIRST)
    before = FIRST - timedelta(days=90)
    assert [phase_of(plan, one, before) for one in (NOTHING, DRAFTS, KNOWN)] == [
        Phase.WISHES,
        Phase.DRAFT,
        Phase.PUBLISHED,
    ]
    assert [wishes(plan, FIRST + timedelta(days=n)) for n in (-90, 0, 1)] == [
        Wishes.OPEN,
        Wishes.OPEN,
        Wishes.CLOSED,
    ]


@given(maybe_days, maybe_days, maybe_days, facts, days)
def test_asking_goes_by_its_dates_and_phases_never_go_back(start, end, publish, known, today):
    plan = Plan(FIRST, FIRST + timedelta(days=2), start, end, publish)
    if wrong_date(plan) is not None:
        return
    state, phase = wishes(plan, today), phase_of(plan, known, today)
    assert (Deed.ASK in open_to_participants(phase, state)) is (state is Wishes.OPEN)
    tomorrow = phase_of(plan, known, today + timedelta(days=1))
    order = list(Phase)
    assert order.index(tomorrow) >= order.index(phase)


def test_a_timetable_is_late_once_its_day_is_over_until_it_is_known():
    after = date(2026, 11, 28)
    assert [is_late(PLAN, one, after) for one in (NOTHING, DRAFTS, KNOWN)] == [True, True, False]
    assert not is_late(PLAN, NOTHING, date(2026, 11, 27))


def test_dates_stand_in_order():
    assert wrong_date(PLAN) is None
    assert wrong_date(Plan(FIRST, FIRST, FIRST, FIRST - timedelta(days=1))) == "wishes_until"
    assert wrong_date(Plan(FIRST, FIRST, publish_on=FIRST + timedelta(days=1))) == "publish_on"


@pytest.fixture
def fair(app):
    return make_event(starts_on=FIRST, ends_on=FIRST)


def on(day: date):
    return clock.at(clock.day_bounds(day, day)[0] + timedelta(hours=9))


def test_who_asks_too_early_or_too_late_is_told_when(fair):
    actions.set_dates(fair.id, date(2026, 11, 1), date(2026, 11, 20), None)

    with on(date(2026, 10, 31)), pytest.raises(Refused, match="wishes_ahead"):
        standing.refuse_wishes(fair)
    with on(date(2026, 11, 20)):
        standing.refuse_wishes(fair)
    with on(date(2026, 11, 21)), pytest.raises(Refused, match="wishes_closed") as refusal:
        standing.refuse_wishes(fair)
    assert refusal.value.details["day"] == "20/11/2026"


def test_the_organiser_sets_the_dates_and_every_page_of_meetings_shows_them(
    client, sign_in, submit, fair
):
    with on(date(2026, 11, 10)):
        office = sign_in(client, "organiser", hub=fair.hub)
        desk = f"/events/{fair.slug}/desk"
        page = f"{desk}/timetable/phases"
        wrong = submit(office, page, wishes_from="20/11/2026", wishes_until="01/11/2026")
        assert wrong.status_code == 422 and 'value="01/11/2026"' in wrong.text
        done = submit(
            office,
            page,
            wishes_from="01/11/2026",
            wishes_until="20/11/2026",
            publish_on="27/11/2026",
        )
        assert done.status_code == 303
        for name in ("timetable", "requests", "meetings"):
            shown = office.get(f"{desk}/{name}").text
            strip = shown.split('class="card phases"')[1].split("</section>")[0]
            now = strip.split('aria-current="step"')[1].split("</li>")[0]
            assert "Nguyện vọng" in now and "01/11–20/11" in now
            assert "đề nghị gặp" in strip
    with on(date(2026, 11, 28)):
        office = sign_in(client, "organiser", hub=fair.hub)
        assert "Đã quá ngày công bố lịch gặp" in office.get(desk).text
        assert "lẽ ra công bố ngày 27/11/2026" in office.get(f"{desk}/timetable").text
        assert standing.of(fair).phase is Phase.SCHEDULING
        assert "đề nghị gặp" not in words.open_deeds(standing.of(fair))
