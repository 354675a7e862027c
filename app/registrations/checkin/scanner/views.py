"""The scanner: one page on a phone, and how a signed-in steward's phone becomes a device."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for
from flask_login import current_user

from app.accounts.sessions import my_hubs
from app.core import access, clock, web
from app.core.access import Role
from app.core.forms import BaseForm, ChoiceField
from app.events.models import Event
from app.registrations.checkin import queries
from app.registrations.checkin.blueprint import bp
from app.registrations.checkin.office import actions
from app.registrations.checkin.scanner.words import words
from app.registrations.checkin.words import SCREENS
from app.registrations.models import Point


class PlaceForm(BaseForm):
    """Where a steward is going to stand: "event slug/point code"."""

    place = ChoiceField()


@bp.get("/scan")
@access.public
def scan() -> Any:
    """The scanner. The page itself holds nothing; a device's token opens the rest."""
    web.allow_camera()
    signed_in = current_user.is_authenticated
    places = _places() if signed_in else []
    return render_template(
        "registrations/checkin/scan.html",
        places=places,
        words=words(),
        steward=signed_in,
        verdict_icons=sorted({screen.icon for screen in SCREENS.values()}),
    )


@bp.post("/scan")
@access.signed_in
def start_scanning() -> Any:
    """Make this phone a device of the signed-in steward; the token goes into the address' part
    that stays on the phone."""
    form = PlaceForm()
    places = {
        f"{event.slug}/{point.code}": (event, point)
        for event, points in _places()
        for point in points
    }
    form.place.choices = [(key, key) for key in places]
    chosen = places.get(form.place.data or "")
    if not form.submitted() or chosen is None:
        abort(404)
    event, point = chosen
    name = current_user.name[:80]
    _device, token = actions.create_own_device(event, name, point, current_user.id)
    return web.see_other(f"{url_for('.scan')}#{event.slug}.{token}")


def _places() -> list[tuple[Event, list[Point]]]:
    """Where the signed-in user may stand today or on a day to come."""
    hubs = [hub.id for hub in my_hubs() if access.may(Role.STEWARD, hub.id)]
    return queries.places_to_scan(hubs, clock.today())
