"""What is no timetable instance is refused with one line that names the place."""

from __future__ import annotations

import pytest

from app.connections.scheduling.instance import (
    BadInstance,
    as_json,
    parse_instance,
    parse_places,
    read_instance,
)

GOOD = {
    "name": "good",
    "n_slots": 3,
    "day_of_slot": [0, 0, 1],
    "session_of_slot": [1, 2, 2],
    "n_tables": 2,
    "participants": [{"id": "a", "forbidden": [1]}, {"id": "b", "forbidden": []}],
    "meetings": [
        {"id": "m1", "a": "a", "b": "b", "session": 2, "fixed": None, "after": [], "weight": 2}
    ],
    "fairness": 1,
    "optional": True,
}
MEETING = GOOD["meetings"][0]


def test_an_instance_read_is_written_as_it_was():
    written = as_json(parse_instance(GOOD))

    assert written == {k: v for k, v in GOOD.items() if k != "n_tables"} | {
        "tables_per_slot": [2, 2, 2]
    }
    assert as_json(parse_instance(written)) == written


def test_a_place_that_is_no_table_is_kept_and_nothing_is_added_where_there_is_none():
    elsewhere = GOOD | {
        "meetings": [MEETING | {"place": "booth A1"}],
        "closed": [{"place": "booth A1", "slots": [0, 2]}],
    }
    written = as_json(parse_instance(elsewhere))

    assert written["meetings"] == elsewhere["meetings"]
    assert written["closed"] == elsewhere["closed"]
    assert as_json(parse_instance(written)) == written
    assert parse_instance(elsewhere).slots_of["m1"] == ()


def test_what_may_be_left_out_has_its_plain_meaning():
    short = {
        "n_slots": 2,
        "n_tables": 1,
        "participants": [{"id": "a"}, {"id": "b"}],
        "meetings": [{"id": "m", "a": "a", "b": "b"}],
    }
    instance = parse_instance(short)

    assert (instance.day_of_slot, instance.session_of_slot) == ((0, 0), (1, 1))
    assert (instance.meetings[0].weight, instance.fairness, instance.optional) == (1, None, False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"n_slots": "many"}, "n_slots"),
        ({"n_slots": True}, "n_slots"),
        ({"n_tables": None}, "n_tables"),
        ({"n_tables": -1}, "n_tables"),
        ({"meetings": [MEETING | {"place": 4}]}, "meeting m1: place"),
        ({"closed": [{"place": "booth", "slots": [3]}]}, "place booth: slots"),
        ({"day_of_slot": [0, 0]}, "day_of_slot has 2 entries for 3 slots"),
        ({"fairness": 0.5}, "fairness"),
        ({"optional": "yes"}, "optional"),
        ({"participants": []}, "meeting m1: a is not among the participants"),
        ({"participants": GOOD["participants"] * 2}, "two participants with the id a"),
        (
            {"participants": [{"id": "a", "forbidden": [3]}, {"id": "b"}]},
            "participant a: forbidden",
        ),
        ({"participants": [{"id": 7}]}, "id must be a text"),
        ({"meetings": [MEETING, MEETING]}, "two meetings with the id m1"),
        ({"meetings": [MEETING | {"b": "a"}]}, "a cannot meet itself"),
        ({"meetings": [MEETING | {"fixed": 3}]}, "fixed"),
        ({"meetings": [MEETING | {"after": ["m9"]}]}, "after names m9"),
        ({"meetings": [MEETING | {"weight": -1}]}, "weight"),
        ({"meetings": ["m1"]}, "meetings[0] is not an object"),
        ({"meetings": None}, "meetings must be a list"),
    ],
)
def test_a_mistake_is_named_in_one_line(change, said):
    with pytest.raises(BadInstance) as refused:
        parse_instance(GOOD | change)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000])
def test_what_is_not_an_object_is_no_instance(text):
    with pytest.raises(BadInstance):
        read_instance(text)


@pytest.mark.parametrize(
    "rows",
    [
        "all",
        [{"meeting": "m1"}],
        [{"meeting": "m1", "slot": -1}],
        [{"meeting": "m1", "slot": 0}, {"meeting": "m1", "slot": 1}],
    ],
)
def test_a_previous_schedule_must_be_one(rows):
    with pytest.raises(BadInstance):
        parse_places({"assignments": rows})
