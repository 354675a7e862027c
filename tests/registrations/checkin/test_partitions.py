"""Five phones, a network that comes and goes, clocks off by up to 26 hours, revocations: every
order of arrival must end in the same state, and no scan may be lost or counted twice.

The state machine drives the real action over the database; what must come out is folded here
from the facts alone, and compared with the rows.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlalchemy import delete, select

from app.core import clock
from app.core.db import db, transaction
from app.registrations.badges import actions as badges
from app.registrations.checkin import actions, admission, figures, known
from app.registrations.models import Badge, Registration, Scan
from app.registrations.states import Direction
from tests.factories.checkin import make_category, make_device, make_fair, make_guest, make_point
from tests.factories.events import moment
from tests.vectors import make_partition

DEVICES, GUESTS = 5, 6
HOUR_MS = 3_600_000
LONG = os.environ.get("KETNOI_CHAOS") == "long"


@dataclass
class Phone:
    """A device: its clock runs `offset` behind the server's, its queue is kept until answered."""

    id: int
    offset_ms: int
    queue: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)


class World:
    """The fair, its phones and everything that was scanned, with what must come of it."""

    def __init__(self) -> None:
        self.event = make_fair(gates=())
        self.doors = {
            "gate-1": make_point(self.event, "gate-1"),
            "gate-2": make_point(self.event, "gate-2"),
            "gate-3": make_point(self.event, "gate-3", opens="08:00", closes="12:00"),
        }
        category = make_category(self.event)
        self.guests = [make_guest(self.event, category).id for _ in range(GUESTS)]
        self.fair = known.fair_of(self.event)
        self.phones = [Phone(make_device(self.event, f"L-{n}")[0].id, 0) for n in range(DEVICES)]
        self.made: dict[str, dict[str, Any]] = {}
        self.arrived: set[str] = set()

    def tokens(self, guest_id: int) -> list[str]:
        wanted = select(Badge.token).where(Badge.registration_id == guest_id).order_by(Badge.id)
        return list(db.session.scalars(wanted))

    def scan(self, phone: Phone, token: str, minute: int, point: str, direction: str) -> None:
        """At a true time; the phone writes down its own."""
        at = moment("07:00") + timedelta(minutes=minute)
        shown = at - timedelta(milliseconds=phone.offset_ms)
        scan = {
            "id": str(UUID(int=Random(len(self.made)).getrandbits(128), version=4)),
            "badge": token,
            "point": point,
            "direction": direction,
            "scanned_at": shown.isoformat(),
            "clock_offset_ms": phone.offset_ms,
        }
        self.made[scan["id"]] = scan | {"at": at}
        phone.queue.append(scan)

    def deliver(self, phone: Phone, batch: list[dict[str, Any]], *, heard: bool) -> None:
        """Hand a batch to the server; the phone forgets what it heard an answer for."""
        if not batch:
            return
        answers = actions.take_in(self.fair, phone.id, "L", batch)
        assert [answer.id for answer in answers] == [scan["id"] for scan in batch]
        assert not any(answer.conflict or answer.error for answer in answers)
        self.arrived |= {scan["id"] for scan in batch}
        if heard:
            done = {scan["id"] for scan in batch}
            phone.sent += [scan for scan in phone.queue if scan["id"] in done]
            phone.queue = [scan for scan in phone.queue if scan["id"] not in done]

    def expected(self) -> dict[str, admission.Judgement]:
        """Folded from the facts alone, whatever happened on the way."""
        owner = {badge.token: badge for badge in db.session.scalars(select(Badge)).all()}
        people: dict[int, list[admission.Scan]] = {}
        for uuid in self.arrived:
            scan = self.made[uuid]
            badge, point = owner[scan["badge"]], self.doors[scan["point"]]
            people.setdefault(badge.registration_id, []).append(
                admission.Scan(
                    uuid,
                    scan["at"],
                    Direction(scan["direction"]),
                    admission.Point(point.id, point.kind, point.opens, point.closes),
                    admission.Badge(badge.revoked_at),
                )
            )
        judged: dict[str, admission.Judgement] = {}
        for scans in people.values():
            judged |= admission.judge(scans, self.fair.days)
        return judged

    def check(self) -> None:
        rows = db.session.scalars(select(Scan).execution_options(populate_existing=True)).all()
        stored = {
            row.uuid: admission.Judgement(row.verdict, row.first_uuid, row.step, row.visit)
            for row in rows
        }
        assert len(rows) == len(stored), "a scan is stored twice"
        assert stored == self.expected()
        assert all(row.at == self.made[row.uuid]["at"] for row in rows)
        assert all(row.changed == (row.verdict is not row.first_verdict) for row in rows)


class Partitions(RuleBasedStateMachine):
    """Scans, reprints, and a network that delivers late, twice, in pieces and in any order."""

    @initialize(
        offsets=st.lists(
            st.integers(-26 * HOUR_MS, 26 * HOUR_MS), min_size=DEVICES, max_size=DEVICES
        )
    )
    def open_doors(self, offsets: list[int]) -> None:
        with transaction():
            for table in (Scan, Badge, Registration):
                db.session.execute(delete(table))
        self.world = World()
        for phone, offset in zip(self.world.phones, offsets, strict=True):
            phone.offset_ms = offset

    @rule(
        phone=st.integers(0, DEVICES - 1),
        guest=st.integers(0, GUESTS - 1),
        old=st.booleans(),
        minutes=st.lists(st.integers(0, 2 * 24 * 60), min_size=1, max_size=6),
        point=st.sampled_from(["gate-1", "gate-2", "gate-3"]),
        direction=st.sampled_from(["in", "in", "in", "out"]),
    )
    def people_come(
        self, phone: int, guest: int, old: bool, minutes: list[int], point: str, direction: str
    ) -> None:
        tokens = self.world.tokens(self.world.guests[guest])
        token = tokens[0] if old else tokens[-1]
        for minute in minutes:
            self.world.scan(self.world.phones[phone], token, minute, point, direction)

    @rule(guest=st.integers(0, GUESTS - 1), minute=st.integers(0, 2 * 24 * 60))
    def a_badge_is_reprinted(self, guest: int, minute: int) -> None:
        registration = db.session.get_one(Registration, self.world.guests[guest])
        with clock.at(moment("07:00") + timedelta(minutes=minute)):
            badges.reprint(registration, "lost")

    @rule(
        phone=st.integers(0, DEVICES - 1),
        heard=st.booleans(),
        cut=st.integers(1, 12),
        order=st.randoms(use_true_random=False),
    )
    def the_network_delivers(self, phone: int, heard: bool, cut: int, order: Random) -> None:
        queue = list(self.world.phones[phone].queue)
        order.shuffle(queue)
        self.world.deliver(self.world.phones[phone], queue[:cut], heard=heard)

    @rule(phone=st.integers(0, DEVICES - 1), order=st.randoms(use_true_random=False))
    def an_old_batch_comes_again(self, phone: int, order: Random) -> None:
        sent = list(self.world.phones[phone].sent)
        order.shuffle(sent)
        self.world.deliver(self.world.phones[phone], sent[:8], heard=False)

    @invariant()
    def the_rows_say_what_the_facts_say(self) -> None:
        if hasattr(self, "world"):
            self.world.check()

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        for phone in self.world.phones:
            self.world.deliver(phone, list(phone.queue), heard=True)
        self.world.check()
        assert self.world.arrived == set(self.world.made)


def test_partitions_reorderings_and_wrong_clocks_end_in_one_state(app):
    run_machine(
        Partitions,
        settings=settings(
            max_examples=60 if LONG else 12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_five_phones_in_sixty_orders_of_arrival_end_alike(app):
    """5 × 25 scans (5 × 1,000 in the long run) with reprints, delivered in 60 (20) orders."""
    world = World()
    rng = Random(20261203)
    for phone in world.phones:
        phone.offset_ms = rng.randint(-26 * HOUR_MS, 26 * HOUR_MS)
    for guest_id in world.guests[:3]:
        with clock.at(moment("07:00") + timedelta(minutes=rng.randint(0, 2000))):
            badges.reprint(db.session.get_one(Registration, guest_id), "lost")
    tokens = [token for guest in world.guests for token in world.tokens(guest)]
    for phone in world.phones:
        for _ in range(1000 if LONG else 25):
            world.scan(
                phone,
                rng.choice(tokens),
                rng.randint(0, 2 * 24 * 60),
                rng.choice(list(world.doors)),
                rng.choice(["in", "in", "out"]),
            )
    states = set()
    scans = [(phone, scan) for phone in world.phones for scan in phone.queue]
    for _ in range(20 if LONG else 60):
        with transaction():
            db.session.execute(delete(Scan))
        world.arrived.clear()
        rng.shuffle(scans)
        start = 0
        while start < len(scans):
            size = rng.randint(1, 200 if LONG else 60)
            piece = scans[max(0, start - rng.randint(0, 5)) : start + size]  # some come twice
            for phone in world.phones:
                world.deliver(phone, [scan for one, scan in piece if one is phone], heard=False)
            start += size
        rows = db.session.execute(
            select(Scan.uuid, Scan.verdict, Scan.first_uuid, Scan.step, Scan.visit)
        )
        states.add(tuple(sorted(tuple(map(str, row)) for row in rows)))
    world.check()

    assert len(states) == 1
    assert len(next(iter(states))) == len(world.made)
    assert figures.entries(world.event.id).visits > 0


def test_the_shared_cases_of_a_partition_end_alike_in_any_order():
    """The cases that the phone's rule is tried with too (tests/js)."""
    told = json.loads(make_partition.PLACE.read_text(encoding="utf-8"))
    first, last = (date.fromisoformat(told["days"][day]) for day in ("first", "last"))
    days = admission.Days(first, last, ZoneInfo(told["days"]["zone"]))
    assert (told["points"], told["guests"]) == (make_partition.POINTS, make_partition.GUESTS)
    rng = Random(5)
    for _round in range(200):
        arrived = told["scans"] + rng.choices(told["scans"], k=20)
        rng.shuffle(arrived)
        assert make_partition.judged(arrived, days) == told["expected"]
