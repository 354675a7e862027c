"""Alembic's entry: migrates the database of the current application."""

from alembic import context
from flask import current_app

from app.core.db import UTCDateTime, _writing, db

config = context.config


def render(kind: str, obj: object, _context: object) -> str | bool:
    """Write moments as plain SQL types: a migration must not change when the models do."""
    if kind == "type" and isinstance(obj, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """All steps in one transaction each; SQLite alters tables by copying them (batch mode)."""
    token = _writing.set(True)
    try:
        with db.engine.connect() as connection:
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
