"""The groups of an event in the office."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import abort, g, render_template, request, url_for

from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.i18n import _
from app.core.web import see_other
from app.registrations.blueprint import bp
from app.registrations.delegations import actions, queries
from app.registrations.models import Delegation

PATH = "/events/<slug>/desk/delegations"
SORTS = {
    "name": [Delegation.name, Delegation.id],
    "leader": [Delegation.leader, Delegation.id],
    "people": [sa.literal_column("people"), Delegation.id],
    "came": [sa.literal_column("came"), Delegation.id],
    "created": [Delegation.created_at, Delegation.id],
}


@bp.get(PATH)
@access.event_role(Role.VIEWER)
def delegations(slug: str) -> Any:
    """Who leads which group, how large it is, how many have come; exported as listed."""
    export = "format" in request.args
    page = lists.listing(
        queries.listed(g.event.id),
        sorts=SORTS,
        default="name",
        everything=export,
        scalars=False,
    )
    if export:
        return sheets.respond(*_table(page.items), f"{slug}-delegations")
    return render_template("registrations/delegations/list.html", page=page)


def _table(rows: list[Any]) -> tuple[list[str], list[list[Any]]]:
    head = [
        _("Code"),
        _("Name of the group"),
        _("Leader"),
        _("Phone"),
        _("E-mail"),
        _("People"),
        _("With a place"),
        _("Came"),
        _("Signed up at"),
    ]
    return head, [
        [
            group.code,
            group.name,
            group.leader,
            group.phone,
            group.email,
            people,
            confirmed,
            came,
            group.created_at,
        ]
        for group, people, confirmed, came in rows
    ]


@bp.post(f"{PATH}/<code>/link")
@access.event_role(Role.ORGANISER)
def delegation_link(slug: str, code: str) -> Any:
    """The leader's letter once more: badges and the link to the group."""
    group = queries.by_code(g.event.id, code) or abort(404)
    if actions.send_again(group):
        web.done(_("The badges and the link go to %(email)s again.", email=group.email))
    return see_other(url_for(".delegations", slug=slug))
