"""Rate limits while the server that counts them is away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core import limits
from app.core.db import db
from app.factory import create_app, limiter


@pytest.fixture
def without_redis(app):
    """A browser at an installation whose Redis does not answer."""
    away = replace(app.config["KETNOI"], rate_limits=True, redis_url="redis://127.0.0.1:1/0")
    strict = create_app(away)
    yield strict.test_client()
    limits._own.until = 0.0
    limiter.enabled = False  # the limiter is one for all apps of the process
    with strict.app_context():
        db.session.remove()
        db.engine.dispose()


def test_each_process_counts_for_itself_while_redis_is_away(without_redis):
    codes = [without_redis.get("/certificates/nosuchcode000000").status_code for _ in range(65)]
    assert codes == [404] * 60 + [429] * 5
    assert without_redis.get("/board/x").status_code == 404
    assert without_redis.get("/sign-in").status_code < 400


def test_a_redis_that_came_back_is_asked_again(without_redis, app, monkeypatch):
    without_redis.get("/board/x")
    resting = limits._own.until
    monkeypatch.setattr(limits.time, "monotonic", lambda: resting + 1)
    without_redis.get("/board/x")
    assert limits._own.until > resting
