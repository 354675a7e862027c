"""The clock. Nothing else asks the system for the time, so that tests and the play can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VN = ZoneInfo("Asia/Ho_Chi_Minh")
_fixed: ContextVar[datetime | None] = ContextVar("ketnoi_clock", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today(zone: ZoneInfo = VN) -> date:
    """The local date of this moment."""
    return now().astimezone(zone).date()


def local(moment: datetime, zone: ZoneInfo = VN) -> datetime:
    """A stored moment as people at the fair read it."""
    return moment.astimezone(zone)


def day_bounds(first: date, last: date, zone: ZoneInfo = VN) -> tuple[datetime, datetime]:
    """Start of `first` and end of `last` (exclusive) as moments in UTC."""
    start = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    return start.astimezone(UTC), end.astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let this thread live at `moment` (aware) for a while."""
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
