"""When a digest goes to the owner of a need, and which suggestions are in it.

A digest tells of what was chosen before its period began, so whoever works through the
suggestions on a Monday writes one letter next week, not one an hour; and a worker that stood
still makes up for it without telling anything twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

MOST = 5  # suggestions in one digest; what is left comes with the next
HOUR = 8  # letters go out when offices open
AGAIN = timedelta(days=28)  # after "later" it is asked once more
OPEN_FOR = timedelta(days=120)  # so long a letter's link answers


class Every(StrEnum):
    """How often a hub writes."""

    OFF = "off"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Reply(StrEnum):
    """What an owner says to one suggestion."""

    YES = "yes"
    NO = "no"
    LATER = "later"


@dataclass(frozen=True)
class Owner:
    """Who is written to: an organisation at one address; "" where none is known."""

    organisation_id: int
    address: str


@dataclass(frozen=True)
class Candidate:
    """A chosen suggestion. `later_at`: when its owner said "later"; None: never told of it."""

    suggestion_id: int
    need_id: int
    owner: Owner
    score: float
    chosen_at: datetime
    later_at: datetime | None = None


def period(every: Every, now: datetime) -> date | None:
    """The first day of the period that is being written for: a Monday, or the first of a month.

    `now` is local time. Before the office opens on that day it is still the period before.
    """
    today = (now - timedelta(hours=HOUR)).date()
    if every is Every.WEEKLY:
        return today - timedelta(days=today.weekday())
    return today.replace(day=1) if every is Every.MONTHLY else None


def next_day(every: Every, now: datetime) -> date | None:
    """The day on which the next letters go out; None when none do."""
    began = period(every, now)
    if began is None:
        return None
    if every is Every.WEEKLY:
        return began + timedelta(days=7)
    return (began + timedelta(days=31)).replace(day=1)


def choose(
    candidates: Iterable[Candidate], *, before: datetime, now: datetime
) -> dict[Owner, list[Candidate]]:
    """What each owner is told: at most MOST, the best, those of one need together.

    Needs follow each other by their best suggestion. Left out is what was chosen at `before` or
    after, and what its owner put off less than AGAIN ago.
    """
    waiting: dict[Owner, list[Candidate]] = {}
    for one in candidates:
        told = one.later_at is not None and one.later_at > now - AGAIN
        if one.chosen_at < before and not told:
            waiting.setdefault(one.owner, []).append(one)
    return {owner: _together(sorted(found, key=_rank)[:MOST]) for owner, found in waiting.items()}


def _rank(one: Candidate) -> tuple[float, datetime, int]:
    return (-one.score, one.chosen_at, one.suggestion_id)


def _together(best: list[Candidate]) -> list[Candidate]:
    """The same suggestions need by need; `best` is in order."""
    needs = list(dict.fromkeys(one.need_id for one in best))
    return sorted(best, key=lambda one: needs.index(one.need_id))


def answerable(*, open_need: bool, on_offer: bool, chosen: bool, handled: bool) -> bool:
    """Whether an owner may still say, or change, what they think of a suggestion.

    `chosen`: the hub stands by it, or dismissed it only because the owner said no. `handled`: the
    hub has acted on the answer, or the two have met.
    """
    return open_need and on_offer and chosen and not handled
