"""The visitor's page: which exhibitors have the contact, and taking it back."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for

from app.connections.leads import actions, queries
from app.connections.leads.blueprint import bp
from app.connections.leads.models import Lead
from app.connections.leads.words import name_of
from app.core import access, web
from app.core.i18n import _, locale_code
from app.registrations.own.guard import owner


def _lead(token: str, code: str) -> Lead:
    leads = {lead.code: lead for lead in queries.of_visitor(owner(token).id)}
    return leads.get(code) or abort(404)


def _back(token: str) -> Any:
    return web.see_other(url_for(".own_exhibitors", token=token))


@bp.get("/r/<token>/exhibitors")
@access.link("registration")
def own_exhibitors(token: str) -> Any:
    """Who has the contact, since when, and who had it."""
    registration = owner(token)
    return render_template(
        "connections/leads/own.html",
        registration=registration,
        event=registration.event,
        token=token,
        leads=queries.of_visitor(registration.id),
        name_of=name_of,
    )


@bp.post("/r/<token>/exhibitors/withdraw")
@access.link("registration")
def own_withdraw_all(token: str) -> Any:
    """Take the contact back from every exhibitor."""
    actions.withdraw_all(owner(token))
    web.done(_("No exhibitor is shown your contact any more."))
    return _back(token)


@bp.post("/r/<token>/exhibitors/<code>/withdraw")
@access.link("registration")
def own_withdraw(token: str, code: str) -> Any:
    """Take the contact back from one exhibitor."""
    lead = _lead(token, code)
    name = name_of(lead.exhibitor)
    actions.withdraw(lead)
    said = _("%(name)s is not shown your contact any more.", name=name)
    web.done(said, url_for(".own_share", token=token, code=code))
    return _back(token)


@bp.post("/r/<token>/exhibitors/<code>/share")
@access.link("registration")
def own_share(token: str, code: str) -> Any:
    """Let the exhibitor have the contact after all."""
    lead = _lead(token, code)
    name = name_of(lead.exhibitor)
    actions.share_again(lead, locale_code())
    web.done(_("%(name)s may contact you.", name=name))
    return _back(token)
