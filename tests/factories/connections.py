"""Meeting requests, slots, meetings and connections that are valid as they stand."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from app.accounts.models import Hub
from app.connections.contract import Payment, Right
from app.connections.followups import contacts, contracts
from app.connections.followups.actions import Result
from app.connections.followups.contacts import ContactGiven
from app.connections.followups.contracts import ContractGiven
from app.connections.followups.models import Contact, FollowUp, TransferContract
from app.connections.meetings import actions as meetings
from app.connections.models import Connection, Meeting, MeetingRequest, MeetingSlot
from app.connections.requests import actions as requests
from app.connections.stages import Mode, OutcomeKind, Side
from app.core import clock, ids
from app.core.db import db
from app.events.models import Event
from tests.factories.accounts import make_hub, saved
from tests.factories.catalogue import make_need, make_technology
from tests.factories.events import make_event, moment

numbers = count(1)


def make_request(event: Event | None = None, **fields: Any) -> MeetingRequest:
    """A request that waits for an answer, of a new need and a new technology unless given."""
    event = event or make_event()
    hub = db.session.get_one(Hub, event.hub_id)
    need = fields.pop("need", None) or make_need(hub)
    technology = fields.pop("technology", None) or make_technology(hub)
    return requests.create(event, need, technology, **fields)


def make_slot(event: Event | None = None, **fields: Any) -> MeetingSlot:
    """Twenty minutes at four tables on the first afternoon; each slot follows the last one."""
    event = event or make_event()
    taken = db.session.scalar(
        select(MeetingSlot.ends_at)
        .where(MeetingSlot.event_id == event.id)
        .order_by(MeetingSlot.ends_at.desc())
        .limit(1)
    )
    start = fields.pop("starts_at", taken or moment("15:30", first=event.starts_on))
    usual = {"code": f"M{next(numbers):02}", "ends_at": start + timedelta(minutes=20), "tables": 4}
    return saved(MeetingSlot(event_id=event.id, starts_at=start, **usual | fields))


def make_meeting(hub: Hub | None = None, **fields: Any) -> Meeting:
    """A meeting of an hour that began two hours ago, outside a fair; nothing is recorded yet."""
    hub = hub or make_hub()
    need = fields.pop("need", None) or make_need(hub)
    if "expert" not in fields and "technology" not in fields:
        fields["technology"] = make_technology(hub)
    start: datetime = fields.pop("starts_at", clock.now() - timedelta(hours=2))
    usual = {"starts_at": start, "ends_at": start + timedelta(hours=1), "mode": Mode.ON_SITE}
    return meetings.arrange(hub, need, **usual | fields)


def result(kind: OutcomeKind = OutcomeKind.FOLLOW_UP, **fields: Any) -> Result:
    """What a meeting led to today."""
    usual = {"kind": kind, "happened_on": clock.today()}
    return Result(**usual | fields)


def make_connection(
    hub: Hub | None = None,
    kind: OutcomeKind = OutcomeKind.FOLLOW_UP,
    meeting: Meeting | None = None,
    **fields: Any,
) -> Connection:
    """The connection of a held meeting (a new one unless given); fields are those of Result."""
    meeting = meeting or make_meeting(hub)
    fields.setdefault("happened_on", clock.local(meeting.starts_at).date())
    return meetings.record_held(meeting, result(kind, **fields))


def make_contact(connection: Connection, **fields: Any) -> Contact:
    """Somebody who speaks for the need's side."""
    side = fields.pop("side", Side.DEMAND)
    usual = {"name": "Trần Bình", "email": f"binh.{next(numbers)}@example.org"}
    return contacts.add(connection, side, ContactGiven(**usual | fields))


def make_follow_up(contact: Contact, months: int = 3) -> FollowUp:
    """That a contact was asked what came of the meeting."""
    connection = contact.connection
    row = FollowUp(
        code=ids.code(16),
        hub_id=connection.hub_id,
        connection_id=connection.id,
        contact_id=contact.id,
        months=months,
        asked_at=clock.now(),
    )
    return saved(row)


def make_contract(connection: Connection, **fields: Any) -> TransferContract:
    """A domestic transfer contract, signed today."""
    usual: dict[str, Any] = {
        "contract_no": f"{next(numbers)}/HĐCGCN",
        "signed_on": clock.today(),
        "transferor": "Viện Máy (giả định)",
        "transferee": "HTX Chè (giả định)",
        "technology": "Máy sấy bơm nhiệt",
        "transfer_form": "INDEP",
        "right": Right.NON_EXCLUSIVE,
        "payment": Payment.LUMP_SUM,
        "objects": ["process"],
        "methods": ["training"],
    }
    return contracts.record(connection, ContractGiven(**usual | fields))
