"""The fold over scans: shared cases, then what must hold for any set of facts."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.registrations.checkin.admission import (
    ALWAYS,
    REFUSALS,
    Badge,
    ClockFlag,
    Days,
    Judgement,
    Point,
    Scan,
    clock_flag,
    corrected,
    judge,
)
from app.registrations.states import Direction, PointKind, PointRule, Verdict

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "admission.json").read_text(encoding="utf-8")
)
VN = ZoneInfo("Asia/Ho_Chi_Minh")
DAYS = Days(date(2026, 12, 3), date(2026, 12, 5), VN)
MORNING = datetime(2026, 12, 3, 8, tzinfo=VN)


def time_of(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def vector_points() -> dict[str, Point]:
    return {
        code: Point(
            code,
            PointKind(made["kind"]),
            made.get("opens"),
            made.get("closes"),
            time_of(made.get("closed_at")),
            PointRule(made.get("rule", "daily")),
            frozenset(made["categories"]) if "categories" in made else None,
            made.get("seats", False),
        )
        for code, made in VECTORS["points"].items()
    }


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_shared_cases(case):
    points = vector_points()
    scans, expected = [], {}
    for scan_id, at, direction, point, verdict, first, step, visit in case["scans"]:
        facts = case.get("badges", {}).get(scan_id, case.get("badge", {}))
        scans.append(
            Scan(
                scan_id,
                time_of(at),
                Direction(direction),
                points[point],
                Badge(time_of(facts.get("revoked_at")), time_of(facts.get("cancelled_at"))),
                None
                if scan_id in case.get("not_enrolled", [])
                else time_of(case.get("seats", {}).get(scan_id)) or ALWAYS,
                case.get("category"),
                scan_id in case.get("again", []),
            )
        )
        expected[scan_id] = Judgement(Verdict(verdict), first, step, visit)

    assert judge(scans, DAYS) == expected
    assert judge(reversed(scans), DAYS) == expected


minutes = st.integers(-60, 3 * 24 * 60 + 60)
badges = st.builds(
    Badge,
    revoked_at=st.none() | st.builds(lambda m: MORNING + timedelta(minutes=m), minutes),
    cancelled_at=st.none() | st.builds(lambda m: MORNING + timedelta(minutes=m), minutes),
)
points = st.sampled_from(
    [
        Point("gate-1"),
        Point("gate-2", opens="08:00", closes="17:00"),
        Point("s10", PointKind.SESSION),
        Point("b1", PointKind.BOOTH),
        Point("gate-3", rule=PointRule.MANY),
        Point("lunch", PointKind.MEAL, rule=PointRule.ONCE, categories=frozenset({1})),
    ]
)


@st.composite
def scans_of_one_person(draw):
    held = draw(st.lists(badges, min_size=1, max_size=2))
    return draw(
        st.lists(
            st.builds(
                Scan,
                id=st.text("abcdef0123456789", min_size=2, max_size=3),
                at=st.builds(lambda m: MORNING + timedelta(minutes=m), minutes),
                direction=st.sampled_from(Direction),
                point=points,
                badge=st.sampled_from(held),
                seat_since=st.sampled_from([ALWAYS, None])
                | st.builds(lambda m: MORNING + timedelta(minutes=m), minutes),
                category=st.sampled_from([1, 2]),
                again=st.booleans(),
            ),
            max_size=25,
            unique_by=lambda scan: scan.id,
        )
    )


@given(scans_of_one_person(), st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_order_and_repetition_of_arrival_do_not_matter(made, rng):
    arrived = made + rng.choices(made, k=5) if made else []
    rng.shuffle(arrived)

    assert judge(arrived, DAYS) == judge(made, DAYS)


@given(scans_of_one_person())
def test_refused_scans_change_nothing_for_the_others(made):
    verdicts = judge(made, DAYS)
    taken = [scan for scan in made if verdicts[scan.id].verdict not in REFUSALS]

    assert judge(taken, DAYS) == {scan.id: verdicts[scan.id] for scan in taken}


@given(scans_of_one_person())
def test_every_scan_gets_one_verdict_and_steps_stay_between_in_and_out(made):
    verdicts = judge(made, DAYS)
    assert set(verdicts) == {scan.id for scan in made}
    inside: dict = {}
    for scan in sorted(made, key=lambda s: (s.at, s.id)):
        gate = scan.point.kind is PointKind.GATE
        place = (scan.at.astimezone(VN).date(), "gate" if gate else scan.point.code)
        inside[place] = inside.get(place, 0) + verdicts[scan.id].step
        assert inside[place] in (0, 1)


@given(scans_of_one_person())
def test_a_visit_is_an_admission_that_no_exit_within_half_an_hour_precedes(made):
    made = [replace(scan, again=False) for scan in made]
    verdicts = judge(made, DAYS)
    exits = [s for s in made if verdicts[s.id].verdict is Verdict.EXITED]

    def came_back_soon(scan: Scan) -> bool:
        place = scan.point.kind if scan.point.kind is PointKind.GATE else scan.point
        return any(
            (out.point.kind if out.point.kind is PointKind.GATE else out.point) == place
            and (out.at, out.id) < (scan.at, scan.id)
            and scan.at - out.at <= timedelta(minutes=30)
            for out in exits
        )

    assert {s.id for s in made if verdicts[s.id].visit} == {
        s.id for s in made if verdicts[s.id].verdict is Verdict.ADMITTED and not came_back_soon(s)
    }


@given(scans_of_one_person(), st.integers(-26 * 3600 * 1000, 26 * 3600 * 1000))
def test_a_wrong_clock_with_its_offset_gives_the_same_verdicts(made, offset):
    skewed = [
        Scan(
            scan.id,
            corrected(scan.at - timedelta(milliseconds=offset), offset),
            scan.direction,
            scan.point,
            scan.badge,
            scan.seat_since,
            scan.category,
            scan.again,
        )
        for scan in made
    ]

    assert judge(skewed, DAYS) == judge(made, DAYS)


@given(scans_of_one_person(), scans_of_one_person(), st.randoms(use_true_random=False))
def test_facts_learnt_in_any_order_end_in_the_same_state(made, more, rng):
    """Whatever was judged in between: the last judgement depends on the whole set alone."""
    facts = list({scan.id: scan for scan in made + more}.values())
    rng.shuffle(facts)
    known: list[Scan] = []
    last = {}
    for scan in facts:
        known.append(scan)
        last = judge(known, DAYS)

    assert last == judge(facts, DAYS)


@pytest.mark.parametrize(
    ("offset", "flag"),
    [
        (None, ClockFlag.NO_OFFSET),
        (0, None),
        (43_200_000, None),
        (-43_200_000, None),
        (43_200_001, ClockFlag.FAR_OFF),
        (-43_200_001, ClockFlag.FAR_OFF),
    ],
)
def test_an_offset_beyond_twelve_hours_or_none_is_flagged(offset, flag):
    assert clock_flag(offset) is flag


def test_judging_a_thousand_scans_of_one_person_is_quick_and_right():
    rng = random.Random(3)
    made = [
        Scan(
            f"{n:04}",
            datetime(2026, 12, 3, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(30_000)),
            Direction.IN,
            Point("gate-1"),
            Badge(),
        )
        for n in range(1000)
    ]
    verdicts = [judged.verdict for judged in judge(made, DAYS).values()]

    assert (verdicts.count(Verdict.ADMITTED), verdicts.count(Verdict.REPEAT)) == (
        1,
        999,
    )
