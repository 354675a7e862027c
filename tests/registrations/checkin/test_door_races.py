"""Parallel requests: one entry per person, one row per scan, whatever the database.

Each race has a positive control: with the lock taken away it must go wrong.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from app.core.db import db
from app.registrations.checkin import actions, known
from app.registrations.models import Scan
from tests.factories.checkin import bearer, make_fair, make_guest, sent, token_of
from tests.factories.events import moment
from tests.registrations.crowd import nobody_stands_in_line

THREADS = 6


@pytest.fixture
def fair(app):
    return make_fair()


@pytest.fixture
def at_once(app, fair):
    """Send one request from each thread at the same moment; the status of each."""

    def run(batches: list[list[dict[str, Any]]]) -> list[int]:
        headers, url = bearer(fair), f"/api/v1/events/{fair.slug}/check-ins"
        db.session.rollback()
        start = Barrier(len(batches))

        def one(batch: list[dict[str, Any]]) -> int:
            client = app.test_client()
            start.wait()
            try:
                return client.post(url, json={"scans": batch}, headers=headers).status_code
            except sa.exc.SQLAlchemyError:
                return 500

        with ThreadPoolExecutor(len(batches)) as pool:
            return list(pool.map(one, batches))

    return run


def verdicts() -> list[str]:
    db.session.rollback()
    return sorted(str(v) for v in db.session.scalars(select(Scan.verdict)))


def slow_judging(monkeypatch) -> None:
    """Hold the window between reading and writing open."""
    judge = actions._judge

    def slowly(*args: Any) -> Any:
        found = judge(*args)
        time.sleep(0.1)
        return found

    monkeypatch.setattr(actions, "_judge", slowly)


def without_lock(monkeypatch) -> None:
    """Neither rows nor the database are locked while reading, and writers do not stand in line."""
    free = known._BY_SERIAL._clone()
    free._for_update_arg = None
    monkeypatch.setattr(known, "_BY_SERIAL", free)
    nobody_stands_in_line(monkeypatch)


def one_person_at_all_gates(fair) -> list[list[dict[str, Any]]]:
    badge = token_of(make_guest(fair))
    return [[sent(badge, moment(f"08:{n:02}"), f"gate-{n % 2 + 1}")] for n in range(THREADS)]


def test_one_badge_at_all_gates_at_once_is_let_in_once(fair, at_once, monkeypatch):
    slow_judging(monkeypatch)

    assert at_once(one_person_at_all_gates(fair)) == [200] * THREADS
    assert verdicts() == ["admitted"] + ["repeat"] * (THREADS - 1)


def test_control_without_the_lock_it_goes_wrong(fair, at_once, monkeypatch):
    slow_judging(monkeypatch)
    without_lock(monkeypatch)
    statuses = at_once(one_person_at_all_gates(fair))

    assert (statuses, verdicts()) != (
        [200] * THREADS,
        ["admitted"] + ["repeat"] * (THREADS - 1),
    )


@pytest.mark.parametrize("badge", ["genuine", "rubbish"])
def test_one_scan_sent_by_many_at_once_is_stored_once(fair, at_once, monkeypatch, badge):
    slow_judging(monkeypatch)
    text = token_of(make_guest(fair)) if badge == "genuine" else "rubbish"
    scan = sent(text, moment("08:00"))

    assert at_once([[scan]] * THREADS) == [200] * THREADS
    assert verdicts() == ["admitted" if badge == "genuine" else "forged"]


def test_batches_that_share_people_in_other_orders_never_lock_each_other_out(fair, at_once):
    badges = [token_of(make_guest(fair)) for _ in range(8)]
    batches = [
        [sent(badge, moment(f"08:{n:02}")) for badge in (badges if n % 2 else reversed(badges))]
        for n in range(THREADS)
    ]

    assert at_once(batches) == [200] * THREADS
    assert verdicts() == ["admitted"] * 8 + ["repeat"] * 8 * (THREADS - 1)
