"""Who sits at each table now, and who is next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Place = int | str  # a table's number, a booth's code
MOST = 20  # places that can still be read on one screen


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting at a place: from when until when, and both sides by name."""

    starts_at: datetime
    ends_at: datetime
    sides: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Seat:
    """A place as the wall shows it; None: nobody."""

    place: Place
    now: Sitting | None
    next: Sitting | None


def seats(
    sittings: Mapping[Place, Sequence[Sitting]], order: Iterable[Place], now: datetime
) -> list[Seat]:
    """Every place, in order, with who is there and who comes next.

    A meeting is on from its start until just before its end, so that back to back is one after
    the other; next is the earliest that has not begun.
    """
    found = []
    for place in order:
        theirs = sorted(sittings.get(place, ()), key=lambda one: one.starts_at)
        current = next((one for one in theirs if one.starts_at <= now < one.ends_at), None)
        coming = next((one for one in theirs if one.starts_at > now), None)
        found.append(Seat(place, current, coming))
    return found


def shown(found: Sequence[Seat], most: int = MOST) -> list[Seat]:
    """Those that fit on a screen, in order: where somebody sits, then where one comes soonest."""

    def urgency(seat: Seat) -> tuple[int, float]:
        if seat.now is not None:
            return 0, 0.0
        return (1, seat.next.starts_at.timestamp()) if seat.next is not None else (2, 0.0)

    chosen = sorted(range(len(found)), key=lambda number: urgency(found[number]))[:most]
    return [found[number] for number in sorted(chosen)]
