"""How often strangers may try something, by network and by address; off with the setting.

The counters are those of Flask-Limiter: in the process, or in Redis where there is one.
"""

from __future__ import annotations

from flask import abort, current_app, request
from limits import parse_many


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
        limiter.limiter.hit(limit, current_app.config["KETNOI"].house, name, who or network())
        for limiter in current_app.extensions.get("limiter", ())
        if limiter.enabled
        for limit in parse_many(limits)
    )
