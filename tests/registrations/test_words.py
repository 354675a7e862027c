"""Every refusal has its sentence, every state its word."""

import re
from pathlib import Path

from app.core import words
from app.registrations.states import BadgeState, Purpose, Source, Status, Verdict
from app.registrations.words import BADGE_STATES, CONSENTS, SOURCES, STATUSES, VERDICTS

PACKAGE = Path(__file__).parents[2] / "app" / "registrations"


def test_every_refusal_can_be_said(app):
    sources = [file.read_text("utf-8") for file in PACKAGE.rglob("*.py")]
    codes = {code for text in sources for code in re.findall(r'Refused\("(\w+)"', text)}
    codes |= {code for text in sources for code in re.findall(r'otherwise="(\w+)"', text)}

    assert codes - words.known_codes() == set()
    assert len(codes) > 15


def test_every_state_has_a_word():
    for kind, said in (
        (Status, STATUSES),
        (BadgeState, BADGE_STATES),
        (Source, SOURCES),
        (Verdict, VERDICTS),
        (Purpose, CONSENTS),
    ):
        assert set(said) == set(kind)
