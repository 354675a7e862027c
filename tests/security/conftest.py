"""Installations made ready for an attack: without CSRF tokens, with rate limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.core.db import db
from app.factory import create_app, limiter
from tests.security.world import World


@pytest.fixture
def loose(world: World) -> Iterator[World]:
    """Forms are sent without their token: its absence is tested elsewhere."""
    world.app.config["WTF_CSRF_ENABLED"] = False
    yield world
    world.app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def limited(app):
    """A browser at the same installation with its limits switched on."""
    strict = create_app(replace(app.config["KETNOI"], rate_limits=True))
    strict.test_client_class = app.test_client_class
    yield strict.test_client()
    limiter.enabled = False  # the limiter is one for all apps of the process
    with strict.app_context():
        db.session.remove()
        db.engine.dispose()
