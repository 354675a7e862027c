"""Deciding on suggestions, and handing experts' profiles over."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.catalogue import labels
from app.catalogue.blueprint import bp
from app.catalogue.models import Expert, Need, Technology
from app.catalogue.needs import queries as needs
from app.catalogue.needs.forms import DismissForm
from app.catalogue.suggestions import actions, queries
from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _


def _need(code: str) -> Need:
    return needs.by_code(g.hub, code.upper()) or abort(404)


def _technology(need: Need, public_code: str) -> Technology:
    return queries.technology_for(need, public_code) or abort(404)


def _back(hub: str, need: Need) -> Any:
    """The need's page, in the view one came from."""
    decided = request.form.get("decided") or None
    return web.see_other(url_for(".need", hub=hub, code=need.code, decided=decided))


def _undo(hub: str, need: Need, technology: Technology) -> str:
    return url_for(".undo_suggestion", hub=hub, code=need.code, technology=technology.public_code)


@bp.post("/hubs/<hub>/needs/<code>/suggestions/<technology>/accept")
@access.hub_role(Role.ORGANISER)
def accept_suggestion(hub: str, code: str, technology: str) -> Any:
    need = _need(code)
    found = _technology(need, technology)
    try:
        actions.accept_suggestion(need.id, found.id)
        web.done(_("%(code)s is chosen.", code=found.code), _undo(hub, need, found))
    except Refused as refusal:
        web.refused(refusal)
    return _back(hub, need)


@bp.route("/hubs/<hub>/needs/<code>/suggestions/<technology>/dismiss", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def dismiss_suggestion(hub: str, code: str, technology: str) -> Any:
    """Dismiss a suggestion, after saying why."""
    need = _need(code)
    found = _technology(need, technology)
    form = DismissForm()
    if form.submitted():
        try:
            actions.dismiss_suggestion(need.id, found.id, form.why(), form.note.data)
            why = labels.DISMISS_REASONS[form.why()]
            web.done(
                _("%(code)s is dismissed: %(why)s.", code=found.code, why=why),
                _undo(hub, need, found),
            )
            return _back(hub, need)
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("catalogue/needs/dismiss.html", form=form, row=need, technology=found)
    return page, 422 if form.errors else 200


@bp.post("/hubs/<hub>/needs/<code>/suggestions/<technology>/undo")
@access.hub_role(Role.ORGANISER)
def undo_suggestion(hub: str, code: str, technology: str) -> Any:
    need = _need(code)
    found = _technology(need, technology)
    try:
        actions.undo_decision(need.id, found.id)
        web.done(_("Taken back: %(code)s is to be decided again.", code=found.code))
    except Refused as refusal:
        web.refused(refusal)
    return _back(hub, need)


def _expert(need: Need, owner: str, code: str) -> Expert:
    return queries.expert_for(need, owner, code.upper()) or abort(404)


@bp.post("/hubs/<hub>/needs/<code>/experts/<owner>/<expert>/provide")
@access.hub_role(Role.ORGANISER)
def provide_expert(hub: str, code: str, owner: str, expert: str) -> Any:
    """Note that an expert's profile was handed to who has the need."""
    need = _need(code)
    found = _expert(need, owner, expert)
    actions.provide_expert(need.id, found.id)
    web.done(
        _("The profile of %(name)s is noted as handed over.", name=found.full_name),
        url_for(".withdraw_expert", hub=hub, code=need.code, owner=owner, expert=found.code),
    )
    return _back(hub, need)


@bp.post("/hubs/<hub>/needs/<code>/experts/<owner>/<expert>/withdraw")
@access.hub_role(Role.ORGANISER)
def withdraw_expert(hub: str, code: str, owner: str, expert: str) -> Any:
    need = _need(code)
    found = _expert(need, owner, expert)
    actions.withdraw_expert(need.id, found.id)
    web.done(_("The hand-over is taken back."))
    return _back(hub, need)
