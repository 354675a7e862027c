"""Who may do what: one rule beside each route, and none without (deny by default).

Office addresses begin with `/hubs/<hub>/` or `/events/<slug>/`, so the hub a rule is about
can always be read from the path. `accounts` and `events` tell how to find it (`scope`).
Rows of another hub do not exist for who may not see them: 404, not 403.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user

from app.core import limits

View = TypeVar("View", bound=Callable[..., Any])
BY_LINK = "3000/minute"  # of one network with links of one purpose; a fair's hall is one network


class Role(StrEnum):
    """What a user may do in a hub. An admin is one in all hubs."""

    VIEWER = "viewer"
    STEWARD = "steward"
    ORGANISER = "organiser"
    MANAGER = "manager"
    ADMIN = "admin"


ADMITS: dict[Role, frozenset[Role]] = {
    # Stewards are helpers for a day: they work the door, and read nothing else.
    Role.VIEWER: frozenset({Role.VIEWER, Role.ORGANISER, Role.MANAGER, Role.ADMIN}),
    Role.STEWARD: frozenset({Role.STEWARD, Role.ORGANISER, Role.MANAGER, Role.ADMIN}),
    Role.ORGANISER: frozenset({Role.ORGANISER, Role.MANAGER, Role.ADMIN}),
    Role.MANAGER: frozenset({Role.MANAGER, Role.ADMIN}),
    Role.ADMIN: frozenset({Role.ADMIN}),
}


@dataclass(frozen=True)
class Rule:
    """What a route asks: its kind, the role (for hub and event rules), the link's purpose."""

    kind: str  # public, signed_in, hub, event, admin, device, link
    role: Role | None = None
    purpose: str | None = None

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.kind, self.role, self.purpose) if part)


def _declare(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return mark


public = _declare(Rule("public"))
signed_in = _declare(Rule("signed_in"))
admin = _declare(Rule("admin", Role.ADMIN))
device = _declare(Rule("device"))


def hub_role(role: Role) -> Callable[[View], View]:
    """The route has `<hub>`; the user must hold `role` there. Sets `g.hub`."""
    return _declare(Rule("hub", role))


def event_role(role: Role) -> Callable[[View], View]:
    """The route has `<slug>` of an event; the user must hold `role` in its hub. Sets `g.event`."""
    return _declare(Rule("event", role))


def link(purpose: str) -> Callable[[View], View]:
    """Whoever holds a link of this purpose; the view itself resolves it, or answers 404."""
    return _declare(Rule("link", purpose=purpose))


# Filled by the packages that know: kind -> finder(view_args) that sets g and gives the hub's id.
_finders: dict[str, Callable[[dict[str, Any]], int | None]] = {}
_roles_of_user: Callable[[int], Role | None] | None = None
_device_finder: Callable[[str], bool] | None = None


def scope(kind: str, finder: Callable[[dict[str, Any]], int | None]) -> None:
    """Tell how to find the hub a path is about: "hub" or "event". None means 404."""
    _finders[kind] = finder


def membership(finder: Callable[[int], Role | None]) -> None:
    """Tell how to find the current user's role in a hub, read from the database."""
    global _roles_of_user
    _roles_of_user = finder


def devices(finder: Callable[[str], bool]) -> None:
    """Tell how to find a device by its bearer token; it sets `g.device`."""
    global _device_finder
    _device_finder = finder


def role_in(hub_id: int) -> Role | None:
    """The current user's role in a hub, or None."""
    return _roles_of_user(hub_id) if _roles_of_user and current_user.is_authenticated else None


def may(role: Role, hub_id: int | None = None) -> bool:
    """Whether the current user holds `role` in the hub (default: the one of this request)."""
    hub_id = hub_id if hub_id is not None else getattr(g.get("hub"), "id", None)
    held = role_in(hub_id) if hub_id is not None else None
    return held is not None and held in ADMITS[role]


def rule_of(endpoint: str) -> Rule | None:
    """The declared rule of an endpoint (smorest and whitenoise views included)."""
    view = current_app.view_functions.get(endpoint)
    while view is not None and not hasattr(view, "access_rule"):
        view = getattr(view, "__wrapped__", None)
    return getattr(view, "access_rule", None)


def _ask_to_sign_in() -> Any:
    if request.path.startswith("/api/"):
        abort(401)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=wanted), 303)


def _enforce() -> Any:
    if request.endpoint is None:
        return None  # no such address: the 404 is on its way
    rule = Rule("public") if request.endpoint == "static" else rule_of(request.endpoint)
    if rule is None:
        abort(403)
    if rule.kind == "public":
        return None
    if rule.kind == "link":  # guessing is slowed before anything is looked up
        limits.check(f"link {rule.purpose}", BY_LINK)
        return None
    if rule.kind == "device":
        return _enforce_device()
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if rule.kind == "signed_in":
        return None
    if rule.kind == "admin":
        return None if current_user.is_admin else abort(404)
    hub_id = _finders[rule.kind](request.view_args or {})
    held = role_in(hub_id) if hub_id is not None else None
    if held is None:
        abort(404)
    assert rule.role is not None
    if held not in ADMITS[rule.role]:
        abort(403)
    return None


def _enforce_device() -> Any:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or _device_finder is None or not _device_finder(token.strip()):
        abort(401)
    return None


def init_app(app: Flask) -> None:
    app.before_request(_enforce)
    app.jinja_env.globals.update(may=may, Role=Role)


def declare_openapi(app: Flask) -> None:
    """The API's own description is public; its views come from flask-smorest without a rule."""
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("api-docs."):
            app.view_functions[endpoint] = _public_copy(view)


def _public_copy(view: Callable[..., Any]) -> Callable[..., Any]:
    def shown(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return public(shown)
