"""The wall of the tables, by the link of the live board: a new link ends this page too."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, jsonify, render_template, request
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.connections.wall import picture
from app.core import access
from app.core.db import db
from app.core.i18n import locale_code
from app.events.models import Event
from app.registrations.board import links
from app.registrations.board.models import BoardLink
from app.registrations.board.wall import Wall

bp = Blueprint("wall", __name__, template_folder="../templates")


def _link(token: str) -> BoardLink:
    return links.find(token) or abort(404)


def _html(event_id: int) -> str:
    wall: Wall = current_app.extensions["ketnoi.wall"]
    return wall.picture((event_id, locale_code())).html


@bp.get("/board/<token>/tables")
@access.link("board")
def screen(token: str) -> Any:
    """Now and next at each table, on a wall. Works without a script too."""
    link = _link(token)
    event = db.session.scalars(
        select(Event).where(Event.id == link.event_id).options(joinedload(Event.venue))
    ).one()
    asked = request.args.get("theme")
    more = {"theme": asked} if asked in {"light", "dark"} else {}
    html = Markup(_html(event.id))
    return render_template(
        "connections/wall/screen.html", event=event, token=token, html=html, **more
    )


@bp.get("/board/<token>/tables/figures")
@access.link("board")
def figures(token: str) -> Any:
    """The picture of now; 304 when it is the one that the screen has."""
    reply = jsonify(html=_html(_link(token).event_id))
    reply.add_etag()
    return reply.make_conditional(request)


def _made(state: BlueprintSetupState) -> None:
    app: Any = state.app

    def look(event_id: int) -> tuple[Any, ...]:
        with app.app_context():
            return picture.changed_by(event_id)

    def draw(event_id: int, locale: str) -> str:
        with app.app_context():
            return picture.draw(event_id, locale)

    # Screens ask from time to time: minutes matter here, and streams keep threads busy.
    app.extensions["ketnoi.wall"] = Wall(look, draw, streams=0)


bp.record_once(_made)
