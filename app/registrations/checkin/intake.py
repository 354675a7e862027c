"""Reading one scan as a device sends it: a fact, or the reason why it is none.

Devices are written by others too, and a scan that cannot be read must spoil nothing for those
beside it. So every field is looked at on its own and the first that does not fit is named.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.core.text import clean
from app.registrations.checkin.admission import corrected
from app.registrations.states import Direction, Verdict

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_LARGEST_OFFSET_MS = 10 * 366 * 86_400_000
_LONGEST_CODE = 40
_LONGEST_REASON = 200
_SERIAL = re.compile(r"[0-9]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sent:
    """A scan as sent, read and found well-formed.

    One of three is set: `badge` (the text of the QR code, whatever it is), or, of a person found
    by name at the door, `registration` (its code) or `serial` (of the badge on the phone's list).
    `shown`: what a phone without network told the steward; a note, it decides nothing.
    `reason`: why a supervisor lets the person in once more; only their devices may say so.
    """

    id: str
    badge: str | None
    registration: str | None
    serial: int | None
    point: str
    direction: Direction
    scanned_at: datetime
    clock_offset_ms: int | None
    at: datetime
    shown: Verdict | None
    reason: str | None = None


class Malformed(ValueError):
    """The scan cannot be read; the message is the name of the field that is wrong."""


def read(raw: Any, points: Container[str]) -> Sent:
    """Read one scan. `points`: codes of the event's points. Raises Malformed."""
    if not isinstance(raw, dict):
        raise Malformed("scan")
    badge, registration, serial = _who(raw)
    point = raw.get("point")
    if not isinstance(point, str) or point not in points:
        raise Malformed("point")
    scanned_at = _moment(raw.get("scanned_at"))
    offset = _offset(raw.get("clock_offset_ms"))
    at = corrected(scanned_at, offset)
    if not _EARLIEST <= at < _LATEST:
        raise Malformed("scanned_at")
    return Sent(
        id=_uuid(raw.get("id")),
        badge=badge,
        registration=registration,
        serial=serial,
        point=point,
        direction=_direction(raw.get("direction")),
        scanned_at=scanned_at,
        clock_offset_ms=offset,
        at=at,
        shown=_shown(raw.get("shown")),
        reason=_reason(raw.get("reason")),
    )


def points_named(sent: Iterable[Any]) -> set[str]:
    """What may be codes of points in scans as they came; any text that no code can be is left
    out, so that the database can be asked for the rest."""
    named = (raw.get("point") for raw in sent if isinstance(raw, dict))
    return {
        code
        for code in named
        if isinstance(code, str) and len(code) <= _LONGEST_CODE and code.isprintable()
    }


def echoed_id(raw: Any) -> str | None:
    """The id of whatever was sent, to be said back, in the spelling in which it came."""
    sent = raw.get("id") if isinstance(raw, dict) else None
    return sent if isinstance(sent, str) and len(sent) <= 100 else None


def _who(raw: dict[str, Any]) -> tuple[str | None, str | None, int | None]:
    badge, registration, serial = raw.get("badge"), raw.get("registration"), raw.get("serial")
    if badge is None and isinstance(registration, str) and len(registration) <= _LONGEST_CODE:
        return None, registration, None
    if badge is None and isinstance(serial, str) and _SERIAL.fullmatch(serial):
        return None, None, int(serial)
    if not isinstance(badge, str):
        raise Malformed("badge")
    return badge, None, None


def _uuid(value: Any) -> str:
    if not isinstance(value, str) or not _UUID.fullmatch(value.lower()):
        raise Malformed("id")
    return value.lower()


def _direction(value: Any) -> Direction:
    if value is None:
        return Direction.IN
    if value not in ("in", "out"):
        raise Malformed("direction")
    return Direction(value)


def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise Malformed("scanned_at")
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError as misfit:
        raise Malformed("scanned_at") from misfit
    if not _EARLIEST <= moment < _LATEST:
        raise Malformed("scanned_at")
    return moment.astimezone(UTC)


def _offset(value: Any) -> int | None:
    if value is None:
        return None
    if type(value) is not int or abs(value) > _LARGEST_OFFSET_MS:
        raise Malformed("clock_offset_ms")
    return value


def _shown(value: Any) -> Verdict | None:
    if value is None:
        return None
    try:
        return Verdict(value)
    except ValueError as misfit:
        raise Malformed("shown") from misfit


def _reason(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise Malformed("reason")
    try:
        said = clean(value)
    except ValueError as misfit:
        raise Malformed("reason") from misfit
    if not said or len(said) > _LONGEST_REASON:
        raise Malformed("reason")
    return said
