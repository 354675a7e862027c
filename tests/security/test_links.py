"""Addresses that a signed link opens: every one of them, with tokens that are not theirs.

Generated from the URL map. The tokens are well-formed: of another purpose, of two links put
together, with one sign changed, cut, too old. The control opens the same addresses with the
right ones.
"""

from __future__ import annotations

import time
from itertools import cycle
from typing import Any

import itsdangerous
import pytest
from flask import url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule as Route

from app.core import access, links
from app.demo.sample import FAIR
from tests.security.test_foreign_codes import everything
from tests.security.world import HUB, World, prefix_of

#: What else stands in such an address: records of the own hub, so that the token alone is wrong.
GIVEN: dict[str, Any] = {
    "purpose": "reset",
    "hub": HUB,
    "slug": FAIR,
    "kind": "organisations",
    "code": "khong-co",
    "question": "q1",
}


#: Links that open for a while only: the purpose, and after how many days they are too old.
AGEING = {
    "/reset/<purpose>/": ("reset", 1),
    "/hubs/<hub>/import/<kind>/": ("import", 2),
    "/events/<slug>/desk/agenda/<code>/move-back/": ("session_move", 1),
}


def routes(world: World) -> list[Route]:
    return [route for route in world.app.url_map.iter_rules() if "token" in route.arguments]


def by_holder(route: Route) -> bool:
    """Whether the link is all that is asked for; else it is the office's own."""
    rule = access.rule_of(route.endpoint)
    return rule is not None and rule.kind == "link"


def opened(world: World, route: Route, token: str, method: str = "GET") -> int:
    """What the address answers with this token to who has every right besides."""
    given = {name: GIVEN.get(name, "khong-co") for name in route.arguments} | {"token": token}
    if "/agenda/" in route.rule:
        given["code"] = world.session
    with world.app.test_request_context():
        address = url_for(route.endpoint, **given)
    who = "anonymous" if by_holder(route) else "organiser"
    return world.clients[who].open(address, method=method).status_code


def methods(route: Route) -> list[str]:
    return sorted((route.methods or set()) - {"HEAD", "OPTIONS"})


def changed(token: str) -> str:
    """With one sign of the signature changed to another that stands for other bits."""
    at = len(token) - 10
    return token[:at] + ("A" if token[at] != "A" else "Q") + token[at + 1 :]


def joined(first: str, second: str) -> str:
    """What the first is about, with the signature of the second."""
    mark = "-" if "-" in first[:30] and "." not in first else "."
    return first.partition(mark)[0] + mark + second.rpartition(mark)[2]


def test_every_rule_that_takes_a_token_is_in_the_world(world: World) -> None:
    with world.inside():
        found = {prefix_of(route.rule) for route in routes(world)}
        unruled = {r.rule for r in routes(world) if not by_holder(r) and not office(r)}
    assert found == world.links.keys() == world.foreign_links.keys()
    assert unruled == set(), "whoever holds a link, or the office"


def office(route: Route) -> bool:
    rule = access.rule_of(route.endpoint)
    return rule is not None and rule.kind in {"hub", "event"}


def test_control_each_link_opens_its_page(loose: World) -> None:
    with loose.inside():
        pages = [r for r in routes(loose) if r.rule.endswith("<token>") and "GET" in methods(r)]
        tried = [(r.rule, opened(loose, r, loose.links[prefix_of(r.rule)])) for r in pages]
        theirs = [
            (r.rule, opened(loose, r, loose.foreign_links[prefix_of(r.rule)]))
            for r in pages
            if by_holder(r)
        ]
    assert [found for found in tried + theirs if found[1] != 200] == []
    assert len(pages) == len(loose.links) - 1, "all but the one that a button follows"


def test_a_token_that_is_not_theirs_opens_nothing_and_changes_nothing(loose: World) -> None:
    with loose.inside():
        before, wrong, asked = everything(), [], 0
        others = cycle(loose.links.items())
        for route in routes(loose):
            prefix = prefix_of(route.rule)
            own, foreign = loose.links[prefix], loose.foreign_links[prefix]
            bad = [changed(own), own[:-1], own + "A", joined(own, foreign), own.swapcase()]
            bad += [token for other, token in (next(others), next(others)) if other != prefix]
            bad += [] if by_holder(route) else [foreign]
            for token in bad:
                for method in methods(route):
                    status = opened(loose, route, token, method)
                    asked += 1
                    if status != 404:
                        wrong.append(f"{method} {route.rule} {token}: {status}")
        assert everything() == before
    assert not wrong, "\n".join(wrong)
    assert asked > 400


@pytest.mark.parametrize("prefix", AGEING)
def test_an_old_token_opens_nothing(loose: World, prefix: str) -> None:
    purpose, days = AGEING[prefix]
    token = loose.links[prefix]
    with loose.inside():
        (route,) = [r for r in routes(loose) if prefix_of(r.rule) == prefix]
        payload = links.read(purpose, token)
        assert payload is not None
        old = _signed_before(purpose, payload, days)
        assert [opened(loose, route, old, method) for method in methods(route)] == (
            [404] * len(methods(route))
        )


def _signed_before(purpose: str, payload: dict[str, Any], days: int) -> str:
    then = int(time.time()) - days * 86_400
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda _signer: then)
        return links.sign(purpose, payload)


def test_guessing_at_links_is_slowed_before_anything_is_looked_up(
    limited: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "BY_LINK", "1/minute")
    monkeypatch.setitem(limited.application.config, "WTF_CSRF_ENABLED", False)
    said = {}
    with limited.application.app_context():
        found = [r for r in limited.application.url_map.iter_rules() if "token" in r.arguments]
        for place, route in enumerate(filter(by_holder, found)):
            with limited.application.test_request_context():
                given = {name: GIVEN[name] for name in route.arguments - {"token"}}
                address = url_for(route.endpoint, token="x" * 30, **given)
            network = {"REMOTE_ADDR": f"198.51.{place // 200}.{place % 200}"}
            asked = [
                limited.open(address, method=method, environ_base=network).status_code
                for method in methods(route)[:1] * 2
            ]
            said[route.rule] = asked[1]
    assert set(said.values()) == {429}, {r: code for r, code in said.items() if code != 429}
