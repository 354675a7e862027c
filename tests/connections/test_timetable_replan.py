"""A change of the day moves whom it must and hardly anybody else, and never breaks a rule."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.connections.scheduling.answer import Limits, schedule_as_json
from app.connections.scheduling.instance import Instance, Meeting, Place, as_json, parse_instance
from app.connections.scheduling.replan import Changes, Replan, replan
from app.connections.scheduling.timetable import solve
from benchmarks.fairs import fair
from tests.connections.test_timetable import instances
from tests.connections.timetable_check import badly_seated, faults

QUICK = Limits(seconds=20, workers=1)


def rules_hold(found: Replan) -> None:
    """By the checker of our own: slots, tables, everything named."""
    asked = as_json(found.instance)
    places = found.timetable.places
    assert faults(asked, {name: place.slot for name, place in places.items()}) == []
    seats = {name: (place.slot, place.table) for name, place in places.items()}
    assert badly_seated(asked, seats) == []
    named = {one.meeting for one in found.timetable.unplaced}
    assert named == set(found.instance.meeting) - set(places)


def left_home(found: Replan, announced: dict[str, Place]) -> list[str]:
    places = found.timetable.places
    return [
        name
        for name, place in announced.items()
        if name not in places or places[name].slot != place.slot
    ]


@st.composite
def days(draw: st.DrawFn) -> tuple[dict[str, Any], Changes, int | None]:
    asked = draw(instances()) | {"optional": True}
    slot = st.integers(0, asked["n_slots"] - 1)
    person = st.sampled_from(["a", "b", "c", "d"])
    new = tuple(
        Meeting(f"new{number}", a, b, weight=draw(st.integers(0, 3)))
        for number, (a, b) in enumerate(
            draw(st.lists(st.tuples(person, person).filter(lambda t: t[0] != t[1]), max_size=2))
        )
    )
    changes = Changes(
        closed=draw(st.dictionaries(person, st.frozensets(slot, max_size=2), max_size=2)),
        cancelled=draw(st.frozensets(person, max_size=1)),
        tables_lost=draw(st.dictionaries(slot, st.integers(0, 2), max_size=2)),
        called_off=draw(st.frozensets(st.sampled_from(["m0", "m1"]), max_size=1)),
        new=new,
    )
    return asked, changes, draw(st.none() | st.integers(0, 2))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days())
def test_whatever_changes_every_rule_holds_and_no_more_move_than_may(day):
    asked, changes, most = day
    instance = parse_instance(asked)
    announced = solve(instance, QUICK).places

    found = replan(instance, announced, changes, most)

    rules_hold(found)
    gone = set(left_home(found, announced))
    unfair = instance.fairness is not None
    forced = {shift.meeting for shift in found.shifts if shift.forced}
    assert gone == {
        shift.meeting for shift in found.shifts if shift.old is not None and not shift.same_time
    }
    assert len(gone - forced) == found.moved
    assert most is None or unfair or found.moved <= most
    assert set(changes.called_off).isdisjoint(found.timetable.places)
    for person in changes.cancelled:
        assert all(
            person not in found.instance.meeting[name].sides for name in found.timetable.places
        )


@pytest.fixture(scope="module")
def announced_fair() -> tuple[Instance, dict[str, Place]]:
    """Five hundred meetings, all announced."""
    instance = parse_instance(fair(200, 500, days=1, full=False, seed=1))
    found = solve(instance, Limits(seconds=3.0, workers=1))
    assert len(found.places) == 500
    return instance, dict(found.places)


def busiest(instance: Instance, rank: int = 0) -> str:
    counted = Counter(side for meeting in instance.meetings for side in meeting.sides)
    return counted.most_common(rank + 1)[rank][0]


def fresh(instance: Instance, announced: dict[str, Place], count: int) -> tuple[Meeting, ...]:
    """New requests among those who have time left, of twenty suppliers and seekers each."""
    load = Counter(side for name in announced for side in instance.meeting[name].sides)
    pairs = {frozenset(meeting.sides) for meeting in instance.meetings}
    sellers = sorted((p.id for p in instance.participants if p.id[0] == "s"), key=load.__getitem__)
    seekers = sorted((p.id for p in instance.participants if p.id[0] == "n"), key=load.__getitem__)
    wishes = [(sellers[n % 20], seekers[(n + n // 20) % 20]) for n in range(20 * 20)]
    free = [(a, b) for a, b in wishes if frozenset((a, b)) not in pairs]
    return tuple(
        Meeting(f"new{n}", a, b, weight=1 + n % 3) for n, (a, b) in enumerate(free[:count])
    )


def cases(instance: Instance, announced: dict[str, Place]) -> dict[str, Changes]:
    slots = range(instance.n_slots)
    return {
        "cancelled": Changes(cancelled=frozenset({busiest(instance)})),
        "late": Changes(closed={busiest(instance, 9): frozenset(range(3))}),
        "tables": Changes(tables_lost={s: round(0.05 * instance.tables[s]) for s in slots}),
        "new": Changes(new=fresh(instance, announced, 20)),
    }


@pytest.mark.parametrize("kind", ["cancelled", "late", "tables", "new"])
def test_of_five_hundred_announced_meetings_hardly_any_moves(announced_fair, kind):
    instance, announced = announced_fair

    found = replan(instance, announced, cases(instance, announced)[kind])

    rules_hold(found)
    assert found.moved <= 2
    assert found.timetable.weight >= 0.999 * found.timetable.weight_bound
    assert found.timetable.moved == len(left_home(found, announced)) == found.forced + found.moved


@pytest.mark.parametrize("kind", ["cancelled", "late", "tables", "new"])
def test_nobody_moves_who_need_not_where_nobody_may(announced_fair, kind):
    instance, announced = announced_fair

    found = replan(instance, announced, cases(instance, announced)[kind], most_moved=0)

    rules_hold(found)
    assert found.moved == 0
    forced = {shift.meeting for shift in found.shifts if shift.forced}
    assert set(left_home(found, announced)) == forced


def test_a_crowd_of_requests_moves_no_more_than_the_organiser_lets(announced_fair):
    """Thirteen for one supplier: a timetable of few breaks may have no other way than to move
    more, or to leave some out. Whoever moves is worth it."""
    instance, announced = announced_fair
    load = Counter(side for meeting in instance.meetings for side in meeting.sides)
    supplier, *others = sorted(load, key=load.__getitem__)
    seekers = [one for one in others if one[0] != supplier[0]]
    known = {side for m in instance.meetings_of[supplier] for side in m.sides}
    wanted = [one for one in seekers if one not in known][:13]
    changes = Changes(new=tuple(Meeting(f"new{n}", supplier, b) for n, b in enumerate(wanted)))

    free, capped = (replan(instance, announced, changes, most) for most in (None, 2))

    for found in (free, capped):
        rules_hold(found)
        assert found.forced == 0
    assert capped.moved <= 2
    assert free.timetable.weight >= capped.timetable.weight


def test_nothing_changed_nothing_moves(announced_fair):
    instance, announced = announced_fair

    found = replan(instance, announced, Changes())

    assert (found.shifts, found.forced, found.moved) == ((), 0, 0)
    assert schedule_as_json(found.instance, found.timetable)["unplaced"] == []


def test_a_kept_time_that_cannot_be_kept_is_let_go():
    instance = Instance(
        "made",
        (0, 0, 0),
        (1, 1, 1),
        (2, 2, 2),
        tuple(parse_instance(fair(4, 2, days=1, full=False, seed=1)).participants),
        (Meeting("m1", "s0000", "n0000", fixed=0),),
    )

    late = replan(instance, {"m1": Place(0, 0)}, Changes(closed={"s0000": frozenset({0})}))
    away = replan(instance, {"m1": Place(0, 0)}, Changes(cancelled=frozenset({"s0000"})))

    assert [(one.old, one.new is not None, one.forced) for one in late.shifts] == [
        (Place(0, 0), True, True)
    ]
    assert [(one.new, one.forced) for one in away.shifts] == [(None, True)]
