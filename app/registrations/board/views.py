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
from markupsafe import Markup

from app.core import access, web
from app.core.access import Role
from app.core.documents.qr import qr_svg
from app.core.i18n import _, locale_code
from app.registrations.board import links, picture, screens
from app.registrations.board.wall import Key

bp = Blueprint("board", __name__, template_folder="../templates")
wall = screens.hang(bp, picture, lambda settings: settings.board_streams)


@bp.get("/events/<slug>/desk/board")
@access.event_role(Role.VIEWER)
def office(slug: str) -> Any:
    """Where the board's link and code are."""
    link = links.of_event(g.event)
    address = links.address_of(link) if link else None
    side, path = qr_svg(address) if address else (0, "")
    return render_template(
        "registrations/board/office.html", link=link, address=address, side=side, path=path
    )


@bp.post("/events/<slug>/desk/board")
@access.event_role(Role.ORGANISER)
def renew(slug: str) -> Any:
    """Make the link, or a new one in place of it."""
    links.renew(g.event)
    web.done(_("The board has a new link."))
    return web.see_other(url_for(".office", slug=slug))


@bp.post("/events/<slug>/desk/board/tables")
@access.event_role(Role.ORGANISER)
def tables(slug: str) -> Any:
    """Let the link open the page of the tables too, or no longer."""
    link = links.of_event(g.event) or abort(404)
    shown = request.form.get("shown") == "1"
    links.show_tables(link, shown=shown)
    web.done(
        _("The link opens the page of the tables too.")
        if shown
        else _("The link opens the board alone.")
    )
    return web.see_other(url_for(".office", slug=slug))


@bp.get("/board/<token>")
@access.link("board")
def screen(token: str) -> Any:
    """The board on a wall. Works without a script too: it loads itself anew."""
    link = screens.opened(token)
    return render_template(
        "registrations/board/screen.html",
        event=link.event,
        tables=link.tables,
        token=token,
        html=Markup(wall(current_app).picture((link.event_id, locale_code())).html),
        **screens.colours(),
    )


@bp.get("/board/<token>/figures")
@access.link("board")
def figures(token: str) -> Any:
    """The picture of now, for a screen without a stream; 304 when it is the one it has."""
    found = wall(current_app).picture(_key(token))
    reply = jsonify(html=found.html)
    reply.add_etag()
    return reply.make_conditional(request)


@bp.get("/board/<token>/stream")
@access.link("board")
def stream(token: str) -> Any:
    """Changes as they happen, as server-sent events; 503 when all streams are taken."""
    key = _key(token)
    events = wall(current_app).stream(key)
    if events is None:
        reply = web.problem(503, "unavailable", "All streams of the board are taken.")
        reply.headers["Retry-After"] = "60"
        return reply
    reply = Response(events, mimetype="text/event-stream")
    reply.headers["X-Accel-Buffering"] = "no"  # proxies pass it on at once
    return reply


def _key(token: str) -> Key:
    return screens.opened(token).event_id, locale_code()
