"""The database: types every table shares, and the one way to write."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, has_request_context
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Session, registry

from app.config import ROOT, Settings
from app.core.turns import turn

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment. Kept in UTC; SQLite has no zones, so it is put back on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table shares: names of constraints, aware moments, enums stored by value."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UTCDateTime(),
            StrEnum: sa.Enum(
                StrEnum,
                values_callable=lambda kind: [member.value for member in kind],
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            dict[str, Any]: sa.JSON(),
            list[str]: sa.JSON(),
            int: sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        },
    )


REST = 1.0  # seconds
db = SQLAlchemy(model_class=Base)
migrate = Migrate()
_writing: ContextVar[bool] = ContextVar("ketnoi_writing", default=False)


@contextmanager
def transaction() -> Iterator[None]:
    """One deed, all or nothing. A transaction inside another joins it.

    The outermost one ends the reading before it, so that what is decided on is fresh, and
    on SQLite begins IMMEDIATE, in turn: a transaction that reads first and writes later would
    fail with "database is locked" whatever the timeout.
    """
    if _writing.get():
        yield
        return
    url = db.engine.url
    sqlite = url.get_backend_name() == "sqlite"
    _end_reading(sqlite=sqlite)
    token = _writing.set(True)
    try:
        with turn(url.database if sqlite else None):
            yield
            db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)
        if has_request_context():
            g.pop("remembered", None)


def _end_reading(*, sqlite: bool) -> None:
    """Forget what was read. Each statement of PostgreSQL sees what is committed by then (READ
    COMMITTED), so there the deed may go on where the reading stands, and saves two journeys."""
    if sqlite or db.session.new or db.session.dirty or db.session.deleted:
        db.session.rollback()
    else:
        db.session.expire_all()


def rows(statement: sa.Executable, **values: Any) -> Sequence[Any]:
    """Rows of a statement, past the ORM: for the few paths on which milliseconds count."""
    return db.session.connection().execute(statement, values).all()


def remembered(kind: str) -> dict[int, Any]:
    """What was read of some kind in this request, by id; forgotten when something is written."""
    known: dict[str, dict[int, Any]] = {}
    if has_request_context():
        known = g.setdefault("remembered", known)
    return known.setdefault(kind, {})


def changed(statement: sa.UpdateBase) -> int:
    """Run an UPDATE or DELETE; how many rows it changed: the database's own answer."""
    result = db.session.execute(statement)
    assert isinstance(result, sa.CursorResult)
    return int(result.rowcount)


def in_transaction() -> bool:
    """Whether the caller stands inside `transaction()`."""
    return _writing.get()


@event.listens_for(Session, "before_flush")
def _only_inside_a_transaction(session: Session, _context: Any, _instances: Any) -> None:
    if not _writing.get():
        raise RuntimeError("writing outside of transaction(): doors never write")


def set_up_engine(engine: Engine, settings: Settings) -> None:
    """Connection habits of SQLite (security.md 1) and of PostgreSQL."""
    if engine.dialect.name != "sqlite":
        _look_after_a_rest(engine)
        return
    pragmas = (
        "journal_mode=WAL",
        f"synchronous={settings.synchronous}",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "mmap_size=0",
        "wal_autocheckpoint=0",  # one connection alone checkpoints: see checkpoint()
    )

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _look_after_a_rest(engine: Engine) -> None:
    """A connection that lay idle for a while is asked whether it still lives before it is used;
    one that was just in use is not, which saves every request a journey."""

    @event.listens_for(engine, "checkin")
    def _put_back(_raw: Any, record: Any) -> None:
        record.info["put_back"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _taken_out(raw: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("put_back", math.inf) < REST:
            return
        try:
            engine.dialect.do_ping(raw)
        except engine.dialect.loaded_dbapi.Error as gone:
            raise InvalidatePoolError from gone  # a new one is made, for the others too


def checkpoint() -> None:
    """Move what stands in SQLite's log into its database; the job worker's, every few seconds.

    SQLite before 3.51.3 can damage a database when several connections write and checkpoint at
    the same time (sqlite.org/wal.html#walresetbug). With one that checkpoints there is no such
    moment; who closes the last connection does it too, and is alone by then.
    """
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection  # no transaction is begun this way
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def init_app(app: Flask, settings: Settings) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    options: dict[str, Any] = {}
    if not settings.sqlite:
        options = {"pool_size": 10, "max_overflow": 10, "pool_timeout": 10}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    with app.app_context():
        set_up_engine(db.engine, settings)
