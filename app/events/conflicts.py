"""Nothing and nobody is in two places at once: the rule for rooms and speakers.

The form, the import, the copy of a fair into another year and everything else that puts a
session on an agenda ask here. Intervals are half-open: back to back is allowed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.core.text import fold

#: How the names of groups begin. A committee sits in several rooms at once, a person does not.
GROUPS = (
    "ban to chuc",
    "ban chi dao",
    "ban giam khao",
    "ban thu ky",
    "to thu ky",
    "hoi dong",
    "nhieu dien gia",
    "cac dien gia",
    "organising committee",
    "organizing committee",
)
#: Academic titles before a name; they come and go, the person stays.
TITLES = {"gs", "pgs", "ts", "tskh", "ths", "ks", "bs", "cn", "dr", "prof", "mr", "mrs", "ms"}


class Taken(StrEnum):
    """What two sessions cannot share at one time."""

    ROOM = "room"
    SPEAKER = "speaker"


@dataclass(frozen=True)
class Booking:
    """One session as the rule sees it: from `starts` until, not including, `ends`.

    `room` None takes no room; `speakers` are person keys.
    """

    session: Hashable
    room: Hashable | None
    speakers: frozenset[str]
    starts: datetime
    ends: datetime

    def overlaps(self, other: Booking) -> bool:
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True)
class Conflict:
    """Two sessions that need the same room or speaker; `first` begins no later."""

    taken: Taken
    what: Hashable
    first: Booking
    second: Booking

    @property
    def starts(self) -> datetime:
        return max(self.first.starts, self.second.starts)

    @property
    def ends(self) -> datetime:
        return min(self.first.ends, self.second.ends)


def person_key(name: str, organisation: str | None, expert_id: int | None) -> str:
    """Who a speaker is across sessions and events; "" for a group, which is never booked.

    An expert is known by the profile. Others are the same person when name and organisation
    are the same after folding, academic titles left out.
    """
    if expert_id is not None:
        return f"expert:{expert_id}"
    folded = fold(name)
    if folded.startswith(GROUPS):
        return ""
    return f"name:{' '.join(bare_name(folded))}|{fold(organisation or '')}"


def bare_name(name: str) -> list[str]:
    """The words of a name without the academic titles before it."""
    words = name.split()
    while len(words) > 1 and set(fold(words[0]).strip(".").split(".")) <= TITLES:
        words = words[1:]
    return words


def conflicts(bookings: Iterable[Booking]) -> list[Conflict]:
    """Every pair of bookings that take the same thing at the same time, earliest first."""
    by_thing: dict[tuple[Taken, Hashable], list[Booking]] = defaultdict(list)
    for booking in bookings:
        for thing in things(booking):
            by_thing[thing].append(booking)
    found = []
    for (taken, what), takers in by_thing.items():
        running: list[Booking] = []
        for booking in sorted(takers, key=lambda taker: taker.starts):
            running = [earlier for earlier in running if earlier.ends > booking.starts]
            found += [Conflict(taken, what, earlier, booking) for earlier in running]
            running.append(booking)
    return sorted(found, key=lambda conflict: (conflict.starts, conflict.taken, str(conflict.what)))


def things(booking: Booking) -> list[tuple[Taken, Hashable]]:
    """What a booking takes."""
    room = [(Taken.ROOM, booking.room)] if booking.room is not None else []
    return room + [(Taken.SPEAKER, speaker) for speaker in sorted(booking.speakers) if speaker]


def free_starts(
    wanted: Booking, others: Sequence[Booking], window: tuple[datetime, datetime], number: int = 2
) -> list[datetime]:
    """The starts nearest to the wanted one, inside `window`, at which nothing clashes.

    Only the wanted start and the ends and starts of others are tried: people move a session
    to just after, or just before, what is in its way.
    """
    length = wanted.ends - wanted.starts
    edges = {wanted.starts} | {o.ends for o in others} | {o.starts - length for o in others}
    first, last = window
    inside = [edge for edge in edges if first <= edge and edge + length <= last]
    nearest = sorted(inside, key=lambda edge: (abs(edge - wanted.starts), edge))
    moved = [replace(wanted, starts=edge, ends=edge + length) for edge in nearest]
    return [booking.starts for booking in moved if not _clashes(booking, others)][:number]


def free_rooms(
    wanted: Booking, others: Sequence[Booking], rooms: Iterable[Hashable]
) -> list[Hashable]:
    """Those of `rooms`, in their order, in which the wanted session would clash with none."""
    return [room for room in rooms if not _clashes(replace(wanted, room=room), others)]


def _clashes(booking: Booking, others: Iterable[Booking]) -> bool:
    mine = set(things(booking))
    return any(booking.overlaps(other) and mine.intersection(things(other)) for other in others)
