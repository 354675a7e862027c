from hypothesis import given
from hypothesis import strategies as st

from app.workshops.attendance import AttendanceState, Lesson, Result, passed, result, was_there

lessons = st.lists(st.builds(Lesson, hours=st.integers(1, 4), attended=st.booleans()), max_size=12)


def test_four_of_five_sessions_are_enough_and_three_are_not():
    assert [passed(n, 5, 80) for n in range(6)] == [False, False, False, False, True, True]


def test_nobody_passes_without_having_been_there():
    assert [passed(0, 0, 0), passed(0, 3, 0), passed(1, 3, 0)] == [False, False, True]


def test_a_mark_by_hand_decides_over_the_scanner():
    marks = [None, AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.ABSENT]

    assert [was_there(mark, scanned=True) for mark in marks] == [True, True, True, False]
    assert [was_there(mark, scanned=False) for mark in marks] == [False, True, True, False]


def test_hours_count_only_for_sessions_attended():
    had = [Lesson(3, attended=True), Lesson(1.5, attended=False), Lesson(3, attended=True)]

    assert result(had, 60) == Result(attended=2, lessons=3, hours=6, passed=True)


@given(lessons, st.integers(0, 100), st.integers(0, 100))
def test_asking_for_less_never_fails_who_passed(had, percent, less):
    low, high = sorted((percent, less))

    assert result(had, low).passed >= result(had, high).passed


@given(lessons, st.integers(0, 100))
def test_attending_one_more_session_never_fails_who_passed(had, percent):
    more = [Lesson(lesson.hours, attended=True) for lesson in had]

    assert result(more, percent).passed >= result(had, percent).passed
