"""Figures that many pages show: one statement, built once, about the present of each moment."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete

from app.core import clock, figures
from app.core.db import db, transaction
from app.events.models import Milestone
from tests.factories.events import make_event, moment


@pytest.mark.parametrize("kind", [figures.event, figures.hub], ids=["event", "hub"])
def test_no_package_builds_the_present_into_its_counts(app, kind):
    key = kind._statement(1)._generate_cache_key()

    fixed = [one.value for one in key.bindparams if one.callable is None]

    assert [value for value in fixed if isinstance(value, date | datetime)] == []


def test_what_is_due_becomes_due_as_days_pass(app):
    event, other = make_event(), make_event()
    with transaction():
        db.session.execute(delete(Milestone))  # the usual dates of both
        due_on = date(2026, 11, 20)
        db.session.add(Milestone(code="1", event_id=event.id, title="Thuê rạp", due_on=due_on))

    def due(day: datetime) -> list[int]:
        with clock.at(day):
            counted = figures.event.of_all([event, other])
        return [counted[one.id]["milestones_due"] for one in (event, other)]

    first = moment("08:00")  # 3 December
    assert [due(first - timedelta(days=30)), due(first)] == [[0, 0], [1, 0]]
