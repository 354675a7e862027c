"""An installation that holds something in every table is brought up to date, and back."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from app.config import load
from app.core import db as core
from app.core.db import db
from app.factory import create_app
from tests.conftest import database_url, drop_database

#: column -> a value that the constraints of its table ask for
ASKED = {"trl": 5, "ends_at": datetime(2026, 12, 3, 2, tzinfo=UTC)}
VALUES: dict[type, Any] = {
    bool: False,
    int: 1,
    float: 1.0,
    str: "x",
    bytes: b"x",
    date: date(2026, 12, 3),
    time: time(8),
    datetime: datetime(2026, 12, 3, 1, tzinfo=UTC),
    dict: {},
}


@pytest.fixture
def first_release(tmp_path):
    """The application on a database as version 0001 made it."""
    url = database_url(f"ketnoi_upgrade_{uuid.uuid4().hex[:12]}", tmp_path)
    app = create_app(load({"KETNOI_DATA_DIR": str(tmp_path), "KETNOI_DATABASE_URL": url}))
    with app.app_context():
        upgrade(revision="0001")
        yield app
        db.session.remove()
        db.engine.dispose()
    drop_database(url)


def test_rows_of_every_table_outlive_the_way_up_and_down(first_release):
    before = filled()
    assert len(before) > 70

    upgrade()
    assert counted(before) == before

    downgrade(revision="0001")
    assert counted(before) == before


def filled() -> dict[str, int]:
    """Write one row into each table; how many rows each has."""
    tables = sa.MetaData()
    tables.reflect(db.engine)
    token = core._writing.set(True)
    try:
        with db.engine.begin() as connection:
            for table in tables.sorted_tables:
                if table.name != "alembic_version":
                    connection.execute(table.insert().values(row_for(table)))
    finally:
        core._writing.reset(token)
    return counted(table.name for table in tables.sorted_tables)


def row_for(table: sa.Table) -> dict[str, Any]:
    """What must be there, and references: they are what an altered table may break."""
    return {
        column.name: value_for(column)
        for column in table.columns
        if column.foreign_keys or column.primary_key or not column.nullable
    }


def value_for(column: sa.Column[Any]) -> Any:
    """Something that fits: numbers are 1, so that whatever refers to a row refers to the first."""
    if column.name in ASKED:
        return ASKED[column.name]
    if isinstance(column.type, sa.JSON):
        return {}
    return VALUES[column.type.python_type]


def counted(names: Any) -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name)))
            for name in names
        }
