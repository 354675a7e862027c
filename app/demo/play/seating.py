"""Who goes to which session: plain data in, plain data out.

In each half of the day on which a person came, the sessions of that half that begin five
minutes after they came in, or later, are open to them in the order of their codes; the number
in their own code, modulo how many there are, chooses one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

IN_TIME = timedelta(minutes=5)
NOON = 12


@dataclass(frozen=True)
class Sitting:
    """A session as the choice sees it; `starts` is local."""

    code: str
    starts: datetime


def chosen(came: datetime, number: int, sessions: Iterable[Sitting]) -> list[str]:
    """Codes of the sessions that a person who came in then goes to, at most two."""
    of_day = [one for one in sessions if one.starts.date() == came.date()]
    halves: Sequence[list[str]] = ([], [])
    for session in sorted(of_day, key=lambda one: one.code):
        if session.starts >= came + IN_TIME:
            halves[session.starts.hour >= NOON].append(session.code)
    return [half[number % len(half)] for half in halves if half]
