"""Making a timetable, taking it over, announcing it.

A timetable is made by a job and kept as a run. Taken over, it gives meetings their slots:
new ones as drafts that only the office sees, and those that people know of already are
marked as "to be told". Announcing makes the drafts public and writes to whom it concerns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.catalogue.models import Organisation
from app.connections.models import Meeting, TimetableRun
from app.connections.scheduling import instance as pure
from app.connections.scheduling.answer import Limits, Progress, Timetable, schedule_as_json
from app.connections.scheduling.instance import Place, parse_instance
from app.connections.scheduling.timetable import solve
from app.connections.stages import MeetingState
from app.connections.timetables import queries
from app.connections.timetables.board import Board, board_of, hash_of
from app.connections.timetables.moves import booth_moved, drop, follow_booth, put_all
from app.core import audit, clock, jobs, outbox
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import _
from app.events.models import Event

SECONDS = (10, 30, 60, 300)


def locked_board(event_id: int) -> Board:
    """The timetable under a lock on its event, so that deeds on it come one after the other."""
    found = select(Event).where(Event.id == event_id).with_for_update(of=Event)
    event = db.session.scalars(found.execution_options(populate_existing=True)).one()
    return board_of(event)


# ---------------------------------------------------------------------- making one
def ask_for_timetable(event_id: int, seconds: float, back_url: str | None = None) -> TimetableRun:
    """Have a timetable made by a job. Raises Refused `timetable_running`, `nothing_to_place`."""
    with transaction():
        board = locked_board(event_id)
        if queries.running(board.event):
            raise Refused("timetable_running")
        run = _new_run(board)
        job = jobs.enqueue(
            "connections.timetable",
            title=_("Timetable"),
            event_id=event_id,
            hub_id=board.event.hub_id,
            back_url=back_url,
            run_id=run.id,
            seconds=seconds,
        )
        run.job_code = job.code
        audit.record("timetable_asked", board.event, **_about(board))
    return run


def _new_run(board: Board) -> TimetableRun:
    if not board.instance.meetings or not board.ahead:
        raise Refused("nothing_to_place")
    run = TimetableRun(
        event_id=board.event.id,
        input_hash=hash_of(board.instance),
        instance=pure.as_json(board.instance)
        | {"known": {code: [p.slot, p.table] for code, p in board.announced.items()}},
        schedule={},
        created_at=clock.now(),
    )
    db.session.add(run)
    db.session.flush()
    return run


def solve_run(
    instance: Mapping[str, Any],
    limits: Limits,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Timetable:
    """Solve what a run was made for; announced meetings move as little as possible."""
    known = {code: Place(slot, table) for code, (slot, table) in instance["known"].items()}
    return solve(parse_instance(instance), limits, known, progress, stop)


def keep_timetable(run_id: int, found: Timetable, *, stopped: bool = False) -> bool:
    """Write down what was found, and take it over where that moves nobody who knows a place.

    Whether it was taken over.
    """
    with transaction():
        run = db.session.get_one(TimetableRun, run_id)
        instance = parse_instance(run.instance)
        run.schedule = schedule_as_json(instance, found) | {
            "moved": found.moved,
            "stopped": stopped,
        }
        board = locked_board(run.event_id)
        if found.moved or hash_of(board.instance) != run.input_hash:
            return False
        _take(board, run)
    return True


def take_over(run_id: int) -> int:
    """Let the meetings have the places of a run; how many changed.

    Raises Refused `timetable_not_ready`, `timetable_outdated`.
    """
    with transaction():
        run = db.session.get_one(TimetableRun, run_id)
        board = locked_board(run.event_id)
        if not run.schedule.get("assignments"):
            raise Refused("timetable_not_ready")
        if hash_of(board.instance) != run.input_hash:
            raise Refused("timetable_outdated")
        return _take(board, run)


def _take(board: Board, run: TimetableRun) -> int:
    changed = put_all(board, pure.parse_places(run.schedule))
    note_taken(run, board)
    audit.record("timetable_taken_over", board.event, **_about(board), changed=changed)
    return changed


def note_taken(run: TimetableRun, board: Board) -> None:
    """A run is what stands now; what the board is like tells later whether that is so still."""
    run.taken_at = clock.now()
    run.schedule = run.schedule | {"of": hash_of(board.instance), "task": board.task}


def make_timetable(event_id: int, limits: Limits) -> TimetableRun:
    """Make a timetable here and now and take it over.

    One worker makes the same timetable again where it ends with a proof. Raises Refused
    `nothing_to_place`.
    """
    event = db.session.get_one(Event, event_id)
    with transaction():
        run_id = _new_run(locked_board(event.id)).id
    run = db.session.get_one(TimetableRun, run_id)
    found = solve_run(run.instance, limits)
    with transaction():
        keep_timetable(run_id, found)
        run = db.session.get_one(TimetableRun, run_id)
        if run.taken_at is None:
            take_over(run_id)
    return run


def _about(board: Board) -> dict[str, Any]:
    return {"event_id": board.event.id, "hub_id": board.event.hub_id}


# ---------------------------------------------------------------------- announcing
def _told(meeting: Meeting) -> list[Any]:
    """When and at which table a meeting was to be, as far as people were told."""
    at = meeting.told_starts_at
    return [at.isoformat() if at is not None else None, meeting.told_table]


def _called_off(meetings: list[Meeting]) -> dict[int, list[list[Any]]]:
    """By organisation, the meetings it was told of that are no more: when, where, with whom."""
    found: dict[int, list[list[Any]]] = {}
    for meeting in meetings:
        supply = meeting.supply.name if meeting.supply is not None else meeting.offer
        found.setdefault(meeting.demand_id, []).append([*_told(meeting), supply])
        if meeting.supply_id is not None:
            found.setdefault(meeting.supply_id, []).append([*_told(meeting), meeting.demand.name])
    return found


def _reachable(organisation_ids: set[int]) -> list[Organisation]:
    """Those of the organisations that can be written to."""
    found = select(Organisation).where(
        Organisation.id.in_(organisation_ids), Organisation.email.is_not(None)
    )
    return list(db.session.scalars(found.order_by(Organisation.id)))


@dataclass(frozen=True, slots=True)
class Announcement:
    """What announcing would do: meetings new, at another time, no more; who gets a letter."""

    new: list[Meeting]
    moved: list[Meeting]
    gone: list[Meeting]
    organisation_ids: set[int]

    @property
    def count(self) -> int:
        return len(self.new) + len(self.moved) + len(self.gone)


def announcement_of(board: Board) -> Announcement:
    """What is not told yet."""
    new: list[Meeting] = []
    moved: list[Meeting] = []
    gone: list[Meeting] = []
    for meeting in board.meetings:
        if meeting.state is MeetingState.DRAFT and meeting.slot_id is None:
            gone.append(meeting)
        elif meeting.state is MeetingState.DRAFT:
            (new if meeting.announced_at is None else moved).append(meeting)
        elif meeting.state is MeetingState.ANNOUNCED and (
            meeting.announced_at is None or booth_moved(board, meeting)
        ):
            moved.append(meeting)
    concerned = {
        side
        for meeting in (*new, *moved, *gone)
        for side in (meeting.demand_id, meeting.supply_id)
        if side is not None
    }
    return Announcement(new, moved, gone, concerned)


def announce(event_id: int) -> Announcement:
    """Make the timetable known: one letter to each organisation concerned.

    Raises Refused `nothing_to_announce`, `timetable_broken`.
    """
    with transaction():
        board = locked_board(event_id)
        if board.broken:
            raise Refused("timetable_broken", count=len(board.broken))
        told = announcement_of(board)
        if not told.count:
            raise Refused("nothing_to_announce")
        now = clock.now()
        for meeting in (*told.new, *told.moved):
            follow_booth(board, meeting)
            meeting.state, meeting.announced_at = MeetingState.ANNOUNCED, now
            meeting.version += 1
        changed = {meeting.code: _told(meeting) for meeting in told.moved}
        for meeting in (*told.new, *told.moved):
            meeting.told_starts_at, meeting.told_table = meeting.starts_at, meeting.table_number
        gone_of = _called_off(told.gone)
        for meeting in told.gone:
            drop(meeting)
        for organisation in _reachable(told.organisation_ids):
            outbox.post(
                "connections.schedule_letter",
                kind="connections.schedule",
                key=f"schedule-{event_id}-{organisation.id}-{now.isoformat()}",
                address=organisation.email or "",
                name=organisation.name,
                hub_id=board.event.hub_id,
                event_id=event_id,
                about=organisation,
                args={
                    "about": event_id,
                    "organisation_id": organisation.id,
                    "moved": changed,
                    "gone": gone_of.get(organisation.id, []),
                },
            )
        numbers = {"new": len(told.new), "moved": len(told.moved), "gone": len(told.gone)}
        audit.record("timetable_announced", board.event, **_about(board), **numbers)
    return told
