"""Slots and tables, and who asked to meet whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.catalogue.models import Need, Technology
from app.connections.models import MeetingSlot
from app.connections.requests import actions as requests
from app.connections.stages import Mode
from app.core import clock
from app.core.db import db
from app.demo import sample
from app.demo.sample import Sample
from app.events.models import Event

ASKED_ON = -12  # days before the fair


def load(given: Sample, event: Event) -> None:
    """The slots, and a request for every row, asked a quarter of an hour apart."""
    for row in sample.rows("meeting_slots"):
        db.session.add(
            MeetingSlot(
                event_id=event.id,
                code=row["code"],
                starts_at=given.moment(row["start"]),
                ends_at=given.moment(row["end"]),
                tables=int(row["tables"]),
            )
        )
    needs, technologies = _by_code(Need), _by_code(Technology)
    for place, row in enumerate(sample.rows("meeting_requests")):
        with clock.at(given.on(ASKED_ON, "08:00") + timedelta(minutes=15 * place)):
            requests.create(
                event,
                needs[row["need"]],
                technologies[row["technology"]],
                weight=int(row["weight"]),
                mode=Mode(row["mode"]),
                code=row["code"],
                answer_by=event.ends_on,  # still open when the sample is looked at
            )


def _by_code(model: Any) -> dict[str, Any]:
    """The sample's records by code, whatever hub registered them."""
    return {row.code: row for row in db.session.scalars(select(model).order_by(model.id.desc()))}
