"""What was shown."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from app.booths.models import Exhibit, Exhibitor
from app.events.kinds import EventKind
from app.events.models import Event
from app.reports.counting.catalogue import GONE
from app.reports.counting.within import Keys, Limits, event_days_meet

#: A permanent showroom needs no booths: what is on its list is shown.
SHOWN = sa.or_(Exhibit.booth_id.is_not(None), Event.kind == EventKind.SHOWROOM)


def exhibits(limits: Limits, *, placed: bool) -> Keys:
    """Exhibits that stand in a booth, or found none; withdrawn ones do not count."""
    stands = SHOWN if placed else sa.not_(SHOWN)
    return _exhibits(limits, Exhibit.id).where(stands)


def technologies(limits: Limits) -> Keys:
    """Technologies shown, each once however many exhibits and events there were."""
    return _exhibits(limits, Exhibit.technology_id.label("id")).where(SHOWN).distinct()


def _exhibits(limits: Limits, key: Any) -> Keys:
    return (
        select(key)
        .select_from(Exhibit)
        .join(Exhibitor, Exhibitor.id == Exhibit.exhibitor_id)
        .join(Event, Event.id == Exhibit.event_id)
        .where(Exhibitor.state.not_in(GONE), event_days_meet(limits))
    )
