"""The office's side: letting in, answering, ending, asking, and reading what is opened to it."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, url_for
from flask_login import current_user

from app.catalogue.blueprint import bp
from app.catalogue.models import Need, NeedOpening
from app.catalogue.needs import queries as needs
from app.catalogue.openings import actions, forms, links, queries, words
from app.catalogue.openings.standing import Standing
from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _


@bp.context_processor
def _opening_words() -> dict[str, object]:
    return {
        "standings": words.STANDINGS,
        "standing_tags": words.STANDING_TAGS,
        "standing_now": words.standing_now,
        "let_in_whom": queries.whom,
        "opening_link": lambda opening: links.address_of(opening, opening.organisation.language),
    }


def _need(code: str) -> Need:
    return needs.by_code(g.hub, code.upper()) or abort(404)


def _opening(need: Need, code: str) -> NeedOpening:
    return queries.by_code(need, code) or abort(404)


def _back(hub: str, code: str) -> Any:
    return web.see_other(url_for(".need", hub=hub, code=code, _anchor="openings"))


@bp.route("/hubs/<hub>/needs/<code>/let-in", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def let_in(hub: str, code: str) -> Any:
    """Let an organisation or another hub read the need, on its owner's word."""
    need = _need(code)
    form = forms.LetInForm(need)
    if form.submitted():
        try:
            opening = actions.let_in(need.id, form.chosen(), form.word())
            _said(opening)
            return _back(hub, need.code)
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("catalogue/openings/let_in.html", form=form, row=need, opening=None)
    return page, 422 if form.errors else 200


def _said(opening: NeedOpening) -> None:
    name = queries.whom(opening)
    if opening.organisation_id is None:
        web.done(_("%(name)s may read it now and finds it on its desk.", name=name))
    elif opening.address:
        web.done(_("%(name)s may read it; the link goes to %(address)s.", name=name,
                   address=opening.address))  # fmt: skip
    else:
        web.done(_("%(name)s may read it. Pass the link on: no e-mail is known.", name=name))


@bp.route("/hubs/<hub>/needs/<code>/openings/<opening>", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def answer_opening(hub: str, code: str, opening: str) -> Any:
    """Answer a hub that asks: yes, with the owner's word."""
    need = _need(code)
    found, form = _opening(need, opening), forms.WordForm()
    if form.submitted():
        try:
            actions.grant(found.id, form.word())
            _said(found)
            return _back(hub, need.code)
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("catalogue/openings/let_in.html", form=form, row=need, opening=found)
    return page, 422 if form.errors else 200


@bp.route("/hubs/<hub>/needs/<code>/openings/<opening>/refuse", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def refuse_opening(hub: str, code: str, opening: str) -> Any:
    """Answer a hub that asks: no, with the reason."""
    need = _need(code)
    found, form = _opening(need, opening), forms.RefuseForm()
    if form.submitted():
        try:
            actions.refuse(found.id, str(form.reason.data))
            web.done(_("%(name)s reads your reason.", name=queries.whom(found)))
            return _back(hub, need.code)
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("catalogue/openings/refuse.html", form=form, row=need, opening=found)
    return page, 422 if form.errors else 200


@bp.post("/hubs/<hub>/needs/<code>/openings/<opening>/revoke")
@access.hub_role(Role.ORGANISER)
def revoke_opening(hub: str, code: str, opening: str) -> Any:
    need = _need(code)
    found = _opening(need, opening)
    actions.revoke(found.id)
    web.done(_("%(name)s can no longer read it.", name=queries.whom(found)))
    return _back(hub, need.code)


# ---------------------------------------------------------------------- the other hub
@bp.get("/hubs/<hub>/shared-needs")
@access.hub_role(Role.VIEWER)
def shared_needs(hub: str) -> Any:
    """What other hubs ask of this one, opened to it, and what it asked for."""
    return render_template(
        "catalogue/openings/shared.html",
        waiting=queries.waiting(g.hub),
        shared=queries.shared(g.hub),
        Standing=Standing,
    )


@bp.route("/hubs/<hub>/shared-needs/ask", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def ask_for_need(hub: str) -> Any:
    """Ask another hub to let this one read a need in full."""
    form = forms.AskForm(g.hub)
    if form.submitted():
        try:
            need = queries.hidden_need(str(form.hub.data), str(form.code.data).upper())
            if need is None:
                raise Refused("need_unknown", field="code")
            actions.ask(need, g.hub, str(form.why.data))
            web.done(_("Asked. The answer will stand here."))
            return web.see_other(url_for(".shared_needs", hub=hub))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("catalogue/openings/ask.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/hubs/<hub>/shared-needs/<opening>")
@access.hub_role(Role.ORGANISER)
def shared_need(hub: str, opening: str) -> Any:
    """A need of another hub in full, for as long as it is open to this one; noted in its log."""
    found = queries.for_hub(g.hub, opening) or abort(404)
    if not actions.read(found, current_user.id):
        abort(404)
    return render_template("catalogue/openings/read.html", opening=found, row=found.need)
