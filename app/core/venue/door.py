"""The plain door beside https: a phone that trusts nothing yet gets the page that helps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

OPEN = ("/venue", "/static/")
Wsgi = Callable[..., Iterable[bytes]]


def plain(app: Any) -> Wsgi:
    """`app` over http, for the trust page and what it needs; everything else goes to https."""
    https = app.config["KETNOI"].base_url

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(OPEN):
            found: Iterable[bytes] = app(environ, start_response)
            return found
        target = "/venue" if path in {"", "/"} else https + "/"
        start_response("303 See Other", [("Location", target), ("Content-Length", "0")])
        return []

    return serve
