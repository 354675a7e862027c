"""Signed links: each purpose has its own key, so one kind of link opens nothing else."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        current_app.config["SECRET_KEY"],
        salt=f"ketnoi.{purpose}",
        signer_kwargs={"digest_method": hashlib.sha256},
    )


def sign(purpose: str, payload: dict[str, Any]) -> str:
    """A token that only `read` with the same purpose accepts."""
    return str(_serializer(purpose).dumps(payload))


def read(purpose: str, token: str, max_age: int | None = None) -> dict[str, Any] | None:
    """The payload of a token, or None when it is not ours, altered or older than `max_age` s."""
    if len(token) > 2000:
        return None
    try:
        payload = _serializer(purpose).loads(token, max_age=max_age)
    except BadData:
        return None
    return payload if isinstance(payload, dict) else None
