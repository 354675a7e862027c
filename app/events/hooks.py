"""What this package tells the desks, the thread and the search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import url_for

from app.accounts.models import Hub
from app.core import access, clock, figures, hooks
from app.core.access import Role
from app.core.db import remembered
from app.core.hooks import Chapter, DeskNumber, DeskTask
from app.core.i18n import _, ngettext, span_text
from app.events import labels, queries
from app.events.agenda.bookings import bookings_of, name_of_thing, span_of
from app.events.conflicts import Conflict, Taken, conflicts
from app.events.kinds import EventState
from app.events.labels import name_of
from app.events.models import Event

#: The hub's desk shows tasks of so many fairs, of those that begin within so many days.
MOST_FAIRS, NEAR_DAYS = 3, 120


def clashes_of(event: Event) -> list[Conflict]:
    """What an event has booked twice; asked several times in a request, read once."""
    found = figures.event.of(event)
    if not (found["room_clashes"] or found["speaker_clashes"]):
        return []
    known: dict[int, list[Conflict]] = remembered("clashes")
    if event.id not in known:
        known[event.id] = conflicts(bookings_of(event))
    return known[event.id]


figures.event.counted(queries.agenda_counts)


@hooks.thread.fill
def plan(event: Event) -> list[Chapter]:
    """The first knot: the agenda. Done once the event has begun."""
    sessions = figures.event.of(event)["sessions"]
    clashes = clashes_of(event)
    if clashes:
        state, figure = "now", _("%(number)s clashes", number=len(clashes))
    elif event.state is EventState.DRAFT:
        state, figure = "now", _("draft")
    else:
        state = "done" if event.starts_on <= clock.today() else "now"
        figure = ngettext("%(num)s session", "%(num)s sessions", sessions)
    url = url_for("events.agenda_page", slug=event.slug)
    return [Chapter("plan", _("Plan"), url, state, figure)]


@hooks.desk_tasks.fill
def tasks(event: Event) -> Iterator[DeskTask]:
    """What the plan of one fair waits for; once it is over, only its dates."""
    if event.ends_on < clock.today():
        yield from _late(event)
        return
    agenda = url_for("events.agenda_page", slug=event.slug)
    for clash in clashes_of(event)[:3]:
        yield DeskTask(
            _clash_title(clash), agenda, _("Untangle"), icon="alert-triangle", urgent=True, order=5
        )
    if event.state is EventState.DRAFT:
        text = _("Only your hub sees it. Publish it when days and place are settled.")
        url = url_for("events.settings", slug=event.slug)
        yield DeskTask(_("The event is still a draft"), url, _("Check it"), text, "send", order=40)
    if not figures.event.of(event)["sessions"]:
        text = _("Add sessions one by one, or import them from a spreadsheet.")
        yield DeskTask(
            _("There is no agenda yet"), agenda, _("Make the agenda"), text, "calendar", order=30
        )
    if event.venue_id is None:
        url = url_for("events.settings", slug=event.slug)
        yield DeskTask(_("The venue is not chosen yet"), url, _("Choose"), "", "map-pin", order=28)
    yield from _late(event)


def _clash_title(clash: Conflict) -> str:
    what, span = name_of_thing(clash), span_of(clash.starts, clash.ends)
    day = clock.local(clash.starts).strftime("%d/%m")
    if clash.taken is Taken.ROOM:
        return _(
            "%(what)s holds two sessions at once, %(span)s on %(day)s",
            what=what,
            span=span,
            day=day,
        )
    return _(
        "%(what)s speaks in two places at once, %(span)s on %(day)s", what=what, span=span, day=day
    )


def _late(event: Event) -> Iterator[DeskTask]:
    """Dates that are over and not ticked, or due today."""
    if not figures.event.of(event)["milestones_due"]:
        return
    today = clock.today()
    url = url_for("events.milestones", slug=event.slug)
    for milestone in queries.open_dates([event]):
        late = (today - milestone.due_on).days
        if late < 0:
            break
        text = ngettext("%(num)s day late", "%(num)s days late", late) if late else _("due today")
        yield DeskTask(
            labels.milestone(milestone),
            url,
            _("Look"),
            text,
            "calendar-time",
            urgent=late > 0,
            order=20,
        )


@hooks.desk_numbers.fill
def numbers(event: Event) -> list[DeskNumber]:
    sessions = figures.event.of(event)["sessions"]
    clashes = len(clashes_of(event))
    note = _("%(number)s clashes", number=clashes) if clashes else _("no clash")
    url = url_for("events.session_list", slug=event.slug)
    return [DeskNumber(_("Sessions"), str(sessions), url, note, order=40)]


@hooks.hub_tasks.fill
def hub_tasks(hub: Hub) -> Iterator[DeskTask]:
    """Tasks of the next fairs, each with the fair's name."""
    last = clock.today() + timedelta(NEAR_DAYS)
    near = [e for e in queries.hub_current(hub, clock.today()) if e.starts_on <= last]
    figures.event.of_all(near)  # of all at once, before each is asked for its own
    for event in near[:MOST_FAIRS]:
        for task in hooks.desk_tasks.gather(event):
            said = " · ".join(part for part in (labels.name_of(event), task.text) if part)
            yield replace(task, text=said)


@hooks.hub_numbers.fill
def hub_numbers(hub: Hub) -> list[DeskNumber]:
    counts = queries.hub_event_counts(hub, clock.today())
    url = url_for("events.hub_events", hub=hub.slug, when="coming")
    note = ngettext("%(num)s draft", "%(num)s drafts", counts["draft"])
    return [DeskNumber(_("Events to come"), str(counts["coming"]), url, note, order=10)]


@hooks.find.fill
def find(hub: Hub, words: Sequence[str]) -> list[dict[str, Any]]:
    """Events and sessions for the search in the head."""
    events, sessions = queries.find(hub, words)
    editing = access.may(Role.ORGANISER, hub.id)
    session_page = "events.session" if editing else "events.public_session"
    return [
        {
            "kind": _("Event"),
            "title": name_of(event),
            "text": span_text(event.starts_on, event.ends_on),
            "url": url_for("events.desk", slug=event.slug),
        }
        for event in events
    ] + [
        {
            "kind": _("Session"),
            "title": f"{session.code} · {session.title}",
            "text": name_of(session.event),
            "url": url_for(session_page, slug=session.event.slug, code=session.code),
        }
        for session in sessions
    ]
