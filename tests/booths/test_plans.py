"""Plans by the solver: made by a job, applied, taken back; and what leaves the house."""

import pytest
from sqlalchemy import select

from app.booths.exchange import plan_of, problem_of
from app.booths.exhibits.actions import remove_exhibit
from app.booths.floor import floor_of
from app.booths.models import BoothPlan
from app.booths.plans import actions, queries
from app.booths.stands.actions import delete_booths
from app.core import jobs
from app.core.db import db
from app.core.errors import Refused
from app.events.models import Event
from tests.booths.problems import faults
from tests.factories.booths import make_booth, make_exhibit
from tests.factories.catalogue import make_organisation
from tests.factories.events import make_event

MOVES = 2000


@pytest.fixture
def event(app):
    """Two booths, one with much power; three exhibits, one of which nothing can hold."""
    event = make_event()
    make_booth(event, "A01")
    make_booth(event, "A02", power_kw=11.0)
    firm = make_organisation(event.hub, short_name="Lam Kiều")
    make_exhibit(event, firm, technology={"code": "T1"})
    make_exhibit(event, technology={"code": "T2"}, power_kw=9.0)
    make_exhibit(event, technology={"code": "T3"}, power_kw=22.0, water=True)
    return event


def places(event):
    db.session.rollback()
    return floor_of(db.session.get_one(Event, event.id)).booth_of


def refused(deed):
    with pytest.raises(Refused) as refusal:
        deed()
    return refusal.value.code


def test_a_plan_is_made_and_applied_and_who_has_no_place_knows_why(event):
    plan = actions.assign_automatically(event.id, moves=MOVES)

    assert places(event) == {"T1": "A01", "T2": "A02"}
    assert (plan.plan["weight"], plan.plan["weight_bound"]) == (2, 2)
    left = next(e for e in floor_of(event).exhibits if e.code == "T3")
    assert left.unplaced_reason["code"] == "no_booth_has"
    assert left.unplaced_reason["details"]["needs"] == [["power", 22.0]]


def test_the_same_seed_gives_the_same_plan(event):
    first = actions.assign_automatically(event.id, seed=3, moves=MOVES).plan["booth_of"]
    second = actions.assign_automatically(event.id, seed=3, moves=MOVES).plan["booth_of"]

    assert first == second


def test_locked_exhibits_stay_where_they_are(event):
    floor = floor_of(event)
    exhibit = next(e for e in floor.exhibits if e.code == "T1")
    actions.place(exhibit.id, next(b.id for b in floor.booths if b.code == "A02"))
    actions.set_lock(exhibit.id, locked=True)
    actions.assign_automatically(event.id, moves=MOVES)

    assert places(event) == {"T1": "A02"}


def test_a_plan_that_stands_can_be_taken_back(event):
    exhibit = next(e for e in floor_of(event).exhibits if e.code == "T1")
    actions.place(exhibit.id, next(b.id for b in floor_of(event).booths if b.code == "A02"))
    plan = actions.assign_automatically(event.id, moves=MOVES)
    assert places(event) == {"T1": "A01", "T2": "A02"}

    assert actions.undo_plan(plan.id) == 2
    assert places(event) == {"T1": "A02"}
    assert refused(lambda: actions.undo_plan(plan.id)) == "plan_not_applied"


def test_taking_back_leaves_alone_who_was_moved_since(event):
    plan = actions.assign_automatically(event.id, moves=MOVES)
    exhibit = next(e for e in floor_of(event).exhibits if e.code == "T2")
    actions.take_out(exhibit.id)
    actions.undo_plan(plan.id)

    assert places(event) == {}


def test_a_plan_made_before_booths_went_is_refused_whole(event):
    plan = actions.assign_automatically(event.id, moves=MOVES)
    actions.undo_plan(plan.id)
    delete_booths(event.id, ["A01"])

    assert refused(lambda: actions.apply_plan(plan.id)) == "plan_outdated"
    assert places(event) == {}


def test_a_plan_made_before_an_exhibit_went_places_the_others(event):
    plan = actions.assign_automatically(event.id, moves=MOVES)
    actions.undo_plan(plan.id)
    remove_exhibit(next(e.id for e in floor_of(event).exhibits if e.code == "T1"))
    late = make_exhibit(event, technology={"code": "T4"})

    actions.apply_plan(plan.id)
    assert places(event) == {"T2": "A02"}
    assert late.booth_id is None


def test_a_job_finds_a_plan_and_moves_nobody(event):
    plan = actions.ask_for_plan(event.id, seconds=2.0)
    jobs.drain()
    db.session.refresh(plan)
    job = queries.job_of(plan)

    assert (job.state, job.result) == ("done", {"placed": 2, "total": 3, "stopped": False})
    assert plan.plan["booth_of"] == {"T1": "A01", "T2": "A02"}
    assert plan.plan["status"] == "optimal"
    assert places(event) == {}


def test_filling_up_moves_nobody_who_stands(event):
    floor = floor_of(event)
    exhibit = next(e for e in floor.exhibits if e.code == "T1")
    actions.place(exhibit.id, next(b.id for b in floor.booths if b.code == "A02"))
    plan = actions.ask_for_plan(event.id, seconds=1.0, keep=True)
    jobs.drain()
    db.session.refresh(plan)

    assert plan.plan["booth_of"] == {"T1": "A02"}


def test_a_stopped_job_keeps_the_best_plan_it_has(app):
    event = make_event()
    for n in range(12):
        make_booth(event, f"A{n:02}", max_exhibits=2)
    for n in range(16):
        make_exhibit(event, area_m2=4.5, power_kw=1.5 + n % 3)
    plan = actions.ask_for_plan(event.id, seconds=60.0)
    job = queries.job_of(plan)
    claimed = jobs.take(jobs.Lane.LONG)
    assert claimed.id == job.id
    jobs.cancel(job)
    jobs.run(claimed)
    db.session.refresh(plan)
    db.session.refresh(job)

    assert (job.state, job.result["stopped"]) == ("done", True)
    assert len(plan.plan["booth_of"]) == 12


def test_nothing_to_plan_is_said(app):
    event = make_event()

    assert refused(lambda: actions.ask_for_plan(event.id, 10)) == "nothing_to_plan"
    assert db.session.scalars(select(BoothPlan)).all() == []


def test_a_plan_that_is_not_ready_cannot_be_applied(event):
    plan = actions.ask_for_plan(event.id, seconds=10)

    assert refused(lambda: actions.apply_plan(plan.id)) == "plan_not_ready"


def test_problem_and_plan_leave_the_house_valid_with_halls_far_apart(event):
    make_booth(event, "C01", hall="Sảnh 2", zone="C", x=0.0)
    actions.assign_automatically(event.id, moves=MOVES)
    event = db.session.get_one(Event, event.id)
    problem, plan = problem_of(event), plan_of(event)

    assert faults(problem, plan) == []
    assert [u["exhibit"] for u in plan["unplaced"]] == ["T3"]
    x = {b["id"]: b["x"] for b in problem["booths"]}
    assert x["C01"] - max(x["A01"], x["A02"]) > 100


def test_what_was_waived_is_not_asked_for_in_the_problem(event):
    zoned = make_exhibit(event, technology={"code": "T5"}, zone="B")
    rival = make_exhibit(event, technology={"code": "T6"}, apart_from=[zoned.id])
    a, b = make_booth(event, "A08", x=500.0), make_booth(event, "A09", x=503.0)
    actions.place(zoned.id, a.id, "khu B đã hết chỗ")
    actions.place(rival.id, b.id, "hai đơn vị đã đồng ý")
    event = db.session.get_one(Event, event.id)
    problem, plan = problem_of(event), plan_of(event)
    by_code = {e["id"]: e for e in problem["exhibits"]}

    assert faults(problem, plan) == []
    assert (by_code["T5"]["zone"], by_code["T5"]["fixed"]) == (None, "A08")
    assert by_code["T5"]["apart_from"] == by_code["T6"]["apart_from"] == []
