"""One loaded installation for the whole folder; tests leave the strangers' rows as they are."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from tests.conftest import Browser, database_url, drop_database
from tests.security.world import World, create


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The sample fair in an application of its own."""
    yield from made(tmp_path_factory, scale=1)


def made(tmp_path_factory: pytest.TempPathFactory, *, scale: int) -> Iterator[World]:
    from app.core.db import db

    folder = tmp_path_factory.mktemp(f"world{scale}")
    url = database_url(f"ketnoi_world_{uuid.uuid4().hex[:12]}", folder)
    world = create(folder, url, Browser, scale=scale)
    yield world
    with world.inside():
        db.session.remove()
        db.engine.dispose()
    drop_database(url)
