"""What kinds and states are called, and how a session's title is shown beside its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.i18n import _l, locale_code
from app.core.text import fold
from app.events.kinds import EventKind, EventState, SessionKind
from app.events.models import Event, EventSession, Milestone

EVENT_KINDS = {
    EventKind.TECHMART: _l("Techmart"),
    EventKind.TECHDEMO: _l("Techdemo"),
    EventKind.TECHCONNECT: _l("Techconnect"),
    EventKind.TECHFEST: _l("Techfest"),
    EventKind.WORKSHOP: _l("Workshop"),
    EventKind.TRAINING: _l("Training class"),
    EventKind.SHOWROOM: _l("Showroom"),
    EventKind.OTHER: _l("Other event"),
}
#: One line for who chooses a kind, and the line above the name on the public page.
EVENT_KIND_HINTS = {
    EventKind.TECHMART: _l("Market of technologies and equipment"),
    EventKind.TECHDEMO: _l("Live demonstrations after months of matching"),
    EventKind.TECHCONNECT: _l("Forums, demonstrations and matching"),
    EventKind.TECHFEST: _l("Start-ups, investors and technology villages"),
    EventKind.WORKSHOP: _l("Workshop or round table outside a fair"),
    EventKind.TRAINING: _l("Class with attendance and certificates"),
    EventKind.SHOWROOM: _l("Permanent show of technologies at the hub"),
    EventKind.OTHER: _l("Anything else with a date and a place"),
}
EVENT_KIND_ICONS = {
    EventKind.TECHMART: "building-store",
    EventKind.TECHDEMO: "robot",
    EventKind.TECHCONNECT: "arrows-exchange",
    EventKind.TECHFEST: "rocket",
    EventKind.WORKSHOP: "presentation",
    EventKind.TRAINING: "school",
    EventKind.SHOWROOM: "building-warehouse",
    EventKind.OTHER: "calendar-event",
}
EVENT_STATES = {
    EventState.DRAFT: _l("draft"),
    EventState.PUBLISHED: _l("published"),
    EventState.CANCELLED: _l("cancelled"),
}
STATE_TAGS = {EventState.DRAFT: "warn", EventState.PUBLISHED: "ok", EventState.CANCELLED: "bad"}
SESSION_KINDS = {
    SessionKind.CEREMONY: _l("Ceremony"),
    SessionKind.WORKSHOP: _l("Workshop"),
    SessionKind.ROUNDTABLE: _l("Round table"),
    SessionKind.TALK: _l("Talk"),
    SessionKind.TRAINING: _l("Training class"),
    SessionKind.DEMO: _l("Demonstration"),
    SessionKind.B2B: _l("Matching"),
    SessionKind.BREAK: _l("Break"),
}
MONTHS = (
    _l("January"),
    _l("February"),
    _l("March"),
    _l("April"),
    _l("May"),
    _l("June"),
    _l("July"),
    _l("August"),
    _l("September"),
    _l("October"),
    _l("November"),
    _l("December"),
)
WEEKDAYS_SHORT = (
    _l("Mon"),
    _l("Tue"),
    _l("Wed"),
    _l("Thu"),
    _l("Fri"),
    _l("Sat"),
    _l("Sun"),
)
MILESTONES = {
    "plan": _l("Plan and estimate approved"),
    "call": _l("Call for exhibitors sent"),
    "technologies": _l("List of technologies approved"),
    "agenda": _l("Agenda published, sign-up open"),
    "booths": _l("Booths assigned, plan for power and water"),
    "meetings": _l("Meetings announced"),
    "badges": _l("Badges printed"),
    "dry_run": _l("Dry run: scanning without a network"),
    "report": _l("Report handed in"),
    "follow_up": _l("First follow-up of every connection"),
}
#: How titles often begin, repeating the kind that stands beside them.
_PREFIXES = ("hoi thao", "hoi thao chinh", "toa dam", "tham luan", "lop tap huan", "trinh dien")


def milestone(date: Milestone) -> str:
    """What a date is called: a usual one in the reader's language."""
    return str(MILESTONES[date.usual]) if date.usual else date.title


def options(names: Mapping[Any, object]) -> list[tuple[str, str]]:
    """Names of kinds as the options of a filter."""
    return [(kind.value, str(name)) for kind, name in names.items()]


def short_title(session: EventSession) -> str:
    """The title without the kind that people write before it ("Hội thảo: …")."""
    title = title_of(session)
    before, colon, rest = title.partition(":")
    if colon and rest.strip() and fold(before) in _PREFIXES:
        rest = rest.strip()
        return rest[0].upper() + rest[1:]
    return title


def title_of(session: EventSession) -> str:
    """The title in the reader's language, where there is one."""
    return session.title_en if locale_code() == "en" and session.title_en else session.title


def name_of(event: Event) -> str:
    """The event's name in the reader's language, where there is one."""
    return event.name_en if locale_code() == "en" and event.name_en else event.name


def speakers_line(session: EventSession) -> str:
    return ", ".join(speaker.name for speaker in session.speakers)
