"""The roster as devices read it: all badges first, then only what changed since their cursor.

A reader must miss no change, also not one that was written before the reader came and became
visible only afterwards. On SQLite writers stand in line, so the time of the change, taken
inside the writing, is in the order of becoming visible: the cursor names a badge by it.

On PostgreSQL a slow writer's rows appear behind those of quicker ones, whatever time is on
them. There the cursor names a transaction: the oldest one still running when the reader began.
Everything older was visible then; rows written by it or by a younger one are read next time.
The few among them that were visible already come once more, which changes nothing for a reader
that keeps badges by serial.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from app.core.db import db
from app.registrations.models import Badge, Category, Delegation, Registration

PAGE = 1000
_XIDS = 2**32  # a row remembers the last 32 bits of the transaction that wrote it
_LARGEST = 18  # digits of a number in a cursor

_BADGES: Any = (
    select(
        Badge.id,
        Badge.serial,
        Badge.state,
        Badge.changed_at,
        Registration.name,
        Registration.organisation,
        Category.name.label("category"),
        Delegation.code.label("group"),
        Delegation.heads.is_not(None).label("numbered"),
    )
    .join(Registration, Registration.id == Badge.registration_id)
    .join(Category, Category.id == Registration.category_id)
    .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
)


def read(event_id: int, cursor: str) -> tuple[Sequence[Any], str]:
    """A page of badges and the cursor after it. Raises ValueError for what no roster ever said.

    Read on until no badges come; that cursor is the one to keep.
    """
    wanted = _BADGES.where(Badge.event_id == event_id).limit(PAGE)
    if db.engine.dialect.name == "postgresql":
        return _by_transaction(wanted, cursor)
    return _by_time(wanted, cursor)


# -- in the order of change --


def _by_time(wanted: Any, cursor: str) -> tuple[Sequence[Any], str]:
    if cursor:
        changed_at, badge_id = _moment(cursor)
        later = sa.or_(
            Badge.changed_at > changed_at,
            sa.and_(Badge.changed_at == changed_at, Badge.id > badge_id),
        )
        wanted = wanted.where(later)
    rows = db.session.execute(wanted.order_by(Badge.changed_at, Badge.id)).all()
    end = f"{rows[-1].changed_at.isoformat()}~{rows[-1].id}" if rows else cursor.replace(" ", "+")
    return rows, end


def _moment(cursor: str) -> tuple[datetime, int]:
    moment, _, badge_id = cursor.replace(" ", "+").partition("~")
    changed_at = datetime.fromisoformat(moment)
    if changed_at.tzinfo is None:
        raise ValueError(cursor)
    return changed_at, _number(badge_id)


# -- by the transaction that wrote --


@dataclass(frozen=True)
class _Reading:
    """Where a reader stands: it has everything older than `seen` (None: nothing yet); it is
    reading up to what was visible when it began, at `horizon`, and is past badge `after`."""

    seen: int | None
    horizon: int
    after: int = 0

    def __str__(self) -> str:
        seen = "" if self.seen is None else self.seen
        return f"x{seen}.{self.horizon}.{self.after}"

    @classmethod
    def parse(cls, cursor: str) -> _Reading:
        if not cursor.startswith("x"):
            raise ValueError(cursor)
        seen, horizon, after = cursor[1:].split(".")
        return cls(_number(seen) if seen else None, _number(horizon), _number(after))


# The oldest transaction still running; without one, the next to come.
_HORIZON = sa.text("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)")
_SINCE = sa.text("age(badge.xmin) <= age(CAST(CAST(:seen AS text) AS xid))")


def _by_transaction(wanted: Any, cursor: str) -> tuple[Sequence[Any], str]:
    now = int(db.session.scalar(_HORIZON) or 0)
    here = _Reading.parse(cursor) if cursor else _Reading(None, now)
    if here.after == 0:
        here = replace(here, horizon=now)  # a new round begins
    if here.seen is not None and here.seen > now:
        here = _Reading(None, now)  # of another database, before it was restored
    if here.seen is not None:
        wanted = wanted.where(_SINCE).params(seen=here.seen % _XIDS)
    rows = db.session.execute(wanted.where(Badge.id > here.after).order_by(Badge.id)).all()
    if rows:
        return rows, str(replace(here, after=rows[-1].id))
    return rows, str(_Reading(here.horizon, here.horizon))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _LARGEST):
        raise ValueError(text)
    return int(text)
