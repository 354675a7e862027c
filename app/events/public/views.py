"""Public pages: what is on, one event, one session, the calendar, iCal files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Response, abort, render_template, url_for
from flask.sansio.blueprints import BlueprintSetupState

from app.core import access, clock, hooks, lists, web
from app.core.access import Role
from app.core.forms import phone_text
from app.core.i18n import WEEKDAYS, _
from app.core.text import whole
from app.events import labels, queries
from app.events.agenda import queries as agenda
from app.events.blueprint import bp
from app.events.kinds import EventKind, EventState, SessionKind, SessionState
from app.events.models import Event, EventSession
from app.events.public import calendar as pages
from app.events.public import ical

ICAL = "text/calendar"
FIRST_YEAR, LAST_YEAR = 2000, 2100


@bp.record_once
def _names(state: BlueprintSetupState) -> None:
    """What templates and macros of every package may use to name events and sessions."""
    state.app.jinja_env.globals.update(
        event_name=labels.name_of,
        session_title=labels.short_title,
        milestone_title=labels.milestone,
        speakers_line=labels.speakers_line,
        EVENT_KINDS=labels.EVENT_KINDS,
        SESSION_KINDS=labels.SESSION_KINDS,
    )


@bp.get("/")
@access.public
def home() -> Any:
    """What is on: now, soon, and lately."""
    shown = queries.what_is_on(clock.today())
    ahead = [*shown.current, *shown.coming]
    counts = queries.session_counts([*ahead, *shown.past])
    return render_template(
        "events/public/home.html",
        shown=shown,
        lead=max(ahead, key=lambda event: counts.get(event.id, 0), default=None),
        today=clock.today(),
        counts=counts,
    )


def _public_or_404(slug: str) -> Event:
    """A public event; its hub's people see a draft as it will be."""
    event = queries.event_by_slug(slug)
    if event is None:
        abort(404)
    if event.state is EventState.DRAFT and not access.may(Role.VIEWER, event.hub_id):
        abort(404)
    return event


@bp.get("/events/<slug>")
@access.public
def public_event(slug: str) -> Any:
    """An event's page: when, where, how to come, and its agenda by day."""
    event = _public_or_404(slug)
    days = agenda.days_of(event, agenda.sessions_of(event))
    kind = lists.asked("kind")
    day = _chosen_day(event, days)
    return render_template(
        "events/public/event.html",
        event=event,
        days=days,
        day=day,
        kind=kind,
        kinds=_kinds_in(day.sessions),
        phone=phone_text,
        sessions=[one for one in day.sessions if not kind or one.kind == kind],
        facts=sorted(hooks.public_facts.gather(event), key=lambda fact: fact.order),
        sign_up=sign_up_state(event, clock.now()),
        today=clock.today(),
        hint=labels.EVENT_KIND_HINTS[event.kind],
    )


def _chosen_day(event: Event, days: list[agenda.Day]) -> agenda.Day:
    """The day asked for, else today while the event lasts, else the first with sessions."""
    wished = [lists.asked("day"), clock.today().isoformat()]
    for wish in wished:
        for day in days:
            if day.date.isoformat() == wish:
                return day
    return next((day for day in days if day.sessions), days[0])


def _kinds_in(sessions: list[EventSession]) -> list[tuple[str, str, int]]:
    """The kinds of some sessions as filter chips: value, text, how many."""
    counts = {kind: sum(one.kind is kind for one in sessions) for kind in SessionKind}
    names = labels.SESSION_KINDS
    return [(kind.value, str(names[kind]), number) for kind, number in counts.items() if number]


def sign_up_state(event: Event, now: datetime) -> str:
    """Whether one may sign up: "open", "early", "closed"; "cancelled" when it is called off,
    "draft" before it is published."""
    if event.state is not EventState.PUBLISHED:
        return event.state.value
    if event.registration_opens_at and now < event.registration_opens_at:
        return "early"
    if event.registration_closes_at and now >= event.registration_closes_at:
        return "closed"
    return "open"


@bp.get("/events/<slug>/sessions/<code>")
@access.public
def public_session(slug: str, code: str) -> Any:
    """One session: when, where, who speaks, what one needs to come in."""
    event = _public_or_404(slug)
    session = agenda.session_by_code(event, code) or abort(404)
    return render_template("events/public/session.html", event=event, session=session)


@bp.get("/events/<slug>/agenda.ics")
@access.public
def agenda_ics(slug: str) -> Any:
    """The agenda for a calendar; called-off sessions are marked so."""
    event = _public_or_404(slug)
    sessions = [
        one
        for one in agenda.sessions_of(event, cancelled=True)
        if one.state is SessionState.PLANNED or one.sequence
    ]
    url = web.outside(url_for("events.public_event", slug=slug))
    return _ical(ical.agenda(event, sessions, url, clock.now()), f"{slug}.ics")


def _ical(content: bytes, name: str) -> Response:
    reply = Response(content, mimetype=ICAL)
    reply.headers.set("Content-Disposition", "inline", filename=name)
    return reply


@bp.get("/calendar")
@access.public
def calendar() -> Any:
    """All public events of a year by month, or one month as a grid."""
    year, month = _asked_year(), _asked_month()
    hub, kind = lists.asked("hub"), _asked_kind()
    if lists.asked("view") == "month":
        first, last = pages.month_bounds(year, month)
        weeks = pages.weeks_of(year, month, queries.public_between(first, last, hub, kind))
        months = []
    else:
        span = date(year, 1, 1), date(year, 12, 31)
        months = pages.months_of(year, queries.public_between(*span, hub, kind))
        weeks = []
    return render_template(
        "events/public/calendar.html",
        year=year,
        month=month,
        weeks=weeks,
        months=months,
        today=clock.today(),
        neighbours=pages.neighbours(year, month),
        years=queries.years_with_events() or (year, year),
        hubs=queries.hubs_with_events(),
        kinds=labels.EVENT_KINDS,
        kind=kind,
        hub=hub,
        month_names=labels.MONTHS,
        week_days=zip(WEEKDAYS, labels.WEEKDAYS_SHORT, strict=True),
    )


def _asked_year() -> int:
    year = whole(lists.asked("year")) or 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else clock.today().year


def _asked_month() -> int:
    month = whole(lists.asked("month")) or 0
    return month if 1 <= month <= 12 else clock.today().month


def _asked_kind() -> EventKind | None:
    text = lists.asked("kind")
    return EventKind(text) if text in set(EventKind) else None


@bp.get("/calendar.ics")
@access.public
def calendar_ics() -> Any:
    """The public events of last year and everything after, to subscribe to."""
    first = date(clock.today().year - 1, 1, 1)
    hub, kind = lists.asked("hub"), _asked_kind()
    found = queries.public_between(first, date(LAST_YEAR, 12, 31), hub, kind)
    addressed = [
        (event, web.outside(url_for("events.public_event", slug=event.slug))) for event in found
    ]
    title = _("Technology fairs and classes")
    return _ical(ical.events(title, addressed, clock.now()), "calendar.ics")


@bp.get("/events")
@access.public
def events() -> Any:
    """No list of its own: the calendar is the list of all events."""
    return web.see_other(url_for("events.calendar"))
