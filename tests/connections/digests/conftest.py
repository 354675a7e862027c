"""A hub that writes every week, and the letters it wrote."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from app.connections.digests import actions
from app.connections.digests.contents import Every
from app.core import clock, jobs
from tests.connections.digests.moments import MONDAY, WEEK
from tests.factories.accounts import make_hub


@pytest.fixture
def hub(app):
    """It writes every week, since long ago."""
    made = make_hub()
    with clock.at(MONDAY - 10 * WEEK):
        actions.plan(made, Every.WEEKLY)
    return made


@pytest.fixture
def letters(app):
    """The letters written since the last call: (to, subject, text, headers)."""
    folder = app.config["KETNOI"].data_dir / "mail"

    def do():
        for old in folder.glob("*.eml"):
            old.unlink()
        jobs.drain()
        files = [file.read_bytes() for file in sorted(folder.glob("*.eml"))]
        mails = [message_from_bytes(file, policy=policy.default) for file in files]
        return {m["To"]: (m["Subject"], m.get_body(("plain",)).get_content(), m) for m in mails}

    return do
