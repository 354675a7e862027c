"""A hub's needs: list, worklists, the page with its suggestions, forms, steps, archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, g, render_template, request, url_for

from app.catalogue import both, labels, records, vocabulary
from app.catalogue.blueprint import bp
from app.catalogue.history import history
from app.catalogue.imports.columns import Kind, file_name, titles
from app.catalogue.models import Need
from app.catalogue.needs import actions, forms, queries
from app.catalogue.openings import queries as openings
from app.catalogue.organisations import queries as organisations
from app.catalogue.organisations.actions import OrganisationGiven
from app.catalogue.reasons import marked
from app.catalogue.states import NEED_STEPS, NeedState, SuggestionState
from app.catalogue.suggestions import queries as suggestions
from app.catalogue.suggestions import wording
from app.core import access, hooks, lists, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _

#: Steps that ask something first; the others are one click.
ASKING = {
    NeedState.REJECTED,
    NeedState.CLOSED_UNRESOLVED,
    NeedState.DUPLICATE,
    NeedState.RESOLVED,
}


@bp.get("/hubs/<hub>/needs")
@access.hub_role(Role.VIEWER)
def needs(hub: str) -> Any:
    """The hub's needs: worklists, search, filter, sort, export."""
    page = lists.listing(
        queries.listed(
            g.hub,
            *(lists.asked(name) for name in ("q", "state", "work", "field", "confidentiality")),
            in_archive=lists.asked("archived") == "1",
        ),
        sorts=queries.SORTS,
        default="-received",
        everything="format" in request.args,
        scalars=False,
    )
    if "format" in request.args:
        rows = (_row(row[0], g.hub.code) for row in page.items)
        return sheets.respond(titles(Kind.NEEDS), rows, file_name(Kind.NEEDS, hub))
    return render_template(
        "catalogue/needs/list.html",
        page=page,
        states=queries.state_counts(g.hub),
        work=queries.work_counts(g.hub),
        fields=vocabulary.choices(vocabulary.FIELDS),
    )


def _row(row: Need, hub_code: str) -> Sequence[Any]:
    """A row of an export; its columns are those of an import."""
    return (
        *(row.code, row.title, row.description, row.requirements, row.scale, row.field),
        *(row.province, hub_code, row.organisation.code, row.organisation.name),
        *(row.contact_name, row.contact_phone, row.contact_email),
        *(row.budget_min_vnd, row.budget_max_vnd, row.desired_trl_min),
        *(row.desired_transfer_form, row.needs_expert, row.received_on, row.needed_by),
        *(row.state.value, row.confidentiality.value, row.source.value, row.resolved_on),
    )


def _found(code: str) -> Need:
    return queries.by_code(g.hub, code.upper()) or abort(404)


def _page(hub: str, code: str) -> Any:
    return web.see_other(url_for(".need", hub=hub, code=code))


# ---------------------------------------------------------------------- taking in
@bp.route("/hubs/<hub>/needs/new", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def new_need(hub: str) -> Any:
    """Take a need down from a phone call; the rest can be added later."""
    form = forms.QuickNeedForm(g.hub)
    status = 200
    if form.was_sent:
        asker, alike = _asker(form)
        form.ask_which(alike)
        status = 422
        if form.submitted():
            if asker is None:
                form.organisation.errors = [_("There are organisations much like it. Which one?")]
            else:
                try:
                    row = actions.take_down_need(g.hub.id, asker, **form.common())
                    web.done(_("%(code)s is recorded.", code=row.code))
                    return _page(hub, row.code)
                except Refused as refusal:
                    form.refuse(refusal)
    names = organisations.choices(g.hub) if status == 200 or form.errors else []
    page = render_template("catalogue/needs/quick.html", form=form, names=names)
    return page, status


def _asker(form: forms.QuickNeedForm) -> tuple[OrganisationGiven | int | None, list[Any]]:
    """Who is meant: a known organisation, a new one, or None when a person must say which."""
    name = form.organisation.data or ""
    chosen = form.same_as.data
    if chosen and chosen != "new":
        row = organisations.by_code(g.hub, chosen)
        if row is not None:
            return row.id, organisations.alike(g.hub, name)
    same = organisations.same(g.hub, name) if name else None
    if same is not None and chosen != "new":
        return same.id, []
    alike = organisations.alike(g.hub, name)
    if alike and chosen != "new":
        return None, alike
    return (
        OrganisationGiven(
            name=name,
            org_type=form.org_type.data or "ENT",
            province=form.province.data or g.hub.province,
            contact_name=form.contact_name.data,
            phone=form.contact_phone.data if not form.contact_phone.errors else None,
        ),
        alike,
    )


@bp.route("/hubs/<hub>/needs/new/full", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def new_full_need(hub: str) -> Any:
    """Take a need in with everything that is known of it."""
    form = forms.NeedForm(g.hub)
    wanted = request.args.get("organisation", "")
    if not form.was_sent and wanted.isdigit():
        form.organisation_id.data = wanted
    made: list[Need] = []
    outcome = both.attempt(form, lambda: made.append(actions.create_need(g.hub.id, form.given())))
    if outcome.done:
        web.done(_("%(code)s is recorded.", code=made[0].code))
        return _page(hub, made[0].code)
    page = render_template("catalogue/needs/form.html", form=form, row=None, both=[])
    return page, outcome.status


@bp.route("/hubs/<hub>/needs/<code>/edit", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def edit_need(hub: str, code: str) -> Any:
    row = _found(code)
    form = forms.of(g.hub, row)
    outcome = both.attempt(
        form,
        lambda: actions.edit_need(row.id, form.opened_version(), form.given()),
        anew=lambda: forms.of(g.hub, row, sent=False),
    )
    if outcome.done:
        web.done(_("Saved."))
        return _page(hub, row.code)
    page = render_template("catalogue/needs/form.html", form=form, row=row, both=outcome.both)
    return page, outcome.status


# ---------------------------------------------------------------------- one need
@bp.get("/hubs/<hub>/needs/<code>")
@access.hub_role(Role.VIEWER)
def need(hub: str, code: str) -> Any:
    """A need: its facts at the left, what may help at the right, what happened below."""
    found = queries.in_place(g.hub, code.upper()) or abort(404)
    row = found.need
    asked = lists.asked("decided", SuggestionState.SUGGESTED.value)
    view = SuggestionState(asked) if asked in set(SuggestionState) else SuggestionState.SUGGESTED
    board = suggestions.board(row)
    return render_template(
        "catalogue/needs/page.html",
        row=row,
        board=board,
        view=view,
        shown=board.by_state(view),
        fits=wording.FITS,
        fit_tags=wording.FIT_TAGS,
        pieces=marked(row.description, board.shared_words()),
        steps=NEED_STEPS[row.state],
        asking=ASKING,
        before=found.before,
        after=found.after,
        original=found.original,
        similar=queries.similar(row),
        log=openings.of_need(row),
        history=history(row),
        owner_says=dict(hooks.suggestions_told.gather(row)),
        dismiss_form=forms.DismissForm(),
    )


@bp.route("/hubs/<hub>/needs/<code>/step/<after>", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def step_need(hub: str, code: str, after: str) -> Any:
    """Take a need one step on; some steps ask why, or which need it repeats."""
    row = _found(code)
    if after not in set(NeedState):
        abort(404)
    state, form = NeedState(after), forms.StepForm()
    if form.submitted():
        try:
            actions.step_need(
                row.id,
                state,
                note=form.note.data,
                duplicate_of=form.duplicate_of.data,
                resolved_on=form.resolved_on.data,
            )
            web.done(
                _("%(code)s is now: %(state)s.", code=row.code, state=labels.NEED_STATES[state]),
                url_for(".undo_need_step", hub=hub, code=row.code),
            )
            return _page(hub, row.code)
        except Refused as refusal:
            if state not in ASKING:
                web.refused(refusal)
                return _page(hub, row.code)
            form.refuse(refusal)
    if state not in ASKING:
        return _page(hub, row.code)
    page = render_template(
        "catalogue/needs/step.html", form=form, row=row, after=state, asks=form.asks(state)
    )
    return page, 422 if form.errors else 200


@bp.post("/hubs/<hub>/needs/<code>/undo-step")
@access.hub_role(Role.ORGANISER)
def undo_need_step(hub: str, code: str) -> Any:
    row = _found(code)
    try:
        actions.undo_step(row.id)
        web.done(_("Taken back."))
    except Refused as refusal:
        web.refused(refusal)
    return _page(hub, row.code)


@bp.post("/hubs/<hub>/needs/<code>/archive")
@access.hub_role(Role.ORGANISER)
def archive_need(hub: str, code: str) -> Any:
    row = _found(code)
    records.archive(row)
    web.done(
        _("%(code)s is in the archive.", code=row.code),
        url_for(".restore_need", hub=hub, code=row.code),
    )
    return web.see_other(url_for(".needs", hub=hub))


@bp.post("/hubs/<hub>/needs/<code>/restore")
@access.hub_role(Role.ORGANISER)
def restore_need(hub: str, code: str) -> Any:
    row = _found(code)
    records.restore(row)
    web.done(_("%(code)s is back from the archive.", code=row.code))
    return _page(hub, row.code)
