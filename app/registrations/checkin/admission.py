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
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from app.registrations.states import Direction, PointKind, PointRule, Verdict

RETURN = timedelta(minutes=30)
ALWAYS = datetime.min.replace(tzinfo=UTC)
LARGEST_OFFSET = timedelta(hours=12)


REFUSALS = frozenset(Verdict) - {Verdict.ADMITTED, Verdict.REPEAT, Verdict.EXITED}


class ClockFlag(StrEnum):
    """Why the time of a scan deserves a second look; it is judged all the same."""

    NO_OFFSET = "no_offset"
    FAR_OFF = "far_off"


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an event, both included, as its zone counts them."""

    first: date
    last: date
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Point:
    """A place where badges are scanned, on all days of the event.

    `opens`, `closes`: its hours on each day, local "HH:MM", from the one up to, not at, the
    other; None: from the day's start, to its end. `closed_at`: from then on it takes nobody.
    `categories`: numbers of the categories let in; None: all. `seats`: a seat is asked for, as it
    is at every session door.
    """

    code: Hashable
    kind: PointKind = PointKind.GATE
    opens: str | None = None
    closes: str | None = None
    closed_at: datetime | None = None
    rule: PointRule = PointRule.DAILY
    categories: frozenset[int] | None = None
    seats: bool = False

    @property
    def asks_for_seats(self) -> bool:
        return self.seats or self.kind is PointKind.SESSION


@dataclass(frozen=True, slots=True)
class Badge:
    """What is known of a badge and its registration. None: it never happened."""

    revoked_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan of a genuine badge of the event, by corrected time `at`.

    `seat_since`: since when the person has a seat in the session of this door; ALWAYS where
    none is asked for, None without one. It means nothing at other points. `category`: the number
    on the badge. `again`: a supervisor lets this person in once more.
    """

    id: str
    at: datetime
    direction: Direction
    point: Point
    badge: Badge
    seat_since: datetime | None = ALWAYS
    category: int | None = None
    again: bool = False


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
    if point.categories is not None and scan.category not in point.categories:
        return Verdict.WRONG_CATEGORY
    if point.asks_for_seats and scan.seat_since is None:
        return Verdict.NOT_ENROLLED
    return None


def judge(scans: Iterable[Scan], days: Days) -> dict[str, Judgement]:
    """The judgement on every scan of one registration (all its badges), by scan id.

    Refused scans change nothing for the others. The rest are folded in the order of time,
    then of id: all gates together, every other point by itself; each local day starts with
    nobody inside.
    """
    judgements: dict[str, Judgement] = {}
    places: dict[Hashable, list[Scan]] = defaultdict(list)
    for scan in sorted({scan.id: scan for scan in scans}.values(), key=lambda s: (s.at, s.id)):
        refused = refusal(scan, days)
        if refused is not None:
            judgements[scan.id] = Judgement(refused)
        else:
            places[_place(scan.point)].append(scan)
    for standing in places.values():
        sent_away = _sent_away(standing, days.zone)
        judgements.update(dict.fromkeys(sent_away, Judgement(Verdict.NOT_ENROLLED)))
        taken = [scan for scan in standing if scan.id not in sent_away]
        judgements.update(_fold(taken, days.zone))
    return judgements


def _sent_away(standing: Iterable[Scan], zone: tzinfo) -> set[str]:
    """Scans of somebody who was sent to the desk for a seat, and came back with one that day.

    Without the coming back, a seat written down after the scan counts from the scan on: the
    list was late, not the person.
    """
    early: dict[date, list[str]] = defaultdict(list)
    came_back: set[date] = set()
    for scan in standing:
        if not scan.point.asks_for_seats or scan.seat_since is None:
            continue
        day = scan.at.astimezone(zone).date()
        if scan.at < scan.seat_since:
            early[day].append(scan.id)
        elif scan.direction is Direction.IN:
            came_back.add(day)
    return {scan_id for day in came_back for scan_id in early[day]}


def _open(point: Point, at: datetime, days: Days) -> bool:
    if point.closed_at is not None and at >= point.closed_at:
        return False
    local = at.astimezone(days.zone)
    if not days.first <= local.date() <= days.last:
        return False
    time = f"{local:%H:%M}"
    return (point.opens or "") <= time and (point.closes is None or time < point.closes)


def _place(point: Point) -> Hashable:
    if point.kind is PointKind.GATE:
        return PointKind.GATE
    return point.kind, point.code


def _fold(taken: Iterable[Scan], zone: tzinfo) -> dict[str, Judgement]:
    """Judge what one person did at one place, given in order.

    Whether an entry repeats an earlier one is for the rule of its point to say; going out opens
    the place again. A visit is an admission, but for a return within 30 minutes of going out and
    one that a supervisor allowed on top.
    """
    judgements: dict[str, Judgement] = {}
    today: date | None = None
    inside: str | None = None  # the admission that let the person in, today
    ever: str | None = None  # the same, on whatever day
    went_out: datetime | None = None
    for scan in taken:
        day = scan.at.astimezone(zone).date()
        if day != today:
            today, inside = day, None
        if scan.direction is Direction.OUT:
            judgements[scan.id] = Judgement(Verdict.EXITED, step=0 if inside is None else -1)
            inside, ever, went_out = None, None, scan.at
            continue
        held = _held(scan.point.rule, inside, ever)
        if held is not None and not scan.again:
            judgements[scan.id] = Judgement(Verdict.REPEAT, first=held)
            continue
        back_soon = went_out is not None and scan.at - went_out <= RETURN
        judgements[scan.id] = Judgement(
            Verdict.ADMITTED,
            step=1 if inside is None else 0,
            visit=not back_soon and held is None,
        )
        inside = ever = scan.id
    return judgements


def _held(rule: PointRule, inside: str | None, ever: str | None) -> str | None:
    """The admission that another entry would repeat."""
    if rule is PointRule.MANY:
        return None
    return ever if rule is PointRule.ONCE else inside
