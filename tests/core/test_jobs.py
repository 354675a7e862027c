"""Jobs: what the table holds never ends a lane."""

from __future__ import annotations

from sqlalchemy import select

from app.core import jobs
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
