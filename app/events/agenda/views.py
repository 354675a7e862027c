"""The agenda in the office: the grid, the list, one session, cancelling and restoring."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from flask import abort, g, render_template, request, url_for

from app.catalogue.models import Expert
from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.db import db
from app.core.errors import Refused
from app.core.i18n import _
from app.events import labels
from app.events.agenda import actions, exporting, forms, import_views, moves, queries
from app.events.agenda.bookings import bookings_of
from app.events.agenda.forms import SessionForm
from app.events.agenda.grid import Item, lay_out
from app.events.agenda.offers import Offer, offers_for
from app.events.agenda.queries import Day
from app.events.blueprint import bp
from app.events.conflicts import Booking, Conflict, conflicts
from app.events.models import Event, EventSession, Room
from app.events.office.both import both_texts

__all__ = ["import_views"]
NO_ROOM = 0


@bp.get("/events/<slug>/desk/agenda")
@access.event_role(Role.VIEWER)
def agenda_page(slug: str) -> Any:
    """One day of the agenda as rooms × time, and as a list on a phone."""
    event = g.event
    sessions = queries.sessions_of(event)
    days = queries.days_of(event, sessions)
    day = next((d for d in days if d.date.isoformat() == lists.asked("day")), None)
    day = day or next((d for d in days if d.sessions), days[0])
    clashes = conflicts(bookings_of(event))
    by_id: dict[Hashable, EventSession] = {session.id: session for session in sessions}
    rooms = _columns(queries.rooms_of(event), day)
    return render_template(
        "events/agenda/grid.html",
        event=event,
        days=days,
        day=day,
        rooms=rooms,
        grid=_grid(event, day, rooms),
        by_id=by_id,
        clashes=[
            (clash, by_id[clash.first.session], by_id[clash.second.session]) for clash in clashes
        ],
        clashing={clash.first.session for clash in clashes}
        | {clash.second.session for clash in clashes},
        by_day=_clashes_by_day(event, clashes),
        names={speaker.person_key: speaker.name for one in sessions for speaker in one.speakers},
    )


def _columns(rooms: Sequence[Room], day: Day) -> list[Room | None]:
    """The rooms that the grid shows: the venue's, halls only when they are used, then others
    that are used; what has no room stands in a column of its own (None)."""
    used = {session.room_id: session.room for session in day.sessions}
    shown: list[Room | None] = [room for room in rooms if not room.is_hall or room.id in used]
    known = {room.id for room in rooms}
    shown += [room for room_id, room in used.items() if room is not None and room_id not in known]
    return shown + ([None] if None in used or not shown else [])


def _grid(event: Event, day: Day, rooms: Sequence[Room | None]) -> Any:
    columns = [room.id if room else NO_ROOM for room in rooms]
    midnight = datetime.combine(day.date, time.min, event.zone)
    items = [
        Item(
            session.id,
            session.room_id or NO_ROOM,
            _minutes(session.starts_at - midnight),
            min(_minutes(session.ends_at - midnight), 24 * 60),
        )
        for session in day.sessions
    ]
    opens, closes = time.fromisoformat(event.opens_at), time.fromisoformat(event.closes_at)
    return lay_out(items, columns, opens.hour * 60, closes.hour * 60 + closes.minute)


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60


def _clashes_by_day(event: Event, clashes: Sequence[Conflict]) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for clash in clashes:
        day = clash.starts.astimezone(event.zone).date()
        found[day] = found.get(day, 0) + 1
    return found


@bp.get("/events/<slug>/desk/sessions")
@access.event_role(Role.VIEWER)
def session_list(slug: str) -> Any:
    """The agenda as a list: search, filter, sort, export; cancelled sessions too."""
    event = g.event
    day = next((d for d in event.days if d.isoformat() == lists.asked("day")), None)
    page = lists.listing(
        queries.listed(event, lists.asked("q"), day, lists.asked("kind"), lists.asked("room")),
        sorts=queries.SORTS,
        default="starts",
        everything="format" in request.args,
    )
    if "format" in request.args:
        experts = queries.experts_for(event.hub)
        codes = {expert.id: forms.code_of(expert, event) for expert in experts}
        rows = [exporting.row(session, codes) for session in page.items]
        return sheets.respond(exporting.COLUMNS, rows, f"agenda-{slug}")
    return render_template(
        "events/agenda/list.html",
        event=event,
        page=page,
        kind_options=labels.options(labels.SESSION_KINDS),
        room_options=[(room.code, room.name) for room in queries.rooms_of(event)],
        day_options=[(d.isoformat(), forms.day_text(d), None) for d in event.days[:14]],
    )


@bp.route("/events/<slug>/desk/agenda/new", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def new_session(slug: str) -> Any:
    """Add a session; the address may name the day, room and time that were clicked."""
    event = g.event
    day = lists.asked("day") or event.starts_on.isoformat()
    starts = lists.asked("from") or event.opens_at
    data = {"kind": "workshop", "day": day, "starts": starts, "room": lists.asked("room")}
    form = _form(event, data, queries.experts_for(event.hub))
    if form.submitted() and "more" not in request.form:
        try:
            session = actions.add_session(event.id, form.given())
            undo = url_for(".cancel_session", slug=slug, code=session.code)
            web.done(_("%(code)s is on the agenda.", code=session.code), undo)
            return web.see_other(_day_url(event, session))
        except Refused as refusal:
            return _again(form, None, refusal)
    return _session_page(form, None)


@bp.route("/events/<slug>/desk/agenda/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def session(slug: str, code: str) -> Any:
    """Change a session."""
    event, found = g.event, _session_or_404(code)
    experts = queries.experts_for(event.hub)
    form = _form(event, _data_of(found, experts), experts, found.room).without_code()
    if form.submitted() and "more" not in request.form:
        version = web.etag_version(form.version.data) or 0
        before = actions.given_of(found)
        try:
            saved = actions.edit_session(found.id, version, form.given())
            web.done(*moves.said(slug, saved, before))
            return web.see_other(_day_url(event, saved))
        except Refused as refusal:
            return _again(form, found, refusal)
    return _session_page(form, found)


def _data_of(found: EventSession, experts: Sequence[Expert]) -> dict[str, Any]:
    codes = {expert.id: forms.code_of(expert, found.event) for expert in experts}
    return forms.data_of(found, codes)


def _form(
    event: Event, data: dict[str, Any], experts: Sequence[Expert], present: Room | None = None
) -> SessionForm:
    """The form as opened or sent; `present` is offered even if it is archived or elsewhere."""
    sent = forms.apply_offer(request.form) if request.method == "POST" else None
    rooms = queries.rooms_of(event)
    if present is not None and present not in rooms:
        rooms.append(present)
    return SessionForm(event, rooms, experts, formdata=sent, data=data).with_blank_row()


def _session_or_404(code: str) -> EventSession:
    return queries.session_by_code(g.event, code) or abort(404)


def _day_url(event: Event, session: EventSession) -> str:
    day = session.starts_at.astimezone(event.zone).date()
    return url_for(".agenda_page", slug=event.slug, day=day.isoformat())


def _again(form: SessionForm, found: EventSession | None, refusal: Refused) -> Any:
    """The form again with what was typed, what is in its way, and ways out."""
    form.refuse(refusal)
    rooms = queries.rooms_of(form.event)
    if refusal.code == "changed_meanwhile" and found is not None:
        db.session.refresh(found)
        experts = list(form.known.values())
        data = _data_of(found, experts)
        now = SessionForm(form.event, rooms, experts, formdata=None, data=data).without_code()
        form.version.data = str(found.version)
        return _session_page(form, found, both=both_texts(form, now), status=409)
    wanted = refusal.details.get("wanted")
    places = form.capacity.data or 0
    offers = offers_for(form.event, rooms, wanted, places) if isinstance(wanted, Booking) else []
    return _session_page(form, found, offers=offers, status=422)


def _session_page(
    form: SessionForm,
    found: EventSession | None,
    *,
    both: Sequence[tuple[str, str, str]] = (),
    offers: Sequence[Offer] = (),
    status: int | None = None,
) -> Any:
    page = render_template(
        "events/agenda/session.html",
        event=g.event,
        form=form,
        session=found,
        both=both,
        offers=offers,
        suggestions=[forms.expert_text(expert, g.event) for expert in form.known.values()],
        kinds=labels.SESSION_KINDS,
    )
    return page, status or (422 if form.errors and "more" not in request.form else 200)


@bp.route("/events/<slug>/desk/agenda/<code>/cancel", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def cancel_session(slug: str, code: str) -> Any:
    """Call a session off. A form asks for the reason; an undo needs none."""
    found = _session_or_404(code)
    form = forms.CancelSessionForm()
    if form.submitted():
        actions.cancel_session(found.id, form.reason.data)
        undo = url_for(".restore_session", slug=slug, code=code)
        web.done(_("%(code)s is off the agenda.", code=code), undo)
        return web.see_other(_day_url(g.event, found))
    page = render_template("events/agenda/cancel.html", event=g.event, session=found, form=form)
    return page, 422 if form.errors else 200


@bp.post("/events/<slug>/desk/agenda/<code>/restore")
@access.event_role(Role.ORGANISER)
def restore_session(slug: str, code: str) -> Any:
    found = _session_or_404(code)
    try:
        actions.restore_session(found.id)
        web.done(_("%(code)s is on the agenda again.", code=code))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(_day_url(g.event, found))
