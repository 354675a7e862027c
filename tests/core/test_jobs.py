"""Jobs: what the table holds never ends a lane."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core import clock, jobs
from app.core.db import db, transaction
from app.core.jobs import Job, State


def test_a_job_of_another_version_fails_and_those_behind_it_run(app):
    with transaction():
        strange = jobs.enqueue("accounts.send_reset", user_id=0, kind="reset")
        strange.task = "accounts.renamed_since"
        jobs.enqueue("accounts.send_reset", user_id=0, kind="reset")

    jobs.drain()

    assert db.session.scalars(select(Job.state).order_by(Job.id)).all() == [
        State.FAILED,
        State.DONE,
    ]


def test_a_worker_that_lost_its_job_says_nothing_more_about_it(app, monkeypatch):
    """It was away for longer than its lease, and another one runs the job again."""
    runs = []

    def deed() -> dict[str, int]:
        runs.append(len(runs) + 1)
        if len(runs) == 1:  # while it works, its lease runs out and another worker takes over
            with clock.at(clock.now() + 2 * jobs.LEASE):
                second.append(jobs.take(jobs.Lane.QUICK))
            with pytest.raises(jobs.Cancelled):
                jobs.progress(1)
        return {"run": runs[-1]}

    second: list[Job | None] = []
    monkeypatch.setitem(jobs.TASKS, "tests.deed", jobs.Task("tests.deed", deed, jobs.Lane.QUICK, 5))
    with transaction():
        code = jobs.enqueue("tests.deed").code

    first = jobs.take(jobs.Lane.QUICK)
    assert first is not None
    jobs.run(first)
    by_code = select(Job).where(Job.code == code).execution_options(populate_existing=True)
    job = db.session.scalars(by_code).one()
    assert (job.state, job.result, job.attempts) == (State.RUNNING, None, 2)

    assert second[0] is not None
    jobs.run(second[0])
    job = db.session.scalars(by_code).one()
    assert (job.state, job.result) == (State.DONE, {"run": 2})
