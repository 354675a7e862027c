"""The index of suggestions is built when a web worker begins to serve."""

from __future__ import annotations

import runpy
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.catalogue.models import Need
from app.catalogue.suggestions import index
from app.core import hooks, serving
from app.core.db import db
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_technology

ROOT = Path(__file__).resolve().parents[2]
LONG = 20  # seconds, for a machine that has much to do


@pytest.fixture
def slow(monkeypatch):
    """An index that is read only when the test lets it; what was read from the database."""
    begun, go_on, reads = threading.Event(), threading.Event(), []

    def changes(since: int):
        reads.append(since)
        begun.set()
        assert go_on.wait(LONG)
        yield from index._technologies(since)

    monkeypatch.setattr(index, "technologies", index.Pool(changes))
    yield SimpleNamespace(begun=begun, go_on=go_on, reads=reads)
    go_on.set()


def test_a_question_meanwhile_waits_for_that_build_and_begins_no_other(app, client, slow):
    hub = make_hub()
    technology = make_technology(hub, title="Máy sấy lạnh cho chè")
    need_id, technology_id = make_need(hub, title="Cần máy sấy lạnh").id, technology.id
    answers: list[list[int]] = []

    def ask() -> None:
        with app.app_context():
            need = db.session.get_one(Need, need_id)
            answers.append([int(str(one.id)) for one in index.technologies_for(need)])

    building = serving.begin(app)
    assert slow.begun.wait(LONG)
    asking = threading.Thread(target=ask)
    asking.start()
    asking.join(0.2)

    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json["suggestions"] == "the index is being built"
    assert answers == []
    slow.go_on.set()
    building.join(LONG)
    asking.join(LONG)
    assert (answers, slow.reads) == ([[technology_id]], [-1])
    assert "suggestions" not in client.get("/readyz").json


def test_what_fails_is_in_the_log_and_keeps_nothing_else_from_being_ready(app, monkeypatch, caplog):
    ready = []

    def broken() -> str:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(hooks.serving, "answers", [broken, lambda: ready.append(1) or "the other"])
    serving.begin(app).join(LONG)

    assert ready == [1]
    assert "the database is away" in caplog.text


def test_nothing_is_built_by_loading_the_application(app):
    assert not serving.getting_ready(app)
    assert [one.name for one in threading.enumerate() if one.name == "getting ready"] == []


def test_gunicorn_begins_it_in_workers_of_the_application_alone(app, monkeypatch):
    """The hook runs after the fork, whether the application was loaded before it or not."""
    begun = []
    monkeypatch.setattr(serving, "begin", begun.append)
    post_worker_init = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["post_worker_init"]

    post_worker_init(SimpleNamespace(wsgi=app))
    post_worker_init(SimpleNamespace(wsgi=lambda environ, start: []))

    assert begun == [app]
