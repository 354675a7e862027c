"""Emptying all tables between tests, on either database."""

from __future__ import annotations

from app.core.db import db


def empty() -> None:
    """Delete every row, whatever points at it."""
    db.session.rollback()
    db.session.remove()
    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        cursor = raw.cursor()
        if db.engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            for table in reversed(db.metadata.sorted_tables):
                cursor.execute(f'DELETE FROM "{table.name}"')
            cursor.execute("PRAGMA foreign_keys=ON")
        else:
            cursor.execute("SET session_replication_role = replica")
            for table in reversed(db.metadata.sorted_tables):
                cursor.execute(f'DELETE FROM "{table.name}"')
            cursor.execute("SET session_replication_role = DEFAULT")
            raw.commit()
        cursor.close()
