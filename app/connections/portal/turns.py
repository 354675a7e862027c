"""Whose answer a request to meet waits for, and what each side may do with it now.

Whoever was asked answers; once they propose something else, it is the asker's turn. A request
that the office made for both has no asker: either side may answer it.
"""

from __future__ import annotations

from datetime import datetime

from app.connections.stages import RequestState, Side


def other(side: Side) -> Side:
    """The side across the table."""
    return Side.SUPPLY if side is Side.DEMAND else Side.DEMAND


def standing(state: RequestState, expires_at: datetime | None, now: datetime) -> RequestState:
    """Where a request stands: one whose time is over has expired, whether noted yet or not."""
    late = expires_at is not None and expires_at < now
    return RequestState.EXPIRED if state is RequestState.REQUESTED and late else state


def waits_for(asked_side: Side | None, *, proposed: bool) -> frozenset[Side]:
    """The sides that may answer a request which is open."""
    if asked_side is None:
        return frozenset(Side)
    return frozenset({asked_side if proposed else other(asked_side)})
