"""How often strangers may try something, by network and by address; off with the setting.

The counters are those of Flask-Limiter: in the process, or in Redis where there is one. While
Redis is away each process counts for itself, and asks it again from time to time.
"""

from __future__ import annotations

import logging
import time

from flask import abort, current_app, request
from flask_limiter import Limiter
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

REST = 10.0  # seconds for which a Redis that did not answer is left alone
log = logging.getLogger(__name__)


class _Own:
    """What this process counts by itself, and until when it does."""

    def __init__(self) -> None:
        self.limiter = FixedWindowRateLimiter(MemoryStorage())
        self.until = 0.0


_own = _Own()


def network() -> str:
    """The network a request comes from."""
    return request.remote_addr or "-"


def check(name: str, limits: str, who: str | None = None) -> None:
    """Count one try of `who` (default: the network); answers 429 beyond the limits.

    `limits` as in "60/minute;1500/hour".
    """
    if not allow(name, limits, who):
        abort(429)


def allow(name: str, limits: str, who: str | None = None) -> bool:
    """Count one try; whether it is within the limits."""
    return all(
        _hit(limiter, limit, current_app.config["KETNOI"].house, name, who or network())
        for limiter in current_app.extensions.get("limiter", ())
        if limiter.enabled
        for limit in parse_many(limits)
    )


def _hit(limiter: Limiter, limit: RateLimitItem, *key: str) -> bool:
    if time.monotonic() >= _own.until:
        try:
            return limiter.limiter.hit(limit, *key)
        except limiter.storage.base_exceptions as trouble:
            _own.until = time.monotonic() + REST
            log.warning("limits are counted by each process: %s", type(trouble).__name__)
    return _own.limiter.hit(limit, *key)
