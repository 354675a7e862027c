import pytest

from app.workshops import queries
from app.workshops.attendance import EnrolmentState
from tests.factories.checkin import make_guest
from tests.factories.workshops import make_class, make_enrolment


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["enrol", *words])


def test_enrolling_by_command(run):
    session = make_class(code="S14")
    guest = make_guest(session.event)

    first = run(session.event.slug, "s14", guest.code)
    again = run(session.event.slug, "S14", guest.code)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert [seat.state for seat in queries.seats_of(session.id)] == [EnrolmentState.ENROLLED]


def test_a_full_session_says_no_and_the_person_waits(run):
    session = make_class(code="S14", capacity=1)
    make_enrolment(session)

    answer = run(session.event.slug, "S14", make_guest(session.event).code)

    assert answer.exit_code == 1
    assert "số 1" in answer.output or "thứ 1" in answer.output


@pytest.mark.parametrize("wrong", ["event", "session", "code"])
def test_what_does_not_exist_is_unusable(run, wrong):
    session = make_class(code="S14")
    words = {
        "event": session.event.slug,
        "session": "S14",
        "code": make_guest(session.event).code,
    } | {wrong: "khong-co"}

    assert run(*words.values()).exit_code == 2
