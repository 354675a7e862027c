"""The office of events: a hub's list, the wizard, one event's settings and its deeds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import g, render_template, request, url_for

from app.core import access, clock, lists, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.forms import parse_date
from app.core.i18n import _
from app.events import actions, labels, queries
from app.events.blueprint import bp
from app.events.kinds import EventKind
from app.events.models import Event
from app.events.office import desk, forms, milestones
from app.events.office.both import both_texts
from app.events.queries import hub_venues

__all__ = ["desk", "milestones"]


@bp.get("/hubs/<hub>/events")
@access.hub_role(Role.VIEWER)
def hub_events(hub: str) -> Any:
    """The hub's events: search, filter, sort, export."""
    today = clock.today()
    q, when, kind = lists.asked("q"), lists.asked("when"), lists.asked("kind")
    page = lists.listing(
        queries.hub_events(g.hub, q, when, kind, today),
        sorts=queries.SORTS,
        default="-starts",
        everything="format" in request.args,
    )
    if "format" in request.args:
        columns = (_("Name"), _("Kind"), _("First day"), _("Last day"), _("Venue"), _("State"))
        return sheets.respond([*columns, _("Address")], map(_row, page.items), f"events-{hub}")
    return render_template(
        "events/office/events.html",
        page=page,
        counts=queries.hub_event_counts(g.hub, today),
        sessions=queries.session_counts(page.items),
        kind_options=labels.options(labels.EVENT_KINDS),
        states=labels.EVENT_STATES,
        tags=labels.STATE_TAGS,
        today=today,
    )


def _row(event: Event) -> list[Any]:
    return [
        event.name,
        str(labels.EVENT_KINDS[event.kind]),
        event.starts_on,
        event.ends_on,
        event.venue.name if event.venue else None,
        str(labels.EVENT_STATES[event.state]),
        event.slug,
    ]


# ---------------------------------------------------------------------- a new one
@bp.get("/hubs/<hub>/events/new")
@access.hub_role(Role.ORGANISER)
def new_event(hub: str) -> Any:
    """First step: what kind of event. What is chosen stays in the address."""
    return render_template(
        "events/office/new_kind.html",
        kinds=labels.EVENT_KINDS,
        hints=labels.EVENT_KIND_HINTS,
        icons=labels.EVENT_KIND_ICONS,
        kept=request.args.to_dict(),
    )


@bp.get("/hubs/<hub>/events/new/details")
@access.hub_role(Role.ORGANISER)
def new_event_details(hub: str) -> Any:
    """Second step: name, days, venue."""
    kind = _asked_kind()
    if kind is None:
        return web.see_other(url_for(".new_event", hub=hub))
    typed = request.args.to_dict()
    form = forms.NewEventForm(g.hub, data=_as_data(typed))
    return render_template("events/office/new_details.html", form=form, kind=kind)


@bp.post("/hubs/<hub>/events/new/details")
@access.hub_role(Role.ORGANISER)
def check_new_event(hub: str) -> Any:
    """Check the second step; on to the summary with all that was typed in the address."""
    kind = _asked_kind()
    if kind is None:
        return web.see_other(url_for(".new_event", hub=hub))
    form = forms.NewEventForm(g.hub)
    if not form.submitted():
        return render_template("events/office/new_details.html", form=form, kind=kind), 422
    return web.see_other(url_for(".new_event_summary", hub=hub, kind=kind.value, **_typed(form)))


@bp.get("/hubs/<hub>/events/new/summary")
@access.hub_role(Role.ORGANISER)
def new_event_summary(hub: str) -> Any:
    """Third step: what will be made."""
    return _summary(hub)


@bp.post("/hubs/<hub>/events/new")
@access.hub_role(Role.ORGANISER)
def create_event(hub: str) -> Any:
    """Make the event; go on in its desk."""
    kind, form = _asked_kind(), forms.NewEventForm(g.hub)
    if kind is None or not form.submitted():
        return web.see_other(url_for(".new_event", hub=hub))
    typed = form.data
    venue = int(typed["venue"]) if typed["venue"] else None
    try:
        event = actions.create_event(
            g.hub.id, kind, typed["name"], typed["starts_on"], typed["ends_on"], venue_id=venue
        )
    except Refused as refusal:
        web.refused(refusal)
        return web.see_other(url_for(".new_event_details", hub=hub, kind=kind.value))
    web.done(_("The event is made, as a draft that only your hub sees."))
    return web.see_other(url_for(".desk", slug=event.slug))


def _summary(hub: str) -> Any:
    kind = _asked_kind()
    typed: dict[str, Any] = request.args.to_dict()
    data = _as_data(typed)
    form = forms.NewEventForm(g.hub, data=data)
    if kind is None or not all(data.get(key) for key in ("name", "starts_on", "ends_on")):
        return web.see_other(url_for(".new_event_details", hub=hub, **typed))
    venue = next((v for v in hub_venues(g.hub) if str(v.id) == data.get("venue")), None)
    dates = labels_of_dates(kind, data["starts_on"], data["ends_on"])
    return render_template(
        "events/office/new_summary.html",
        form=form,
        kind=kind,
        venue=venue,
        dates=dates,
        kinds=labels.EVENT_KINDS,
    )


def labels_of_dates(kind: EventKind, first: date, last: date) -> list[tuple[date, str]]:
    """The usual dates that such an event would get."""
    found = actions.usual_dates(kind, first, last, clock.today())
    return [(day, str(labels.MILESTONES[key])) for day, key in found]


def _asked_kind() -> EventKind | None:
    text = request.values.get("kind", "")
    return EventKind(text) if text in set(EventKind) else None


def _as_data(typed: dict[str, str]) -> dict[str, Any]:
    """A form's data out of the address; what cannot be read is left out."""
    data: dict[str, Any] = {key: typed.get(key) for key in ("name", "venue")}
    for key in ("starts_on", "ends_on"):
        try:
            data[key] = parse_date(typed.get(key, ""))
        except ValueError:
            data[key] = None
    return data


def _typed(form: forms.NewEventForm) -> dict[str, Any]:
    days = {key: form[key].data.isoformat() for key in ("starts_on", "ends_on")}
    return days | {"name": form.name.data, "venue": form.venue.data}


# ---------------------------------------------------------------------- one event
@bp.route("/events/<slug>/desk/settings", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def settings(slug: str) -> Any:
    """Change an event. When somebody else saved meanwhile, both texts are shown."""
    event = g.event
    form = forms.EventForm(event, data=forms.data_of(event))
    mine: list[tuple[str, str, str]] = []
    status = 200
    if form.submitted():
        try:
            version = web.etag_version(form.version.data) or 0
            actions.edit_event(event.id, version, **form.values())
            web.done(_("Saved."))
            return web.see_other(url_for(".settings", slug=slug))
        except Refused as refusal:
            form.refuse(refusal)
            status = 409 if refusal.code == "changed_meanwhile" else 422
            if refusal.code == "changed_meanwhile":
                now = forms.EventForm(event, formdata=None, data=forms.data_of(event))
                mine = both_texts(form, now)
                form.version.data = str(event.version)
    elif form.errors:
        status = 422
    page = render_template("events/office/settings.html", event=event, form=form, both=mine)
    return page, status


@bp.post("/events/<slug>/desk/publish")
@access.event_role(Role.ORGANISER)
def publish(slug: str) -> Any:
    try:
        actions.publish_event(g.event.id)
        web.done(_("Published: everybody sees it now."), url_for(".unpublish", slug=slug))
    except Refused as refusal:
        web.refused(refusal)
    return _back(slug)


@bp.post("/events/<slug>/desk/unpublish")
@access.event_role(Role.ORGANISER)
def unpublish(slug: str) -> Any:
    actions.unpublish_event(g.event.id)
    web.done(_("Taken back: only your hub sees it."), url_for(".publish", slug=slug))
    return _back(slug)


@bp.route("/events/<slug>/desk/cancel", methods=["GET", "POST"])
@access.event_role(Role.MANAGER)
def cancel(slug: str) -> Any:
    """Call an event off, after saying why."""
    form = forms.CancelForm()
    if form.submitted():
        try:
            actions.cancel_event(g.event.id, form.data["reason"])
            web.done(_("The event is cancelled."), url_for(".restore", slug=slug))
            return _back(slug)
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("events/office/cancel.html", event=g.event, form=form)
    return page, 422 if form.errors else 200


@bp.post("/events/<slug>/desk/restore")
@access.event_role(Role.MANAGER)
def restore(slug: str) -> Any:
    try:
        actions.restore_event(g.event.id)
        web.done(_("The event takes place again."))
    except Refused as refusal:
        web.refused(refusal)
    return _back(slug)


@bp.route("/events/<slug>/desk/copy", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def copy(slug: str) -> Any:
    """The same event in another year, as a draft."""
    event = g.event
    name, first = forms.next_year(event)
    form = forms.CopyForm(data={"name": name, "starts_on": first, "agenda": True})
    if form.submitted():
        try:
            typed = form.data
            made = actions.copy_event(
                event.id, typed["name"], typed["starts_on"], agenda=typed["agenda"]
            )
            web.done(_("The copy is made, as a draft that only your hub sees."))
            return web.see_other(url_for(".desk", slug=made.slug))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template(
        "events/office/copy.html",
        event=event,
        form=form,
        sessions=queries.session_counts([event]).get(event.id, 0),
        length=event.ends_on - event.starts_on + timedelta(1),
    )
    return page, 422 if form.errors else 200


@bp.get("/events/<slug>/desk/history")
@access.event_role(Role.VIEWER)
def history(slug: str) -> Any:
    """Who did what to this event, newest first."""
    page = desk.audit_page(g.event)
    return render_template("events/office/history.html", event=g.event, page=page)


def _back(slug: str) -> Any:
    wanted = web.local_path(request.form.get("next"), url_for(".desk", slug=slug))
    return web.see_other(wanted)
