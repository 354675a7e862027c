"""The wall of the tables, by the link of the live board where the organisers let it open this
page: it names organisations, which the board does not. A new link ends this page too."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, render_template, request
from markupsafe import Markup

from app.connections.wall import picture
from app.core import access
from app.core.i18n import locale_code
from app.registrations.board import screens

bp = Blueprint("wall", __name__, template_folder="../templates")
# Screens ask from time to time: minutes matter here, and streams keep threads busy.
wall = screens.hang(bp, picture, lambda _settings: 0)


def _html(event_id: int) -> str:
    return wall(current_app).picture((event_id, locale_code())).html


@bp.get("/board/<token>/tables")
@access.link("board")
def screen(token: str) -> Any:
    """Now and next at each table, on a wall. Works without a script too."""
    link = screens.opened(token, tables=True)
    return render_template(
        "connections/wall/screen.html",
        event=link.event,
        token=token,
        html=Markup(_html(link.event_id)),
        **screens.colours(),
    )


@bp.get("/board/<token>/tables/figures")
@access.link("board")
def figures(token: str) -> Any:
    """The picture of now; 304 when it is the one that the screen has."""
    reply = jsonify(html=_html(screens.opened(token, tables=True).event_id))
    reply.add_etag()
    return reply.make_conditional(request)
