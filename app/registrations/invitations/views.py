"""Invitation codes in the office: made in bulk, exported, switched off; who used them."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _, ngettext
from app.core.web import see_other
from app.registrations import queries as registrations
from app.registrations.blueprint import bp
from app.registrations.invitations import actions, queries
from app.registrations.invitations.forms import InvitationsForm
from app.registrations.invitations.models import Invitation
from app.registrations.invitations.words import STATES, TAGS
from app.registrations.words import STATUS_TAGS, STATUSES

PATH = "/events/<slug>/desk/invitations"


def _link(invitation: Invitation) -> str:
    return web.outside(url_for(".register", slug=g.event.slug, code=invitation.code))


@bp.get(PATH)
@access.event_role(Role.ORGANISER)
def invitations(slug: str) -> Any:
    """The codes; exported with their links as listed."""
    export = "format" in request.args
    page = lists.listing(
        queries.listed(g.event.id, {n: lists.asked(n) for n in ("category", "state", "q")}),
        sorts=queries.SORTS,
        default="-created",
        everything=export,
    )
    if export:
        return sheets.respond(*_table(page.items), f"{slug}-invitations")
    return render_template(
        "registrations/invitations/list.html",
        page=page,
        state_of=queries.state_of,
        states=STATES,
        tags=TAGS,
        category_name=registrations.category_name,
        categories=[
            (each.code, registrations.category_name(each))
            for each in registrations.categories_of(g.event.id)
        ],
    )


def _table(found: list[Invitation]) -> tuple[list[str], list[list[Any]]]:
    head = [_("Code"), _("Link"), _("Category"), _("For whom"), _("People"), _("Used"), _("State")]
    rows = [
        [
            each.code,
            _link(each),
            registrations.category_name(each.category),
            each.label,
            each.uses,
            each.used,
            str(STATES[queries.state_of(each)]),
        ]
        for each in found
    ]
    return head, rows


@bp.route(f"{PATH}/new", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def new_invitations(slug: str) -> Any:
    form = InvitationsForm(registrations.standings(g.event.id), data={"number": 1, "uses": 1})
    if form.submitted():
        category = registrations.category_by_code(g.event.id, str(form.category.data))
        try:
            if category is None:
                raise Refused("no_such_category", field="category")
            made = actions.create(category, form.batch())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            number = len(made)
            web.done(ngettext("%(num)s code is made.", "%(num)s codes are made.", number))
            return see_other(url_for(".invitations", slug=slug))
    return render_template("registrations/invitations/new.html", form=form)


def _invitation_or_404(code: str) -> Invitation:
    found = queries.by_code(g.event.id, code)
    if found is None:
        abort(404)
    return found


@bp.get(f"{PATH}/<code>")
@access.event_role(Role.ORGANISER)
def invitation(slug: str, code: str) -> Any:
    """One code: its link, and who signed up with it."""
    found = _invitation_or_404(code)
    return render_template(
        "registrations/invitations/one.html",
        invitation=found,
        link=_link(found),
        state=queries.state_of(found),
        states=STATES,
        tags=TAGS,
        people=queries.users_of(found),
        statuses=STATUSES,
        status_tags=STATUS_TAGS,
        category_name=registrations.category_name,
    )


@bp.post(f"{PATH}/switch")
@access.event_role(Role.ORGANISER)
def switch_invitations(slug: str) -> Any:
    """Switch the ticked codes off or on."""
    found = queries.chosen(g.event.id, request.form.getlist("chosen"))
    on = request.form.get("deed") == "on"
    number = actions.switch(g.hub.id, found, on=on)
    if on:
        web.done(ngettext("%(num)s code is on.", "%(num)s codes are on.", number))
    else:
        web.done(ngettext("%(num)s code is off.", "%(num)s codes are off.", number))
    return see_other(web.local_path(request.form.get("next"), url_for(".invitations", slug=slug)))
