"""How many meetings whom, and who never meets, as the timetable and the answers need it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import literal, null, select, union_all

from app.connections.portal.models import MeetingLimit, MeetingRules, Pair, PairRule
from app.core.db import db

ALL = 0  # stands for all organisations


@dataclass(frozen=True)
class Limits:
    """What the organisers set; organisations by id. `most` of ALL holds where there is no other."""

    most: dict[int, int] = field(default_factory=dict)
    never: frozenset[tuple[int, int]] = frozenset()

    def most_of(self, organisation_id: int) -> int | None:
        """The largest number of meetings of one organisation; None: no limit."""
        return self.most.get(organisation_id, self.most.get(ALL))

    def kept_apart(self, one: int, other: int) -> bool:
        return (min(one, other), max(one, other)) in self.never


def of(event_id: int) -> Limits:
    """All limits of an event, in one statement."""
    apart = select(PairRule.a_id, PairRule.b_id, null().label("most")).where(
        PairRule.event_id == event_id, PairRule.kind == Pair.NEVER
    )
    own = select(MeetingLimit.organisation_id, null(), MeetingLimit.most).where(
        MeetingLimit.event_id == event_id, MeetingLimit.most.is_not(None)
    )
    usual = select(literal(ALL), null(), MeetingRules.most).where(
        MeetingRules.event_id == event_id, MeetingRules.most.is_not(None)
    )
    rows: list[Any] = list(db.session.execute(union_all(apart, own, usual)).all())
    return Limits(
        most={one: most for one, other, most in rows if other is None},
        never=frozenset((one, other) for one, other, _most in rows if other is not None),
    )
