"""Make partition.json: five phones, three guests, a network that was away, clocks off by hours.

    .venv/bin/python -m tests.vectors.make_partition

The scans are drawn once from a seed; the expected judgements are those of the Python rule, read
by pytest and by `node --test` in any order of arrival, with duplicates. A changed expectation is a
changed rule: look at it before you commit it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from app.registrations.checkin import admission
from app.registrations.states import Direction, PointKind, PointRule

PLACE = Path(__file__).with_name("partition.json")
ZONE = "Asia/Ho_Chi_Minh"
OPENING = datetime(2026, 12, 3, 0, tzinfo=UTC)  # 7:00 at the fair
HOUR_MS = 3_600_000
POINTS: dict[str, dict[str, Any]] = {
    "gate-1": {"kind": "gate"},
    "gate-2": {"kind": "gate"},
    "gate-3": {"kind": "gate", "opens": "08:00", "closes": "12:00"},
    "lunch": {"kind": "meal", "rule": "once", "categories": [1, 2]},
    "coffee": {"kind": "meal", "rule": "many"},
}
GUESTS = {
    "an": {"category": 1, "revoked_at": None},
    "binh": {"category": 2, "revoked_at": "2026-12-03T03:00:00+00:00"},
    "chi": {"category": 3, "revoked_at": None},
}


def drawn(rng: Random) -> list[dict[str, Any]]:
    """Scans as phones wrote them down: device time, and the offset learnt at the last contact."""
    offsets = [rng.randint(-26 * HOUR_MS, 26 * HOUR_MS) for _phone in range(5)]
    scans = []
    for phone, offset in enumerate(offsets):
        for _n in range(14):
            at = OPENING + timedelta(minutes=rng.randint(0, 2 * 24 * 60))
            scans.append(
                {
                    "id": f"{rng.getrandbits(64):016x}",
                    "device": phone,
                    "guest": rng.choice(sorted(GUESTS)),
                    "point": rng.choice(sorted(POINTS)),
                    "direction": rng.choice(["in", "in", "in", "out"]),
                    "scanned_at": (at - timedelta(milliseconds=offset)).isoformat(),
                    "clock_offset_ms": offset,
                    "again": rng.random() < 0.1,
                }
            )
    return scans


def point_of(code: str) -> admission.Point:
    made = POINTS[code]
    return admission.Point(
        code,
        PointKind(made["kind"]),
        made.get("opens"),
        made.get("closes"),
        rule=PointRule(made.get("rule", "daily")),
        categories=frozenset(made["categories"]) if "categories" in made else None,
    )


def judged(scans: list[dict[str, Any]], days: admission.Days) -> dict[str, Any]:
    """The judgement on every scan, guest by guest, as [verdict, first, step, visit]."""
    found: dict[str, Any] = {}
    for guest, facts in GUESTS.items():
        revoked = facts["revoked_at"]
        made = [
            admission.Scan(
                scan["id"],
                admission.corrected(
                    datetime.fromisoformat(scan["scanned_at"]), scan["clock_offset_ms"]
                ),
                Direction(scan["direction"]),
                point_of(scan["point"]),
                admission.Badge(datetime.fromisoformat(revoked) if revoked else None),
                category=facts["category"],
                again=scan["again"],
            )
            for scan in scans
            if scan["guest"] == guest
        ]
        for scan_id, one in admission.judge(made, days).items():
            found[scan_id] = [str(one.verdict), one.first, one.step, one.visit]
    return found


def main() -> None:
    scans = drawn(Random(20261203))
    first, last = OPENING.date(), OPENING.date() + timedelta(days=2)
    expected = judged(scans, admission.Days(first, last, ZoneInfo(ZONE)))
    body = {
        "days": {"first": first.isoformat(), "last": last.isoformat(), "zone": ZONE},
        "points": POINTS,
        "guests": GUESTS,
        "scans": scans,
        "expected": dict(sorted(expected.items())),
    }
    PLACE.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
