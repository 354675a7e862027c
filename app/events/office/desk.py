"""The desks: what needs me today, for one fair and for the whole hub."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import g, render_template
from sqlalchemy import select

from app.accounts.models import User
from app.core import access, clock, figures, hooks, lists, words
from app.core.access import Role
from app.core.audit import AuditEntry
from app.core.db import db
from app.events import labels, queries
from app.events.blueprint import bp
from app.events.models import Event

COMING_DATES = 6
LATEST_DEEDS, LOOKED_AT = 8, 200


@dataclass(frozen=True)
class Happened:
    """A deed of the audit trail in words: when, what, who."""

    entry: AuditEntry
    what: str
    who: str | None
    event: str | None
    times: int = 1  # how often in a row the same was done at the same event


@bp.get("/events/<slug>/desk")
@access.event_role(Role.VIEWER)
def desk(slug: str) -> Any:
    """A fair's start page."""
    event = g.event
    tasks = _in_order(hooks.desk_tasks.gather(event)) if access.may(Role.ORGANISER) else []
    return render_template(
        "events/office/desk.html",
        event=event,
        tasks=tasks,
        numbers=sorted(hooks.desk_numbers.gather(event), key=lambda number: number.order),
        dates=queries.open_dates([event])[:COMING_DATES],
        happened=happened(AuditEntry.event_id == event.id),
        today=clock.today(),
        days_left=(event.starts_on - clock.today()).days,
        tags=labels.STATE_TAGS,
        states=labels.EVENT_STATES,
    )


@bp.get("/hubs/<hub>")
@access.hub_role(Role.VIEWER)
def hub_desk(hub: str) -> Any:
    """A hub's start page: its own tasks and those of its fairs that are near."""
    today = clock.today()
    events = queries.hub_current(g.hub, today)
    told = figures.event.of_all(events)  # of all at once, before each is asked for its own
    dates = queries.open_dates(events)
    tasks = hooks.hub_tasks.gather(g.hub) if access.may(Role.ORGANISER) else []
    return render_template(
        "events/office/hub_desk.html",
        hub=g.hub,
        tasks=_in_order(tasks),
        numbers=sorted(hooks.hub_numbers.gather(g.hub), key=lambda number: number.order),
        events=events,
        sessions={number: counts["sessions"] for number, counts in told.items()},
        dates=dates[:COMING_DATES],
        happened=happened(AuditEntry.hub_id == g.hub.id),
        today=today,
        tags=labels.STATE_TAGS,
        states=labels.EVENT_STATES,
    )


def _in_order(tasks: Sequence[hooks.DeskTask]) -> list[hooks.DeskTask]:
    return sorted(tasks, key=lambda task: (not task.urgent, task.order, task.title))


def happened(*where: Any) -> list[Happened]:
    """The latest deeds that have words, newest first."""
    so_far = select(AuditEntry).where(*where, AuditEntry.at <= clock.now())
    statement = so_far.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(LOOKED_AT)
    entries = [entry for entry in db.session.scalars(statement) if words.deed(entry.action)]
    runs = [list(run) for _same, run in groupby(entries, key=_likeness)][:LATEST_DEEDS]
    latest = in_words([run[0] for run in runs])
    return [replace(one, times=len(run)) for one, run in zip(latest, runs, strict=True)]


def _likeness(entry: AuditEntry) -> tuple[Any, ...]:
    return entry.action, entry.actor, entry.event_id


def audit_page(event: Event) -> lists.Page:
    """Everything that was done to an event, page by page."""
    statement = select(AuditEntry).where(AuditEntry.event_id == event.id)
    page = lists.listing(statement, sorts={"at": (AuditEntry.at, AuditEntry.id)}, default="-at")
    page.items[:] = in_words(page.items)
    return page


def in_words(entries: Sequence[AuditEntry]) -> list[Happened]:
    """Deeds with what they are called, who did them and where; at most two more statements."""
    names: dict[str, str] = {}
    events: dict[int, str] = {}
    if ids := {int(e.actor[5:]) for e in entries if e.actor.startswith("user:")}:
        rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
        names = {f"user:{user_id}": name for user_id, name in rows}
    if at := {e.event_id for e in entries if e.event_id}:
        named = select(Event.id, Event.name).where(Event.id.in_(at))
        events = {row[0]: row[1] for row in db.session.execute(named)}
    return [Happened(e, _what(e), names.get(e.actor), events.get(e.event_id or 0)) for e in entries]


def _what(entry: AuditEntry) -> str:
    said = words.deed(entry.action) or entry.action.replace("_", " ").capitalize()
    named = ("code", "name", "session", "technology", "title")
    which = next((entry.details[key] for key in named if entry.details.get(key)), None)
    return f"{said}: {which}" if which else said
