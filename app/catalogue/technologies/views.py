"""A hub's technologies: list, page, form, approval, archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, g, render_template, request, url_for

from app.accounts import provinces
from app.catalogue import both, labels, records, vocabulary
from app.catalogue.blueprint import bp
from app.catalogue.history import history
from app.catalogue.imports.columns import Kind, file_name, titles
from app.catalogue.models import Technology
from app.catalogue.states import TechnologyState
from app.catalogue.technologies import actions, forms, queries
from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _


@bp.get("/hubs/<hub>/technologies")
@access.hub_role(Role.VIEWER)
def technologies(hub: str) -> Any:
    """The hub's technologies: search, filter, sort, export."""
    page = lists.listing(
        queries.listed(
            g.hub,
            *(lists.asked(name) for name in ("q", "state", "field", "trl", "province")),
            in_archive=lists.asked("archived") == "1",
        ),
        sorts=queries.SORTS,
        default="title",
        everything="format" in request.args,
    )
    if "format" in request.args:
        heads = [*titles(Kind.TECHNOLOGIES), _("State")]
        return sheets.respond(heads, map(_row, page.items), file_name(Kind.TECHNOLOGIES, hub))
    return render_template(
        "catalogue/technologies/list.html",
        page=page,
        counts=queries.state_counts(g.hub),
        fields=vocabulary.choices(vocabulary.FIELDS),
        provinces=provinces.choices(),
    )


def _row(row: Technology) -> Sequence[Any]:
    """A row of an export; its columns are those of an import, then the state."""
    return (
        *(row.code, row.title, row.title_en, row.description, row.advantages, row.applications),
        *(row.field, row.trl, row.ip_kind, row.ip_status, row.ip_number),
        *(row.organisation.code, row.organisation.name, row.province, row.transfer_form),
        *(row.price_vnd, row.booth_width_m, row.power_kw, row.needs_water, row.needs_internet),
        *(row.publish_ok, str(labels.TECHNOLOGY_STATES[row.state])),
    )


def _found(code: str) -> Technology:
    return queries.by_code(g.hub, code.upper()) or abort(404)


def _page(hub: str, row: Technology) -> Any:
    return web.see_other(url_for(".technology", hub=hub, code=row.code))


@bp.route("/hubs/<hub>/technologies/new", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def new_technology(hub: str) -> Any:
    """Record a technology. What an officer enters is approved at once, unless told otherwise."""
    form = forms.TechnologyForm(g.hub)
    wanted = request.args.get("organisation", "")
    if not form.was_sent and wanted.isdigit():
        form.organisation_id.data = wanted
    state = (
        TechnologyState.SUBMITTED if request.form.get("submit_only") else TechnologyState.APPROVED
    )
    made: list[Technology] = []
    outcome = both.attempt(
        form, lambda: made.append(actions.create_technology(g.hub.id, form.given(), state=state))
    )
    if outcome.done:
        web.done(_("%(code)s is recorded.", code=made[0].code))
        return _page(hub, made[0])
    page = render_template("catalogue/technologies/form.html", form=form, row=None, both=[])
    return page, outcome.status


@bp.get("/hubs/<hub>/technologies/<code>")
@access.hub_role(Role.VIEWER)
def technology(hub: str, code: str) -> Any:
    """A technology: what is known, whom it may help, what happened."""
    row = _found(code)
    return render_template(
        "catalogue/technologies/page.html",
        row=row,
        accepted=queries.accepted_by(row, g.hub),
        wanted=queries.wanted_by(row, g.hub),
        history=history(row),
        refuse_form=forms.RefuseForm(),
    )


@bp.route("/hubs/<hub>/technologies/<code>/edit", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def edit_technology(hub: str, code: str) -> Any:
    row = _found(code)
    form = forms.of(g.hub, row)
    outcome = both.attempt(
        form,
        lambda: actions.edit_technology(row.id, form.opened_version(), form.given()),
        anew=lambda: forms.of(g.hub, row, sent=False),
    )
    if outcome.done:
        web.done(_("Saved."))
        return _page(hub, row)
    page = render_template(
        "catalogue/technologies/form.html", form=form, row=row, both=outcome.both
    )
    return page, outcome.status


@bp.post("/hubs/<hub>/technologies/<code>/approve")
@access.hub_role(Role.ORGANISER)
def approve_technology(hub: str, code: str) -> Any:
    row = _found(code)
    try:
        actions.approve_technology(row.id)
        web.done(_("Approved: it is suggested for needs now."))
    except Refused as refusal:
        web.refused(refusal)
    return _page(hub, row)


@bp.post("/hubs/<hub>/technologies/<code>/submit")
@access.hub_role(Role.ORGANISER)
def submit_technology(hub: str, code: str) -> Any:
    row = _found(code)
    try:
        actions.submit_technology(row.id)
        web.done(_("Submitted for approval."))
    except Refused as refusal:
        web.refused(refusal)
    return _page(hub, row)


@bp.route("/hubs/<hub>/technologies/<code>/refuse", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def refuse_technology(hub: str, code: str) -> Any:
    """Turn a technology down, after saying why."""
    row = _found(code)
    form = forms.RefuseForm()
    undo = url_for(".approve_technology", hub=hub, code=row.code)
    was_approved = row.state is TechnologyState.APPROVED
    if form.submitted():
        try:
            actions.refuse_technology(row.id, str(form.reason.data))
            web.done(_("Refused; the reason is kept with it."), undo if was_approved else None)
            return _page(hub, row)
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("catalogue/technologies/refuse.html", form=form, row=row)
    return page, 422 if form.errors else 200


@bp.post("/hubs/<hub>/technologies/<code>/archive")
@access.hub_role(Role.ORGANISER)
def archive_technology(hub: str, code: str) -> Any:
    row = _found(code)
    records.archive(row)
    web.done(
        _("%(code)s is in the archive.", code=row.code),
        url_for(".restore_technology", hub=hub, code=row.code),
    )
    return web.see_other(url_for(".technologies", hub=hub))


@bp.post("/hubs/<hub>/technologies/<code>/restore")
@access.hub_role(Role.ORGANISER)
def restore_technology(hub: str, code: str) -> Any:
    row = _found(code)
    records.restore(row)
    web.done(_("%(code)s is back from the archive.", code=row.code))
    return _page(hub, row)
