"""A change of the day: entered, worked out by a job, shown, and only then carried out.

Between being asked and being carried out nothing is written down but the run itself. What was
worked out holds for the timetable it was worked out from; for any other it is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.connections.models import TimetableRun
from app.connections.scheduling import instance as pure
from app.connections.scheduling.answer import schedule_as_json
from app.connections.scheduling.instance import Place, parse_instance
from app.connections.scheduling.replan import Changes, Replan, replan
from app.connections.timetables import availability, queries
from app.connections.timetables.actions import (
    Announcement,
    announce,
    announcement_of,
    locked_board,
    note_taken,
)
from app.connections.timetables.board import Board, board_of
from app.connections.timetables.moves import put_all
from app.core import audit, clock, jobs
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import _


@dataclass(frozen=True)
class Asked:
    """What was entered. Slots are codes; empty lists mean that nobody is absent, no table lost.

    `most_moved`: how many others may get another time (None: as many as need be).
    """

    who: str | None = None
    absent: list[str] = field(default_factory=list)
    tables: int = 0
    tables_in: list[str] = field(default_factory=list)
    most_moved: int | None = 0


def between(board: Board, first: str | None, last: str | None) -> list[str]:
    """The codes of the slots ahead from one to another, both with it; None: no limit.

    Raises Refused `no_slots_between`.
    """
    codes = [slot.code for slot in board.slots]
    begin = codes.index(first) if first else 0
    end = codes.index(last) if last else len(codes) - 1
    found = [slot.code for slot in board.slots[begin : end + 1] if slot.id in board.ahead]
    if not found:
        raise Refused("no_slots_between")
    return found


def ask(event_id: int, asked: Asked, pages: str) -> str:
    """Have a change worked out by a job; the job's code, by which `pages` shows it.

    Raises Refused `timetable_running`, `nothing_announced`, `meetings_over`, `no_change`,
    `not_found`.
    """
    with transaction():
        board = locked_board(event_id)
        if queries.running(board.event):
            raise Refused("timetable_running")
        if not board.places:
            raise Refused("meetings_over" if board.over else "nothing_announced")
        if not (asked.who or asked.tables or board.broken or board.unplaced):
            raise Refused("no_change", field="who")
        if asked.who and asked.who not in board.organisations:
            raise Refused("not_found")
        run = TimetableRun(
            event_id=event_id,
            input_hash=state_of(board),
            instance=pure.as_json(board.instance)
            | {"known": {code: [p.slot, p.table] for code, p in board.places.items()}},
            schedule={},
            change=asdict(asked),
            created_at=clock.now(),
        )
        db.session.add(run)
        db.session.flush()
        job = jobs.enqueue(
            "connections.day_change",
            title=_("Change of the day"),
            event_id=event_id,
            hub_id=board.event.hub_id,
            run_id=run.id,
        )
        run.job_code = job.code
        job.back_url = f"{pages}/{job.code}"
        audit.record("day_change_asked", board.event, **_about(board))
    return job.code


def state_of(board: Board) -> str:
    """Says whether the timetable is still as it was: the task, all places, what is told."""
    written = json.dumps(
        [
            pure.as_json(board.instance),
            sorted((code, place.slot, place.table) for code, place in board.places.items()),
            sorted(board.announced),
        ],
        sort_keys=True,
    )
    return hashlib.sha256(written.encode()).hexdigest()


def _about(board: Board) -> dict[str, Any]:
    return {"event_id": board.event.id, "hub_id": board.event.hub_id}


def compute(run_id: int) -> None:
    """Work a change out and write down what it would do."""
    run = db.session.get_one(TimetableRun, run_id)
    codes = [slot.code for slot in board_of(run.event).slots]
    asked = Asked(**(run.change or {}))
    instance = parse_instance(run.instance)
    known = {code: Place(slot, table) for code, (slot, table) in run.instance["known"].items()}
    db.session.rollback()
    found = replan(instance, known, changes_of(codes, asked), asked.most_moved)
    with transaction():
        run = db.session.get_one(TimetableRun, run_id)
        run.schedule = schedule_as_json(found.instance, found.timetable) | _figures(found, codes)


def changes_of(codes: Sequence[str], asked: Asked) -> Changes:
    """What was entered, for the solver: slots by number."""
    number = {code: n for n, code in enumerate(codes)}
    absent = frozenset(number[code] for code in asked.absent if code in number)
    return Changes(
        closed={asked.who: absent} if asked.who else {},
        tables_lost={number[code]: asked.tables for code in asked.tables_in if code in number},
    )


def _figures(found: Replan, codes: Sequence[str]) -> dict[str, Any]:
    def place(one: Place | None) -> list[Any] | None:
        if one is None:
            return None
        return [codes[one.slot], one.table + 1 if one.table is not None else None]

    return {
        "forced": found.forced,
        "moved": found.moved,
        "shifts": [
            {
                "meeting": shift.meeting,
                "old": place(shift.old),
                "new": place(shift.new),
                "forced": shift.forced,
                "same_time": shift.same_time,
            }
            for shift in found.shifts
        ],
    }


def carry_out(run_id: int) -> Announcement:
    """Write a change down and tell everybody concerned their old and their new time.

    Raises Refused `change_not_ready`, `change_stale`.
    """
    with transaction():
        run = db.session.get_one(TimetableRun, run_id)
        board = locked_board(run.event_id)
        if not run.schedule:
            raise Refused("change_not_ready")
        if run.taken_at is not None or state_of(board) != run.input_hash:
            raise Refused("change_stale")
        changed = put_all(board, pure.parse_places(run.schedule))
        _note(board, Asked(**(run.change or {})))
        db.session.flush()
        after = board_of(board.event)
        note_taken(run, after)
        audit.record("day_change_carried_out", board.event, **_about(board), changed=changed)
        if not announcement_of(after).count:
            return Announcement([], [], [], set())
        return announce(run.event_id)


def _note(board: Board, asked: Asked) -> None:
    """Who cannot come when, and the tables that are no more, for every timetable from now on."""
    slot_of = {slot.code: slot for slot in board.slots}
    if asked.who:
        organisation = board.organisations[asked.who]
        for code in asked.absent:
            slot_id = slot_of[code].id
            if (organisation.id, slot_id) not in board.blocks:
                reason = _("Change of the day")
                availability.say(board, organisation.id, slot_id, is_open=False, reason=reason)
    for code in asked.tables_in:
        slot_of[code].tables = max(0, slot_of[code].tables - asked.tables)
