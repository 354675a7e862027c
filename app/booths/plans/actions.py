"""Who stands where: one exhibit by hand, or all by a plan. Each deed checks under a lock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.booths import reasons
from app.booths.assignment import FixedCannotStand, Limits, Plan, solve
from app.booths.exhibits.actions import take_out_of_booth
from app.booths.floor import WAIVABLE, Floor, floor_of, short_name
from app.booths.labels import Told
from app.booths.models import BoothPlan, Exhibit, ExhibitorState
from app.booths.rules import broken_rules
from app.booths.stands.actions import locked_floor
from app.core import audit, clock, jobs
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import _
from app.events.models import Event

MOVES = 200_000
"""Annealing moves of `assign_automatically`: a few seconds, whatever the size of the fair."""


# ---------------------------------------------------------------------- by hand
def place(exhibit_id: int, booth_id: int, override: str | None = None) -> str | None:
    """Put an exhibit into a booth; the code of the booth it came from.

    `override` is the written reason for going against a wish (zone, distance); the exhibit is
    locked then, since a person has decided. Raises Refused `cannot_stand`, `against_a_wish`,
    `exhibit_locked`, `exhibitor_not_approved`.
    """
    with transaction():
        exhibit = db.session.get_one(Exhibit, exhibit_id)
        floor = locked_floor(exhibit.event_id)
        _check_may_move(exhibit, floor)
        booth = floor.booth_by_id[booth_id]
        before = floor.booth_of.get(exhibit.code)
        against = floor.why_not(exhibit, booth)
        hard = [reason for reason in against if reason.rule not in WAIVABLE]
        about: dict[str, Any] = {"exhibit": exhibit.code, "booth": booth.code}
        if hard:
            raise Refused("cannot_stand", **about, why=Told(hard))
        if against and not override:
            raise Refused("against_a_wish", **about, why=Told(against))
        exhibit.booth_id = booth_id
        exhibit.override_reason = override if against else None
        exhibit.locked = bool(against)
        exhibit.unplaced_reason = None
        exhibit.version += 1
        audit.record("exhibit_placed", exhibit, booth=booth.code, before=before)
    return before


def _check_may_move(exhibit: Exhibit, floor: Floor) -> None:
    if exhibit.exhibitor.state is not ExhibitorState.APPROVED:
        raise Refused("exhibitor_not_approved", exhibitor=short_name(exhibit.exhibitor))
    if exhibit.locked and exhibit.booth_id is not None:
        booth = floor.booth_by_id[exhibit.booth_id].code
        raise Refused("exhibit_locked", exhibit=exhibit.code, booth=booth)


def take_out(exhibit_id: int) -> str:
    """Take an exhibit out of its booth; the code of that booth.

    Raises Refused `not_placed`, `exhibit_locked`.
    """
    with transaction():
        exhibit = db.session.get_one(Exhibit, exhibit_id)
        floor = locked_floor(exhibit.event_id)
        if exhibit.booth_id is None:
            raise Refused("not_placed", exhibit=exhibit.code)
        _check_may_move(exhibit, floor)
        before = floor.booth_by_id[exhibit.booth_id].code
        take_out_of_booth(exhibit)
        audit.record("exhibit_taken_out", exhibit, before=before)
    return before


def set_lock(exhibit_id: int, *, locked: bool) -> None:
    """Keep an exhibit where it stands, whatever plans are made; or let it go again.

    Raises Refused("not_placed").
    """
    with transaction():
        exhibit = db.session.get_one(Exhibit, exhibit_id)
        if exhibit.booth_id is None:
            raise Refused("not_placed", exhibit=exhibit.code)
        exhibit.locked = locked
        exhibit.version += 1
        audit.record("exhibit_locked" if locked else "exhibit_unlocked", exhibit)


def set_all_locks(event_id: int, *, locked: bool) -> int:
    """Lock everybody who stands in a booth, or let all go again but the exceptions; how many
    that changed."""
    with transaction():
        floor = locked_floor(event_id)
        chosen = [
            exhibit
            for exhibit in floor.exhibits
            if exhibit.booth_id is not None
            and exhibit.locked != locked
            and (locked or not exhibit.override_reason)
        ]
        for exhibit in chosen:
            exhibit.locked = locked
            exhibit.version += 1
        deed = "booth_plan_settled" if locked else "booth_plan_opened"
        audit.record(deed, floor.event, event_id=event_id, exhibits=len(chosen))
    return len(chosen)


# ---------------------------------------------------------------------- by the solver
def ask_for_plan(event_id: int, seconds: float, *, keep: bool = False) -> BoothPlan:
    """Have a plan made by a job; with `keep`, those who stand in a booth stay there.

    Raises Refused("nothing_to_plan").
    """
    with transaction():
        floor = locked_floor(event_id)
        if not floor.booths or not floor.exhibits:
            raise Refused("nothing_to_plan")
        plan = BoothPlan(event_id=event_id, plan={}, created_at=clock.now())
        db.session.add(plan)
        db.session.flush()
        job = jobs.enqueue(
            "booths.assign",
            title=_("Assign booths"),
            event_id=event_id,
            hub_id=floor.event.hub_id,
            plan_id=plan.id,
            seconds=seconds,
            keep=keep,
        )
        plan.job_code = job.code
        audit.record("booth_plan_asked", plan)
    return plan


def keep_plan(plan_id: int, found: Plan, *, stopped: bool = False) -> None:
    """Write down what the solver found; nobody is moved by it."""
    with transaction():
        db.session.get_one(BoothPlan, plan_id).plan = plan_as_stored(found) | {"stopped": stopped}


def plan_as_stored(found: Plan) -> dict[str, Any]:
    """A plan as a BoothPlan keeps it: codes, reasons, score, bound."""
    return {
        "booth_of": dict(found.booth_of),
        "unplaced": {one.exhibit: reasons.as_json(one) for one in found.unplaced},
        "weight": found.score.weight,
        "weight_bound": found.weight_bound,
        "extra_booths": found.score.extra_booths,
        "extra_zones": found.score.extra_zones,
        "status": found.status.value,
        "seconds": round(found.seconds, 1),
    }


def apply_plan(plan_id: int) -> int:
    """Let everybody stand where a plan says; how many were moved, placed or taken out.

    Locked exhibits stay. Exhibits that joined since keep their places. What stood before is
    kept with the plan, for `undo_plan`. Raises Refused `plan_not_ready`, `plan_outdated`.
    """
    with transaction():
        plan = db.session.get_one(BoothPlan, plan_id)
        if not plan.plan.get("booth_of"):
            raise Refused("plan_not_ready")
        floor = locked_floor(plan.event_id)
        known = plan.plan["booth_of"].keys() | plan.plan["unplaced"].keys()
        target = {
            exhibit.code: (
                floor.booth_of.get(exhibit.code)
                if exhibit.locked or exhibit.code not in known
                else plan.plan["booth_of"].get(exhibit.code)
            )
            for exhibit in floor.exhibits
        }
        before = _put(floor, target, plan.plan["unplaced"])
        plan.plan = plan.plan | {"before": before}
        plan.applied_at, plan.undone_at = clock.now(), None
        audit.record("booth_plan_applied", plan, moved=len(before))
    return len(before)


def undo_plan(plan_id: int) -> int:
    """Put back who was moved by a plan, as far as nobody has moved them since; how many.

    Raises Refused `plan_not_applied`, `plan_outdated`.
    """
    with transaction():
        plan = db.session.get_one(BoothPlan, plan_id)
        if plan.applied_at is None or plan.undone_at is not None:
            raise Refused("plan_not_applied")
        floor = locked_floor(plan.event_id)
        planned, before = plan.plan["booth_of"], plan.plan["before"]
        target = {exhibit.code: floor.booth_of.get(exhibit.code) for exhibit in floor.exhibits}
        for code, booth in before.items():
            if code in target and target[code] == planned.get(code):
                target[code] = booth
        moved = _put(floor, target, {})
        plan.undone_at = clock.now()
        audit.record("booth_plan_undone", plan, moved=len(moved))
    return len(moved)


def _put(
    floor: Floor, target: Mapping[str, str | None], unplaced: Mapping[str, Any]
) -> dict[str, str | None]:
    """Move exhibits to target booths; where the moved ones stood before.

    Raises Refused("plan_outdated") when the target is not possible as the floor is now.
    """
    booths = {booth.code: booth for booth in floor.booths}
    standing = {code: booth for code, booth in target.items() if booth is not None}
    gone = sorted(set(standing.values()) - booths.keys())
    if gone:
        raise Refused("plan_outdated", why=_("%(booth)s is gone", booth=gone[0]))
    broken = broken_rules(floor.problem, standing)
    if broken:
        why = f"{broken[0].exhibit}, {broken[0].booth}: {Told([broken[0].reason])}"
        raise Refused("plan_outdated", why=why)
    before = {}
    for exhibit in floor.exhibits:
        wanted, now = target[exhibit.code], floor.booth_of.get(exhibit.code)
        if wanted != now:
            before[exhibit.code] = now
            exhibit.booth_id = booths[wanted].id if wanted else None
            exhibit.override_reason = None
            exhibit.version += 1
        exhibit.unplaced_reason = unplaced.get(exhibit.code) if wanted is None else None
    return before


def assign_automatically(event_id: int, seed: int = 0, moves: int = MOVES) -> BoothPlan:
    """Make a plan here and now and apply it: the same seed gives the same plan.

    Raises Refused `nothing_to_plan`, `fixed_cannot_stand`.
    """
    floor = floor_of(db.session.get_one(Event, event_id))
    if not floor.booths or not floor.exhibits:
        raise Refused("nothing_to_plan")
    found = solve_floor(floor, Limits(moves=moves), seed=seed)
    with transaction():
        plan = BoothPlan(event_id=event_id, plan=plan_as_stored(found), created_at=clock.now())
        db.session.add(plan)
        db.session.flush()
        apply_plan(plan.id)
    return plan


def solve_floor(floor: Floor, limits: Limits, *, keep: bool = False, **options: Any) -> Plan:
    """A plan for a floor; with `keep`, only those without a place are placed.

    Raises Refused("fixed_cannot_stand").
    """
    try:
        return solve(floor.with_all_fixed() if keep else floor.problem, limits, **options)
    except FixedCannotStand as impossible:
        one = impossible.broken[0]
        why = f"{one.exhibit}, {one.booth}: {Told([one.reason])}"
        raise Refused("fixed_cannot_stand", why=why) from impossible
