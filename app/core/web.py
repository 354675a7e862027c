"""Small things of HTTP that every door needs, and what every answer carries."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from sqlalchemy.exc import DataError, IntegrityError
from werkzeug import routing
from werkzeug.exceptions import Conflict, HTTPException, UnprocessableEntity
from werkzeug.routing import BuildError

from app.core import field_words, hooks, metrics, words
from app.core.db import db
from app.core.errors import Refused
from app.core.i18n import _, locale_code
from app.core.text import whole

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


Wrapped = TypeVar("Wrapped", bound=Callable[..., Any])
MEGABYTE = 1024 * 1024


class IntegerConverter(routing.IntegerConverter):
    """Whole numbers that a database can hold; any other is an address that does not exist."""

    def __init__(self, url_map: routing.Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **({"max": 2**62} | kwargs))


def takes(megabytes: int) -> Callable[[Wrapped], Wrapped]:
    """A route may be sent so much; all others take one megabyte."""

    def mark(view: Wrapped) -> Wrapped:
        view.body_limit = megabytes * MEGABYTE  # type: ignore[attr-defined]
        return view

    return mark


def _body_limit() -> int:
    view = current_app.view_functions.get(request.endpoint or "")
    while view is not None and not hasattr(view, "body_limit"):
        view = getattr(view, "__wrapped__", None)
    return int(getattr(view, "body_limit", MEGABYTE))


def see_other(address: str) -> Any:
    """Go on to a page after a deed, so that reloading repeats nothing."""
    return redirect(address, 303)


def wants_json() -> bool:
    return request.path.startswith("/api/") or (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
        and request.accept_mimetypes["application/json"] > request.accept_mimetypes["text/html"]
    )


def local_path(address: str | None, default: str) -> str:
    """`address` when it is a path of this site, else `default`: nobody is led elsewhere."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return default
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or any(ord(c) < 32 or c == "\\" for c in address):
        return default
    return address


def outside(path: str, language: str = "vi") -> str:
    """A path as an absolute address, for papers, files and programs; it opens in `language`.

    From KETNOI_BASE_URL. Where that was left at this machine's own address, an answer to a
    request names the address that was asked.
    """
    base = str(current_app.config["KETNOI"].base_url)
    if has_request_context() and urlsplit(base).hostname in {"127.0.0.1", "localhost"}:
        base = request.host_url.rstrip("/")
    return base + path + ("" if language == "vi" else f"?lang={language}")


def done(sentence: str, undo: str | None = None) -> None:
    """Say that a deed is done; `undo` is the address that takes it back by POST."""
    said: Any = (sentence, undo) if undo else sentence
    flash(said, "ok")


def refused(refusal: Refused) -> None:
    """Say a refusal on the next page (for deeds without a form)."""
    flash(words.say(refusal), "bad")


def etag_version(given: str | int | None) -> int | None:
    """The version a form was opened with; a number is the record's own, where none was sent."""
    return whole(str(given)) if given else None


def problem(status: int, code: str, title: str, **extra: Any) -> Response:
    """An error as application/problem+json."""
    body = {"type": "about:blank", "title": title, "status": status, "code": code} | extra
    reply = Response(current_app.json.dumps(body))
    reply.status_code = status
    reply.mimetype = "application/problem+json"
    return reply


CODES = {
    400: "bad_request",
    401: "unauthorised",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_requests",
    500: "internal_error",
    503: "unavailable",
}


def error_page(error: HTTPException) -> Any:
    """An error in the form the caller reads."""
    status = error.code or 500
    if error.response is not None and status < 400:
        return error.response
    if wants_json():
        data = getattr(error, "data", None) or {}
        found = data.get("messages") or data.get("errors") or {}
        for place in ("json", "query", "headers", "files", "path"):
            found = found.get(place, found) if isinstance(found, dict) else {"": found}
        extra: dict[str, Any] = {}
        if found:
            extra["errors"] = field_words.translated(found)
        if data.get("message"):
            extra["detail"] = data["message"]
        code = data.get("code") or CODES.get(status, "error")
        reply = problem(status, code, str(field_words.TITLES.get(code, error.name)), **extra)
    else:
        detail = getattr(error, "sentence", None)
        page = render_template(
            "error.html", code=status, detail=detail, request_id=g.get("request_id")
        )
        reply = Response(page, status=status, mimetype="text/html")
    if status == 405 and getattr(error, "valid_methods", None):
        reply.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    retry = getattr(error, "retry_after", None)
    if retry:
        reply.headers["Retry-After"] = str(retry)
    return reply


def _refusal_page(refusal: Refused) -> Any:
    """A refusal that no door put into words itself."""
    if wants_json():
        return problem(409, refusal.code, words.say(refusal), detail=words.say(refusal))
    page = render_template(
        "error.html", code=409, detail=words.say(refusal), request_id=g.get("request_id")
    )
    return Response(page, status=409, mimetype="text/html")


def _too_deep(error: RecursionError) -> Any:
    """JSON nested too deeply to be read is the caller's mistake; elsewhere it is ours."""
    if not request.is_json:
        raise error
    return problem(400, "bad_request", _("This JSON is nested too deeply."))


def _unstorable(error: DataError) -> Any:
    """A value no column can hold, in a choice or code that nobody types: the caller's mistake."""
    db.session.rollback()
    current_app.logger.warning("unstorable value at %s", request.endpoint)
    return error_page(UnprocessableEntity())


def _quicker(error: IntegrityError) -> Any:
    """Two did at the same moment what can be done once: the second is told, as with any conflict.

    What else the database refuses is a fault of ours.
    """
    if getattr(error.orig, "sqlstate", "") != "23505" and "UNIQUE" not in str(error.orig):
        raise error
    db.session.rollback()
    current_app.logger.warning("done twice at once at %s", request.endpoint)
    return error_page(Conflict())


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = secrets.token_hex(6)
    g.csp = dict(CSP)
    g.camera = False
    request.max_content_length = request.max_form_memory_size = _body_limit()
    if "\0" in request.path:
        abort(404)  # no code holds one, and not every database answers such a question


def _finish(response: Response) -> Response:
    if g.get("conflict") and response.status_code in {200, 422}:
        response.status_code = 409
    headers = response.headers
    policy = g.get("csp", CSP)
    headers.setdefault("Content-Security-Policy", "; ".join(f"{k} {v}" for k, v in policy.items()))
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    camera = "camera=(self)" if g.get("camera") else "camera=()"
    headers["Permissions-Policy"] = f"{camera}, microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["X-Request-Id"] = g.get("request_id", "-")
    if current_app.config["KETNOI"].https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.path.startswith("/api/"):
        response.vary.add("Accept-Language")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "private, no-store")
    metrics.answered(request, response, time.perf_counter() - g.get("started", 0.0))
    return response


def allow_camera() -> None:
    """The scanner's page alone may use the camera and its WebAssembly decoder."""
    g.camera = True
    g.csp["script-src"] = "'self' 'wasm-unsafe-eval'"


class Thread:
    """The fair's thread, gathered when a page shows it and not before."""

    def __init__(self) -> None:
        self._chapters: list[hooks.Chapter] | None = None

    def __iter__(self) -> Iterator[hooks.Chapter]:
        if self._chapters is None:
            event = g.get("event")
            self._chapters = hooks.chapters(event) if event is not None else []
        return iter(self._chapters)

    def __len__(self) -> int:
        return len(list(iter(self)))


def url_if(endpoint: str, **values: Any) -> str | None:
    """The address of an endpoint, or None when this installation has none such."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = IntegerConverter
    app.before_request(_begin)
    app.after_request(_finish)
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(Refused, _refusal_page)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(IntegrityError, _quicker)
    app.jinja_env.globals.update(url_if=url_if)

    @app.context_processor
    def _everywhere() -> dict[str, Any]:
        theme = request.cookies.get("ketnoi_theme")
        return {
            "locale": locale_code(),
            "theme": theme if theme in {"light", "dark"} else "light",
            "signed_in": bool(current_user and current_user.is_authenticated),
            "_": _,
            "thread": Thread(),
        }
