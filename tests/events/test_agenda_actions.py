"""Deeds on an agenda: what is refused, what changes, and what a copy and an import do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import db
from app.core.errors import Refused
from app.core.words import say
from app.events import actions
from app.events.agenda import actions as agenda
from app.events.agenda.actions import SpeakerGiven
from app.events.kinds import SessionState
from app.events.models import EventSession
from tests.factories.accounts import make_hub
from tests.factories.events import (
    make_event,
    make_room,
    make_session,
    make_venue,
    moment,
    session_given,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def room(event):
    return make_room(make_venue(event.hub), name="Phòng Kim Liên", capacity=80)


def codes(event) -> list[str]:
    found = select(EventSession.code).where(EventSession.event_id == event.id)
    return list(db.session.scalars(found.order_by(EventSession.code)))


def test_a_room_taken_is_refused_and_both_sides_are_named(event, room):
    make_session(event, title="Trí tuệ nhân tạo", room_id=room.id)
    late = session_given(
        event,
        title="Lưu trữ năng lượng",
        room_id=room.id,
        starts_at=moment("09:30"),
        ends_at=moment("11:00"),
    )

    with pytest.raises(Refused) as refusal:
        agenda.add_session(event.id, late)

    assert refusal.value.code == "room_taken"
    said = say(refusal.value)
    for part in ("Phòng Kim Liên", "03/12/2026", "S01 “Trí tuệ nhân tạo”", "09:00–10:00"):
        assert part in said
    assert "S02 “Lưu trữ năng lượng”" in said and "09:30–11:00" in said
    assert codes(event) == ["S01"]


def test_back_to_back_in_one_room_is_fine(event, room):
    make_session(event, room_id=room.id)
    make_session(event, room_id=room.id, starts_at=moment("10:00"), ends_at=moment("11:00"))

    assert codes(event) == ["S01", "S02"]


def test_a_speaker_is_in_one_place_also_across_events_of_other_hubs(event):
    make_session(event, speakers=[SpeakerGiven("TS Võ Minh Trí", "Trường A")])
    other = make_event(make_hub())

    with pytest.raises(Refused) as refusal:
        make_session(other, speakers=[SpeakerGiven("Võ Minh Trí", "Trường A")])

    assert refusal.value.code == "speaker_taken"
    assert event.name in say(refusal.value)


def test_the_organising_committee_may_be_everywhere(event):
    for _ in range(2):
        make_session(event, speakers=["Ban tổ chức"])

    assert codes(event) == ["S01", "S02"]


def test_a_cancelled_session_frees_its_room_and_comes_back_only_if_it_is_free(event, room):
    first = make_session(event, room_id=room.id)
    agenda.cancel_session(first.id, "diễn giả ốm")
    make_session(event, room_id=room.id)

    with pytest.raises(Refused, match="room_taken"):
        agenda.restore_session(first.id)

    db.session.refresh(first)
    assert first.state is SessionState.CANCELLED


def test_a_cancelled_session_comes_back_only_on_a_day_of_the_event(event):
    session = make_session(event)
    agenda.cancel_session(session.id, None)
    later = {key: getattr(event, key) + timedelta(days=30) for key in ("starts_on", "ends_on")}
    actions.edit_event(event.id, event.version, **later)

    with pytest.raises(Refused, match="outside_the_days"):
        agenda.restore_session(session.id)


def test_a_cancelled_event_frees_its_rooms(event, room):
    make_session(event, room_id=room.id)
    actions.cancel_event(event.id, "bão")
    other = make_event(event.hub)
    make_session(other, room_id=room.id)

    with pytest.raises(Refused, match="room_taken"):
        actions.restore_event(event.id)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ends_at": moment("08:00")}, "ends_before_it_begins"),
        ({"starts_at": moment("09:00", 7), "ends_at": moment("10:00", 7)}, "outside_the_days"),
        ({"ends_at": moment("10:00", 3)}, "too_long"),
        ({"code": "S01"}, "code_taken"),
    ],
)
def test_what_cannot_be_is_refused(event, change, code):
    make_session(event)

    with pytest.raises(Refused, match=code):
        make_session(event, **change)

    assert codes(event) == ["S01"]


def test_a_session_has_no_more_places_than_its_room(event, room):
    with pytest.raises(Refused, match="too_many_for_room"):
        make_session(event, room_id=room.id, capacity=81)


def test_a_room_of_another_hub_is_refused(event):
    with pytest.raises(Refused, match="room_elsewhere"):
        make_session(event, room_id=make_room().id)


def test_the_later_of_two_edits_is_told(event):
    session = make_session(event)
    given = agenda.given_of(session)
    agenda.edit_session(session.id, 1, replace(given, title="Một"))

    with pytest.raises(Refused, match="changed_meanwhile"):
        agenda.edit_session(session.id, 1, replace(given, title="Hai"))

    assert (session.title, session.version) == ("Một", 2)


def test_saving_without_a_change_changes_nothing(event):
    session = make_session(event, speakers=["An"])
    before = db.session.query(AuditEntry).count()

    agenda.edit_session(session.id, 1, agenda.given_of(session))

    assert (session.version, session.sequence) == (1, 0)
    assert db.session.query(AuditEntry).count() == before


def test_every_deed_is_in_the_audit_trail(event):
    session = make_session(event)
    agenda.edit_session(session.id, 1, replace(agenda.given_of(session), title="Mới"))
    agenda.cancel_session(session.id, None)
    agenda.restore_session(session.id)

    found = select(AuditEntry).where(AuditEntry.subject_type == "session").order_by(AuditEntry.id)
    entries = db.session.scalars(found).all()
    assert [entry.action for entry in entries] == [
        "session_added",
        "session_edited",
        "session_cancelled",
        "session_restored",
    ]
    assert {(entry.hub_id, entry.event_id) for entry in entries} == {(event.hub_id, event.id)}
    assert entries[1].details == {"changed": ["title"]}


def test_an_import_is_done_whole_or_not_at_all(event, room):
    kept = make_session(event, room_id=room.id)
    rows = [
        session_given(
            event, code="S02", room_id=room.id, starts_at=moment("10:00"), ends_at=moment("11:00")
        ),
        session_given(
            event, code="S03", room_id=room.id, starts_at=moment("09:30"), ends_at=moment("10:00")
        ),
    ]

    with pytest.raises(Refused, match="room_taken"):
        agenda.import_sessions(event.id, rows)

    assert codes(event) == ["S01"]
    moved = replace(agenda.given_of(kept), starts_at=moment("08:00"), ends_at=moment("09:00"))
    assert agenda.import_sessions(event.id, [*rows, moved]) == (2, 1)
    assert codes(event) == ["S01", "S02", "S03"]


def test_rows_of_an_import_may_swap_their_places(event, room):
    first = agenda.given_of(make_session(event, room_id=room.id))
    second = agenda.given_of(
        make_session(event, room_id=room.id, starts_at=moment("10:00"), ends_at=moment("11:00"))
    )

    swapped = [
        replace(first, starts_at=second.starts_at, ends_at=second.ends_at),
        replace(second, starts_at=first.starts_at, ends_at=first.ends_at),
    ]

    assert agenda.import_sessions(event.id, swapped) == (0, 2)


def test_a_copy_keeps_the_agenda_days_apart(event, room):
    make_session(
        event,
        room_id=room.id,
        speakers=["An"],
        starts_at=moment("09:00", 2),
        ends_at=moment("10:00", 2),
    )

    copy = actions.copy_event(
        event.id, "Hội chợ 2027", event.starts_on.replace(year=2027), agenda=True
    )

    [session] = actions.planned_sessions(copy)
    assert (session.code, session.room_id) == ("S01", room.id)
    assert session.starts_at == moment("09:00", 2, copy.starts_on)
    assert [speaker.name for speaker in session.speakers] == ["An"]


def test_new_days_that_leave_sessions_behind_are_refused(event):
    make_session(event, starts_at=moment("09:00", 3), ends_at=moment("10:00", 3))

    with pytest.raises(Refused, match="sessions_left_outside"):
        actions.edit_event(event.id, event.version, ends_on=event.starts_on)
