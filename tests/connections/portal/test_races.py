"""Two first deeds of one participant at the same moment, and one that loses its lock as control."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag
from threading import get_ident

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select

from app.connections.portal import actions
from app.connections.portal.actions import Said
from app.connections.portal.models import Profile
from app.core.db import db
from app.registrations.models import Registration
from tests.factories.registrations import make_category, make_registration
from tests.registrations.crowd import nobody_stands_in_line

HELD = 0.3  # seconds


@pytest.mark.parametrize("careless", [False, True], ids=["locked", "careless"])
def test_two_who_save_the_first_profile_at_once_make_one(app, event, monkeypatch, careless):
    """The slow one has seen that there is none and is held until the quick one is done."""
    person_id = make_registration(make_category(event)).id
    db.session.rollback()
    seen, done, slow = Flag(), Flag(), []
    new = actions._new

    def late(registration):
        if get_ident() in slow:
            seen.set()
            done.wait(HELD)
        return new(registration)

    def save(words: str) -> str:
        with app.app_context():
            try:
                actions.save_profile(db.session.get_one(Registration, person_id), Said(words, None))
            except sa.exc.SQLAlchemyError as error:
                return type(error).__name__
            finally:
                db.session.remove()
            return "done"

    def first() -> str:
        slow.append(get_ident())
        return save("Máy sấy chè")

    def second() -> str:
        seen.wait(5)
        try:
            return save("Máy vò chè")
        finally:
            done.set()

    monkeypatch.setattr(actions, "_new", late)
    if careless:
        nobody_stands_in_line(monkeypatch)
        monkeypatch.setattr(actions, "lock", lambda _registration: None)
    with ThreadPoolExecutor(2) as threads:
        outcome = [job.result() for job in (threads.submit(first), threads.submit(second))]

    db.session.rollback()
    made = db.session.scalar(select(func.count()).select_from(Profile))
    if careless:
        assert outcome != ["done", "done"]
        return
    assert (outcome, made) == (["done", "done"], 1)
