"""`demo run`: the chapters of the fair, one after the other."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from random import Random

from sqlalchemy import select

from app.core import audit, clock, words
from app.core.cli import UnusableInput
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import _l
from app.demo.loader import due_now
from app.demo.play import dates, doors, exhibition, meetings, papers, timetable, training
from app.demo.play.stage import Stage
from app.demo.sample import FAIR, Sample
from app.events.models import Event

words.register({"played_already": _l("The fair has been played already; nothing was changed.")})


def run(out: Path, seed: int | None, said: Callable[[str], None] = lambda _what: None) -> Event:
    """Play the loaded fair through and leave its papers in a folder.

    The same seed gives the same play (codes and keys apart). Raises Refused("played_already"),
    UnusableInput when the fair is not there or the folder cannot be written to.
    """
    event = db.session.scalar(select(Event).where(Event.slug == FAIR))
    if event is None:
        raise UnusableInput("there is no sample fair yet: run demo load first")
    if event.played_at is not None:
        raise Refused("played_already")
    _prepare(out)
    _claim(event)
    seed = secrets.randbits(32) if seed is None else seed
    stage = Stage(event, Sample(event.starts_on), out, seed, Random(seed), said)
    for what, chapter in _CHAPTERS:
        said(what)
        chapter(stage)
    due_now()
    audit.seal(limit=1_000_000)
    return event


def _prepare(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise UnusableInput(f"cannot write to {out}: {trouble.strerror}") from trouble


def _claim(event: Event) -> None:
    """Mark the fair as played before anything happens: of two at once, one is refused."""
    with transaction():
        db.session.refresh(event, with_for_update=True)
        if event.played_at is not None:
            raise Refused("played_already")
        event.played_at = clock.now()
        audit.record("fair_played", event, event_id=event.id)


def _the_days(stage: Stage) -> None:
    """Enrolment, gates, doors, rolls."""
    with clock.at(stage.given.on(-3, "20:00")):
        going = doors.enrol(stage)
    doors.replace_lost_badges(stage)
    doors.open_doors(stage, going)
    doors.call_rolls(stage, going)


def _the_meetings(stage: Stage) -> None:
    """At the tables, then in the weeks after."""
    meetings.follow_up(stage, meetings.hold(stage))


_CHAPTERS: tuple[tuple[str, Callable[[Stage], None]], ...] = (
    ("targets", papers.set_targets),
    ("booths", exhibition.assign_booths),
    ("answers to meeting requests", meetings.answer_requests),
    ("timetable", timetable.plan),
    ("badges", exhibition.print_badges),
    ("three days at the doors", _the_days),
    ("meetings and what came of them", _the_meetings),
    ("the class", training.hold),
    ("certificates", training.certify),
    ("report", papers.hand_in),
    ("dates kept", dates.keep),
)
