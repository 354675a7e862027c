"""What plain arithmetic says before a timetable is made: are there slots and tables enough?"""

from __future__ import annotations

from dataclasses import dataclass

from app.connections.scheduling.instance import Instance


@dataclass(frozen=True, slots=True)
class Overbooked:
    """A participant with more meetings than slots open to them."""

    participant: str
    meetings: int
    slots: int


@dataclass(frozen=True, slots=True)
class Advice:
    """`at_tables`: those of the meetings that need one. `tables_needed`: in every slot, were all
    slots used alike; None without slots.

    `busiest`: most meetings of one participant, who needs as many slots.
    """

    meetings: int
    at_tables: int
    slots: int
    seats: int
    tables_needed: int | None
    tables_least: int
    tables_most: int
    busiest: int
    overbooked: tuple[Overbooked, ...]

    @property
    def enough(self) -> bool:
        """Whether nothing here speaks against placing all."""
        return self.seats >= self.at_tables and not self.overbooked and self.slots >= self.busiest


def advise(instance: Instance) -> Advice:
    """Counts of an instance; slots without a table do not count, but for meetings elsewhere."""
    tables = [count for count in instance.tables if count]
    numbers = {person: len(theirs) for person, theirs in instance.meetings_of.items()}
    at_tables = sum(1 for meeting in instance.meetings if meeting.at_table)
    open_slots = {
        person: sum(
            1
            for slot, count in enumerate(instance.tables)
            if slot not in instance.forbidden[person]
            and (count or not all(meeting.at_table for meeting in theirs))
        )
        for person, theirs in instance.meetings_of.items()
    }
    return Advice(
        meetings=len(instance.meetings),
        at_tables=at_tables,
        slots=len(tables),
        seats=sum(tables),
        tables_needed=-(-at_tables // len(tables)) if tables else None,
        tables_least=min(tables, default=0),
        tables_most=max(tables, default=0),
        busiest=max(numbers.values(), default=0),
        overbooked=tuple(
            Overbooked(person, count, open_slots[person])
            for person, count in numbers.items()
            if count > open_slots[person]
        ),
    )
