"""Places in a long public list, as text that only the list that gave it can read."""

from __future__ import annotations

from typing import Any

import flask_smorest

from app.core import links


def give(name: str, *place: Any) -> str:
    """The cursor behind a row: `place` are JSON values that say where it stands."""
    return links.sign("cursor", {"list": name, "place": list(place)})


def read(name: str, text: str | None) -> list[Any] | None:
    """The place a cursor of this list stands for, None without one; else a problem (422)."""
    if not text:
        return None
    found = links.read("cursor", text)
    if found is None or found.get("list") != name:
        message = "This cursor was not given by this list."
        raise flask_smorest.abort(422, code="bad_cursor", message=message)
    return list(found["place"])
