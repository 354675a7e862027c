"""create_app: the only module that knows every package."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import logging
from typing import Any

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_smorest import Api
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app.config import ROOT, Settings, load
from app.core import access, db, i18n, lists, web
from app.core.routes import LazyRule

#: Every package in the order of the story; sub-packages have doors of their own.
PACKAGES = (
    "core",
    "core.venue",
    "accounts",
    "catalogue",
    "events",
    "registrations",
    "registrations.badges",
    "registrations.letters",
    "registrations.batches",
    "registrations.doubles",
    "registrations.checkin",
    "registrations.board",
    "workshops",
    "booths",
    "connections",
    "connections.phases",
    "connections.requests",
    "connections.portal",
    "connections.timetables",
    "connections.papers",
    "connections.presence",
    "connections.wall",
    "connections.notices",
    "connections.meetings",
    "connections.digests",
    "connections.followups",
    "connections.leads",
    "reports",
    "demo",
)

#: What a package offers, each a module of its own; `door` tells which of them it has.
DOORS = ("models", "words", "tasks", "hooks", "views", "api", "cli")

csrf = CSRFProtect()
REDIS = {"socket_connect_timeout": 2, "socket_timeout": 2}  # seconds a request waits for it
limiter = Limiter(get_remote_address, headers_enabled=True)


class ProblemApi(Api):
    """flask-smorest answers errors for the whole app; ours speak in pages and problems."""

    def handle_http_exception(self, error: HTTPException) -> Any:
        return web.error_page(error)


def create_app(settings: Settings | None = None) -> Flask:
    """An application ready to serve, with every package's doors registered."""
    gc.disable()  # nothing that is made here is thrown away
    settings = settings or load()
    app = Flask("app", static_folder=str(ROOT / "static"), static_url_path="/static")
    app.config.update(
        KETNOI=settings,
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,  # of any route; each has its own: web.takes
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,
        MAIL_FROM=None,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_KEY_PREFIX=settings.house,
        RATELIMIT_STORAGE_OPTIONS=REDIS if settings.redis_url else {},
        API_TITLE="Ketnoi",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "components": {"securitySchemes": {"device": {"type": "http", "scheme": "bearer"}}}
        },
    )
    app.url_rule_class = LazyRule
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    web.init_app(app)  # first: every answer, refused ones too, carries the headers
    db.init_app(app, settings)
    i18n.init_app(app)
    lists.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    importlib.import_module("app.accounts.sessions").init_app(app)
    access.init_app(app)
    _register_doors(app)
    app.register_error_handler(CSRFError, web.error_page)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    if not settings.testing:
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=3600
        )
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    gc.enable()
    gc.freeze()  # what lives as long as the process need not be looked at again
    return app


def _register_doors(app: Flask) -> None:
    api = ProblemApi(app)
    for package in PACKAGES:
        for name in DOORS:
            module = door(f"app.{package}.{name}")
            if module is None:
                continue
            if name == "views":
                app.register_blueprint(module.bp)
            elif name == "api":
                csrf.exempt(module.bp)
                api.register_blueprint(module.bp)
            elif name == "cli":
                for command in module.commands:
                    app.cli.add_command(command)
    access.declare_openapi(app)


def door(name: str) -> Any:
    """The module, or None when the package has no such room."""
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return None
    return importlib.import_module(name) if found else None
