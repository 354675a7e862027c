"""The dates in an event's life that organisers usually set, counted from its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.events.kinds import FAIRS, EventKind


@dataclass(frozen=True)
class Usual:
    """A usual date: `days` from the first day (before: negative) or, `after`, from the last."""

    key: str
    days: int
    after: bool = False
    fairs_only: bool = False


USUAL = (
    Usual("plan", -120, fairs_only=True),
    Usual("call", -90, fairs_only=True),
    Usual("technologies", -45, fairs_only=True),
    Usual("agenda", -30),
    Usual("booths", -20, fairs_only=True),
    Usual("meetings", -5, fairs_only=True),
    Usual("badges", -3),
    Usual("dry_run", -1),
    Usual("report", 10, after=True),
    Usual("follow_up", 30, after=True, fairs_only=True),
)


def usual_dates(
    kind: EventKind, starts_on: date, ends_on: date, today: date
) -> Iterator[tuple[date, str]]:
    """The usual dates of such an event that are still to come, earliest first, by key."""
    dates = [
        ((ends_on if one.after else starts_on) + timedelta(one.days), one.key)
        for one in USUAL
        if kind in FAIRS or not one.fairs_only
    ]
    yield from sorted(pair for pair in dates if pair[0] >= today)
