"""A crowd that signs up at once, from several processes with several threads each.

Run in processes of their own, forked from one that has read the application's modules, on the
database of the test. `careless` takes the guard away: the positive control without which the
race would prove nothing.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import sqlalchemy as sa
from flask import Flask

PROCESSES, THREADS = 4, 4
Try = tuple[int, str, str | None]  # category, e-mail, idempotency key


def all_at_once(app: Flask, tries: list[Try], *, careless: bool = False) -> Counter[str]:
    """What became of the tries: statuses, refusal codes, names of errors."""
    settings = app.config["KETNOI"]
    env = {"KETNOI_DATA_DIR": str(settings.data_dir), "KETNOI_DATABASE_URL": settings.database_url}
    shares = [tries[n::PROCESSES] for n in range(PROCESSES)]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.factory", "app.registrations.actions", __name__])
    with context.Pool(PROCESSES) as pool:
        barrier_env = {**env, "KETNOI_RATE_LIMITS": "off", "KETNOI_SQLITE_SYNCHRONOUS": "OFF"}
        found = pool.starmap(_share, [(barrier_env, share, careless) for share in shares])
    return sum((Counter(part) for part in found), Counter())


def _share(env: dict[str, str], tries: list[Try], careless: bool) -> list[str]:
    from app.config import load
    from app.core.db import db
    from app.factory import create_app

    app = create_app(load(env, testing=True))
    with app.app_context():
        if careless:
            _take_the_guard_away(db.engine)

    def one(a_try: Try) -> str:
        with app.app_context():
            return _sign_up(*a_try)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, tries))


def _sign_up(category_id: int, email: str, key: str | None) -> str:
    from app.core.errors import Refused
    from app.registrations import actions, idempotency
    from app.registrations.person import Person
    from app.registrations.states import Purpose, Source

    person = Person("Nguyễn An", email=email, consents=frozenset({Purpose.EVENT_OPERATIONS}))

    def deed() -> dict[str, Any]:
        made = actions.sign_up(category_id, person, source=Source.API)
        return {"status": made.status.value, "code": made.code}

    try:
        answer = idempotency.once("crowd", key, email, deed)
    except Refused as refusal:
        return refusal.code
    except sa.exc.DBAPIError as error:
        return f"{type(error).__name__}: {error.orig}"[:60]
    return str(answer["status"])


def nobody_stands_in_line(monkeypatch: Any) -> None:
    """On SQLite: a plain BEGIN in this process, and no turns; PostgreSQL knows neither."""
    monkeypatch.setattr("app.core.db.turn", lambda _database: nullcontext())
    run = sa.Connection.exec_driver_sql

    def deferred(self: sa.Connection, statement: str, *args: Any, **kwargs: Any) -> Any:
        return run(self, statement.replace("BEGIN IMMEDIATE", "BEGIN"), *args, **kwargs)

    monkeypatch.setattr(sa.Connection, "exec_driver_sql", deferred)


def _take_the_guard_away(engine: sa.Engine) -> None:
    """Without it: on PostgreSQL places are counted, then given; on SQLite a plain BEGIN, and
    nobody stands in line."""
    from app.core import db as core
    from app.core.db import db
    from app.registrations import places
    from app.registrations.models import Category, Pool, Registration

    if engine.dialect.name == "sqlite":
        for listener in list(engine.dispatch.begin):
            sa.event.remove(engine, "begin", listener)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        core.turn = lambda _database: nullcontext()
        return

    def read(ids: Any) -> dict[int, Category]:
        return {number: db.session.get_one(Category, number) for number in ids}

    def take(category_id: int, number: int = 1) -> bool:
        category = db.session.get_one(Category, category_id)
        held = sa.select(sa.func.count()).where(
            places.same_line(category), Registration.status.in_(places.HOLDS_PLACE)
        )
        limit = sa.select(Category.places).where(Category.id == category_id)
        if category.pool_id:
            limit = sa.select(Pool.places).where(Pool.id == category.pool_id)
        return (db.session.scalar(held) or 0) < (db.session.scalar(limit) or 0)

    places.locked, places.take = read, take
