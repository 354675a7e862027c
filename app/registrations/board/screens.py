"""What every page of a board shares: what its link opens, its colours, the wall that draws it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, request
from flask.blueprints import BlueprintSetupState

from app.config import Settings
from app.registrations.board import links
from app.registrations.board.models import BoardLink
from app.registrations.board.wall import Wall


def opened(token: str, *, tables: bool = False) -> BoardLink:
    """What a link opens, with its event; 404 where it does not open this page (any more)."""
    link = links.find(token)
    return link if link is not None and (link.tables or not tables) else abort(404)


def colours() -> dict[str, str]:
    """The theme asked for in the address: a screen on a wall has nobody to choose it."""
    asked = request.args.get("theme")
    return {"theme": asked} if asked in {"light", "dark"} else {}


def hang(bp: Blueprint, picture: Any, streams: Callable[[Settings], int]) -> Callable[[Any], Wall]:
    """Hang the wall of a blueprint's pages up in every application; gives the one of an app.

    `picture` is a module with `changed_by` and `draw`.
    """
    name = f"ketnoi.{bp.name}"

    def made(state: BlueprintSetupState) -> None:
        app: Any = state.app

        def look(event_id: int) -> tuple[Any, ...]:
            with app.app_context():
                found: tuple[Any, ...] = picture.changed_by(event_id)
                return found

        def draw(event_id: int, locale: str) -> str:
            with app.app_context():
                return str(picture.draw(event_id, locale))

        app.extensions[name] = Wall(look, draw, streams=streams(app.config["KETNOI"]))

    bp.record_once(made)

    def of(app: Any) -> Wall:
        wall: Wall = app.extensions[name]
        return wall

    return of
