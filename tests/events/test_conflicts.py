"""The rule that nothing and nobody is in two places at once."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.conflicts import (
    Booking,
    Conflict,
    Taken,
    conflicts,
    free_rooms,
    free_starts,
    person_key,
    things,
)

MORNING = datetime(2026, 12, 3, 1, tzinfo=UTC)


def at(hours: float) -> datetime:
    return MORNING + timedelta(hours=hours)


def booking(session: str, start: float, end: float, room="R1", speakers=()) -> Booking:
    return Booking(session, room, frozenset(speakers), at(start), at(end))


def test_one_room_at_one_time_holds_one_session():
    first, second = booking("S1", 0, 1.5), booking("S2", 1, 2)

    [found] = conflicts([second, first])

    assert found == Conflict(Taken.ROOM, "R1", first, second)
    assert (found.starts, found.ends) == (at(1), at(1.5))


def test_back_to_back_is_allowed():
    assert conflicts([booking("S1", 0, 1, speakers="a"), booking("S2", 1, 2, speakers="a")]) == []


def test_one_person_cannot_speak_in_two_rooms():
    first = booking("S1", 0, 1, "R1", ["an"])
    second = booking("S2", 0.5, 2, "R2", ["an", "binh"])

    assert conflicts([first, second]) == [Conflict(Taken.SPEAKER, "an", first, second)]


def test_without_a_room_and_speakers_nothing_is_taken():
    assert conflicts([booking("S1", 0, 1, None), booking("S2", 0, 1, None, [""])]) == []


def test_all_pairs_of_a_pile_up_are_named():
    pile = [booking(f"S{n}", n * 0.1, 2) for n in range(4)]

    assert len(conflicts(pile)) == 6


bookings = st.builds(
    lambda n, start, length, room, speakers: booking(
        f"S{n}", start / 4, (start + length) / 4, room, speakers
    ),
    st.integers(0, 10**6),
    st.integers(0, 12),
    st.integers(1, 6),
    st.sampled_from([None, "R1", "R2"]),
    st.sets(st.sampled_from(["a", "b", ""])),
)


@given(st.lists(bookings, max_size=12, unique_by=lambda b: b.session), st.randoms())
def test_the_sweep_finds_what_comparing_all_pairs_finds_in_any_order(made, random):
    shuffled = made.copy()
    random.shuffle(shuffled)
    expected = {
        (taken, what, frozenset({one.session, other.session}))
        for one, other in combinations(made, 2)
        for taken, what in set(things(one)) & set(things(other))
        if one.overlaps(other)
    }

    found = conflicts(shuffled)

    assert {(c.taken, c.what, frozenset({c.first.session, c.second.session})) for c in found} == (
        expected
    )
    assert len(found) == len(expected)
    assert all(c.first.starts <= c.second.starts and c.starts < c.ends for c in found)


@given(bookings, st.lists(bookings, max_size=8))
def test_what_is_offered_is_free(wanted, others):
    window = (at(0), at(6))

    for start in free_starts(wanted, others, window):
        end = start + (wanted.ends - wanted.starts)
        assert window[0] <= start and end <= window[1]
        moved = Booking("new", wanted.room, wanted.speakers, start, end)
        assert not [c for c in conflicts([moved, *others]) if "new" in _sessions(c)]
    for room in free_rooms(wanted, others, ["R1", "R2", "R3"]):
        moved = Booking("new", room, wanted.speakers, wanted.starts, wanted.ends)
        assert not [c for c in conflicts([moved, *others]) if "new" in _sessions(c)]


def _sessions(conflict: Conflict) -> set:
    return {conflict.first.session, conflict.second.session}


def test_the_nearest_free_start_comes_first():
    wanted = booking("new", 2, 3)
    others = [booking("S1", 1.5, 2.5), booking("S2", 3.5, 5)]

    assert free_starts(wanted, others, (at(0), at(8))) == [at(2.5), at(0.5)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("TS Võ Minh Trí", "Trường A"), ("Võ Minh Trí", "trường a")),
        (("PGS.TS Lý Thị Hoa", None), ("GS.TS. Lý Thị Hoa", "")),
        (("ThS. H'Loan Êban", "X"), ("H'Loan Eban", "X")),
    ],
)
def test_titles_and_spelling_do_not_make_another_person(one, other):
    assert person_key(*one, None) == person_key(*other, None) != ""


def test_people_of_one_name_from_two_houses_are_two():
    assert person_key("Nguyễn An", "A", None) != person_key("Nguyễn An", "B", None)


def test_an_expert_is_known_by_the_profile():
    assert person_key("any", "spelling", 7) == person_key("another", None, 7)


@pytest.mark.parametrize("name", ["Ban tổ chức", "BAN TỔ CHỨC", "Hội đồng giám khảo"])
def test_a_group_may_be_everywhere(name):
    assert person_key(name, "Sở Khoa học và Công nghệ", None) == ""
