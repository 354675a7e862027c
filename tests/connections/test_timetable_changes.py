"""A change of the day: entered, worked out, seen, carried out; old and new times in the letters."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.connections.stages import MeetingState
from app.connections.timetables import actions, changes, placing, queries, words
from app.connections.timetables.board import board_of
from app.connections.timetables.changes import Asked
from app.core import clock, jobs
from app.core.errors import Refused
from app.core.i18n import time_text
from app.events.models import Event
from tests.connections.test_timetable_actions import QUICK, at, fair, letters
from tests.connections.timetable_check import faults

__all__ = ["fair"]


@pytest.fixture
def announced(app, fair) -> Event:
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    letters(app)
    return fair


@pytest.fixture
def office(client, sign_in, announced):
    return sign_in(client, "organiser", hub=announced.hub)


def base(event: Event) -> str:
    return f"/events/{event.slug}/desk/timetable"


def worked_out(event: Event, asked: Asked):
    code = changes.ask(event.id, asked, f"{base(event)}/changes")
    jobs.drain()
    run = queries.day_change(event, code)
    assert run is not None
    return run


def firm_of(event: Event, code: str) -> str:
    return board_of(event).instance.meeting[code].a


def start(event: Event, slot_code: str) -> str:
    return time_text(next(s.starts_at for s in queries.slots(event) if s.code == slot_code))


def test_somebody_late_gets_another_time_and_both_are_told_old_and_new(app, announced):
    before = at(announced)
    code = min(before, key=before.__getitem__)
    firm = firm_of(announced, code)

    run = worked_out(announced, Asked(who=firm, absent=[before[code]]))

    assert at(announced) == before, "nothing is written before it is carried out"
    assert letters(app) == {}
    assert (run.schedule["forced"], run.schedule["moved"]) == (1, 0)
    told = changes.carry_out(run.id)
    after = at(announced)
    assert {one for one in before if after[one] != before[one]} == {code}
    assert len(told.moved) == 1 and board_of(announced).broken == {}
    assert faults(run.instance, board_of(announced).slot_of) == []
    sent = letters(app)
    assert len(sent) == 2
    for letter in sent.values():
        old, new = start(announced, before[code]), start(announced, after[code])
        assert f"trước: {old}" in letter and new in letter and "giờ mới" in letter


def test_whoever_does_not_come_loses_all_meetings_and_partners_hear_of_it(app, announced):
    before = at(announced)
    code = next(iter(before))
    slots = [slot.code for slot in queries.slots(announced)]

    run = worked_out(announced, Asked(who=firm_of(announced, code), absent=slots))
    told = changes.carry_out(run.id)

    assert (len(told.gone), len(told.moved)) == (1, 0)
    assert code not in at(announced)
    supplier = letters(app)["vien@example.org"]
    assert "Đã hủy: Hãng" in supplier
    assert f"đã hẹn lúc {start(announced, before[code])}" in supplier


def test_a_table_lost_moves_one_meeting_and_stays_lost(app, announced):
    before = at(announced)
    taken = next(iter(before.values()))

    run = worked_out(announced, Asked(tables=1, tables_in=[taken]))
    changes.carry_out(run.id)

    after = at(announced)
    assert taken not in after.values() and len(after) == 3
    assert sum(after[code] != slot for code, slot in before.items()) == 1
    assert next(s.tables for s in queries.slots(announced) if s.code == taken) == 0
    assert {m.state for m in queries.meetings(announced)} == {MeetingState.ANNOUNCED}


def test_a_change_worked_out_for_another_timetable_is_refused(announced):
    before = at(announced)
    code, other = list(before)[:2]
    run = worked_out(announced, Asked(who=firm_of(announced, code), absent=[before[code]]))
    placing.take_out(announced.id, other)

    with pytest.raises(Refused, match="change_stale"):
        changes.carry_out(run.id)

    assert other not in at(announced) and at(announced)[code] == before[code]


def test_a_change_is_carried_out_once(announced):
    before = at(announced)
    code = next(iter(before))
    run = worked_out(announced, Asked(who=firm_of(announced, code), absent=[before[code]]))
    changes.carry_out(run.id)

    with pytest.raises(Refused, match="change_stale"):
        changes.carry_out(run.id)


def test_after_a_change_the_page_judges_the_timetable_it_led_to(office, announced, submit):
    before = at(announced)
    code = next(iter(before))
    run = worked_out(announced, Asked(who=firm_of(announced, code), absent=[before[code]]))
    changes.carry_out(run.id)

    page = office.get(base(announced)).get_data(as_text=True)

    verdict = page.split('id="solver"')[1].split("</section>")[0]
    assert (
        "đã có thay đổi" not in verdict and str(words.STATUSES[run.schedule["status"]]) in verdict
    )


def test_once_meetings_have_begun_time_alone_is_no_change(office, announced):
    first, *_, last = queries.slots(announced)
    with clock.at(first.starts_at + timedelta(minutes=1)):
        page = office.get(base(announced)).get_data(as_text=True)
    assert "đã có thay đổi" not in page and "đang diễn ra" in page

    with clock.at(last.ends_at):
        with pytest.raises(Refused, match="meetings_over"):
            changes.ask(announced.id, Asked(tables=1), "/")
        page = office.get(f"{base(announced)}/changes").get_data(as_text=True)
    assert "không còn cuộc nào có thể đổi" in page and "Số bàn bị mất" not in page


def test_without_a_change_there_is_nothing_to_work_out(announced):
    with pytest.raises(Refused, match="no_change"):
        changes.ask(announced.id, Asked(), "/")


def test_the_page_shows_old_and_new_before_anything_happens(office, announced, submit):
    before = at(announced)
    code = next(iter(before))
    page = f"{base(announced)}/changes"
    refused = submit(office, page, most_moved="2")
    assert refused.status_code == 422 and "Hãy cho biết" in refused.get_data(as_text=True)
    wrong = submit(office, page, tables="1", tables_from="M03", tables_until="M01", most_moved="0")
    assert wrong.status_code == 422

    asked = submit(
        office,
        page,
        who=firm_of(announced, code),
        absent_from=before[code],
        absent_until=before[code],
        most_moved="0",
    )
    assert asked.status_code == 303
    found = asked.headers["Location"]
    assert "Đang tính" in office.get(found).get_data(as_text=True)
    jobs.drain()
    shown = office.get(found).get_data(as_text=True)
    assert start(announced, before[code]) in shown
    assert "Buộc phải đổi" in shown and code in shown
    assert at(announced) == before

    done = submit(office, f"{found}/carry-out", page=found)

    assert done.status_code == 303
    assert at(announced)[code] != before[code]
    assert "Thay đổi này đã được thực hiện" in office.get(found).get_data(as_text=True)
    assert "3 trên 3 cuộc gặp đã có chỗ" in office.get(base(announced)).get_data(as_text=True)


def test_who_fits_as_things_stand_is_offered_a_slot(office, announced, submit):
    code = next(iter(at(announced)))
    placing.take_out(announced.id, code)

    page = office.get(base(announced)).get_data(as_text=True)

    assert re.search(r"xếp vào \d\d:\d\d", page)
    put = f"{base(announced)}/meetings/{code}/follow"
    assert submit(office, put, page=base(announced), change="put").status_code == 303
    assert code in at(announced)
