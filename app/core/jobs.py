"""Work that outlives a request: mails, badge sheets, solvers.

A job is a row written in the deed's own transaction: no deed, no job; and a committed job is
never lost. Worker processes (`flask jobs work`) take rows from the table, so both databases
carry them and more workers are simply more processes. A worker that dies lets its lease run
out, and the job is taken again: tasks must bear being run twice.

Two lanes keep a mail from waiting behind a solver.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import has_request_context
from flask_login import current_user
from sqlalchemy import String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, ids
from app.core.db import changed, db, in_transaction, transaction
from app.core.errors import Refused

LEASE = timedelta(seconds=60)
KEEP_DONE = timedelta(days=14)


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Lane(StrEnum):
    QUICK = "quick"
    LONG = "long"


class Job(db.Model):
    """One piece of work and how far it is. `args` are dropped when it is done."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(26), unique=True)
    task: Mapped[str] = mapped_column(String(80))
    lane: Mapped[Lane]
    title: Mapped[str | None] = mapped_column(String(200))
    args: Mapped[dict[str, Any]]
    state: Mapped[State] = mapped_column(default=State.QUEUED)
    run_after: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    done_count: Mapped[int] = mapped_column(default=0)
    total_count: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(String(300))
    live: Mapped[dict[str, Any] | None]  # figures of a running solver
    result: Mapped[dict[str, Any] | None]
    error: Mapped[str | None] = mapped_column(Text)
    hub_id: Mapped[int | None] = mapped_column(index=True)
    event_id: Mapped[int | None] = mapped_column(index=True)
    user_id: Mapped[int | None]  # who asked; only they and their hub's organisers see it
    file_name: Mapped[str | None] = mapped_column(String(200))
    file_type: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    back_url: Mapped[str | None] = mapped_column(String(300))

    __table_args__ = (sa.Index("ix_job_take", "state", "lane", "run_after"),)

    @property
    def finished(self) -> bool:
        return self.state in {State.DONE, State.FAILED, State.CANCELLED}

    @property
    def percent(self) -> int | None:
        if not self.total_count:
            return None
        return min(100, 100 * self.done_count // self.total_count)


class Cancelled(Exception):
    """Raised inside a task by `progress` when someone stopped it."""


class Retry(Exception):
    """Raised by a task that wants to be tried again later (mail server away)."""


@dataclass(frozen=True)
class Task:
    name: str
    run: Callable[..., dict[str, Any] | None]
    lane: Lane
    attempts: int


TASKS: dict[str, Task] = {}
#: told inside the closing transaction: (args, state, error); QUEUED means tried again later
settled: list[Callable[[dict[str, Any], State, str | None], None]] = []


class Run(NamedTuple):
    """One run of a job: the number of its attempt tells it from that of a worker which took the
    job over when the lease ran out."""

    id: int
    code: str
    attempt: int


_current: ContextVar[Run | None] = ContextVar("ketnoi_job", default=None)


def task(
    name: str, *, lane: str = "quick", attempts: int = 5
) -> Callable[[Callable[..., dict[str, Any] | None]], Callable[..., dict[str, Any] | None]]:
    """Declare a task: a function of JSON-able keyword arguments, safe to run twice."""

    def declare(
        run: Callable[..., dict[str, Any] | None],
    ) -> Callable[..., dict[str, Any] | None]:
        TASKS[name] = Task(name, run, Lane(lane), attempts)
        return run

    return declare


def enqueue(
    name: str,
    *,
    title: str | None = None,
    hub_id: int | None = None,
    event_id: int | None = None,
    back_url: str | None = None,
    run_after: datetime | None = None,
    **args: Any,
) -> Job:
    """Write down work to do, inside the deed's transaction."""
    assert in_transaction(), "a job belongs to a deed"
    signed_in = has_request_context() and current_user and current_user.is_authenticated
    job = Job(
        code=ids.code(26),
        task=name,
        lane=TASKS[name].lane,
        title=str(title)[:200] if title is not None else None,
        args=args,
        run_after=run_after or clock.now(),
        hub_id=hub_id,
        event_id=event_id,
        back_url=back_url,
        user_id=current_user.id if signed_in else None,
        created_at=clock.now(),
        state=State.QUEUED,
        attempts=0,
        done_count=0,
        cancel_asked=False,
    )
    db.session.add(job)
    return job


def progress(
    done: int, total: int | None = None, note: str | None = None, live: dict[str, Any] | None = None
) -> None:
    """Say how far the running task is; renews its lease. Raises Cancelled when stopped, or when
    another worker has taken the job over.

    Outside a job it does nothing, so that commands and tests can call tasks directly. It
    opens a transaction of its own: call it between deeds, not inside one.
    """
    job = _current.get()
    if job is None:
        return
    with transaction():
        values: dict[str, Any] = {"done_count": done, "lease_until": clock.now() + LEASE}
        if total is not None:
            values["total_count"] = total
        if note is not None:
            values["note"] = note[:300]
        if live is not None:
            values["live"] = live
        mine = _note(job, **values)
        stopped = db.session.scalar(select(Job.cancel_asked).where(Job.id == job.id))
    if stopped or not mine:
        raise Cancelled


def keep_file(name: str, content: bytes, mimetype: str) -> None:
    """Keep a running task's output for download from its page."""
    from app.core import files

    job = _current.get()
    if job is None:
        return
    files.write(f"jobs/{job.code}", content)
    with transaction():
        found = update(Job).where(Job.id == job.id)
        db.session.execute(found.values(file_name=name, file_type=mimetype))


def lead_back(url: str | None) -> None:
    """Let the running task's page lead somewhere else than was said when it was asked for."""
    job = _current.get()
    if job is not None:
        with transaction():
            db.session.execute(update(Job).where(Job.id == job.id).values(back_url=url))


def cancel(job: Job) -> None:
    """Stop a job: at once when it waits, at its next step when it runs."""
    with transaction():
        waiting = update(Job).where(Job.id == job.id, Job.state == State.QUEUED)
        stopped = waiting.values(state=State.CANCELLED, finished_at=clock.now())
        if changed(stopped) == 0:
            db.session.execute(update(Job).where(Job.id == job.id).values(cancel_asked=True))


def take(lane: Lane) -> Job | None:
    """Claim the next job of a lane, or None. Two workers never claim the same one."""
    now = clock.now()
    ready = sa.or_(
        sa.and_(Job.state == State.QUEUED, Job.run_after <= now),
        sa.and_(Job.state == State.RUNNING, Job.lease_until < now),
    )
    found = select(Job.id).where(Job.lane == lane, ready).order_by(Job.run_after, Job.id).limit(1)
    if db.session.scalar(found) is None:  # a plain look first: an idle worker takes no write lock
        db.session.rollback()
        return None
    with transaction():
        job_id = db.session.scalar(found.with_for_update(skip_locked=True))
        if job_id is None:
            return None
        job = db.session.get_one(Job, job_id)
        job.state, job.lease_until = State.RUNNING, now + LEASE
        job.attempts += 1
    return job


def run(job: Job) -> None:
    """Run a claimed job to its end, whatever that is."""
    from flask import current_app

    this, args, attempts = Run(job.id, job.code, job.attempts), dict(job.args), job.attempts
    token = _current.set(this)
    task_ = TASKS.get(job.task)
    try:
        if task_ is None:  # of another version: kept, and said, rather than the lane's end
            raise LookupError(f"no task is called {job.task}")
        if attempts > task_.attempts:
            raise RuntimeError("given up: its worker died each time")
        result = task_.run(**args)
        _finish(this, State.DONE, args, result=result)
    except Cancelled:
        _finish(this, State.CANCELLED, args)
    except Refused as refusal:
        from app.core import words

        sentence = words.say(refusal)  # as note too: unlike a fault's text it is for people
        _finish(this, State.FAILED, args, error=sentence, note=sentence[:300])
    except Exception as trouble:  # a job's failure is kept in its row and in the log
        db.session.rollback()
        current_app.logger.exception("job %s failed", this.id)
        if task_ is not None and attempts < task_.attempts:
            _again(this, args, trouble)
        else:
            _finish(this, State.FAILED, args, error=_said(trouble)[:1000])
    finally:
        _current.reset(token)


def _said(trouble: Exception) -> str:
    return f"{type(trouble).__name__}: {trouble}"


def _note(this: Run, **values: Any) -> bool:
    """Write about a run in its job's row, unless another worker has the job by now."""
    mine = update(Job).where(Job.id == this.id, Job.attempts == this.attempt)
    return changed(mine.where(Job.state == State.RUNNING).values(**values)) == 1


def _finish(this: Run, state: State, args: dict[str, Any], **values: Any) -> None:
    db.session.rollback()
    with transaction():
        change = {"state": state, "finished_at": clock.now(), "args": {}, "lease_until": None}
        if _note(this, **change, **values):
            for tell in settled:
                tell(args, state, values.get("error"))


def _again(this: Run, args: dict[str, Any], trouble: Exception) -> None:
    with transaction():
        later = clock.now() + timedelta(seconds=5 * 4 ** (this.attempt - 1))
        values = {"state": State.QUEUED, "run_after": later, "error": type(trouble).__name__}
        if _note(this, **values):
            for tell in settled:
                tell(args, State.QUEUED, _said(trouble))


def drain(lanes: tuple[Lane, ...] = (Lane.QUICK, Lane.LONG), limit: int = 10_000) -> int:
    """Run all that is ready, here and now; how many. For tests and commands."""
    count = 0
    for lane in lanes:
        while count < limit and (job := take(lane)) is not None:
            run(job)
            count += 1
    return count


def work(lane: Lane, stopping: Callable[[], bool], pause: float = 0.5) -> None:
    """The loop of a worker's thread."""
    from flask import current_app

    while not stopping():
        try:
            job = take(lane)
            if job is not None:
                run(job)
                continue
        except sa.exc.SQLAlchemyError:
            db.session.rollback()
            current_app.logger.exception("the worker could not reach its table")
            time.sleep(2)
        finally:
            db.session.remove()
        time.sleep(pause)


def sweep() -> None:
    """Drop finished jobs and their files after a while."""
    from app.core import files

    with transaction():
        old = select(Job).where(Job.finished_at < clock.now() - KEEP_DONE)
        for job in db.session.scalars(old.limit(500)):
            files.remove(f"jobs/{job.code}")
            db.session.delete(job)


class Heartbeat(db.Model):
    """When a worker last said that it lives: what `/readyz` looks at."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def beat() -> None:
    with transaction():
        row = db.session.get(Heartbeat, 1)
        if row is None:
            db.session.add(Heartbeat(id=1, at=clock.now()))
        else:
            row.at = clock.now()


def alive(within: timedelta = timedelta(seconds=60)) -> bool:
    """Whether some worker was seen lately."""
    seen = db.session.scalar(select(Heartbeat.at).where(Heartbeat.id == 1))
    return seen is not None and seen > clock.now() - within
