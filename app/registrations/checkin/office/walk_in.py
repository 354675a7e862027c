"""Guests who come without a badge: three fields, one box, a badge."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, url_for
from flask_login import current_user

from app.core import access, web
from app.core.access import Role
from app.core.documents.qr import qr_svg
from app.core.errors import Refused
from app.registrations import actions as registrations
from app.registrations import queries as people
from app.registrations.badges import actions as badges
from app.registrations.checkin import queries
from app.registrations.checkin.blueprint import bp
from app.registrations.checkin.office.forms import WalkInForm
from app.registrations.states import Source


@bp.route("/events/<slug>/desk/walk-in", methods=["GET", "POST"])
@access.event_role(Role.STEWARD)
def walk_in(slug: str) -> Any:
    """Sign a guest up at the desk; on to the badge."""
    categories = queries.categories_for_guests(g.event.id)
    form = WalkInForm(categories)
    if form.submitted():
        try:
            guest = registrations.sign_up(
                form.category.data, form.person(), source=Source.DESK, clerk_id=current_user.id
            )
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            return web.see_other(url_for(".walk_in_done", slug=slug, code=guest.code))
    page = render_template("registrations/checkin/walk_in.html", form=form, categories=categories)
    return page, 422 if form.was_sent else 200


@bp.get("/events/<slug>/desk/walk-in/<code>")
@access.event_role(Role.STEWARD)
def walk_in_done(slug: str, code: str) -> Any:
    """The guest's badge, to print or to photograph; the next guest is one tap away."""
    guest = people.by_code(g.event.id, code)
    if guest is None:
        abort(404)
    badge = badges.valid_badge(guest)
    side, path = qr_svg(badge.token) if badge is not None else (0, "")
    return render_template(
        "registrations/checkin/walk_in_done.html", guest=guest, badge=badge, side=side, path=path
    )


def _refuse(form: WalkInForm, refusal: Refused) -> None:
    """The desk has one field for phone and e-mail: what is about either is said there."""
    field = refusal.details.get("field")
    form.refuse(refusal, field="contact" if field in {"email", "phone"} else None)
