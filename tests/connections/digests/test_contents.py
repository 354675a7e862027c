"""Which suggestions a digest tells of, and when it goes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from app.connections.digests.contents import (
    AGAIN,
    MOST,
    Candidate,
    Every,
    Owner,
    choose,
    next_day,
    period,
)

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
OWNERS = [Owner(1, "a@example.org"), Owner(1, "b@example.org"), Owner(2, "")]
MOMENTS = st.integers(-60, 5).map(lambda days: NOW + timedelta(days=days))


@st.composite
def candidates(draw):
    """Chosen suggestions; a need belongs to one owner."""
    owners = draw(st.lists(st.sampled_from(OWNERS), min_size=5, max_size=5))
    found = []
    for number in range(draw(st.integers(0, 30))):
        need = draw(st.integers(0, 4))
        score, later = draw(st.integers(0, 3)) / 4, draw(st.none() | MOMENTS)
        found.append(Candidate(number, need, owners[need], score, draw(MOMENTS), later))
    return found


@given(candidates(), MOMENTS)
def test_an_owner_is_told_the_best_of_what_was_chosen_before_and_no_more_than_five(made, before):
    told = choose(made, before=before, now=NOW)

    for owner in OWNERS:
        ready = [
            one
            for one in made
            if one.owner == owner
            and one.chosen_at < before
            and (one.later_at is None or one.later_at <= NOW - AGAIN)
        ]
        mine = told.get(owner, [])
        assert len(mine) == min(MOST, len(ready))
        best = sorted(ready, key=lambda one: (-one.score, one.chosen_at, one.suggestion_id))
        assert sorted(mine, key=best.index) == best[:MOST]


@given(candidates())
def test_suggestions_of_one_need_stand_together_and_the_best_need_first(made):
    for mine in choose(made, before=NOW, now=NOW).values():
        needs = [(need, list(group)) for need, group in groupby(mine, lambda one: one.need_id)]
        assert max(Counter(need for need, _group in needs).values()) == 1
        tops = [max(one.score for one in group) for _need, group in needs]
        assert tops == sorted(tops, reverse=True)


@given(candidates(), st.randoms())
def test_the_order_in_which_they_were_read_does_not_matter(made, random):
    other = made.copy()
    random.shuffle(other)

    assert choose(other, before=NOW, now=NOW) == choose(made, before=NOW, now=NOW)


@given(candidates())
def test_what_is_left_comes_with_the_next_digests_until_all_is_told_once(made):
    fresh = [one for one in made if one.later_at is None and one.chosen_at < NOW]
    waiting, told = fresh, []
    while sent := [one for mine in choose(waiting, before=NOW, now=NOW).values() for one in mine]:
        told += sent
        waiting = [one for one in waiting if one not in sent]

    assert sorted(one.suggestion_id for one in told) == [one.suggestion_id for one in fresh]


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.sampled_from(Every))
def test_a_period_has_begun_and_the_next_one_has_not(now, every):
    began, coming = period(every, now), next_day(every, now)
    if every is Every.OFF:
        assert (began, coming) == (None, None)
        return
    opens = timedelta(hours=8)
    assert datetime.combine(began, datetime.min.time()) + opens <= now
    assert datetime.combine(coming, datetime.min.time()) + opens > now
    assert began.weekday() == 0 if every is Every.WEEKLY else began.day == 1
    assert period(every, datetime.combine(coming, datetime.min.time()) + opens) == coming


def test_a_monday_morning_before_eight_is_still_the_week_before():
    monday = datetime(2026, 11, 30, 7, 59)

    assert period(Every.WEEKLY, monday) == date(2026, 11, 23)
    assert period(Every.WEEKLY, monday + timedelta(minutes=1)) == date(2026, 11, 30)
    assert period(Every.MONTHLY, datetime(2026, 12, 1, 8)) == date(2026, 12, 1)
