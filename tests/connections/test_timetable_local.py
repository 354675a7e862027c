"""Moving meetings about keeps every rule, whatever the size, and the bound on weight is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.connections.scheduling import timetable
from app.connections.scheduling.answer import Limits, Status, schedule_as_json
from app.connections.scheduling.arrangement import OUT, Arrangement
from app.connections.scheduling.flow import heaviest
from app.connections.scheduling.instance import Place, parse_instance
from app.connections.scheduling.local import Local
from app.connections.scheduling.timetable import solve
from benchmarks.fairs import fair
from tests.connections.test_timetable import instances
from tests.connections.timetable_check import all_breaks, badly_seated, best_by_trying, faults


def never() -> bool:
    return False


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(instances(), st.booleans())
def test_every_step_keeps_every_rule(asked, keep_breaks):
    asked = asked | {"optional": True}
    room = Arrangement(parse_instance(asked))
    local = Local(room, never)
    free = asked | {"fairness": None}
    local.fill()
    assert faults(free, room.slots()) == []
    weight = local.out_weight()
    local.make_room(0)
    assert faults(free, room.slots()) == []
    assert local.out_weight() <= weight
    placed, breaks = set(room.slots()), all_breaks(asked, room.slots())
    local.close_breaks(5.0)
    assert faults(free, room.slots()) == []
    assert set(room.slots()) == placed and all_breaks(asked, room.slots()) <= breaks
    local.be_fair()
    assert faults(asked, room.slots()) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(instances())
def test_no_timetable_places_more_than_the_flow_says(asked):
    asked = asked | {"optional": True}
    best = best_by_trying(asked)
    assert best is not None
    assert heaviest(parse_instance(asked)).weight >= best[0]


def test_where_everybody_meets_everybody_the_bound_is_still_one():
    """Three who meet each other in one slot: one meeting, though half of each would be more."""
    slots = [(0, 1), (1, 2), (0, 2)]
    meetings = [
        {"id": f"m{a}{b}", "a": f"p{a}", "b": f"p{b}", "weight": 2, "after": []} for a, b in slots
    ]
    asked = parse_instance(
        {
            "name": "triangle",
            "n_slots": 1,
            "n_tables": 9,
            "participants": [{"id": f"p{n}"} for n in range(3)],
            "meetings": meetings,
            "optional": True,
        }
    )
    assert heaviest(asked).weight == 3
    assert solve(asked, Limits(5, 1)).weight == 2


@pytest.mark.parametrize("full", [False, True])
def test_a_large_fair_is_solved_without_the_model(monkeypatch, full):
    """The same way as thousands of meetings go, on a fair small enough for a test."""
    monkeypatch.setattr(timetable, "LARGE", 100)
    asked = fair(40, 120, days=2, full=full, seed=3)
    instance = parse_instance(asked)

    found = solve(instance, Limits(seconds=1.0, workers=1))

    slot_of = {name: place.slot for name, place in found.places.items()}
    assert faults(asked, slot_of) == []
    assert found.weight >= 0.99 * found.weight_bound
    assert full or len(found.places) == 120
    assert found.breaks == all_breaks(asked, slot_of)
    rows = schedule_as_json(instance, found)
    assert len(rows["assignments"]) + len(rows["unplaced"]) == 120
    if found.status is Status.OPTIMAL:
        assert (found.weight, found.breaks) == (found.weight_bound, 0)


def test_a_large_fair_with_meetings_online_and_at_booths_keeps_every_rule(monkeypatch):
    """A third needs no table, a third is at twelve booths that several share."""
    monkeypatch.setattr(timetable, "LARGE", 100)
    asked = fair(60, 180, days=2, full=True, seed=7)
    for number, meeting in enumerate(asked["meetings"]):
        if number % 3:
            meeting["place"] = "online" if number % 3 == 1 else f"booth {number % 12}"
    asked["closed"] = [{"place": "booth 2", "slots": [0, 1, 2]}]

    found = solve(parse_instance(asked), Limits(seconds=1.5, workers=1))

    assert faults(asked, {name: place.slot for name, place in found.places.items()}) == []
    seats = {name: (place.slot, place.table) for name, place in found.places.items()}
    assert badly_seated(asked, seats) == []
    assert found.weight >= 0.95 * found.weight_bound
    assert len(found.places) + len(found.unplaced) == 180


def test_made_anew_a_large_fair_moves_nobody_without_need(monkeypatch):
    monkeypatch.setattr(timetable, "LARGE", 100)
    instance = parse_instance(fair(40, 120, days=2, full=False, seed=4))
    first = solve(instance, Limits(seconds=1.0, workers=1))

    again = solve(instance, Limits(seconds=1.0, workers=1), previous=first.places)

    assert again.moved == 0 and again.weight == first.weight


def test_of_those_at_home_no_more_leave_than_may():
    asked = fair(16, 30, days=1, full=True, seed=5)
    instance = parse_instance(asked)
    begin = solve(instance, Limits(seconds=2.0, workers=1)).places
    fewer = replace(instance, tables=tuple(max(1, count - 1) for count in instance.tables))
    for most in (0, 2):
        room = Arrangement(fewer)
        room.load({name: place.slot for name, place in begin.items()})
        before = dict(room.slots())
        local = Local(room, never, home=list(room.slot), most_moved=most)
        local.make_room(0)
        after = room.slots()
        assert sum(after.get(name) != slot for name, slot in before.items()) <= most
        assert local.out_weight() == sum(
            weight for weight, slot in zip(room.weight, room.slot, strict=True) if slot == OUT
        )


def test_a_place_before_that_is_no_place_now_does_no_harm():
    instance = parse_instance(fair(20, 40, days=1, full=False, seed=6))
    nowhere = {meeting.id: Place(instance.n_slots + 5) for meeting in instance.meetings[:3]}

    found = solve(instance, Limits(seconds=2.0, workers=1), previous=nowhere)

    assert len(found.places) == 40
