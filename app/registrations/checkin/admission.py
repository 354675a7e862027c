"""Who may come in: the verdict on every scan, from the facts alone.

A scan is a fact that a phone made, perhaps without a network. Facts arrive late, twice and
in any order, so nothing here asks when a fact arrived: the set of facts known decides. Facts
are the scans, the badge's revocation, the registration's cancelling, the hours of the point
and who is enrolled at a door. `static/js/registrations/admission.js` judges the same way on
the phone; both read `tests/vectors/admission.json`.

Revoking and cancelling are facts *with a time*: they bind from their own time on. A scan made
before the badge was revoked keeps its verdict, however late it arrives; one made at that time
or after it is refused, however early the phone judged it. Otherwise a reprint at noon would
undo the morning of everybody who asked for one.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

RETURN = timedelta(minutes=30)
LARGEST_OFFSET = timedelta(hours=12)


class Direction(StrEnum):
    """Which way the person went through the point."""

    IN = "in"
    OUT = "out"


class PointKind(StrEnum):
    """What stands at the point; all gates of an event count as one."""

    GATE = "gate"
    SESSION = "session"
    BOOTH = "booth"


class Verdict(StrEnum):
    """The answer at the door, in order of precedence: the first that applies."""

    FORGED = "forged"
    UNKNOWN = "unknown"
    WRONG_EVENT = "wrong_event"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    WRONG_TIME = "wrong_time"
    NOT_ENROLLED = "not_enrolled"
    ADMITTED = "admitted"
    REPEAT = "repeat"
    EXITED = "exited"


REFUSALS = frozenset(Verdict) - {Verdict.ADMITTED, Verdict.REPEAT, Verdict.EXITED}


class ClockFlag(StrEnum):
    """Why the time of a scan deserves a second look; it is judged all the same."""

    NO_OFFSET = "no_offset"
    FAR_OFF = "far_off"


@dataclass(frozen=True, slots=True)
class Opening:
    """From `opens` on, up to but without `closes`."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an event, both included, as its zone counts them."""

    first: date
    last: date
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Point:
    """A place where badges are scanned. No hours: open on all days of the event."""

    code: Hashable
    kind: PointKind = PointKind.GATE
    hours: tuple[Opening, ...] = ()


@dataclass(frozen=True, slots=True)
class Badge:
    """What is known of a badge and its registration. None: it never happened."""

    revoked_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan of a genuine badge of the event, by corrected time `at`.

    `enrolled`: a session door admits the registration; it means nothing at other points.
    """

    id: str
    at: datetime
    direction: Direction
    point: Point
    badge: Badge
    enrolled: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one scan and what it adds to the figures.

    `first`: id of the admission that a repeat repeats, else None. `step`: change in the
    number of people inside (+1, -1 or 0). `visit`: counts as a visit (lượt khách).
    """

    verdict: Verdict
    first: str | None = None
    step: int = 0
    visit: bool = False


def corrected(scanned_at: datetime, clock_offset_ms: int | None) -> datetime:
    """When a scan was made: device time plus the offset (server minus device, milliseconds).

    Raises OverflowError when no calendar holds that time.
    """
    return scanned_at + timedelta(milliseconds=clock_offset_ms or 0)


def clock_flag(clock_offset_ms: int | None) -> ClockFlag | None:
    """Why the clock is doubted: never compared with the server's, or more than 12 hours off."""
    if clock_offset_ms is None:
        return ClockFlag.NO_OFFSET
    if timedelta(milliseconds=abs(clock_offset_ms)) > LARGEST_OFFSET:
        return ClockFlag.FAR_OFF
    return None


def refusal(scan: Scan, days: Days) -> Verdict | None:
    """Why this scan is refused whatever the others say; None when it is not."""
    badge, point = scan.badge, scan.point
    if badge.revoked_at is not None and scan.at >= badge.revoked_at:
        return Verdict.REVOKED
    if badge.cancelled_at is not None and scan.at >= badge.cancelled_at:
        return Verdict.CANCELLED
    if not _open(point, scan.at, days):
        return Verdict.WRONG_TIME
    if point.kind is PointKind.SESSION and not scan.enrolled:
        return Verdict.NOT_ENROLLED
    return None


def judge(scans: Iterable[Scan], days: Days) -> dict[str, Judgement]:
    """The judgement on every scan of one registration (all its badges), by scan id.

    Refused scans change nothing for the others. The rest are folded by local day: all gates
    together, every session door and booth by itself, in the order of time, then of id.
    """
    judgements: dict[str, Judgement] = {}
    lines: dict[Hashable, list[Scan]] = defaultdict(list)
    for scan in sorted({scan.id: scan for scan in scans}.values(), key=lambda s: (s.at, s.id)):
        refused = refusal(scan, days)
        if refused is not None:
            judgements[scan.id] = Judgement(refused)
        else:
            lines[_place(scan.point), scan.at.astimezone(days.zone).date()].append(scan)
    for line in lines.values():
        judgements.update(_fold(line))
    return judgements


def _open(point: Point, at: datetime, days: Days) -> bool:
    if point.hours:
        return any(opening.opens <= at < opening.closes for opening in point.hours)
    return days.first <= at.astimezone(days.zone).date() <= days.last


def _place(point: Point) -> Hashable:
    if point.kind is PointKind.GATE:
        return PointKind.GATE
    return point.kind, point.code


def _fold(line: Iterable[Scan]) -> dict[str, Judgement]:
    """Judge the scans of one day at one place, given in order.

    A visit is an admission, unless the same person was admitted before on that day and
    comes back within 30 minutes of going out.
    """
    judgements: dict[str, Judgement] = {}
    admission: str | None = None
    inside = False
    went_out: datetime | None = None
    for scan in line:
        if scan.direction is Direction.OUT:
            judgements[scan.id] = Judgement(Verdict.EXITED, step=-1 if inside else 0)
            inside, went_out = False, scan.at
        elif inside:
            judgements[scan.id] = Judgement(Verdict.REPEAT, first=admission)
        else:
            back_soon = (
                admission is not None and went_out is not None and scan.at - went_out <= RETURN
            )
            judgements[scan.id] = Judgement(Verdict.ADMITTED, step=1, visit=not back_soon)
            admission, inside = scan.id, True
    return judgements
