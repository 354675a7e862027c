"""What a hub wants of what it taught: all of it, nothing, or not this one lesson."""

from __future__ import annotations

from sqlalchemy import select

from app.catalogue import records
from app.catalogue.models import Learning
from app.core import audit, clock
from app.core.db import db, transaction


def switch(hub_id: int, *, off: bool) -> None:
    """Let the hub's decisions change nothing in its suggestions, or something again."""
    with transaction():
        row = _settings(hub_id)
        if row.off != off:
            row.off = off
            audit.record("learning_off" if off else "learning_on", row)


def forget(hub_id: int, code: str) -> None:
    """The decisions so far say nothing more about this; later ones do."""
    with transaction():
        row = _settings(hub_id)
        row.forgotten = row.forgotten | {code: clock.now().isoformat()}
        audit.record("lesson_forgotten", row, lesson=code)


def remember(hub_id: int, code: str) -> None:
    """Take the forgetting back; nothing happens when nothing was forgotten."""
    with transaction():
        row = _settings(hub_id)
        if code in row.forgotten:
            row.forgotten = {k: at for k, at in row.forgotten.items() if k != code}
            audit.record("lesson_remembered", row, lesson=code)


def _settings(hub_id: int) -> Learning:
    """The hub's row, held; made when there is none."""
    records.lock_hub(hub_id)
    row = db.session.scalar(select(Learning).where(Learning.hub_id == hub_id))
    if row is None:
        row = Learning(hub_id=hub_id, off=False, forgotten={})
        db.session.add(row)
        db.session.flush()
    return row
