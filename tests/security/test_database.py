"""How connections behave: what SQLite is told, how writing begins, what must not happen inside."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts.models import Hub
from app.core import audit, jobs, mail
from app.core.db import checkpoint, db, remembered, transaction
from app.core.jobs import Job
from tests.factories.accounts import make_hub


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def test_every_pooled_connection_keeps_the_habits(app):
    if not is_sqlite():
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        return
    wanted = {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "mmap_size": 0,
        "synchronous": {"FULL": 2, "OFF": 0}[app.config["KETNOI"].synchronous],
    }
    with db.engine.connect() as first, db.engine.connect() as second:
        for connection in (first, second):
            for name, value in wanted.items():
                found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                assert (found if found is not None else 0) == value, name
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() >= 10_000


def test_synchronous_is_full_unless_a_test_says_otherwise(tmp_path):
    from app.config import load

    assert load({"KETNOI_DATA_DIR": str(tmp_path)}).synchronous == "FULL"


def test_writing_begins_immediately_and_reading_does_not(app):
    if not is_sqlite():
        pytest.skip("PostgreSQL locks rows")
    begun: list[str] = []

    def note(_conn, _cursor, statement, *_rest):
        if statement.startswith("BEGIN"):
            begun.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        db.session.rollback()
        db.session.scalar(sa.select(Hub.id).limit(1))
        with transaction():
            db.session.scalar(sa.select(Hub.id).limit(1))
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert begun == ["BEGIN", "BEGIN IMMEDIATE"]


@pytest.fixture
def plain_begin(app, monkeypatch):
    """The guard taken away: every transaction begins as if it only read, and stands in no line."""
    monkeypatch.setattr("app.core.db.turn", lambda _database: nullcontext())
    engine = db.engine
    kept = list(engine.dispatch.begin)
    for listener in kept:
        sa.event.remove(engine, "begin", listener)

    def plain(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    sa.event.listen(engine, "begin", plain)
    yield
    sa.event.remove(engine, "begin", plain)
    for listener in kept:
        sa.event.listen(engine, "begin", listener)


def _two_read_then_write(app, meet: Callable[[], object]) -> list[str]:
    """Two threads read a hub, `meet`, and write it; what became of each."""
    said: list[str] = []

    def one() -> None:
        with app.app_context():
            try:
                with transaction():
                    hub = db.session.scalars(sa.select(Hub)).one()
                    meet()
                    hub.address = (hub.address or "") + "x"
                said.append("written")
            except sa.exc.OperationalError as trouble:
                said.append(str(trouble.orig))

    both = [threading.Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)
    return sorted(said)


def test_two_who_read_and_then_write_both_get_through(app):
    if not is_sqlite():
        pytest.skip("PostgreSQL locks rows")
    hub_id = make_hub().id
    db.session.rollback()

    assert _two_read_then_write(app, lambda: None) == ["written", "written"]
    assert db.session.get_one(Hub, hub_id).address == "xx"


def test_control_with_a_plain_begin_one_of_them_is_turned_away(app, plain_begin):
    if not is_sqlite():
        pytest.skip("PostgreSQL locks rows")
    make_hub()
    db.session.rollback()

    said = _two_read_then_write(app, threading.Barrier(2, timeout=10).wait)

    assert said == ["database is locked", "written"]


def test_mail_is_never_sent_inside_a_transaction(app):
    with pytest.raises(RuntimeError, match="outside of transaction"), transaction():
        mail.send(to="an@example.org", template="accounts/mail/reset", key="k", name="An", link="/")


def test_doors_cannot_write_and_nothing_is_enqueued_or_recorded_outside_a_deed(app):
    hub = make_hub()
    hub.name = "Khác"
    with pytest.raises(RuntimeError, match="writing outside"):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(AssertionError):
        jobs.enqueue("accounts.send_reset", user_id=0, kind="reset")
    with pytest.raises(AssertionError):
        audit.record("hub_created", hub)


def test_a_deed_that_fails_leaves_neither_job_nor_audit_entry(app):
    hub = make_hub()
    before = db.session.scalar(sa.select(sa.func.count(audit.AuditEntry.id)))

    with pytest.raises(ZeroDivisionError), transaction():
        audit.record("hub_created", hub)
        jobs.enqueue("accounts.send_reset", user_id=0, kind="reset")
        _ = 1 / 0

    assert db.session.scalar(sa.select(sa.func.count(audit.AuditEntry.id))) == before
    assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 0


def test_what_was_read_in_a_request_is_read_anew_after_a_deed(app):
    with app.test_request_context("/"):
        remembered("things")[1] = "old"
        assert remembered("things") == {1: "old"}
        with transaction():
            pass
        assert remembered("things") == {}


def test_one_connection_alone_checkpoints(app, tmp_path):
    if not is_sqlite():
        pytest.skip("SQLite's own")
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar() == 0
    make_hub()
    db.session.remove()
    log = Path(db.engine.url.database + "-wal")
    assert log.stat().st_size > 0

    checkpoint()

    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert (raw.isolation_level, raw.in_transaction) == (None, False)  # the habits stay
        busy, frames, moved = connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
    assert (busy, frames) == (0, moved)


@pytest.mark.parametrize(("workers", "advised"), [(1, False), (4, True)])
def test_readiness_warns_of_an_sqlite_that_several_workers_may_damage(
    app, client, workers, advised
):
    if not is_sqlite():
        pytest.skip("SQLite's own")
    kept = app.config["KETNOI"]
    app.config["KETNOI"] = replace(kept, web_workers=workers)
    try:
        said = client.get("/readyz").json
    finally:
        app.config["KETNOI"] = kept
    old = tuple(map(int, said["sqlite"].split("."))) < (3, 51, 3)
    assert ("advice" in said) is (advised and old)
