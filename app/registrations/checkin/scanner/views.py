"""The scanner: one page on a phone, and how a signed-in steward's phone becomes a device."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import abort, current_app, jsonify, render_template, url_for
from flask_login import current_user

from app.accounts.sessions import my_hubs
from app.core import access, clock, hooks, web
from app.core.access import Role
from app.core.forms import BaseForm, ChoiceField
from app.core.i18n import _, locale_code
from app.events.models import Event
from app.registrations.checkin import queries
from app.registrations.checkin.blueprint import bp
from app.registrations.checkin.kiosk.views import kiosk
from app.registrations.checkin.office import actions
from app.registrations.checkin.scanner import offline
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
    signed_in = current_user.is_authenticated
    return _page(_places() if signed_in else [], steward=signed_in)


@bp.get("/scan/shell")
@access.public
def scanner_shell() -> Any:
    """The same page for nobody in particular: what a phone keeps for a start without network."""
    return _page([], steward=False)


@bp.get("/sw.js")
@access.public
def scanner_worker() -> Any:
    """The service worker of the scanner; asked for anew at every visit."""
    static = Path(str(current_app.static_folder))
    kept = offline.Kept(
        name="scan",
        names=offline.files([scanner_shell(), kiosk()], static),
        pages={
            url_for(".scan"): url_for(".scanner_shell"),
            url_for(".kiosk"): url_for(".kiosk"),
        },
        sender="js/registrations/door-sync.js",
        more={"api": offline.API},
    )
    return offline.answer(kept, static, scope=url_for(".scan"))


@bp.get("/scan/app.webmanifest")
@access.public
def scanner_manifest() -> Any:
    """How the scanner stands on a phone's home screen."""
    icon = {"sizes": "512x512", "type": "image/png"}
    picture = url_for("static", filename="icons/scan-512.png")
    answer = jsonify(
        id=url_for(".scan"),
        name=_("Ketnoi: scan badges"),
        short_name=_("Scan badges"),
        lang=locale_code(),
        start_url=url_for(".scan"),
        scope=url_for(".scan"),
        display="standalone",
        orientation="portrait",
        background_color="#161b27",
        theme_color="#161b27",
        icons=[
            {
                "src": url_for("static", filename="icons/scan-192.png"),
                "sizes": "192x192",
                "type": "image/png",
            },
            {"src": picture, **icon},
            {"src": picture, **icon, "purpose": "maskable"},
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer


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
    supervisor = access.may(Role.ORGANISER, event.hub_id)
    _device, token = actions.create_own_device(
        event, name, point, current_user.id, supervisor=supervisor
    )
    return web.see_other(f"{url_for('.scan')}#{event.slug}.{token}")


def _page(places: list[tuple[Event, list[Point]]], *, steward: bool) -> str:
    web.allow_camera()
    return render_template(
        "registrations/checkin/scan.html",
        places=places,
        links=_links([event for event, _points in places]),
        words=words(),
        steward=steward,
        verdict_icons=sorted({screen.icon for screen in SCREENS.values()}),
        modules=offline.modules(Path(str(current_app.static_folder))),
        api=offline.API,
    )


def _links(events: list[Event]) -> dict[int, list[hooks.DoorLink]]:
    """By event (id), what stewards need at the venue beside the scanner."""
    found: dict[int, list[hooks.DoorLink]] = {event.id: [] for event in events}
    for link in hooks.door_links.gather(events) if events else ():
        found[link.event_id].append(link)
    return found


def _places() -> list[tuple[Event, list[Point]]]:
    """Where the signed-in user may stand today or on a day to come."""
    hubs = [hub.id for hub in my_hubs() if access.may(Role.STEWARD, hub.id)]
    return queries.places_to_scan(hubs, clock.today())
