"""What every test shares: an application on a database of its own, emptied after each test."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("KETNOI_RATE_LIMITS", "off")
settings.register_profile("steady", deadline=None)  # a busy machine is no fault of the rules
settings.load_profile("steady")


def database_url(name: str, folder: Path) -> str:
    """The address of a fresh database: a file, or one on the server that was named."""
    server = os.environ.get("KETNOI_TEST_DATABASE_URL")
    if not server or server.startswith("sqlite"):
        return f"sqlite:///{folder / name}.db"
    url = sa.engine.make_url(server).set(drivername="postgresql+psycopg")
    with sa.create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    return url.set(database=name).render_as_string(hide_password=False)


def drop_database(url: str) -> None:
    if url.startswith("sqlite"):
        return
    made = sa.engine.make_url(url)
    server = sa.engine.make_url(os.environ["KETNOI_TEST_DATABASE_URL"])
    server = server.set(drivername="postgresql+psycopg")
    with sa.create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{made.database}" WITH (FORCE)')


@pytest.fixture(scope="session", autouse=True)
def compiled_translations() -> None:
    """Translations are compiled, as `make setup` does."""
    subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "translations.py"), "compile"], check=True
    )


def compile_once(app: Flask, folder: Path) -> None:
    """Templates compiled by one application of the run are there for the others."""
    kept = folder.parent.parent / "templates"
    kept.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(kept))


@contextmanager
def application(folder: Path) -> Iterator[Flask]:
    """The application on an empty database that follows the models, gone afterwards."""
    from app.config import load
    from app.core.db import db
    from app.factory import create_app

    url = database_url(f"ketnoi_test_{uuid.uuid4().hex[:12]}", folder)
    settings = load(
        {
            "KETNOI_DATA_DIR": str(folder),
            "KETNOI_DATABASE_URL": url,
            "KETNOI_RATE_LIMITS": "off",
            "KETNOI_SQLITE_SYNCHRONOUS": "OFF",
            "KETNOI_REDIS_URL": os.environ.get("KETNOI_TEST_REDIS_URL", ""),
        },
        testing=True,
    )
    app = create_app(settings)
    compile_once(app, folder)
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(url)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application that most tests share; its tables are emptied after each."""
    with application(tmp_path_factory.mktemp("ketnoi")) as made:
        yield made


@pytest.fixture(autouse=True)
def db_clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """An application context for the test, and empty tables after it (tests without app: none)."""
    if "app" not in request.fixturenames and "client" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("app")
    from tests.app_tables import empty

    with app.app_context():
        yield
        empty()


class Browser(FlaskClient):
    """A client whose requests live in contexts of their own, as on a server.

    The test's own session is put at the present before and after, so that it sees what the
    request wrote.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        from app.core.db import db

        if has_app_context():
            db.session.rollback()
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        if has_app_context():
            db.session.rollback()
        return answer


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript. Forms need their token: use `submit`."""
    return app.test_client()


@pytest.fixture
def sign_in() -> Callable[..., FlaskClient]:
    """sign_in(client, "organiser", hub=hub): the client, signed in as a user of that role."""
    from tests.factories.accounts import sign_in_as

    return sign_in_as


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file stay together on one worker of the run, unless they say otherwise."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(ROOT))))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        from tests.contract import copies

        copies.clear()


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page) or re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', page
    )
    assert found, "the page carries no CSRF token"
    return found.group(1)


@pytest.fixture
def submit() -> Callable[..., object]:
    """submit(client, url, **fields): open a page for its CSRF token, then send the form."""

    def send(client: FlaskClient, url: str, *, page: str | None = None, **fields: object) -> object:
        token = csrf_of(client.get(page or url).get_data(as_text=True))
        return client.post(url, data={"csrf_token": token, **fields})

    return send


class Statements:
    """How many statements this thread sent to the database inside the `with`."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.thread = threading.get_ident()  # a board's poller may be at work beside it
        self.sql: list[str] = []

    def __enter__(self) -> Statements:
        sa.event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, _conn: object, _cursor: object, statement: str, *_: object) -> None:
        if threading.get_ident() != self.thread:
            return
        if not statement.startswith(("BEGIN", "PRAGMA")):
            self.sql.append(statement)

    def __len__(self) -> int:
        return len(self.sql)


@pytest.fixture
def statements(app: Flask) -> Callable[[], Statements]:
    """`with statements() as sent: …; assert len(sent) <= 12`"""
    from app.core.db import db

    return lambda: Statements(db.engine)


def _loaded(factory: pytest.TempPathFactory, scale: int) -> Iterator[Any]:
    from app.core.db import db
    from tests.security.world import create

    folder = factory.mktemp(f"world{scale}")
    url = database_url(f"ketnoi_world_{uuid.uuid4().hex[:12]}", folder)
    made = create(folder, url, Browser, scale=scale)
    yield made
    with made.inside():
        db.session.remove()
        db.engine.dispose()
    drop_database(url)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The sample fair, something of everything, and a stranger's hub, in an app of its own."""
    yield from _loaded(tmp_path_factory, 1)


@pytest.fixture(scope="session")
def spoilt_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Another such world, for tests that leave it in a mess."""
    yield from _loaded(tmp_path_factory, 1)


@pytest.fixture(scope="session")
def large_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The same with four times the rows: enough to see whether a page asks once for each."""
    yield from _loaded(tmp_path_factory, 4)
