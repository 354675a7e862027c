"""Taking in the scans of a file, in the name of the phone that made them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.accounts.models import Device
from app.core import audit
from app.core.db import transaction
from app.events.models import Event
from app.registrations.checkin import actions, intake, known, queries
from app.registrations.checkin.exported import Exported
from app.registrations.checkin.kiosk.scans import as_shown

AT_ONCE = 500  # scans judged in one transaction


@dataclass(frozen=True)
class Taken:
    """What became of a file: how many scans are new, were here already, could not be read."""

    new: int
    known: int
    unreadable: int
    elsewhere: int


def take_in_file(event: Event, file: Exported) -> Taken:
    """Take the scans in as if the phone had sent them; the same file again changes nothing."""
    device = queries.device(event.id, file.device) if file.device else None
    scans = [_allowed(raw, device) for raw in file.scans]
    ids = {one.lower() for raw in scans if (one := intake.echoed_id(raw))}
    fair = known.fair_of(event)
    before = queries.known_ids(event.id, ids)
    arrived, unreadable = set(), 0
    for start in range(0, len(scans), AT_ONCE):
        part = scans[start : start + AT_ONCE]
        name = device.name if device else ""
        for answer in actions.take_in(fair, device.id if device else None, name, part):
            if answer.error or answer.id is None:
                unreadable += 1
            else:
                arrived.add(answer.id.lower())
    taken = Taken(len(arrived - before), len(arrived & before), unreadable, file.elsewhere)
    with transaction():
        audit.record("scans_uploaded", event, hub_id=event.hub_id, new=taken.new, known=taken.known)
    return taken


def _allowed(raw: Any, device: Device | None) -> Any:
    """A file can do no more than its phone: a kiosk lets in by code alone, and only a
    supervisor's phone lets somebody in once more."""
    if device is not None and device.kiosk:
        return as_shown(raw)
    if isinstance(raw, dict) and not (device is not None and device.supervisor):
        return {key: value for key, value in raw.items() if key != "reason"}
    return raw
