"""Who gets an answer where: every rule of the URL map × method × identity.

Own hub, another event of it, another hub; and what is refused changes not one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule as Route

from app.accounts import actions as accounts
from app.accounts.models import Hub
from app.core import access
from app.core.access import ADMITS, Role
from app.core.db import db
from tests.factories.accounts import make_hub, sign_in_as
from tests.factories.events import make_event

ROLES = [Role.VIEWER, Role.STEWARD, Role.ORGANISER, Role.MANAGER]
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass
class World:
    own: Hub
    other: Hub
    slugs: dict[str, str]
    device: dict[str, str]
    clients: dict[str, FlaskClient]


@pytest.fixture
def world(app: Flask) -> World:
    own, other = make_hub(code="H01"), make_hub(code="H02")
    slugs = {
        "own": make_event(hub=own).slug,
        "other": make_event(hub=other).slug,
    }
    from app.events.models import Event

    event = db.session.scalars(sa.select(Event).where(Event.slug == slugs["own"])).one()
    _device, token = accounts.create_device(own.id, event.id, "cổng 1")
    clients = {"anonymous": app.test_client()}
    for role in ROLES:
        clients[role.value] = sign_in_as(app.test_client(), role.value, own)
    clients["stranger"] = sign_in_as(app.test_client(), "manager", other)
    clients["admin"] = sign_in_as(app.test_client(), "admin")
    app.config["WTF_CSRF_ENABLED"] = False
    db.session.rollback()
    return World(own, other, slugs, {"Authorization": f"Bearer {token}"}, clients)


@pytest.fixture(autouse=True)
def _csrf_back(app: Flask) -> Iterator[None]:
    yield
    app.config["WTF_CSRF_ENABLED"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = None


def routes(app: Flask) -> list[tuple[Route, str]]:
    return [
        (route, method)
        for route in app.url_map.iter_rules()
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"})
        if route.endpoint != "static"
    ]


def address(app: Flask, route: Route, **known: str) -> str:
    """The route's address; what is not known is filled with something that does not exist."""
    values: dict[str, Any] = {}
    for name in route.arguments:
        kind = type(route._converters[name]).__name__
        values[name] = known.get(name) or (999999 if kind == "IntegerConverter" else "khong-co")
    with app.test_request_context():
        from flask import url_for

        return url_for(route.endpoint, **values)


def snapshot() -> dict[str, int]:
    """How many rows each table has, leaving out what counts tries and sessions."""
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
        if table.name not in {"user_session", "sign_in_failure"}
    }


def test_every_route_declares_a_rule(app):
    without = [
        route.endpoint for route, _method in routes(app) if access.rule_of(route.endpoint) is None
    ]
    assert without == []


def test_office_routes_name_their_hub_or_event(app):
    for route, _method in routes(app):
        rule = access.rule_of(route.endpoint)
        assert rule is not None
        if rule.kind == "hub":
            assert "hub" in route.arguments, route.rule
        if rule.kind == "event":
            assert "slug" in route.arguments, route.rule


def expected(rule: access.Rule, who: str) -> set[int] | None:
    """The statuses an identity must get; None: anything but a refusal by access."""
    if rule.kind in {"public", "link"}:
        return None
    if who == "anonymous":
        return {401} if rule.kind == "device" else {303, 401}
    if rule.kind == "device":
        return {401}
    if rule.kind == "signed_in":
        return None
    if rule.kind == "admin":
        return None if who == "admin" else {404}
    assert rule.role is not None
    if who == "stranger":
        return {404}
    return None if Role(who) in ADMITS[rule.role] else {403}


def test_every_identity_gets_the_declared_answer(app, world):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    before = snapshot()
    wrong = []
    for route, method in routes(app):
        rule = access.rule_of(route.endpoint)
        assert rule is not None
        url = address(app, route, hub=world.own.slug, slug=world.slugs["own"])
        for who, client in world.clients.items():
            statuses = expected(rule, who)
            if statuses is None:
                continue
            answer = client.open(url, method=method)
            if answer.status_code not in statuses:
                wrong.append(f"{method} {route.rule} as {who}: {answer.status_code}")
    assert wrong == []
    db.session.rollback()
    assert snapshot() == before


def test_another_hub_does_not_exist(app, world):
    """Every role of the own hub gets 404 for every office address of the other hub."""
    before = snapshot()
    wrong = []
    for route, method in routes(app):
        rule = access.rule_of(route.endpoint)
        assert rule is not None
        if rule.kind not in {"hub", "event"}:
            continue
        url = address(app, route, hub=world.other.slug, slug=world.slugs["other"])
        for role in ROLES:
            answer = world.clients[role.value].open(url, method=method)
            if answer.status_code != 404:
                wrong.append(f"{method} {route.rule} as {role}: {answer.status_code}")
    assert wrong == []
    assert snapshot() == before


def test_a_device_of_one_event_does_nothing_at_another(app, world):
    wrong = []
    for route, method in routes(app):
        rule = access.rule_of(route.endpoint)
        if rule is None or rule.kind != "device":
            continue
        url = address(app, route, slug=world.slugs["other"])
        answer = world.clients["anonymous"].open(url, method=method, headers=world.device, json={})
        if answer.status_code not in {401, 403, 404}:
            wrong.append(f"{method} {route.rule}: {answer.status_code}")
    assert wrong == []


def test_who_is_admitted_gets_no_fault_and_no_refusal(app, world):
    """An admin may go everywhere: whatever does not exist is 404, and nothing fails."""
    wrong = []
    client = world.clients["admin"]
    for route, method in routes(app):
        rule = access.rule_of(route.endpoint)
        assert rule is not None
        if rule.kind not in {"hub", "event", "signed_in", "public", "link", "admin"}:
            continue
        if route.endpoint in {"accounts.sign_out", "core.prometheus", "core.readyz"}:
            continue
        url = address(app, route, hub=world.own.slug, slug=world.slugs["own"])
        answer = client.open(url, method=method)
        if answer.status_code >= 500 or answer.status_code in {401, 403}:
            wrong.append(f"{method} {route.rule}: {answer.status_code}")
    assert wrong == []


def test_unsafe_routes_ask_for_a_csrf_token(app, world):
    app.config["WTF_CSRF_ENABLED"] = True
    wrong = []
    for route, method in routes(app):
        if method not in UNSAFE or route.rule.startswith("/api/"):
            continue
        rule = access.rule_of(route.endpoint)
        assert rule is not None
        url = address(app, route, hub=world.own.slug, slug=world.slugs["own"])
        answer = world.clients["admin"].open(url, method=method)
        if answer.status_code not in {400, 404}:
            wrong.append(f"{method} {route.rule}: {answer.status_code}")
    # A link holder cancels by DELETE without cookie and without token: the link is the proof.
    assert [w for w in wrong if not w.startswith("DELETE")] == []


def test_every_answer_carries_the_headers(app, world):
    wrong = []
    for route, method in routes(app):
        url = address(app, route, hub=world.own.slug, slug=world.slugs["own"])
        answer = world.clients["anonymous"].open(url, method=method)
        policy = answer.headers.get("Content-Security-Policy", "")
        good = (
            answer.headers.get("X-Content-Type-Options") == "nosniff"
            and ("default-src 'none'" in policy or policy == "sandbox")
            and "unsafe-inline" not in policy
            and "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
            and "camera" in answer.headers.get("Permissions-Policy", "")
        )
        if not good:
            wrong.append(f"{method} {route.rule}")
    assert wrong == []
