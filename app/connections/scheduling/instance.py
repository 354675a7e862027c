"""A timetable instance as plain data, and how it and a schedule are read from JSON.

The format is public (design: "Timetable instance"), so what is not as agreed is refused here
with one line that names the place. What this module lets through can be solved; whether all
of it can be kept at once (a circle of "after", a fixed slot that is forbidden) is the solver's
to say: that is an answer, not a mistake.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

LARGEST_WEIGHT = 1_000_000
MOST_SLOTS = 2_000
MOST_TABLES = 100_000

ONLINE = "online"
"""The place that takes any number of meetings."""


class BadInstance(ValueError):
    """The input cannot be read; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who meets others, and the slots in which they cannot."""

    id: str
    forbidden: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Meeting:
    """That `a` and `b` meet: in session `session` (0: any), in slot `fixed` if given, and
    strictly later than the meetings in `after`.

    `place`: ONLINE, or by name where one meeting is held at a time (a booth); None: at any of
    the slot's tables.
    """

    id: str
    a: str
    b: str
    session: int = 0
    fixed: int | None = None
    after: tuple[str, ...] = ()
    weight: int = 1
    place: str | None = None

    @property
    def sides(self) -> tuple[str, str]:
        return self.a, self.b

    @property
    def at_table(self) -> bool:
        return self.place is None


@dataclass(frozen=True)
class Instance:
    """Who is to meet whom, in which slots, at how many tables.

    `fairness` is the largest allowed difference between two participants' numbers of breaks;
    `optional` lets meetings stay unplaced; `closed`: by name of a place, slots in which it is
    not to be had.
    """

    name: str
    day_of_slot: tuple[int, ...]
    session_of_slot: tuple[int, ...]
    tables: tuple[int, ...]
    participants: tuple[Participant, ...]
    meetings: tuple[Meeting, ...]
    fairness: int | None = None
    optional: bool = False
    closed: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @property
    def n_slots(self) -> int:
        return len(self.tables)

    @cached_property
    def meeting(self) -> dict[str, Meeting]:
        return {meeting.id: meeting for meeting in self.meetings}

    @cached_property
    def forbidden(self) -> dict[str, frozenset[int]]:
        return {person.id: person.forbidden for person in self.participants}

    @cached_property
    def meetings_of(self) -> dict[str, tuple[Meeting, ...]]:
        """By participant; those without meetings have an empty one."""
        found: dict[str, list[Meeting]] = {person.id: [] for person in self.participants}
        for meeting in self.meetings:
            found[meeting.a].append(meeting)
            found[meeting.b].append(meeting)
        return {person: tuple(theirs) for person, theirs in found.items()}

    @cached_property
    def slots_of(self) -> dict[str, tuple[int, ...]]:
        """By meeting, the slots that its session, its fixed slot and both sides leave it."""
        return {meeting.id: self.slots(meeting) for meeting in self.meetings}

    def slots(self, meeting: Meeting) -> tuple[int, ...]:
        """The slots that session, fixed slot, sides and place leave a meeting of these people."""
        closed = self.forbidden[meeting.a] | self.forbidden[meeting.b]
        asked = range(self.n_slots) if meeting.fixed is None else (meeting.fixed,)
        return tuple(
            slot
            for slot in asked
            if slot not in closed
            and self.room(meeting.place, slot)
            and meeting.session in (0, self.session_of_slot[slot])
        )

    def room(self, place: str | None, slot: int) -> int:
        """How many meetings a place takes in a slot: any number online, a booth one, and in
        the hall (None) as many as there are tables."""
        if place is None:
            return self.tables[slot]
        if place == ONLINE:
            return len(self.meetings)
        return 0 if slot in self.closed.get(place, ()) else 1

    @cached_property
    def seats(self) -> dict[str | None, Counter[int]]:
        """By place and slot, the most meetings that can come to be held there."""
        found: dict[str | None, Counter[int]] = defaultdict(Counter)
        for meeting in self.meetings:
            found[meeting.place].update(self.slots_of[meeting.id])
        for place, wish in found.items():
            for slot, number in wish.items():
                wish[slot] = min(number, self.room(place, slot))
        return dict(found)

    @cached_property
    def days(self) -> tuple[tuple[int | None, ...], ...]:
        """The slots of each day in order. None stands where slots of another day lie between:
        nobody is busy there, so that going round it is a break."""
        by_day: dict[int, list[int | None]] = defaultdict(list)
        for slot, day in enumerate(self.day_of_slot):
            row = by_day[day]
            if row and row[-1] != slot - 1:
                row.append(None)
            row.append(slot)
        return tuple(tuple(row) for row in by_day.values())

    def breaks_of(self, slots: Iterable[int]) -> int:
        """Runs of free slots between two of the slots given, within days."""
        by_day: dict[int, list[int]] = defaultdict(list)
        for slot in sorted(slots):
            by_day[self.day_of_slot[slot]].append(slot)
        return sum(
            later > earlier + 1
            for row in by_day.values()
            for earlier, later in zip(row, row[1:], strict=False)
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting is held: a slot and, if known, a table (both from 0)."""

    slot: int
    table: int | None = None


def read_instance(text: str) -> Instance:
    """The instance in a JSON text. Raises BadInstance with one line saying what is wrong."""
    return parse_instance(_json(text))


def read_places(text: str) -> dict[str, Place]:
    """Where the meetings of a schedule in a JSON text are held. Raises BadInstance."""
    return parse_places(_json(text))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInstance(f"not JSON: {error}") from error


def parse_places(data: Any) -> dict[str, Place]:
    """Where the meetings of a decoded schedule are held, by meeting. Raises BadInstance."""
    found: dict[str, Place] = {}
    for row in _Row(data, "the schedule").rows("assignments", "assignment", "meeting"):
        name = row.id("meeting")
        if name in found:
            raise BadInstance(f"meeting {name} is in the schedule twice")
        table = row.whole("table", 0, MOST_TABLES, needed=False)
        found[name] = Place(row.whole_needed("slot", 0, MOST_SLOTS), table)
    return found


def parse_instance(data: Any) -> Instance:
    """The instance in decoded JSON. Raises BadInstance with one line saying what is wrong."""
    whole = _Row(data, "the instance")
    n_slots = whole.whole_needed("n_slots", 0, MOST_SLOTS)
    instance = Instance(
        name=str(whole.data.get("name") or ""),
        day_of_slot=whole.per_slot("day_of_slot", n_slots, default=0, most=100_000),
        session_of_slot=whole.per_slot("session_of_slot", n_slots, default=1, most=100_000),
        tables=_tables(whole, n_slots),
        participants=tuple(
            Participant(row.id("id"), frozenset(row.slots("forbidden", n_slots)))
            for row in whole.rows("participants", "participant", "id")
        ),
        meetings=tuple(_meeting(row, n_slots) for row in whole.rows("meetings", "meeting", "id")),
        fairness=whole.whole("fairness", 0, MOST_SLOTS, needed=False),
        optional=whole.flag("optional"),
        closed={
            row.id("place"): frozenset(row.slots("slots", n_slots))
            for row in whole.rows("closed", "place", "place", needed=False)
        },
    )
    _refuse_twins("participant", [person.id for person in instance.participants])
    _refuse_twins("meeting", [meeting.id for meeting in instance.meetings])
    _refuse_strangers(instance)
    return instance


def _tables(whole: _Row, n_slots: int) -> tuple[int, ...]:
    if whole.data.get("tables_per_slot") is not None:
        return whole.per_slot("tables_per_slot", n_slots, default=0, most=MOST_TABLES)
    return (whole.whole_needed("n_tables", 0, MOST_TABLES),) * n_slots


def _meeting(row: _Row, n_slots: int) -> Meeting:
    weight = row.whole("weight", 0, LARGEST_WEIGHT, needed=False)
    meeting = Meeting(
        id=row.id("id"),
        a=row.id("a"),
        b=row.id("b"),
        session=row.whole("session", 0, 100_000, needed=False) or 0,
        fixed=row.whole("fixed", 0, n_slots - 1, needed=False),
        after=tuple(dict.fromkeys(row.ids("after"))),
        weight=1 if weight is None else weight,
        place=None if row.data.get("place") is None else row.id("place"),
    )
    if meeting.a == meeting.b:
        raise BadInstance(f"meeting {meeting.id}: {meeting.a} cannot meet itself")
    return meeting


def _refuse_twins(kind: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise BadInstance(f"there are two {kind}s with the id {one}")
        seen.add(one)


def _refuse_strangers(instance: Instance) -> None:
    for meeting in instance.meetings:
        for side in meeting.sides:
            if side not in instance.forbidden:
                raise BadInstance(f"meeting {meeting.id}: {side} is not among the participants")
        for earlier in meeting.after:
            if earlier not in instance.meeting:
                raise BadInstance(f"meeting {meeting.id}: after names {earlier}, no such meeting")


class _Row:
    """One JSON object being read; every complaint names the place."""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, dict):
            raise BadInstance(f"{place} is not an object")
        self.data, self.place = data, place

    def rows(self, name: str, kind: str, id_name: str, *, needed: bool = True) -> list[_Row]:
        found = self._list(name, needed=needed)
        return [
            _Row(row, f"{kind} {row[id_name]}" if _is_id(row, id_name) else f"{name}[{number}]")
            for number, row in enumerate(found)
        ]

    def id(self, name: str) -> str:
        return self._id(self.data.get(name), name)

    def ids(self, name: str) -> list[str]:
        return [self._id(one, name) for one in self._list(name, needed=False)]

    def _id(self, value: Any, name: str) -> str:
        if not isinstance(value, str) or not value:
            raise BadInstance(f"{self.place}: {name} must be a text")
        return value

    def _list(self, name: str, *, needed: bool = True) -> list[Any]:
        found = self.data.get(name)
        if found is None and not needed:
            return []
        if not isinstance(found, list):
            raise BadInstance(f"{self.place}: {name} must be a list")
        return found

    def whole(self, name: str, least: int, most: int, *, needed: bool = True) -> int | None:
        found = self.data.get(name)
        if found is None and not needed:
            return None
        return self._whole(found, name, least, most)

    def whole_needed(self, name: str, least: int, most: int) -> int:
        return self._whole(self.data.get(name), name, least, most)

    def _whole(self, value: Any, name: str, least: int, most: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            if most < least:
                raise BadInstance(f"{self.place}: {name} is {value!r:.40}, but there are no slots")
            raise BadInstance(
                f"{self.place}: {name} must be a whole number from {least} to {most}, "
                f"not {value!r:.40}"
            )
        return value

    def slots(self, name: str, n_slots: int) -> list[int]:
        found = self._list(name, needed=False)
        return [self._whole(slot, name, 0, n_slots - 1) for slot in found]

    def per_slot(self, name: str, n_slots: int, *, default: int, most: int) -> tuple[int, ...]:
        if self.data.get(name) is None:
            return (default,) * n_slots
        found = self._list(name)
        if len(found) != n_slots:
            raise BadInstance(f"{self.place}: {name} has {len(found)} entries for {n_slots} slots")
        return tuple(self._whole(one, name, 0, most) for one in found)

    def flag(self, name: str) -> bool:
        found = self.data.get(name, False)
        if not isinstance(found, bool):
            raise BadInstance(f"{self.place}: {name} must be true or false")
        return found


def _is_id(row: Any, name: str) -> bool:
    return isinstance(row, dict) and isinstance(row.get(name), str)


def as_json(instance: Instance) -> dict[str, Any]:
    """The instance in the public format; `parse_instance` reads it back as it was.

    Where a meeting is at no table, its `place` is added to the format, and `closed` for places
    that cannot be had at all times.
    """
    added = [
        {"place": place, "slots": sorted(slots)}
        for place, slots in sorted(instance.closed.items())
        if slots
    ]
    return {
        "name": instance.name,
        "n_slots": instance.n_slots,
        "day_of_slot": list(instance.day_of_slot),
        "session_of_slot": list(instance.session_of_slot),
        "tables_per_slot": list(instance.tables),
        "participants": [
            {"id": person.id, "forbidden": sorted(person.forbidden)}
            for person in instance.participants
        ],
        "meetings": [_meeting_as_json(meeting) for meeting in instance.meetings],
        "fairness": instance.fairness,
        "optional": instance.optional,
    } | ({"closed": added} if added else {})


def _meeting_as_json(meeting: Meeting) -> dict[str, Any]:
    written = {name: getattr(meeting, name) for name in Meeting.__slots__}
    if meeting.at_table:
        del written["place"]
    return written | {"after": list(meeting.after)}
