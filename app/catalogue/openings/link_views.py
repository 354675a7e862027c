"""The page behind the link of an organisation that was let in."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_login import current_user

from app.catalogue.blueprint import bp
from app.catalogue.openings import actions, links
from app.core import access, limits


@bp.get("/need/<token>")
@access.link(links.PURPOSE)
def opened_need(token: str) -> Any:
    """The need in full; each opening is noted."""
    if request.method == "HEAD":  # a mail scanner tries the address: nobody has read
        return ""
    opening = links.read(token)
    if opening is not None:
        limits.check("opened_need", "120/hour", opening.code)
        if actions.read(opening, current_user.id if current_user.is_authenticated else None):
            return render_template(
                "catalogue/openings/link.html", opening=opening, row=opening.need
            )
    hub = opening.hub if opening else None
    page = render_template("catalogue/openings/closed.html", hub=hub)
    return page, 410 if opening else 404
