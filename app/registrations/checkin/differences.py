"""What has to be looked at once the phones are back: a pure reading of the facts.

People let in twice while two gates did not know of each other, people let in whose badge had been
revoked or whose registration cancelled, ids that came with two contents, guests whom a supervisor
let in once more, and clocks that were off. Nothing here is written down when it happens: each is
read from the scans, so the order in which the phones came back changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.accounts.models import Device
from app.core import lists
from app.core.db import db
from app.registrations.checkin.admission import REFUSALS
from app.registrations.checkin.queries import DOUBLE, FIRST, with_first
from app.registrations.models import Point, Registration, Scan
from app.registrations.states import Verdict

SKEW_MS = 60_000  # a minute: less decides nothing at a gate

_LET_IN_ALL_THE_SAME = sa.and_(
    Scan.verdict.in_(REFUSALS),
    sa.or_(Scan.shown == Verdict.ADMITTED, Scan.first_verdict == Verdict.ADMITTED),
)
_SKEWED = sa.or_(Scan.clock_offset_ms > SKEW_MS, Scan.clock_offset_ms < -SKEW_MS)
#: In the order in which one of them is said of a scan that has several.
KINDS: dict[str, Any] = {
    "doubles": DOUBLE,
    "let_in": _LET_IN_ALL_THE_SAME,
    "conflicts": Scan.conflicts > 0,
    "again": Scan.reason.is_not(None),
    "clock": _SKEWED,
}
KIND = sa.case(*((condition, kind) for kind, condition in KINDS.items())).label("kind")
SORTS = {
    "at": [Scan.at, Scan.id],
    "name": [Registration.sort_key, Scan.at, Scan.id],
    "point": [Point.code, Scan.at, Scan.id],
}
_FirstPoint = aliased(Point, name="first_point")
_FirstDevice = aliased(Device, name="first_device")


def found(event_id: int, *, q: str, kind: str, point: str, everything: bool) -> lists.Page:
    """Scans to look at with person, point and device, and the admission that each repeats."""
    wanted = (
        with_first(
            select(
                Scan,
                KIND,
                Registration.name,
                Registration.organisation,
                Registration.code.label("registration"),
                Point.name.label("point"),
                Device.name.label("device"),
                FIRST.at.label("first_at"),
                _FirstPoint.name.label("first_point"),
                _FirstDevice.name.label("first_device"),
            )
            .select_from(Scan)
            .join(Point, Point.id == Scan.point_id)
            .outerjoin(Device, Device.id == Scan.device_id)
            .outerjoin(Registration, Registration.id == Scan.registration_id)
        )
        .outerjoin(_FirstPoint, _FirstPoint.id == FIRST.point_id)
        .outerjoin(_FirstDevice, _FirstDevice.id == FIRST.device_id)
        .where(Scan.event_id == event_id, KINDS.get(kind, sa.or_(*KINDS.values())))
    )
    if q:
        wanted = wanted.where(lists.matching(Registration.folded, q))
    if point:
        wanted = wanted.where(Point.code == point)
    return lists.listing(wanted, sorts=SORTS, default="-at", everything=everything, scalars=False)


def counts(event_id: int) -> dict[str, int]:
    """How many scans there are to look at, by kind."""
    each = [func.count(sa.case((condition, 1))).label(kind) for kind, condition in KINDS.items()]
    wanted = with_first(select(*each).select_from(Scan)).where(Scan.event_id == event_id)
    return dict(db.session.execute(wanted).one()._mapping)


def clocks(event_id: int) -> Sequence[Any]:
    """(device, scans, smallest and largest offset) of the devices whose clock was off."""
    wanted = (
        select(
            Device.name,
            func.count(Scan.id).label("scans"),
            func.min(Scan.clock_offset_ms).label("least"),
            func.max(Scan.clock_offset_ms).label("most"),
        )
        .join(Device, Device.id == Scan.device_id)
        .where(Scan.event_id == event_id, _SKEWED)
        .group_by(Device.id, Device.name)
        .order_by(Device.name)
    )
    return db.session.execute(wanted).all()
