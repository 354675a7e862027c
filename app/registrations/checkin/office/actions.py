"""Points and devices: opened, changed, closed, handed out and taken back."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.models import Device
from app.core import audit, clock, jobs
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event
from app.registrations.models import Point
from app.registrations.states import PointKind, PointRule


@dataclass(frozen=True)
class PointGiven:
    """What the office says of a point. `opens`, `closes`: local "HH:MM" on each day, or None.

    `exits`: going out is scanned there too; `categories`: numbers of those let in, None for all;
    `enrolment`: whether a seat in the session is asked for, None for what the session says.
    """

    code: str
    name: str
    kind: PointKind
    session_id: int | None = None
    opens: str | None = None
    closes: str | None = None
    rule: PointRule = PointRule.DAILY
    exits: bool = True
    categories: list[int] | None = None
    enrolment: bool | None = None


def add_point(event: Event, given: PointGiven) -> Point:
    """A new point. Raises Refused("point_code_taken"), Refused("session_has_point")."""
    with transaction():
        _lock(event)
        _free(event, given, but=None)
        point = Point(event_id=event.id, **asdict(given))
        db.session.add(point)
        audit.record("point_added", point, hub_id=event.hub_id, code=given.code)
    return point


def change_point(event: Event, point: Point, given: PointGiven, version: int | None) -> None:
    """Change a point; scans made there are judged anew, for its hours are facts.

    Raises Refused("changed_meanwhile") when somebody else changed it since `version`.
    """
    with transaction():
        _lock(event)
        db.session.refresh(point)
        if version is not None and version != point.version:
            raise Refused("changed_meanwhile")
        _free(event, given, but=point.id)
        for name, value in asdict(given).items():
            setattr(point, name, value)
        point.version += 1
        audit.record("point_changed", point, hub_id=event.hub_id, code=given.code)
        judge_again(event, point)


def close_point(event: Event, point: Point) -> None:
    """From now on the point takes nobody; scans made before, on whatever phone, still count."""
    with transaction():
        point.closed_at = clock.now()
        audit.record("point_closed", point, hub_id=event.hub_id)
        judge_again(event, point)


def reopen_point(event: Event, point: Point) -> None:
    """Take the closing back."""
    with transaction():
        point.closed_at = None
        audit.record("point_reopened", point, hub_id=event.hub_id)
        judge_again(event, point)


def judge_again(event: Event, point: Point) -> None:
    """Let everyone who was scanned at the point be judged anew, after this deed."""
    jobs.enqueue("checkin.judge_again", event_id=event.id, point_id=point.id)


def create_device(
    event: Event,
    name: str,
    point: Point | None = None,
    *,
    supervisor: bool = False,
    kiosk: bool = False,
) -> tuple[Device, str]:
    """A scanning device and its token, shown this once. A kiosk stands at one point.

    Raises Refused("point_closed"), Refused("kiosk_needs_point").
    """
    if kiosk and point is None:
        raise Refused("kiosk_needs_point", field="point")
    if point is not None and point.closed_at is not None:
        raise Refused("point_closed", field="point")
    point_id = point.id if point else None
    return accounts.create_device(
        event.hub_id,
        event.id,
        name,
        point_id=point_id,
        supervisor=supervisor and not kiosk,
        kiosk=kiosk,
    )


def create_own_device(
    event: Event, name: str, point: Point, user_id: int, *, supervisor: bool
) -> tuple[Device, str]:
    """The device of a signed-in steward: this phone. `supervisor`: an organiser's."""
    return accounts.create_device(
        event.hub_id, event.id, name, point_id=point.id, user_id=user_id, supervisor=supervisor
    )


def restore_device(event: Event, device: Device) -> None:
    """Take the revocation of a device back: its token works again."""
    with transaction():
        device.revoked_at = None
        audit.record("device_restored", device, hub_id=event.hub_id, event_id=event.id)


def _lock(event: Event) -> None:
    """One change of an event's points at a time: codes and doors are unique."""
    db.session.execute(select(Event.id).where(Event.id == event.id).with_for_update())


def _free(event: Event, given: PointGiven, but: int | None) -> None:
    others = select(Point).where(Point.event_id == event.id, Point.id != (but or 0))
    for other in db.session.scalars(others):
        if other.code == given.code:
            raise Refused("point_code_taken", point=given.code, field="code")
        doors = given.kind is PointKind.SESSION and other.kind is PointKind.SESSION
        if doors and other.session_id == given.session_id:
            raise Refused("session_has_point", field="session")
