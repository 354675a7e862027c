"""The board's pages: the link at the desk, the screen, its stream."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import access, web
from app.core.access import Role
from app.core.db import db
from app.core.documents.qr import qr_svg
from app.core.i18n import _, locale_code
from app.events.models import Event
from app.registrations.board import links, picture
from app.registrations.board.models import BoardLink
from app.registrations.board.wall import Key, Wall

bp = Blueprint("board", __name__, template_folder="../templates")


@bp.get("/events/<slug>/desk/board")
@access.event_role(Role.VIEWER)
def office(slug: str) -> Any:
    """Where the board's link and code are."""
    link = links.of_event(g.event)
    address = links.address_of(link) if link else None
    side, path = qr_svg(address) if address else (0, "")
    return render_template("registrations/board/office.html", address=address, side=side, path=path)


@bp.post("/events/<slug>/desk/board")
@access.event_role(Role.ORGANISER)
def renew(slug: str) -> Any:
    """Make the link, or a new one in place of it."""
    links.renew(g.event)
    web.done(_("The board has a new link."))
    return web.see_other(url_for(".office", slug=slug))


def _link(token: str) -> BoardLink:
    return links.find(token) or abort(404)


def _wall() -> Wall:
    wall: Wall = current_app.extensions["ketnoi.board"]
    return wall


@bp.get("/board/<token>")
@access.link("board")
def screen(token: str) -> Any:
    """The board on a wall. Works without a script too: it loads itself anew."""
    link = _link(token)
    event = db.session.scalars(
        select(Event).where(Event.id == link.event_id).options(joinedload(Event.venue))
    ).one()
    asked = request.args.get("theme")
    more = {"theme": asked} if asked in {"light", "dark"} else {}
    return render_template(
        "registrations/board/screen.html",
        event=event,
        token=token,
        html=Markup(_wall().picture((event.id, locale_code())).html),
        **more,
    )


@bp.get("/board/<token>/figures")
@access.link("board")
def figures(token: str) -> Any:
    """The picture of now, for a screen without a stream; 304 when it is the one it has."""
    found = _wall().picture(_key(token))
    reply = jsonify(html=found.html)
    reply.add_etag()
    return reply.make_conditional(request)


@bp.get("/board/<token>/stream")
@access.link("board")
def stream(token: str) -> Any:
    """Changes as they happen, as server-sent events; 503 when all streams are taken."""
    key = _key(token)
    events = _wall().stream(key)
    if events is None:
        reply = web.problem(503, "unavailable", "All streams of the board are taken.")
        reply.headers["Retry-After"] = "60"
        return reply
    reply = Response(events, mimetype="text/event-stream")
    reply.headers["X-Accel-Buffering"] = "no"  # proxies pass it on at once
    return reply


def _key(token: str) -> Key:
    return _link(token).event_id, locale_code()


def _made(state: BlueprintSetupState) -> None:
    app: Any = state.app

    def look(event_id: int) -> tuple[Any, ...]:
        with app.app_context():
            return picture.changed_by(event_id)

    def draw(event_id: int, locale: str) -> str:
        with app.app_context():
            return picture.draw(event_id, locale)

    streams = app.config["KETNOI"].board_streams
    app.extensions["ketnoi.board"] = Wall(look, draw, streams=streams)


bp.record_once(_made)
