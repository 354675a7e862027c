"""A hub's thesaurus: list, own groups, built-in groups switched off, what a change would do."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.catalogue import both, thesaurus
from app.catalogue.blueprint import bp
from app.catalogue.concepts import actions, forms, queries
from app.catalogue.concepts.importing import BUILT_IN, COLUMNS, OWN
from app.catalogue.models import Concept
from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _


@bp.get("/hubs/<hub>/thesaurus")
@access.hub_role(Role.VIEWER)
def concepts(hub: str) -> Any:
    """Which words mean the same to the search and the suggestions."""
    export = "format" in request.args
    page = queries.listed(g.hub, lists.asked("q"), lists.asked("kind"), everything=export)
    if export:
        return sheets.respond(COLUMNS, map(_row, page.items), f"thesaurus-{hub}")
    return render_template("catalogue/concepts/list.html", page=page, shown=queries.shown)


def _row(group: queries.Group) -> list[str]:
    words = (group.vi, group.en, group.abbreviations, group.problems)
    kind = OWN if group.row is not None else BUILT_IN
    return [group.name, *("; ".join(w) for w in words), group.built_in or "", kind]


@bp.route("/hubs/<hub>/thesaurus/new", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def new_concept(hub: str) -> Any:
    """Add a group of words, or words to a built-in group."""
    form = forms.ConceptForm()
    if not form.was_sent:
        form.built_in.data = lists.asked("to")
    if _trying():
        return _tried(form, None)
    outcome = both.attempt(form, lambda: actions.add_concept(g.hub.id, form.given()))
    if outcome.done:
        web.done(_("The group is in use at once, also for suggestions."))
        return web.see_other(url_for(".concepts", hub=hub, kind="own"))
    return _form_page(form, None), outcome.status


@bp.route("/hubs/<hub>/thesaurus/<code>/edit", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def edit_concept(hub: str, code: str) -> Any:
    row = _found(code)
    form = forms.of(row)
    if _trying():
        return _tried(form, row)
    outcome = both.attempt(
        form,
        lambda: actions.edit_concept(row.id, form.opened_version(), form.given()),
        anew=lambda: forms.of(row, sent=False),
    )
    if outcome.done:
        web.done(_("Saved."))
        return web.see_other(url_for(".concepts", hub=hub, kind="own"))
    return _form_page(form, row, both=outcome.both), outcome.status


def _trying() -> bool:
    return request.method == "POST" and "trial" in request.form


def _tried(form: forms.ConceptForm, row: Concept | None) -> Any:
    """The form again, with what a question finds before and after; nothing is saved."""
    trial = None
    if form.submitted():
        try:
            given = form.given()
            actions.check(given)
            if not form.question.data:
                raise Refused("no_question", field="question")
            draft = Concept(id=0, hub_id=g.hub.id, hides=False, **vars(given))
            readings = queries.readings(g.hub, draft, instead_of=row)
            trial = queries.trial(g.hub, form.question.data, *readings)
        except Refused as refusal:
            form.refuse(refusal)
    return _form_page(form, row, trial=trial), 422 if trial is None else 200


def _form_page(form: forms.ConceptForm, row: Concept | None, **more: Any) -> str:
    page = {"both": [], "trial": None} | more
    return render_template("catalogue/concepts/form.html", form=form, row=row, **page)


def _found(code: str) -> Concept:
    return queries.by_code(g.hub, code) or abort(404)


@bp.post("/hubs/<hub>/thesaurus/<code>/switch-off")
@access.hub_role(Role.ORGANISER)
def switch_concept_off(hub: str, code: str) -> Any:
    row = _found(code)
    actions.switch(row.id, off=True)
    web.done(
        _("%(name)s is switched off.", name=row.name),
        url_for(".switch_concept_on", hub=hub, code=code),
    )
    return _back(hub)


@bp.post("/hubs/<hub>/thesaurus/<code>/switch-on")
@access.hub_role(Role.ORGANISER)
def switch_concept_on(hub: str, code: str) -> Any:
    row = _found(code)
    actions.switch(row.id, off=False)
    web.done(_("%(name)s is in use again.", name=row.name))
    return _back(hub)


def _back(hub: str) -> Any:
    """The list, as one came from it."""
    return web.see_other(web.local_path(request.form.get("back"), url_for(".concepts", hub=hub)))


# ---------------------------------------------------------------------- built-in groups
def _entry(place: int) -> thesaurus.Entry:
    """A built-in group by its place in the list that comes with the product."""
    known = list(thesaurus.entries().values())
    return known[place] if place < len(known) else abort(404)


@bp.get("/hubs/<hub>/thesaurus/built-in/<int:place>")
@access.hub_role(Role.VIEWER)
def built_in_concept(hub: str, place: int) -> Any:
    """A built-in group, and what switching it would change for a question."""
    entry = _entry(place)
    hidden = queries.hiding(g.hub, entry.key)
    question, trial = lists.asked("question"), None
    if question:
        draft = None if hidden else Concept(id=0, hub_id=g.hub.id, hides=True, built_in=entry.key)
        trial = queries.trial(g.hub, question, *queries.readings(g.hub, draft, instead_of=hidden))
    return render_template(
        "catalogue/concepts/built_in.html",
        entry=entry,
        place=place,
        name=queries.shown(entry.key),
        hidden=hidden,
        question=question,
        trial=trial,
    )


@bp.post("/hubs/<hub>/thesaurus/built-in/<int:place>/switch-off")
@access.hub_role(Role.ORGANISER)
def switch_built_in_off(hub: str, place: int) -> Any:
    entry = _entry(place)
    actions.switch_built_in(g.hub.id, entry.key, off=True)
    web.done(
        _("%(name)s is switched off.", name=queries.shown(entry.key)),
        url_for(".switch_built_in_on", hub=hub, place=place),
    )
    return _back(hub)


@bp.post("/hubs/<hub>/thesaurus/built-in/<int:place>/switch-on")
@access.hub_role(Role.ORGANISER)
def switch_built_in_on(hub: str, place: int) -> Any:
    entry = _entry(place)
    actions.switch_built_in(g.hub.id, entry.key, off=False)
    web.done(_("%(name)s is in use again.", name=queries.shown(entry.key)))
    return _back(hub)
