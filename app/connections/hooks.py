"""What this package tells the pages below it: the fair's thread, the desks, the search."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import Select, delete, func, or_, select, true
from sqlalchemy.orm import joinedload

from app.accounts.models import Hub
from app.catalogue.models import Need, Organisation, Technology
from app.connections import merging as same_person
from app.connections.followups import queries as followups
from app.connections.meetings import queries as meetings
from app.connections.models import BlockedSlot, Connection, Meeting, MeetingRequest
from app.connections.requests import actions as asking
from app.connections.requests import queries as requests
from app.connections.stages import MeetingState, RequestState, Stage
from app.core import clock, figures, hooks, lists
from app.core.db import db
from app.core.errors import Refused
from app.core.hooks import Chapter, DeskNumber, DeskTask
from app.core.i18n import _, ngettext
from app.events.models import Event

hooks.merge_people.fill(same_person.merge)
hooks.belongings.fill(same_person.belongings)
hooks.exhibitors_merging.fill(same_person.merge_exhibitors)

HELD_OR_MISSED = (
    MeetingState.HELD,
    MeetingState.ANNOUNCED,
    MeetingState.NO_SHOW_DEMAND,
    MeetingState.NO_SHOW_SUPPLY,
)


@hooks.organisations_merging.fill
def merging(keep: Organisation, gone: Organisation) -> tuple[()]:
    """Who has met, or is to meet, are two; slots that both have closed are closed once."""
    ids = (keep.id, gone.id)
    met = select(Meeting.id).where(Meeting.demand_id.in_(ids), Meeting.supply_id.in_(ids))
    asked = (
        select(MeetingRequest.id)
        .join(MeetingRequest.need)
        .join(MeetingRequest.technology)
        .where(
            Need.organisation_id.in_(ids),
            Technology.organisation_id.in_(ids),
            MeetingRequest.state.in_([RequestState.REQUESTED, RequestState.ACCEPTED]),
        )
    )
    live = met.where(Meeting.state != MeetingState.CANCELLED)
    if db.session.scalar(live.limit(1)) or db.session.scalar(asked.limit(1)):
        raise Refused("merge_meets", one=keep.name, other=gone.name)
    mine = select(BlockedSlot.slot_id).where(BlockedSlot.organisation_id == keep.id)
    db.session.execute(
        delete(BlockedSlot).where(
            BlockedSlot.organisation_id == gone.id, BlockedSlot.slot_id.in_(mine)
        )
    )
    return ()


@figures.event.counted
def counts(event_id: int) -> Select[Any]:
    """Requests, meetings and connections of an event."""

    def of(column: Any, *states: Any) -> Any:
        return func.count().filter(column.in_(states))

    asked = select(
        func.count().label("requests"),
        of(MeetingRequest.state, RequestState.ACCEPTED).label("requests_accepted"),
        of(MeetingRequest.state, RequestState.REQUESTED).label("requests_waiting"),
    ).where(MeetingRequest.event_id == event_id)
    met = select(
        of(Meeting.state, *HELD_OR_MISSED).label("meetings_planned"),
        of(Meeting.state, MeetingState.HELD).label("meetings_held"),
        of(Meeting.state, MeetingState.DRAFT).label("meetings_draft"),
        func.count().filter(*meetings.due()).label("meetings_due"),
        func.count().filter(Meeting.disputed_at.is_not(None)).label("meetings_disputed"),
    ).where(Meeting.event_id == event_id)
    followed = select(
        func.count().label("connections"),
        func.count().filter(Connection.stage != Stage.ENDED).label("connections_open"),
    ).where(Connection.event_id == event_id)
    first, second, third = asked.subquery(), met.subquery(), followed.subquery()
    return select(*first.c, *second.c, *third.c).select_from(
        first.join(second, true()).join(third, true())
    )


@figures.hub.counted
def hub_counts(hub_id: int) -> Select[Any]:
    """Meetings held, connections open, and those of them that are overdue."""
    held = select(func.count()).where(Meeting.hub_id == hub_id, Meeting.state == MeetingState.HELD)
    disputed = select(func.count()).where(
        Meeting.hub_id == hub_id, Meeting.disputed_at.is_not(None)
    )
    return select(
        disputed.scalar_subquery().label("meetings_disputed"),
        func.count().filter(Connection.stage != Stage.ENDED).label("connections_open"),
        func.count().filter(*followups.overdue()).label("connections_overdue"),
        held.scalar_subquery().label("meetings_held"),
    ).where(Connection.hub_id == hub_id)


@hooks.thread.fill
def chapters(event: Event) -> list[Chapter]:
    """The knots "meetings" and "connections"."""
    found = figures.event.of(event)
    planned = found["meetings_planned"]
    if planned:
        figure = _("%(held)s of %(all)s held", held=found["meetings_held"], all=planned)
    elif found["meetings_draft"]:
        figure = _("draft")
    else:
        figure = _("%(n)s accepted", n=found["requests_accepted"])
    over = event.ends_on < clock.today()
    state = "done" if over and planned else ("now" if found["requests"] else "ahead")
    some, opened = found["connections"], found["connections_open"]
    connected = ngettext("%(num)s open", "%(num)s open", opened) if some else _("not yet")
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
            _("Follow-up"),
            url_for("followups.event_connections", slug=event.slug),
            "now" if some else "ahead",
            connected,
        ),
    ]


@hooks.desk_tasks.fill
def event_tasks(event: Event) -> list[DeskTask]:
    found, counted = [], figures.event.of(event)
    waiting = counted["requests_waiting"]
    if waiting:
        title = ngettext(
            "%(num)s meeting request waits for an answer",
            "%(num)s meeting requests wait for an answer",
            waiting,
        )
        address = url_for("requests.requests", slug=event.slug, state="requested")
        found.append(DeskTask(title, address, _("Answer"), icon="arrows-exchange", order=40))
    due = counted["meetings_due"]
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
    count = figures.hub.of(hub)["connections_overdue"]
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
    found = figures.event.of(event)
    address = url_for("requests.requests", slug=event.slug, state="accepted")
    note = _("of %(all)s", all=found["requests"])
    accepted = found["requests_accepted"]
    return [DeskNumber(_("Accepted requests"), str(accepted), address, note, order=60)]


@hooks.hub_numbers.fill
def hub_numbers(hub: Hub) -> list[DeskNumber]:
    found = figures.hub.of(hub)
    return [
        DeskNumber(
            _("Meetings held"),
            str(found["meetings_held"]),
            url_for("meetings.hub_meetings", hub=hub.slug, state="held"),
            order=60,
        ),
        DeskNumber(
            _("Connections followed"),
            str(found["connections_open"]),
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
