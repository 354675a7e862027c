"""Which phase a fair's meetings are in, and what each side can do in it.

The organisers set dates; what has happened (a draft, an announcement) moves the phase on from
one date to the next. Wishes go by their dates alone, so that nobody is refused without notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Phase(StrEnum):
    """In the order in which they come."""

    PROFILES = "profiles"
    WISHES = "wishes"
    SCHEDULING = "scheduling"
    DRAFT = "draft"
    PUBLISHED = "published"
    LIVE = "live"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Plan:
    """The days: of the fair, and those the organisers set (None: not set).

    Wishes are taken from `wishes_from` to `wishes_until`, both included; the timetable is to be
    known on `publish_on`.
    """

    first_day: date
    last_day: date
    wishes_from: date | None = None
    wishes_until: date | None = None
    publish_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is: meetings that only the office sees, meetings that people know of."""

    drafts: bool = False
    announced: bool = False


class Wishes(StrEnum):
    """Whether participants can ask for meetings."""

    AHEAD = "ahead"
    OPEN = "open"
    CLOSED = "closed"


def wishes(plan: Plan, today: date) -> Wishes:
    """Without dates wishes are open until the fair is over."""
    if plan.wishes_from is not None and today < plan.wishes_from:
        return Wishes.AHEAD
    last = plan.last_day if plan.wishes_until is None else min(plan.wishes_until, plan.last_day)
    return Wishes.OPEN if today <= last else Wishes.CLOSED


def phase_of(plan: Plan, facts: Facts, today: date) -> Phase:
    """The phase today."""
    if today > plan.last_day:
        return Phase.FOLLOW_UP
    if today >= plan.first_day:
        return Phase.LIVE
    state = wishes(plan, today)
    if state is Wishes.AHEAD:
        return Phase.PROFILES
    if state is Wishes.OPEN and plan.wishes_until is not None:
        return Phase.WISHES
    if facts.announced:
        return Phase.PUBLISHED
    if facts.drafts:
        return Phase.DRAFT
    return Phase.WISHES if state is Wishes.OPEN else Phase.SCHEDULING


def is_late(plan: Plan, facts: Facts, today: date) -> bool:
    """Whether the timetable should be known by now and is not."""
    due = plan.publish_on
    return due is not None and due < today <= plan.last_day and not facts.announced


class Deed(StrEnum):
    """What somebody can do."""

    PROFILE = "profile"
    ASK = "ask"
    ANSWER = "answer"
    SCHEDULE = "schedule"
    MEET = "meet"
    RESULT = "result"


_PARTICIPANTS = {
    Phase.PROFILES: (Deed.PROFILE,),
    Phase.WISHES: (Deed.PROFILE, Deed.ASK, Deed.ANSWER),
    Phase.SCHEDULING: (Deed.PROFILE, Deed.ANSWER),
    Phase.DRAFT: (Deed.PROFILE, Deed.ANSWER),
    Phase.PUBLISHED: (Deed.SCHEDULE, Deed.ANSWER),
    Phase.LIVE: (Deed.SCHEDULE, Deed.MEET),
    Phase.FOLLOW_UP: (Deed.RESULT,),
}


def open_to_participants(phase: Phase, state: Wishes) -> tuple[Deed, ...]:
    """What a participant can do now; asking goes by its dates. Organisers can always do all."""
    deeds = _PARTICIPANTS[phase]
    if state is not Wishes.OPEN:
        return tuple(deed for deed in deeds if deed is not Deed.ASK)
    return deeds if Deed.ASK in deeds else (*deeds, Deed.ASK)


def wrong_date(plan: Plan) -> str | None:
    """The name of the first date that does not follow the one before; None where all do."""
    before: date | None = None
    for name in ("wishes_from", "wishes_until", "publish_on"):
        day: date | None = getattr(plan, name)
        if day is None:
            continue
        if day > plan.last_day or (before is not None and day < before):
            return name
        before = day
    return None
