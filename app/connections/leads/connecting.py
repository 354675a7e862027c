"""From a lead to a connection: the talk at the booth is the meeting that opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.catalogue.models import Need, Technology
from app.connections.followups.actions import Result
from app.connections.leads.models import Lead
from app.connections.meetings import actions as meetings
from app.connections.models import Connection
from app.connections.stages import Mode, OutcomeKind
from app.core import audit, clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.locks import lock

TALK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Start:
    """The two sides, and what was talked about and agreed upon."""

    need: Need
    technology: Technology
    discussion: str | None = None
    next_step: str | None = None
    next_due: date | None = None


def connect(lead: Lead, start: Start, place: str) -> Connection:
    """Record the talk at the booth as a meeting that was held; its connection is "in contact".

    Raises Refused("lead_has_connection" | "lead_withdrawn") and those of a meeting.
    """
    with transaction():
        lock(lead)
        if lead.connection_id is not None:
            raise Refused("lead_has_connection")
        if lead.withdrawn_at is not None:
            raise Refused("lead_withdrawn")
        event = lead.event
        meeting = meetings.arrange(
            event.hub,
            start.need,
            technology=start.technology,
            starts_at=lead.scanned_at,
            ends_at=lead.scanned_at + TALK,
            mode=Mode.ON_SITE,
            place=place,
        )
        meeting.event_id = event.id
        connection = meetings.record_held(
            meeting,
            Result(
                OutcomeKind.INFORMATION,
                clock.local(lead.scanned_at).date(),
                next_step=start.next_step,
                next_due=start.next_due,
            ),
            discussion=start.discussion,
        )
        lead.connection_id = connection.id
        lead.version += 1
        audit.record("lead_connected", lead, hub_id=event.hub_id, connection=connection.code)
    return connection
