"""What every chapter of the play works with."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import select

from app.core.db import db
from app.demo import sample
from app.demo.sample import Row, Sample
from app.events.models import Event
from app.registrations import queries as registrations
from app.registrations.models import Registration
from app.registrations.states import Status


@dataclass
class Stage:
    """The fair on stage: its sample, where papers go, the chance, and whoever follows the play."""

    event: Event
    given: Sample
    out: Path
    seed: int
    chance: Random
    said: Callable[[str], None]

    def file(self, name: str) -> str:
        """The path of a paper that is left."""
        return str(self.out / name)

    def new_uuid(self) -> str:
        """A scan's own id, from the seed."""
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))


@dataclass(frozen=True)
class Guest:
    """A row of the files and the registration it became."""

    row: Row
    registration: Registration
    token: str

    @property
    def number(self) -> int:
        """The number in the row's code: A017 is 17."""
        return int(self.row["code"][1:])


def guests(event: Event) -> list[Guest]:
    """The people of the files who have a place and a badge, in the order of the files.

    Copies of a larger sample, and whoever signed up besides, stay at home.
    """
    found = select(Registration).where(
        Registration.event_id == event.id,
        Registration.status == Status.CONFIRMED,
        Registration.imported_code.is_not(None),
    )
    by_row = {person.imported_code: person for person in db.session.scalars(found)}
    tokens = dict(registrations.valid_tokens(event.id))
    return [
        Guest(row, person, tokens[person.code])
        for row in sample.rows("attendees")
        if (person := by_row.get(row["code"])) is not None and person.code in tokens
    ]
