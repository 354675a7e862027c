"""The device that asks, and the event it works for."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from flask import g
from sqlalchemy import bindparam, select

from app.accounts.models import Device
from app.core import access, ids
from app.core.db import rows
from app.events.models import Event


class DeviceSeen(NamedTuple):
    """The device that asks: light, because it is read with every scan."""

    id: int
    code: str
    name: str
    point_id: int | None
    seen_at: datetime | None
    supervisor: bool
    kiosk: bool


class FairOfDevice(NamedTuple):
    """What devices are told of their event, and what their scans are judged by."""

    id: int
    slug: str
    number: int
    hub_id: int
    name: str
    starts_on: date
    ends_on: date
    timezone: str


_EVENT_BEGINS = len(DeviceSeen._fields)

# Built once: it runs with every scan.
_BY_TOKEN = (
    select(
        Device.id,
        Device.code,
        Device.name,
        Device.point_id,
        Device.seen_at,
        Device.supervisor,
        Device.kiosk,
        Event.id,
        Event.slug,
        Event.number,
        Event.hub_id,
        Event.name,
        Event.starts_on,
        Event.ends_on,
        Event.timezone,
    )
    .join(Event, Event.id == Device.event_id)
    .where(Device.token_hash == bindparam("token_hash"), Device.revoked_at.is_(None))
)


def device_by_token(token: str) -> tuple[DeviceSeen, FairOfDevice] | None:
    """The device that a token belongs to, with its event; None once it was revoked."""
    if not 20 <= len(token) <= 200:
        return None
    for row in rows(_BY_TOKEN, token_hash=ids.digest(token)):
        return DeviceSeen._make(row[:_EVENT_BEGINS]), FairOfDevice._make(row[_EVENT_BEGINS:])
    return None


def _find(token: str) -> bool:
    found = device_by_token(token)
    if found is not None:
        g.device, g.event = found
    return found is not None


access.devices(_find)
