"""The timetable of an event: made, taken over, changed by hand, announced."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from app.connections.models import BlockedSlot, Meeting
from app.connections.presence import actions as presence
from app.connections.requests import actions as requests
from app.connections.scheduling.answer import Limits
from app.connections.stages import MeetingState, Side
from app.connections.timetables import (
    actions,
    availability,
    exchange,
    links,
    moves,
    placing,
    queries,
    slots,
)
from app.connections.timetables.board import board_of
from app.connections.timetables.queries import Cause
from app.connections.timetables.slots import Pattern
from app.core import clock, jobs
from app.core.db import db
from app.core.errors import Refused
from app.events.models import Event
from tests.connections.timetable_check import faults
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_meeting, make_request, make_slot
from tests.factories.events import make_event, make_session, moment

QUICK = Limits(seconds=20, workers=1)


@pytest.fixture
def fair(app) -> Event:
    """Three accepted requests of one supplier with three firms; four slots at one table."""
    hub = make_hub()
    event = make_event(hub)
    supplier = make_organisation(hub, name="Viện Máy", email="vien@example.org")
    for number in range(3):
        firm = make_organisation(hub, name=f"Hãng {number}", email=f"hang{number}@example.org")
        request = make_request(
            event,
            need=make_need(hub, organisation=firm),
            technology=make_technology(hub, organisation=supplier),
            weight=number + 1,
        )
        requests.answer(request, accept=True)
    for number in range(4):
        make_slot(event, code=f"M{number + 1:02}", tables=1)
    letters(app)  # that the requests are accepted
    return event


def at(event: Event) -> dict[str, str]:
    """By request, the code of the slot of its meeting."""
    board = board_of(event)
    return {code: board.slots[slot].code for code, slot in board.slot_of.items()}


def states(event: Event) -> list[str]:
    return sorted(meeting.state for meeting in queries.meetings(event))


def letters(app) -> dict[str, str]:
    jobs.drain()
    found = {}
    for file in sorted((app.config["KETNOI"].data_dir / "mail").glob("*.eml")):
        from email import message_from_bytes, policy

        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        found[mail["To"]] = mail["Subject"] + "\n" + mail.get_body().get_content()
        file.unlink()
    return found


def test_a_timetable_made_is_valid_and_a_draft_that_nobody_is_told(app, fair):
    run = actions.make_timetable(fair.id, QUICK)

    board = board_of(fair)
    instance = exchange.instance_of(fair)
    assert run.schedule["status"] == "optimal"
    assert faults(instance, board.slot_of) == []
    assert sorted(board.slot_of) == ["Q001", "Q002", "Q003"]
    assert states(fair) == ["draft"] * 3
    assert letters(app) == {}
    assert exchange.schedule_of(fair)["status"] == "optimal"


def test_announcing_writes_once_to_everybody_concerned(app, fair):
    actions.make_timetable(fair.id, QUICK)

    actions.announce(fair.id)
    sent = letters(app)

    assert sorted(sent) == [f"hang{n}@example.org" for n in range(3)] + ["vien@example.org"]
    assert sent["vien@example.org"].count("Hãng") >= 3
    assert "/m/" in sent["hang0@example.org"]
    assert states(fair) == ["announced"] * 3
    with pytest.raises(Refused, match="nothing_to_announce"):
        actions.announce(fair.id)


def test_made_anew_announced_meetings_stay_where_they_can(app, fair):
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    letters(app)
    before = at(fair)
    code, slot_code = next(iter(before.items()))
    board = board_of(fair)
    slot = next(s for s in board.slots if s.code == slot_code)
    firm = board.instance.meeting[code].a
    availability.set_closed(fair.id, firm, {slot.id}, "đi công tác")
    assert set(board_of(fair).broken) == {code}
    with pytest.raises(Refused, match="timetable_broken"):
        actions.announce(fair.id)

    actions.make_timetable(fair.id, QUICK)

    after = at(fair)
    moved = [name for name in before if after[name] != before[name]]
    assert moved == [code]
    told = actions.announce(fair.id)
    assert (len(told.new), len(told.moved), len(told.organisation_ids)) == (0, 1, 2)
    assert all("giờ mới" in letter for letter in letters(app).values())


def test_a_run_that_moves_announced_meetings_waits_for_a_decision(app, fair):
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    before = at(fair)
    board = board_of(fair)
    code = next(iter(before))
    availability.set_closed(
        fair.id, board.instance.meeting[code].a, {board.slots[board.slot_of[code]].id}
    )

    run = actions.ask_for_timetable(fair.id, 10)
    with pytest.raises(Refused, match="timetable_running"):
        actions.ask_for_timetable(fair.id, 10)
    jobs.drain()

    run = queries.last_run(fair)
    assert run.taken_at is None and run.schedule["moved"] == 1
    assert at(fair) == before
    actions.take_over(run.id)
    assert at(fair)[code] != before[code]


def test_a_timetable_made_from_what_is_no_more_is_not_taken_over(app, fair):
    run = actions.ask_for_timetable(fair.id, 10)
    slots.delete(fair.id, "M04")
    jobs.drain()

    assert queries.last_run(fair).taken_at is None
    with pytest.raises(Refused, match="timetable_outdated"):
        actions.take_over(run.id)
    assert at(fair) == {}


def test_a_time_kept_is_kept(app, fair):
    slot = queries.slot_by_code(fair, "M04")
    placing.place(fair.id, "Q001", slot.id, locked=True)

    actions.make_timetable(fair.id, QUICK)

    assert at(fair)["Q001"] == "M04"
    placing.set_lock(fair.id, "Q001", locked=False)
    assert board_of(fair).instance.meeting["Q001"].fixed is None


def test_a_move_is_refused_with_the_reason_and_changes_nothing(app, fair):
    first = queries.slot_by_code(fair, "M01")
    placing.place(fair.id, "Q001", first.id)

    with pytest.raises(Refused) as refused:
        placing.place(fair.id, "Q002", first.id)

    assert refused.value.code == "cannot_meet_then"
    assert "Viện Máy" in str(refused.value.details["why"])
    assert at(fair) == {"Q001": "M01"}


def test_two_meetings_may_change_places_in_one_timetable(app, fair):
    board = board_of(fair)
    placing.place(fair.id, "Q001", board.slots[0].id)
    placing.place(fair.id, "Q002", board.slots[1].id)
    from app.connections.scheduling.instance import Place
    from app.core.db import transaction

    with transaction():
        board = actions.locked_board(fair.id)
        moves.put_all(board, {"Q001": Place(1, 0), "Q002": Place(0, 0)})

    assert at(fair) == {"Q001": "M02", "Q002": "M01"}


def test_whoever_is_taken_out_after_the_announcement_is_told(app, fair):
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    letters(app)

    placing.take_out(fair.id, "Q001")

    assert states(fair) == ["announced", "announced", "draft"]
    actions.announce(fair.id)
    sent = letters(app)
    assert sorted(sent) == ["hang0@example.org", "vien@example.org"]
    assert "không diễn ra" in sent["hang0@example.org"]
    assert states(fair) == ["announced", "announced"]
    assert [one.meeting for one in board_of(fair).unplaced] == ["Q001"]


def test_who_sat_at_the_table_already_hinders_no_announcement(app, fair):
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    letters(app)
    meeting = board_of(fair).meeting_of["Q001"]
    over = meeting.ends_at
    with clock.at(meeting.starts_at - timedelta(minutes=5)):
        presence.come(meeting, Side.DEMAND)
        placing.take_out(fair.id, "Q001")

        told = actions.announce(fair.id)

    assert len(told.gone) == 1
    with clock.at(over):
        assert "không diễn ra" in letters(app)["hang0@example.org"]
    failed = select(jobs.Job.task).where(jobs.Job.error.is_not(None))
    assert db.session.scalars(failed).all() == []


def test_smallest_changes_can_be_followed(app, fair):
    for code in ("M03", "M04"):
        slots.delete(fair.id, code)
    board = board_of(fair)
    placing.place(fair.id, "Q001", board.slots[0].id)
    hall = board_of(fair)
    firm = hall.organisations[hall.instance.meeting["Q002"].a]
    availability.set_closed(fair.id, firm.code, {hall.slots[1].id})

    reason = next(one for one in board_of(fair).unplaced if one.meeting == "Q002")
    assert reason.change is not None and reason.change.change == "unblock"
    placing.follow_change(fair.id, "Q002", "unblock")

    assert at(fair) == {"Q001": "M01", "Q002": "M02"}
    with pytest.raises(Refused, match="change_outdated"):
        placing.follow_change(fair.id, "Q002", "unblock")


def test_speakers_are_not_at_tables_unless_somebody_says_so(app, fair):
    make_session(
        fair,
        speakers=[],
        starts_at=moment("15:00"),
        ends_at=moment("16:00"),
    )
    from app.events.agenda.actions import SpeakerGiven

    session = make_session(
        fair,
        starts_at=moment("15:30"),
        ends_at=moment("15:50"),
        speakers=[SpeakerGiven("Nguyễn An", organisation="HÃNG 0")],
    )
    board = board_of(fair)
    firm = next(o for o in board.organisations.values() if o.name == "Hãng 0")
    first = board.slots[0].id

    assert {key: block.cause for key, block in board.blocks.items()} == {
        (firm.id, first): Cause.SPEAKS
    }
    assert session.code in board.blocks[firm.id, first].about
    availability.set_closed(fair.id, firm.code, set())
    assert board_of(fair).blocks == {}
    availability.set_closed(fair.id, firm.code, {first})
    assert [row.open for row in db.session.scalars(select(BlockedSlot))] == []


def test_meetings_outside_the_timetable_take_their_time(app, fair):
    firm = next(o for o in board_of(fair).organisations.values() if o.name == "Hãng 1")
    hub = fair.hub
    make_meeting(hub, need=make_need(hub, organisation=firm), starts_at=moment("15:40"))

    blocked = board_of(fair).blocks
    causes = {board_of(fair).slots[i].id for i in range(4)}
    assert {slot for _who, slot in blocked} == causes
    assert {block.cause for block in blocked.values()} == {Cause.MEETS}


def test_nothing_is_put_into_slots_that_have_begun(app, fair):
    with clock.at(moment("15:55")):
        board = board_of(fair)
        assert len(board.ahead) == 2
        actions.make_timetable(fair.id, QUICK)
        assert set(at(fair).values()) <= {"M03", "M04"}
        assert [one.why for one in board_of(fair).unplaced] == ["crowded_out"]


def test_slots_are_made_from_a_few_numbers_and_never_overlap(app):
    event = make_event()
    pattern = Pattern([date(2026, 12, 3), date(2026, 12, 4)], time(9), time(10), 20, 5, 6)

    assert slots.generate(event.id, pattern) == 4

    found = queries.slots(event)
    assert [slot.code for slot in found] == ["M01", "M02", "M03", "M04"]
    assert [clock.local(s.starts_at).strftime("%d %H:%M") for s in found] == [
        "03 09:00",
        "03 09:25",
        "04 09:00",
        "04 09:25",
    ]
    with pytest.raises(Refused, match="slot_overlaps"):
        slots.generate(event.id, pattern)
    with pytest.raises(Refused, match="no_slot_fits"):
        slots.generate(event.id, Pattern([date(2026, 12, 5)], time(9), time(9, 10), 20, 0, 1))


def test_slots_with_meetings_stay(app, fair):
    placing.place(fair.id, "Q001", queries.slot_by_code(fair, "M01").id)

    for deed in (
        lambda: slots.delete(fair.id, "M01"),
        lambda: slots.change(fair.id, "M01", moment("15:30"), moment("15:50"), 0),
    ):
        with pytest.raises(Refused):
            deed()
    slots.change(fair.id, "M01", moment("15:25"), moment("15:45"), 2)
    meeting = db.session.scalars(select(Meeting)).one()
    assert (meeting.starts_at, meeting.state) == (moment("15:25"), MeetingState.DRAFT)
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=20)


def test_a_link_opens_one_organisations_meetings_at_one_event(app, fair):
    board = board_of(fair)
    for organisation in board.organisations.values():
        opened = links.find(links.token_of(fair, organisation.id))
        assert opened is not None and opened.organisation.id == organisation.id
    other = make_event()
    token = links.token_of(fair, organisation.id)
    assert links.find(token.replace(fair.slug, other.slug)) is None
    assert links.find(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert links.find("khong-co") is None
