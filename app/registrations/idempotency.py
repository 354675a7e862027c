"""A request repeated with its key is done once and answered twice.

The key, a hash of the request and the answer are stored in the deed's own transaction. Of
two at once, the unique key lets one do the deed; the other waits and gets its answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.registrations.models import IdempotencyKey

KEPT = timedelta(days=14)
LONGEST_KEY = 200


class _TakenMeanwhile(Exception):
    """Another request with the same key was faster."""


def once(
    route: str, key: str | None, request: Any, deed: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """The answer of `deed`, done at most once per route and key; without a key, simply done.

    Raises Refused("key_reused") when the key came with another request before. A refused
    deed keeps nothing, so its key may be tried again.
    """
    if not key:
        with transaction():
            return deed()
    if len(key) > LONGEST_KEY:
        raise Refused("key_too_long")
    digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    for _attempt in range(3):
        given = _given_before(route, key, digest)
        if given is not None:
            return given
        try:
            return _do(route, key, digest, deed)
        except _TakenMeanwhile:
            continue
    raise Refused("changed_meanwhile")


def _given_before(route: str, key: str, digest: str) -> dict[str, Any] | None:
    found = select(IdempotencyKey).where(IdempotencyKey.route == route, IdempotencyKey.key == key)
    kept = db.session.scalar(found)
    if kept is None:
        return None
    if kept.request_hash != digest:
        raise Refused("key_reused")
    return kept.answer


def _do(route: str, key: str, digest: str, deed: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    with transaction():
        kept = IdempotencyKey(
            route=route, key=key, request_hash=digest, answer={}, created_at=clock.now()
        )
        db.session.add(kept)
        try:
            db.session.flush()
        except IntegrityError as clash:
            raise _TakenMeanwhile from clash
        kept.answer = deed()
        return kept.answer


def sweep() -> None:
    """Forget old keys."""
    with transaction():
        old = delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - KEPT)
        db.session.execute(old)
