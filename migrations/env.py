"""Alembic's entry: migrates the database of the current application."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.core.db import UTCDateTime, _writing, db

config = context.config


def render(kind: str, obj: object, _context: object) -> str | bool:
    """Write moments as plain SQL types: a migration must not change when the models do."""
    if kind == "type" and isinstance(obj, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


@contextmanager
def whole(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by copying it and dropping the first, which what refers to its rows
    forbids: references are not watched meanwhile, and all looked at in the end."""
    if connection.dialect.name != "sqlite":
        yield
        return
    file = connection.connection.dbapi_connection
    assert file is not None
    file.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        broken = file.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows refer to what is not there: {broken[:5]}")
    finally:
        file.execute("PRAGMA foreign_keys = ON")


def run() -> None:
    """All steps in one transaction each; SQLite alters tables by copying them (batch mode)."""
    token = _writing.set(True)
    try:
        with db.engine.connect() as connection, whole(connection):
            context.configure(
                connection=connection,
                target_metadata=db.metadata,
                transaction_per_migration=True,
                render_item=render,
                **current_app.extensions["migrate"].configure_args,
            )
            with context.begin_transaction():
                context.run_migrations()
    finally:
        _writing.reset(token)


run()
