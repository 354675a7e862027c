"""Classes with seats, and people in them, valid as they stand."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.events.kinds import SessionKind
from app.events.models import Event, EventSession
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import fair_of
from app.registrations.models import Registration
from app.workshops import actions
from app.workshops.models import Enrolment
from tests.factories.checkin import make_device, make_guest, make_point, sent, token_of
from tests.factories.events import make_event, make_session, moment


def make_class(event: Event | None = None, **fields: Any) -> EventSession:
    """A training session on the first morning of a fair that asks for enrolment."""
    defaults: dict[str, Any] = {
        "kind": SessionKind.TRAINING,
        "title": "Lớp tập huấn: Ủ phân hữu cơ",
        "starts_at": moment("08:30"),
        "ends_at": moment("11:30"),
        "capacity": 40,
        "enrolment_needed": True,
        "hours": 3,
    }
    return make_session(event or make_event(), **(defaults | fields))


def make_enrolment(
    session: EventSession | None = None, guest: Registration | None = None
) -> Enrolment:
    session = session or make_class()
    return actions.enrol(session.id, (guest or make_guest(session.event)).id)


def scan_at_door(session: EventSession, *guests: Registration, clock_time: str = "08:20") -> None:
    """Let people in at the session's door on its day, as a device does."""
    event, code = session.event, session.code.lower()
    make_point(event, code, kind="session", session_id=session.id, name=session.code)
    device, _token = make_device(event, f"door {code}")
    day = (clock.local(session.starts_at).date() - event.starts_on).days + 1
    at = moment(clock_time, day=day, first=event.starts_on)
    scans = [sent(token_of(guest), at, code) for guest in guests]
    checkin.take_in(fair_of(event), device.id, device.name, scans)
