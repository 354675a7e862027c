"""A fair with gates, people with badges, and devices, valid as they stand."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select

from app.accounts import actions as accounts
from app.accounts.models import Device
from app.core import clock, ids
from app.core.db import db, transaction
from app.core.text import fold
from app.events.kinds import SessionKind
from app.events.models import Event
from app.registrations.badges import actions as badges
from app.registrations.models import Category, Delegation, Point, Registration
from app.registrations.states import PointKind, Source, Status
from tests.factories.accounts import saved
from tests.factories.events import make_event, make_session, moment

numbers = count(1)


def make_fair(**fields: Any) -> Event:
    """A published three-day fair from 3 December 2026 with the gates gate-1 and gate-2."""
    gates = fields.pop("gates", ("gate-1", "gate-2"))
    event = make_event(fields.pop("hub", None), **fields)
    with transaction():  # the one it was made with
        db.session.execute(delete(Point).where(Point.event_id == event.id))
    for code in gates:
        make_point(event, code)
    return event


def make_point(event: Event, code: str = "gate-1", **fields: Any) -> Point:
    usual: dict[str, Any] = {"name": f"Cổng {code[-1]}", "kind": PointKind.GATE}
    there = select(Point).where(Point.event_id == event.id, Point.code == code)
    with transaction():
        point = db.session.scalar(there) or Point(event_id=event.id, code=code)
        for name, value in (usual | fields).items():
            setattr(point, name, value)
    return saved(point)


def make_session_door(event: Event, code: str = "s10", **fields: Any) -> Point:
    """The door of a session that asks for enrolment (unless enrolment_needed=False)."""
    usual: dict[str, Any] = {
        "code": code.upper(),
        "kind": SessionKind.TRAINING,
        "starts_at": moment("13:00"),
        "ends_at": moment("15:00"),
        "enrolment_needed": True,
    }
    session = make_session(event, **usual | fields)
    return make_point(event, code, kind=PointKind.SESSION, session_id=session.id, name=code)


def make_category(event: Event, **fields: Any) -> Category:
    n = next(numbers)
    usual: dict[str, Any] = {"code": f"c{n}", "number": n % 60000, "name": "Khách tham quan"}
    return saved(Category(event_id=event.id, **usual | fields))


def make_guest(event: Event, category: Category | None = None, **fields: Any) -> Registration:
    """A confirmed person with a badge."""
    category = category or make_category(event)
    name = fields.get("name", "Nguyễn Thị Minh Hà")
    usual: dict[str, Any] = {
        "code": ids.code(16),
        "link_nonce": ids.code(26),
        "event_id": event.id,
        "category_id": category.id,
        "status": Status.CONFIRMED,
        "name": name,
        "organisation": "Hợp tác xã Đồi Vàng (giả định)",
        "answers": {},
        "source": Source.WEB,
        "folded": fold(f"{name} {fields.get('organisation', 'Hợp tác xã Đồi Vàng (giả định)')}"),
        "sort_key": fold(name),
        "created_at": clock.now(),
    }
    guest = Registration(**usual | fields)
    with transaction():
        db.session.add(guest)
        db.session.flush()
        if guest.status is Status.CONFIRMED:
            badges.issue(guest, category)
    return guest


def make_delegation(event: Event, **fields: Any) -> Delegation:
    """A group without members yet: give guests its id."""
    usual: dict[str, Any] = {
        "code": ids.code(16),
        "link_nonce": ids.code(26),
        "name": "Hội Nông dân xã Lam Hồng",
        "leader": "Nguyễn Trưởng Đoàn",
        "created_at": clock.now(),
    }
    return saved(Delegation(event_id=event.id, **usual | fields))


def token_of(guest: Registration) -> str:
    badge = badges.valid_badge(guest)
    assert badge is not None
    return badge.token


def make_device(event: Event, name: str = "L-03", **fields: Any) -> tuple[Device, str]:
    return accounts.create_device(event.hub_id, event.id, name, **fields)


def bearer(event: Event, name: str = "L-03") -> dict[str, str]:
    """The header of a new device of the event."""
    _device, token = make_device(event, name)
    return {"Authorization": f"Bearer {token}"}


def sent(badge: str, at: datetime, point: str = "gate-1", **more: Any) -> dict[str, Any]:
    """One scan as a device sends it."""
    return {
        "id": str(uuid4()),
        "badge": badge,
        "point": point,
        "scanned_at": at.isoformat(),
        "clock_offset_ms": 0,
    } | more
