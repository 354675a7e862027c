"""The days of the fair at the gates and at the doors of the sessions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.core import clock
from app.core.db import transaction
from app.demo.play import seating
from app.demo.play.seating import Sitting
from app.demo.play.stage import Guest, Stage, guests
from app.events import actions as events
from app.events.kinds import SessionKind
from app.events.models import EventSession
from app.registrations.badges import actions as badges
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import Fair, fair_of
from app.registrations.checkin.office import actions as office
from app.workshops import actions as workshops
from app.workshops.attendance import AttendanceState

GATES = ("gate-1", "gate-2")
GATE_PHONES = ("Điện thoại cổng 1", "Điện thoại cổng 2")
FLOOR_PHONES = ("Điện thoại tầng 1", "Điện thoại tầng 2", "Điện thoại tầng 3")
BY_HAND_EVERY = 5  # every fifth trainee of a class is marked by the teacher
SENT_EVERY = timedelta(minutes=30)
NETWORK_AWAY = ("08:00", "09:30")  # of the second gate, on the first morning
LOST_BADGES = 3


@dataclass(frozen=True)
class Showing:
    """A badge held before a reader."""

    at: datetime
    badge: str
    point: str
    phone: str
    direction: str = "in"


def enrol(stage: Stage) -> dict[str, list[Guest]]:
    """Everybody chooses sessions by their own link; who goes where, by session code."""
    sessions = events.planned_sessions(stage.event)
    by_code = {session.code: session for session in sessions}
    sittings = [Sitting(session.code, clock.local(session.starts_at)) for session in sessions]
    going: dict[str, list[Guest]] = defaultdict(list)
    with transaction():
        for guest in guests(stage.event):
            if not guest.row["checked_in_at"]:
                continue
            came = stage.given.moment(guest.row["checked_in_at"])
            for code in seating.chosen(came, guest.number, sittings):
                workshops.enrol(by_code[code].id, guest.registration.id)
                going[code].append(guest)
    return going


def replace_lost_badges(stage: Stage) -> None:
    """A few people lost their badge on the way: they get a new one, the old one opens nothing."""
    coming = [guest for guest in guests(stage.event) if guest.row["checked_in_at"]]
    for guest in stage.chance.sample(coming, min(LOST_BADGES, len(coming))):
        before = stage.given.moment(guest.row["checked_in_at"]) - timedelta(minutes=6)
        with clock.at(before):
            badges.reprint(guest.registration, "lost")


def open_doors(stage: Stage, going: dict[str, list[Guest]]) -> None:
    """All scans of the fair, sent by the phones as they are made, or once they are online again."""
    showings = _at_gates(stage) + _at_sessions(stage, going)
    phones = {
        name: office.create_device(stage.event, name)[0] for name in (*GATE_PHONES, *FLOOR_PHONES)
    }
    fair = fair_of(stage.event)
    batches: dict[tuple[datetime, str], list[Showing]] = defaultdict(list)
    for showing in sorted(showings, key=lambda one: (one.at, one.phone, one.badge)):
        batches[_sent_at(stage, showing), showing.phone].append(showing)
    for (moment, phone), batch in sorted(batches.items(), key=lambda item: item[0]):
        device = phones[phone]
        with clock.at(moment):
            _deliver(fair, device.id, phone, [_scan(stage, showing) for showing in batch])


def _deliver(fair: Fair, device_id: int, name: str, scans: list[dict[str, Any]]) -> None:
    for start in range(0, len(scans), 500):
        checkin.take_in(fair, device_id, name, scans[start : start + 500])


def _scan(stage: Stage, showing: Showing) -> dict[str, Any]:
    """The scan as a phone sends it: by its own clock, with what that is off."""
    offset = stage.chance.randrange(-900, 900)
    return {
        "id": stage.new_uuid(),
        "badge": showing.badge,
        "point": showing.point,
        "direction": showing.direction,
        "scanned_at": (showing.at - timedelta(milliseconds=offset)).isoformat(),
        "clock_offset_ms": offset,
    }


def _sent_at(stage: Stage, showing: Showing) -> datetime:
    """At the end of each half hour; what was scanned without a network, when it is back."""
    first, last = (stage.given.on(0, text) for text in NETWORK_AWAY)
    if showing.phone == GATE_PHONES[1] and first <= showing.at < last:
        return last + timedelta(minutes=1)
    midnight = clock.local(showing.at).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (1 + (showing.at - midnight) // SENT_EVERY) * SENT_EVERY


def _at_gates(stage: Stage) -> list[Showing]:
    """One entry for each `checked_in_at`; some hold the badge twice, some step out for a while."""
    found = []
    for guest in guests(stage.event):
        if not guest.row["checked_in_at"]:
            continue
        came = stage.given.moment(guest.row["checked_in_at"])
        gate = stage.chance.randrange(2)
        found.append(_showing(came, guest, gate))
        luck = stage.chance.random()
        if luck < 0.06:
            again = came + timedelta(seconds=stage.chance.randrange(20, 120))
            found.append(_showing(again, guest, gate))
        elif luck < 0.16 and came.hour < 15:
            found += _steps_out(stage, guest, came, gate)
    return found


def _steps_out(stage: Stage, guest: Guest, came: datetime, gate: int) -> list[Showing]:
    """Out to the car and back within half an hour: the same visit."""
    out = came + timedelta(minutes=stage.chance.randrange(40, 90))
    back = out + timedelta(minutes=stage.chance.randrange(4, 26))
    return [_showing(out, guest, gate, "out"), _showing(back, guest, stage.chance.randrange(2))]


def _showing(at: datetime, guest: Guest, gate: int, direction: str = "in") -> Showing:
    return Showing(at, guest.token, GATES[gate], GATE_PHONES[gate], direction)


def _at_sessions(stage: Stage, going: dict[str, list[Guest]]) -> list[Showing]:
    """Who chose a session is scanned at its door around its beginning, unless marked by hand."""
    tokens = {guest.registration.id: guest.token for guest in guests(stage.event)}
    found = []
    for session in events.planned_sessions(stage.event):
        people = going.get(session.code, [])
        by_hand = _by_hand(session, people)
        for guest in people:
            if guest in by_hand:
                continue
            minute = guest.number % 10 - 5
            at = session.starts_at + timedelta(minutes=minute, seconds=guest.number % 60)
            phone = FLOOR_PHONES[hash_of(session.code) % len(FLOOR_PHONES)]
            token = tokens[guest.registration.id]
            found.append(Showing(at, token, session.code.lower(), phone))
    return found


def hash_of(code: str) -> int:
    """A number of a session's code that is the same on every machine."""
    return sum(ord(letter) for letter in code)


def _by_hand(session: EventSession, people: list[Guest]) -> list[Guest]:
    """Whom the teacher of a class marks."""
    return people[::BY_HAND_EVERY] if session.kind is SessionKind.TRAINING else []


def call_rolls(stage: Stage, going: dict[str, list[Guest]]) -> None:
    """Teachers mark every fifth trainee, the second of them late."""
    for session in events.planned_sessions(stage.event):
        marks = {
            guest.registration.id: AttendanceState.LATE if n == 1 else AttendanceState.PRESENT
            for n, guest in enumerate(_by_hand(session, going.get(session.code, [])))
        }
        if marks:
            with clock.at(session.ends_at - timedelta(minutes=10)):
                workshops.mark(session.id, marks)
