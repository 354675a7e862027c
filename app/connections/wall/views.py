"""The wall of the tables, by the link of the live board where the organisers let it open this
page: it names organisations, which the board does not. A new link ends this page too. Stewards
open it signed in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, jsonify, render_template, request, url_for
from markupsafe import Markup

from app.connections.wall import picture
from app.core import access
from app.core.access import Role
from app.core.i18n import _, locale_code
from app.events.models import Event
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
    figures = url_for(".figures", token=token, lang=locale_code())
    back = url_for("board.screen", token=token), _("Live board")
    return _screen(link.event, figures, back)


def _screen(event: Event, figures: str, back: tuple[str, str]) -> str:
    return render_template(
        "connections/wall/screen.html",
        event=event,
        figures=figures,
        back=back,
        html=Markup(_html(event.id)),
        **screens.colours(),
    )


@bp.get("/board/<token>/tables/figures")
@access.link("board")
def figures(token: str) -> Any:
    """The picture of now; 304 when it is the one that the screen has."""
    return _figures(screens.opened(token, tables=True).event_id)


def _figures(event_id: int) -> Any:
    reply = jsonify(html=_html(event_id))
    reply.add_etag()
    return reply.make_conditional(request)


@bp.get("/events/<slug>/desk/tables/now")
@access.event_role(Role.STEWARD)
def at_hand(slug: str) -> str:
    """The same for stewards, whatever the link of the board shows: where is whom to send?"""
    figures = url_for(".figures_at_hand", slug=slug, lang=locale_code())
    back = url_for("presence.tables", slug=slug), _("At the meeting tables")
    return _screen(g.event, figures, back)


@bp.get("/events/<slug>/desk/tables/now/figures")
@access.event_role(Role.STEWARD)
def figures_at_hand(slug: str) -> Any:
    """As `figures`, for who is signed in."""
    return _figures(g.event.id)
