"""What the organisers said of two organisations at an event: they must meet, or never."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.connections.portal.models import Pair, PairRule
from app.core.db import db


def said_of(event_id: int, one: int, other: int) -> Pair | None:
    """What holds for two organisations (ids, in any order)."""
    a, b = sorted((one, other))
    found = select(PairRule.kind).where(
        PairRule.event_id == event_id, PairRule.a_id == a, PairRule.b_id == b
    )
    return db.session.scalar(found)


def never_between(event_id: int, one: Any, other: Any) -> ColumnElement[bool]:
    """Whether two organisations, given as columns, never meet at an event."""
    either_way = or_(
        and_(PairRule.a_id == one, PairRule.b_id == other),
        and_(PairRule.a_id == other, PairRule.b_id == one),
    )
    kept_apart = PairRule.kind == Pair.NEVER
    return select(PairRule.id).where(PairRule.event_id == event_id, kept_apart, either_way).exists()


def never_with(event_id: int, organisation_id: int) -> set[int]:
    """The organisations that one never meets at an event."""
    found = select(PairRule.a_id, PairRule.b_id).where(
        PairRule.event_id == event_id,
        PairRule.kind == Pair.NEVER,
        or_(PairRule.a_id == organisation_id, PairRule.b_id == organisation_id),
    )
    return {b if a == organisation_id else a for a, b in db.session.execute(found)}
