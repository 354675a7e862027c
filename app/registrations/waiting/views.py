"""A place offered to a person, and what the office settles for its waiting lists."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request, url_for

from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _
from app.core.web import see_other
from app.registrations import queries
from app.registrations.blueprint import bp
from app.registrations.models import Registration
from app.registrations.own.forms import ConfirmForm
from app.registrations.own.guard import holders
from app.registrations.waiting import actions
from app.registrations.waiting.deadline import HOURS


@bp.route("/r/<token>/offer", methods=["GET", "POST"])
@access.link("registration")
@holders
def own_offer(registration: Registration, token: str) -> Any:
    """Show the offer; take it by POST alone."""
    if ConfirmForm().submitted():
        try:
            actions.accept(registration)
        except Refused as refusal:
            web.refused(refusal)
        else:
            web.done(_("The place is yours."))
        return see_other(url_for(".own_registration", token=token))
    return render_template(
        "registrations/waiting/offer.html",
        registration=registration,
        event=registration.event,
        token=token,
        open=actions.is_open(registration),
        when_where=queries.when_where(registration.event),
        category_name=queries.category_name(registration.category),
    )


@bp.post("/events/<slug>/desk/waiting-list")
@access.event_role(Role.ORGANISER)
def waiting_rule(slug: str) -> Any:
    """How a freed place goes on."""
    hours = request.form.get("hours", "")
    chosen = int(hours) if hours.isdecimal() and len(hours) < 4 and int(hours) in HOURS else None
    actions.set_hours(g.event, chosen)
    web.done(_("The waiting list is settled."))
    return see_other(url_for(".categories", slug=slug))
