"""What this package tells the pages below it: the fair's thread, the desks, the search."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Hub
from app.catalogue.models import Need
from app.connections.followups import queries as followups
from app.connections.meetings import queries as meetings
from app.connections.models import Meeting
from app.connections.requests import actions as asking
from app.connections.requests import queries as requests
from app.connections.stages import RequestState, Stage
from app.core import clock, hooks, lists
from app.core.db import db
from app.core.hooks import Chapter, DeskNumber, DeskTask
from app.core.i18n import _, ngettext
from app.events.models import Event


@hooks.thread.fill
def chapters(event: Event) -> list[Chapter]:
    """The knots "meetings" and "connections"."""
    asked = requests.counts(event)
    found = meetings.counts(event.hub, event)
    held = found.get("held", 0)
    planned = held + found.get("announced", 0) + found["no_show"]
    if planned:
        figure = _("%(held)s of %(all)s held", held=held, all=planned)
    elif found.get("draft"):
        figure = _("draft")
    else:
        figure = _("%(n)s accepted", n=asked.get(RequestState.ACCEPTED, 0))
    over = event.ends_on < clock.today()
    state = "done" if over and planned else ("now" if asked else "ahead")
    by_stage = followups.counts(event.hub, event)
    opened = sum(count for stage, (count, _total) in by_stage.items() if stage != Stage.ENDED)
    connected = ngettext("%(num)s open", "%(num)s open", opened) if by_stage else _("not yet")
    return [
        Chapter(
            "meetings",
            _("Meetings"),
            url_for("requests.requests", slug=event.slug),
            state,
            figure,
        ),
        Chapter(
            "connections",
            _("Connections"),
            url_for("followups.event_connections", slug=event.slug),
            "now" if by_stage else "ahead",
            connected,
        ),
    ]


@hooks.desk_tasks.fill
def event_tasks(event: Event) -> list[DeskTask]:
    found = []
    waiting = requests.counts(event).get(RequestState.REQUESTED, 0)
    if waiting:
        title = ngettext(
            "%(num)s meeting request waits for an answer",
            "%(num)s meeting requests wait for an answer",
            waiting,
        )
        address = url_for("requests.requests", slug=event.slug, state="requested")
        found.append(DeskTask(title, address, _("Answer"), icon="arrows-exchange", order=40))
    due = meetings.counts(event.hub, event)["due"]
    if due:
        title = ngettext(
            "%(num)s meeting is over and nothing is recorded",
            "%(num)s meetings are over and nothing is recorded",
            due,
        )
        address = url_for("meetings.event_meetings", slug=event.slug, state="due")
        found.append(
            DeskTask(title, address, _("Record"), icon="calendar-event", urgent=True, order=10)
        )
    return found


@hooks.hub_tasks.fill
def hub_tasks(hub: Hub) -> list[DeskTask]:
    count = followups.overdue_count(hub)
    if not count:
        return []
    title = ngettext(
        "%(num)s connection is overdue for its next step",
        "%(num)s connections are overdue for their next step",
        count,
    )
    address = url_for("followups.hub_connections", hub=hub.slug, show="overdue")
    return [DeskTask(title, address, _("Follow up"), icon="clock", urgent=True, order=15)]


@hooks.desk_numbers.fill
def event_numbers(event: Event) -> list[DeskNumber]:
    asked = requests.counts(event)
    address = url_for("requests.requests", slug=event.slug, state="accepted")
    note = _("of %(all)s", all=sum(asked.values()))
    accepted = asked.get(RequestState.ACCEPTED, 0)
    return [DeskNumber(_("Accepted requests"), str(accepted), address, note, order=60)]


@hooks.hub_numbers.fill
def hub_numbers(hub: Hub) -> list[DeskNumber]:
    held = meetings.counts(hub).get("held", 0)
    opened = followups.counts(hub)
    live = sum(count for stage, (count, _t) in opened.items() if stage != Stage.ENDED)
    return [
        DeskNumber(
            _("Meetings held"),
            str(held),
            url_for("meetings.hub_meetings", hub=hub.slug, state="held"),
            order=60,
        ),
        DeskNumber(
            _("Connections followed"),
            str(live),
            url_for("followups.hub_connections", hub=hub.slug),
            order=70,
        ),
    ]


@hooks.hourly.fill
def expire_requests() -> None:
    """Requests whose time to answer is over."""
    for event in requests.with_open_answers():
        asking.expire_due(event)


@hooks.find.fill
def find(hub: Hub, words: list[str]) -> list[dict[str, str]]:
    """Meetings by what the need is about."""
    q = " ".join(words)
    found = (
        select(Meeting)
        .join(Meeting.need)
        .where(Meeting.hub_id == hub.id)
        .where(or_(lists.matching(Need.folded, q), Meeting.code == q))
        .options(joinedload(Meeting.need), joinedload(Meeting.demand))
        .order_by(Meeting.starts_at.desc())
        .limit(10)
    )
    return [
        {
            "kind": _("Meeting"),
            "title": meeting.need.title,
            "text": f"{meeting.demand.name} · {clock.local(meeting.starts_at):%d/%m/%Y}",
            "url": url_for("meetings.one", hub=hub.slug, code=meeting.code),
        }
        for meeting in db.session.scalars(found)
    ]
