"""Exhibits and exhibitors of an event: lists, requirements, approval, placing by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, g, render_template, request, url_for

from app.accounts import provinces
from app.booths import labels
from app.booths.blueprint import bp
from app.booths.exhibits import actions, forms, queries
from app.booths.floor import floor_of, short_name
from app.booths.models import Exhibit, Exhibitor, ExhibitorState
from app.booths.stands import showing
from app.catalogue import both, vocabulary
from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _, ngettext

FILTERS = ("q", "state", "field", "has", "zone")


@bp.get("/events/<slug>/desk/exhibits")
@access.event_role(Role.VIEWER)
def exhibits(slug: str) -> Any:
    """What is shown: search, filter, sort, export."""
    page = lists.listing(
        queries.listed(g.event, *(lists.asked(name) for name in FILTERS)),
        sorts=queries.SORTS,
        default="code",
        everything="format" in request.args,
    )
    if "format" in request.args:
        return sheets.respond(_heads(), map(_row, page.items), f"{slug}-{_('exhibits')}")
    return render_template(
        "booths/exhibits.html",
        page=page,
        counts=queries.counts(g.event),
        fields=vocabulary.choices(vocabulary.FIELDS),
        labels=labels,
        short_name=short_name,
    )


def _heads() -> list[str]:
    return [
        *(_("Code"), _("Technology"), _("Exhibitor"), _("Field"), _("Area (m²)")),
        *(_("Power (kW)"), _("Water"), _("Internet"), _("Zone asked for"), _("Booth"), _("Hall")),
        *(_("Locked"), _("Exception"), _("Exhibitor's state")),
    ]


def _row(row: Exhibit) -> Sequence[Any]:
    booth = row.booth
    return (
        *(row.code, row.technology.title, row.exhibitor.organisation.name, row.technology.field),
        *(row.area_m2, row.power_kw, row.water, row.internet, row.zone),
        *(booth.code if booth else None, booth.hall if booth else None, row.locked),
        *(row.override_reason, str(labels.EXHIBITOR_STATES[row.exhibitor.state])),
    )


def found_exhibit(code: str) -> Exhibit:
    return queries.by_code(g.event, code) or abort(404)


@bp.get("/events/<slug>/desk/exhibits/<code>")
@access.event_role(Role.VIEWER)
def exhibit(slug: str, code: str) -> Any:
    """One exhibit: what it needs, where it stands, where it could stand."""
    row = found_exhibit(code)
    floor = floor_of(g.event)
    known = floor.by_id.get(row.id)
    return render_template(
        "booths/exhibit.html",
        row=row,
        floor=floor,
        apart=[floor.by_id[one] for one in queries.apart_of(row) if one in floor.by_id],
        places=floor.places_for(known) if known and access.may(Role.ORGANISER) else [],
        why=showing.explained(floor, known) if known and known.booth_id is None else None,
        faults=[f for f in floor.faults.get(floor.booth_of.get(row.code, ""), [])
                if f.exhibit == row.code],
        history=queries.history(row),
        field_name=vocabulary.field,
        showing=showing,
        labels=labels,
        short_name=short_name,
        weights=forms.WEIGHTS,
    )  # fmt: skip


@bp.route("/events/<slug>/desk/exhibits/<code>/edit", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def edit_exhibit(slug: str, code: str) -> Any:
    """What an exhibit asks of its booth."""
    row = found_exhibit(code)
    floor = floor_of(g.event)
    form = forms.ExhibitForm(floor, row)
    apart = queries.apart_of(row)
    if not form.was_sent:
        form.apart.data = apart
    hidden = [one for one in apart if one not in floor.by_id]  # of exhibitors not approved now
    stays = [True]
    outcome = both.attempt(
        form,
        lambda: stays.append(
            actions.edit_exhibit(
                row.id, form.opened_version(), form.given(), [*(form.apart.data or []), *hidden]
            )
        ),
        anew=lambda: forms.ExhibitForm(floor, row, formdata=None),
    )
    if outcome.done:
        lost = _("Saved. Its booth does not do any more, so it has no place now.")
        web.done(_("Saved.") if stays[-1] else lost)
        return web.see_other(url_for(".exhibit", slug=slug, code=code))
    page = render_template("booths/exhibit_form.html", form=form, row=row, both=outcome.both)
    return page, outcome.status


@bp.post("/events/<slug>/desk/exhibits/<code>/remove")
@access.event_role(Role.ORGANISER)
def remove_exhibit(slug: str, code: str) -> Any:
    """Show a technology no more; this can be undone."""
    row = found_exhibit(code)
    actions.remove_exhibit(row.id)
    undo = url_for(".show_again", slug=slug, code=code)
    web.done(_("%(code)s is not shown any more.", code=code), undo)
    return web.see_other(url_for(".exhibits", slug=slug))


@bp.post("/events/<slug>/desk/exhibits/<code>/show-again")
@access.event_role(Role.ORGANISER)
def show_again(slug: str, code: str) -> Any:
    """Undo a removal: the exhibit asks for what it asked for, and stands where it stood."""
    technology = queries.technology_of(g.event, code) or abort(404)
    try:
        stands = actions.put_back(g.event.id, technology.id)
    except Refused as refusal:
        web.refused(refusal)
        return web.see_other(url_for(".exhibits", slug=slug))
    web.done(
        _("%(code)s is shown again, where it stood.", code=code)
        if stands
        else _("%(code)s is shown again; it has no booth yet.", code=code)
    )
    return web.see_other(url_for(".exhibit", slug=slug, code=code))


# ---------------------------------------------------------------------- adding
@bp.get("/events/<slug>/desk/exhibits/add")
@access.event_role(Role.ORGANISER)
def to_add(slug: str) -> Any:
    """Approved technologies of the hub that this event does not show yet."""
    page = lists.listing(
        queries.to_add(g.event, lists.asked("q"), lists.asked("field")),
        sorts=queries.TO_ADD_SORTS,
        default="title",
    )
    return render_template(
        "booths/add.html",
        page=page,
        fields=vocabulary.choices(vocabulary.FIELDS),
        wants_of=actions.wants_of,
        labels=labels,
    )


@bp.post("/events/<slug>/desk/exhibits/add")
@access.event_role(Role.ORGANISER)
def add_exhibits(slug: str) -> Any:
    """Show the ticked technologies, with what the catalogue says that they need."""
    chosen = request.form.getlist("chosen")[:500]
    technologies = queries.technologies_by_code(g.event, chosen)
    try:
        added = actions.add_exhibits(g.event.id, [one.id for one in technologies])
        web.done(ngettext("%(num)s exhibit added.", "%(num)s exhibits added.", added))
    except Refused as refusal:
        web.refused(refusal)
        return web.see_other(url_for(".to_add", slug=slug))
    return web.see_other(url_for(".exhibits", slug=slug, state="unplaced"))


# ---------------------------------------------------------------------- exhibitors
@bp.get("/events/<slug>/desk/exhibitors")
@access.event_role(Role.VIEWER)
def exhibitors(slug: str) -> Any:
    """Who shows, and what was decided about each."""
    page = lists.listing(
        queries.exhibitors(g.event, lists.asked("q"), lists.asked("state")),
        sorts=queries.EXHIBITOR_SORTS,
        default="name",
        everything="format" in request.args,
    )
    shows = queries.shows_of(page.items)
    if "format" in request.args:
        heads = [_("Code"), _("Exhibitor"), _("Name on the fascia"), _("State"), _("Reason")]
        heads += [_("Exhibits"), _("With a booth")]
        rows = (_exhibitor_row(one, shows.get(one.id, queries.Shows())) for one in page.items)
        return sheets.respond(heads, rows, f"{slug}-{_('exhibitors')}")
    return render_template(
        "booths/exhibitors.html",
        page=page,
        shows=shows,
        nothing=queries.Shows(),
        counts=queries.exhibitor_counts(g.event),
        labels=labels,
        states=list(ExhibitorState),
        short_name=short_name,
    )


def _exhibitor_row(one: Exhibitor, shows: queries.Shows) -> Sequence[Any]:
    state = str(labels.EXHIBITOR_STATES[one.state])
    firm = one.organisation
    return (
        *(firm.code, firm.name, short_name(one), state, one.state_note),
        *(shows.exhibits, shows.placed),
    )


def _exhibitor(code: str) -> Exhibitor:
    return queries.exhibitor_by_code(g.event, code) or abort(404)


@bp.route("/events/<slug>/desk/exhibitors/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def exhibitor(slug: str, code: str) -> Any:
    """One exhibitor: what it shows, its name on the fascia, the decision."""
    row = _exhibitor(code)
    form = forms.FasciaForm(obj=row)
    outcome = both.attempt(
        form,
        lambda: actions.name_fascia(row.id, form.opened_version(), form.fascia_name.data),
        anew=lambda: forms.FasciaForm(formdata=None, obj=row),
    )
    if outcome.done:
        web.done(_("Saved."))
        return web.see_other(url_for(".exhibitor", slug=slug, code=code))
    page = render_template(
        "booths/exhibitor.html",
        row=row,
        form=form,
        both=outcome.both,
        exhibits=queries.exhibits_of(row),
        province_name=provinces.name,
        labels=labels,
        short_name=short_name,
    )
    return page, outcome.status


@bp.post("/events/<slug>/desk/exhibitors/<code>/approve")
@access.event_role(Role.ORGANISER)
def approve_exhibitor(slug: str, code: str) -> Any:
    """Its exhibits take part in the floor plan from now on."""
    row = _exhibitor(code)
    said = _("%(name)s is approved.", name=short_name(row))
    actions.approve_exhibitor(row.id)
    web.done(said)
    return web.see_other(url_for(".exhibitors", slug=slug))


@bp.route("/events/<slug>/desk/exhibitors/<code>/refuse", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def refuse_exhibitor(slug: str, code: str) -> Any:
    """Turn an exhibitor down, after saying why; its exhibits leave their booths."""
    row = _exhibitor(code)
    form = forms.RefuseForm()
    if form.submitted():
        state = ExhibitorState(form.state.data)
        name, was = short_name(row), row.state
        undo = url_for(".approve_exhibitor", slug=slug, code=code)
        left = actions.refuse_exhibitor(row.id, str(form.reason.data), state)
        said = _("%(name)s: %(state)s.", name=name, state=labels.EXHIBITOR_STATES[state])
        if left:
            said += " " + ngettext(
                "%(num)s exhibit left its booth.", "%(num)s exhibits left their booths.", left
            )
        web.done(said, undo if was is ExhibitorState.APPROVED and not left else None)
        return web.see_other(url_for(".exhibitors", slug=slug))
    page = render_template(
        "booths/refuse.html",
        form=form,
        row=row,
        short_name=short_name,
        shown=queries.exhibits_of(row),
    )
    return page, 422 if form.errors else 200
