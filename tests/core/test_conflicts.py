"""What the database lets only one of two do, and what the other one reads."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Hub
from app.core import access
from app.core.db import db, transaction
from tests.factories.accounts import make_hub


@pytest.fixture
def deed(app, monkeypatch):
    """Let a page do something that the database refuses."""

    def do(row):
        @access.public
        def view():
            with transaction():
                db.session.add(row())
            return "done"

        monkeypatch.setitem(app.view_functions, "events.calendar", view)

    return do


def test_who_is_second_to_do_what_can_be_done_once_is_told_so(client, deed):
    hub = make_hub()
    values = {c.key: getattr(hub, c.key) for c in Hub.__mapper__.column_attrs if c.key != "id"}
    deed(lambda: Hub(**values))

    page = client.get("/calendar")
    assert page.status_code == 409
    assert "Có người đã làm trước" in page.text
    answer = client.get("/calendar", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")


def test_any_other_refusal_of_the_database_stays_a_fault_of_ours(client, deed):
    hub = make_hub()
    values = {c.key: getattr(hub, c.key) for c in Hub.__mapper__.column_attrs if c.key != "id"}
    deed(lambda: Hub(**(values | {"code": None, "slug": "khac"})))

    with pytest.raises(IntegrityError):
        client.get("/calendar")
