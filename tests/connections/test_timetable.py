"""The timetable's rules hold, its answers are the best there are, nothing is dropped silently."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.connections.scheduling.advice import advise
from app.connections.scheduling.answer import Limits, Status, schedule_as_json
from app.connections.scheduling.instance import Place, parse_instance, parse_places
from app.connections.scheduling.reasons import Change, Why
from app.connections.scheduling.timetable import solve
from benchmarks.fairs import fair
from tests.connections.timetable_check import all_breaks, badly_seated, best_by_trying, faults

QUICK = Limits(seconds=20, workers=1)


def made(meetings: list[dict[str, Any]], slots: int = 4, **fields: Any) -> dict[str, Any]:
    """An instance with the participants that its meetings name."""
    forbidden = fields.pop("forbidden", {})
    people = sorted({side for m in meetings for side in (m["a"], m["b"])} | set(forbidden))
    plain = {"session": 0, "fixed": None, "after": [], "weight": 1}
    instance = {
        "name": "made",
        "n_slots": slots,
        "day_of_slot": [0] * slots,
        "session_of_slot": [1] * slots,
        "tables_per_slot": [9] * slots,
        "participants": [{"id": p, "forbidden": forbidden.get(p, [])} for p in people],
        "meetings": [plain | m for m in meetings],
        "fairness": None,
        "optional": False,
    }
    return instance | fields


def pair(name: str, a: str, b: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "a": a, "b": b} | fields


@st.composite
def instances(draw: st.DrawFn) -> dict[str, Any]:
    slots = draw(st.integers(2, 4))
    people = ["a", "b", "c", "d"]
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(people), st.sampled_from(people)).filter(
                lambda two: two[0] != two[1]
            ),
            min_size=1,
            max_size=4,
        )
    )
    slot = st.integers(0, slots - 1)
    names = [f"m{number}" for number in range(len(pairs))]
    meetings = [
        pair(
            name,
            a,
            b,
            session=draw(st.sampled_from([0, 0, 0, 1, 2])),
            fixed=draw(st.none() | st.none() | slot),
            after=draw(st.lists(st.sampled_from(names[:number]), max_size=1, unique=True))
            if number and draw(st.booleans())
            else [],
            weight=draw(st.integers(0, 3)),
            **draw(st.sampled_from([{}, {}, {}, {"place": "online"}, {"place": "booth 1"}])),
        )
        for number, (name, (a, b)) in enumerate(zip(names, pairs, strict=True))
    ]
    return made(
        meetings,
        slots,
        forbidden={p: draw(st.lists(slot, max_size=1)) for p in people},
        session_of_slot=draw(st.lists(st.sampled_from([1, 2]), min_size=slots, max_size=slots)),
        day_of_slot=draw(
            st.sampled_from([[0] * slots, [0, 1, 1, 1][:slots], [0, 0, 1, 1][:slots]])
        ),
        tables_per_slot=draw(st.lists(st.integers(0, 2), min_size=slots, max_size=slots)),
        fairness=draw(st.none() | st.integers(0, 1)),
        optional=draw(st.booleans()),
        **draw(st.sampled_from([{}, {}, {"closed": [{"place": "booth 1", "slots": [1]}]}])),
    )


def slots_in(schedule: dict[str, Any]) -> dict[str, int]:
    return {row["meeting"]: row["slot"] for row in schedule["assignments"]}


@settings(max_examples=60, deadline=None)
@given(instances(), st.dictionaries(st.sampled_from(["m0", "m1", "m2"]), st.integers(0, 3)))
def test_the_answer_is_the_best_of_all_timetables_and_leaves_nothing_unsaid(asked, before):
    names = {m["id"] for m in asked["meetings"]}
    before = {n: s for n, s in before.items() if n in names}
    previous = {name: Place(slot) for name, slot in before.items()}

    found = solve(parse_instance(asked), QUICK, previous)
    schedule = schedule_as_json(parse_instance(asked), found)

    best = best_by_trying(asked, before)
    if best is None:
        assert found.status is Status.INFEASIBLE
        assert found.conflict is not None and set(found.conflict.meetings) <= names
        return
    slot_of = slots_in(schedule)
    assert found.status is Status.OPTIMAL
    assert faults(asked, slot_of) == []
    assert (found.weight, found.moved, all_breaks(asked, slot_of)) == best
    assert schedule["objective"] == schedule["bound"] == {"weight": best[0], "breaks": best[2]}
    left_out = {row["meeting"] for row in schedule["unplaced"] if row["reason"]}
    assert left_out == names - set(slot_of)
    seats = {row["meeting"]: (row["slot"], row["table"]) for row in schedule["assignments"]}
    assert badly_seated(asked, seats) == []


@settings(max_examples=40, deadline=None)
@given(instances())
def test_a_conflict_named_is_one(asked):
    """The meetings named cannot be held together, even when nobody else meets."""
    found = solve(parse_instance(asked), QUICK)
    if found.conflict is None:
        return
    assert found.conflict.reason
    part = [m for m in asked["meetings"] if m["id"] in found.conflict.meetings]
    kept = {m["id"] for m in part}
    alone = asked | {
        "meetings": [m | {"after": [n for n in m["after"] if n in kept]} for m in part]
    }
    assert best_by_trying(alone) is None


def test_a_meeting_that_must_come_first_is_named_in_the_conflict():
    """Four meetings that exclude each other have three slots with tables; one only comes in as the
    one before another."""
    asked = {
        "name": "made",
        "n_slots": 4,
        "day_of_slot": [0] * 4,
        "session_of_slot": [1] * 4,
        "tables_per_slot": [0, 1, 1, 2],
        "participants": [{"id": person, "forbidden": []} for person in "abc"],
        "meetings": [
            {"id": name, "a": a, "b": b, "session": 0, "fixed": None, "after": after, "weight": 0}
            for name, a, b, after in (
                ("m0", "a", "b", []),
                ("m1", "a", "b", ["m0"]),
                ("m2", "a", "c", []),
                ("m3", "b", "c", []),
            )
        ],
        "fairness": None,
        "optional": False,
    }

    found = solve(parse_instance(asked), QUICK)

    assert found.conflict is not None
    assert set(found.conflict.meetings) == {"m0", "m1", "m2", "m3"}


@settings(max_examples=40, deadline=None)
@given(instances())
def test_the_smallest_change_lets_the_meeting_in(asked):
    asked = asked | {"optional": True}
    found = solve(parse_instance(asked), QUICK)
    slot_of = {name: place.slot for name, place in found.places.items()}
    for reason in found.unplaced:
        step = reason.change
        if step is None or step.change in (Change.PLACE_FIRST, Change.GIVE_WAY):
            continue
        changed = dict(asked)
        meetings = {m["id"]: dict(m) for m in asked["meetings"]}
        placed = dict(slot_of)
        slot = step.slot
        if step.change is Change.UNBLOCK:
            changed["participants"] = [
                p | {"forbidden": [] if p["id"] in step.people else p["forbidden"]}
                for p in asked["participants"]
            ]
        elif step.change is Change.ADD_TABLE:
            changed["tables_per_slot"] = [
                n + (s == slot) for s, n in enumerate(asked["tables_per_slot"])
            ]
        elif step.change is Change.RELEASE:
            meetings[reason.meeting]["fixed"] = None
        elif step.change is Change.OTHER_SESSION:
            meetings[reason.meeting]["session"] = 0
        elif step.change is Change.MOVE:
            meetings[step.meetings[0]]["fixed"] = None
            placed[step.meetings[0]] = step.to
        elif step.change is Change.MORE_BREAKS:
            changed["fairness"] = None
            slot = next(s for s in reason.slots)
        changed["meetings"] = list(meetings.values())
        assert faults(changed, placed | {reason.meeting: slot}) == [], step


def test_ten_meetings_with_one_firm_are_a_run_without_a_break():
    asked = made([pair(f"m{n}", "firm", f"guest{n}") for n in range(10)], slots=12)

    found = solve(parse_instance(asked), QUICK)

    assert (found.status, found.breaks, found.breaks_bound) == (Status.OPTIMAL, 0, 0)


def test_previous_places_and_tables_are_kept_where_they_can_be():
    asked = made(
        [pair("m1", "a", "b"), pair("m2", "c", "d"), pair("m3", "a", "d")],
        forbidden={"a": [3]},
    )
    before = {"m1": Place(1, 5), "m2": Place(3, 4), "m3": Place(3, 2)}

    found = solve(parse_instance(asked), QUICK, before)

    assert (found.status, found.moved) == (Status.OPTIMAL, 1)
    assert (found.places["m1"], found.places["m2"]) == (Place(1, 5), Place(3, 4))


def test_reasons_name_what_is_short_and_what_would_help():
    asked = made(
        [
            pair("long", "a", "b", weight=3),
            pair("other", "c", "d", weight=2),
            pair("never", "e", "f"),
            pair("late", "g", "h", after=["never"]),
            pair("again", "a", "g", weight=1),
        ],
        slots=1,
        tables_per_slot=[1],
        forbidden={"e": [0]},
        optional=True,
    )
    found = solve(parse_instance(asked), QUICK)
    said = {
        one.meeting: (one.why, one.change.change if one.change else None) for one in found.unplaced
    }

    assert said == {
        "other": (Why.TABLES_SHORT, Change.ADD_TABLE),
        "never": (Why.NO_COMMON_SLOT, None),
        "late": (Why.PREDECESSOR, Change.PLACE_FIRST),
        "again": (Why.CROWDED_OUT, Change.GIVE_WAY),
    }


def test_online_and_at_booths_no_table_is_needed_and_a_booth_is_one_place():
    """One slot, no table left: the online meetings all fit, of three at one booth one does."""
    asked = made(
        [
            pair("table", "a", "b", weight=3),
            pair("zoom 1", "c", "d", place="online"),
            pair("zoom 2", "e", "f", place="online"),
            pair("booth 1", "g", "h", place="booth A1", weight=2),
            pair("booth 2", "i", "j", place="booth A1"),
            pair("shut", "k", "l", place="booth B2"),
        ],
        slots=1,
        tables_per_slot=[0],
        closed=[{"place": "booth B2", "slots": [0]}],
        optional=True,
    )
    instance = parse_instance(asked)
    found = solve(instance, QUICK)

    assert found.status is Status.OPTIMAL and found.weight == found.weight_bound == 4
    assert set(found.places.values()) == {Place(0, None)}
    assert set(found.places) == {"zoom 1", "zoom 2", "booth 1"}
    assert {one.meeting: (one.why, one.meetings) for one in found.unplaced} == {
        "table": (Why.NO_COMMON_SLOT, ()),
        "booth 2": (Why.PLACE_TAKEN, ("booth 1",)),
        "shut": (Why.PLACE_TAKEN, ()),
    }
    said = advise(instance)
    assert (said.meetings, said.at_tables, said.overbooked[0].participant) == (6, 1, "a")


@pytest.mark.parametrize(
    ("meetings", "fields", "conflict"),
    [
        ([pair("m1", "a", "b")], {"forbidden": {"a": [0, 1, 2, 3]}}, {"m1"}),
        ([pair(f"m{n}", "a", f"x{n}") for n in range(5)], {}, {f"m{n}" for n in range(5)}),
        (
            [pair("m1", "a", "b", after=["m2"]), pair("m2", "c", "d", after=["m1"])],
            {},
            {"m1", "m2"},
        ),
        (
            [pair("m1", "a", "b", fixed=0), pair("m2", "c", "d", fixed=0), pair("m3", "e", "f")],
            {"tables_per_slot": [1, 1, 1, 1]},
            {"m1", "m2"},
        ),
    ],
)
def test_what_cannot_be_is_named_by_a_small_set(meetings, fields, conflict):
    found = solve(parse_instance(made(meetings, **fields)), QUICK)

    assert found.status is Status.INFEASIBLE
    assert found.conflict is not None
    assert set(found.conflict.meetings) == conflict


def test_stopped_or_out_of_time_it_says_what_it_has():
    asked = made([pair("m1", "a", "b"), pair("m2", "a", "c")], optional=True)

    found = solve(parse_instance(asked), Limits(seconds=0), stop=lambda: True)

    assert found.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert len(found.places) + len(found.unplaced) == 2


def test_progress_is_told_in_the_same_thread():
    asked = made([pair(f"m{n}", "a", f"x{n}") for n in range(4)])
    told = []

    solve(parse_instance(asked), QUICK, progress=told.append)

    assert all(0 <= news.fraction <= 1 and news.weight_bound == 4 for news in told)


def test_what_is_told_never_gets_worse():
    """The model begins anew, maybe from a worse timetable than is known by then."""
    told = []

    solve(
        parse_instance(fair(60, 140, days=1, full=False, seed=1)), Limits(2.5, 2), None, told.append
    )

    ranks = [(-news.weight, news.breaks) for news in told if news.weight is not None]
    assert ranks == sorted(ranks, reverse=True)


def test_a_schedule_written_is_read_back():
    asked = parse_instance(made([pair("m1", "a", "b"), pair("m2", "c", "d")]))
    found = solve(asked, QUICK)

    assert parse_places(schedule_as_json(asked, found)) == found.places
