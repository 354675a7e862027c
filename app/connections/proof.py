"""Whether a meeting took place, from the badges scanned at its table.

Only the set of scans counts, never their order: a side was there when one of its badges was
scanned in the meeting's time. Both sides there: it was held, from that moment on. One side
there when the time is over: the other did not come. Nobody there: nothing is known, and a
person says what happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.connections.stages import MeetingState, Side

EARLY = timedelta(minutes=10)  # people sit down before their time
MISSED = {Side.DEMAND: MeetingState.NO_SHOW_DEMAND, Side.SUPPLY: MeetingState.NO_SHOW_SUPPLY}


@dataclass(frozen=True, slots=True)
class Seen:
    """That a side was at the table at a time."""

    side: Side
    at: datetime


def in_time(at: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a scan counts for a meeting; its last moment belongs to the next one."""
    return starts_at - EARLY <= at < ends_at


def judge(
    starts_at: datetime, ends_at: datetime, seen: Iterable[Seen], now: datetime
) -> MeetingState | None:
    """What is known of a meeting at `now`: held, which side did not come, or None."""
    there = {one.side for one in seen if in_time(one.at, starts_at, ends_at)}
    if len(there) == len(Side):
        return MeetingState.HELD
    if now < ends_at or not there:
        return None
    return MISSED[there.pop().other]
