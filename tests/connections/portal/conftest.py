"""An open portal with two people who fit each other."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from app.connections.portal import arranging
from app.core import jobs
from tests.factories.portal import DRYER, DRYING, participant
from tests.factories.registrations import make_open_event


@pytest.fixture
def event(app):
    made = make_open_event()
    arranging.set_rules(made, arranging.Rules(most_open=2, answer_days=3))
    return made


@pytest.fixture
def mails(app):
    """The letters written since the last call, by address."""
    folder = app.config["KETNOI"].data_dir / "mail"

    def do():
        for old in folder.glob("*.eml"):
            old.unlink()
        jobs.drain()
        found = [
            message_from_bytes(file.read_bytes(), policy=policy.default)
            for file in folder.glob("*.eml")
        ]
        return {
            letter["To"]: f"{letter['Subject']} {letter.get_body(('plain',)).get_content()}"
            for letter in found
        }

    return do


@pytest.fixture
def an(event):
    return participant(event, "Nguyễn Văn An", wants=DRYING, organisation="HTX Chè An")


@pytest.fixture
def binh(event):
    return participant(
        event, "Trần Thị Bình", offers=DRYER, organisation="Viện Máy Bình", locale="en"
    )
