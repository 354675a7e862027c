"""A change of the day shaped for its page: by meeting, by person, why somebody has no place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from app.catalogue.models import Organisation
from app.connections.models import TimetableRun
from app.connections.scheduling.instance import parse_instance, parse_places
from app.connections.scheduling.reasons import explain
from app.connections.scheduling.replan import changed
from app.connections.timetables.board import Board, sides_of
from app.connections.timetables.changes import Asked, changes_of
from app.connections.timetables.words import pair, say_reason, when, where
from app.core.i18n import _


@dataclass(frozen=True, slots=True)
class Row:
    """One meeting whose place is another: in words, None where there is no place."""

    code: str
    title: str
    old: str | None
    new: str | None
    forced: bool
    same_time: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What one organisation is told of: with whom, from when to when."""

    organisation: Organisation
    lines: list[tuple[str, Row]]


def shifts(board: Board, run: TimetableRun) -> list[Row]:
    """Every meeting with another place, who is left without one first, then by time."""
    slots = {slot.code: slot for slot in board.slots}

    def place(code: str, at: list[Any] | None) -> str | None:
        if at is None:
            return None
        slot, table = at
        name = when(slots[slot]) if slot in slots else slot
        if table is not None:
            return _("%(when)s, table %(table)s", when=name, table=table)
        return f"{name}, {where(board, code)}"

    found = sorted(
        run.schedule.get("shifts", []),
        key=lambda row: (row["new"] is not None, row["old"] is None, _order(row)),
    )
    return [
        Row(
            row["meeting"],
            pair(board, row["meeting"]),
            place(row["meeting"], row["old"]),
            place(row["meeting"], row["new"]),
            row["forced"],
            row["same_time"],
        )
        for row in found
    ]


def _order(row: dict[str, Any]) -> tuple[str, int]:
    slot, table = row["old"] or row["new"]
    return slot, table or 0


def by_person(board: Board, rows: list[Row]) -> list[Part]:
    """The same by organisation, by name."""
    theirs: dict[int, list[tuple[str, Row]]] = defaultdict(list)
    for row in rows:
        sides = sides_of(board.request.get(row.code))
        for side, other in zip(sides, reversed(sides), strict=True):
            theirs[side.id].append((other.short_name or other.name, row))
    return [
        Part(organisation, theirs[organisation.id])
        for organisation in board.organisations.values()
        if organisation.id in theirs
    ]


def reasons(board: Board, run: TimetableRun) -> dict[str, str]:
    """Why meetings have no place after the change; only while the timetable is as it was."""
    if not run.schedule or run.taken_at is not None:
        return {}
    codes = [slot.code for slot in board.slots]
    asked = Asked(**(run.change or {}))
    after = changed(parse_instance(run.instance), changes_of(codes, asked))
    slot_of = {name: place.slot for name, place in parse_places(run.schedule).items()}
    return {one.meeting: say_reason(board, one) for one in explain(after, slot_of)}
