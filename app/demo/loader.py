"""`demo load`: the sample fair, its catalogue and its people, in one deed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select, update

from app.core import clock
from app.core.db import db, transaction
from app.core.jobs import Job, State
from app.demo.loading import (
    booths,
    catalogue,
    digests,
    fair,
    house,
    meetings,
    past,
    people,
    portal,
    training,
)
from app.demo.loading.house import Account
from app.demo.sample import FAIR, HUB, Sample
from app.events.models import Event
from app.registrations.imports.actions import Outcome

Step = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """What was loaded. `people` is what sign-up said; accounts carry the passwords made."""

    event: Event
    people: Outcome
    accounts: list[Account]
    past: int


def is_loaded() -> bool:
    """Whether the sample fair is there already."""
    return db.session.scalar(select(Event.id).where(Event.slug == FAIR)) is not None


def due_now() -> None:
    """What was left to the workers under the sample's clock is due by the real one.

    A fair that begins next year must not keep the catalogue's upkeep waiting until then.
    """
    with transaction():
        ahead = update(Job).where(Job.state == State.QUEUED, Job.run_after > clock.now())
        db.session.execute(ahead.values(run_after=clock.now()))


def load(given: Sample, said: Step = lambda _what: None) -> Loaded | None:
    """Load the sample, all or nothing; None when it is there already and nothing changed.

    `said` hears what is being loaded. The random parts (codes, keys, passwords) apart, the same
    sample gives the same rows.
    """
    with transaction():
        if is_loaded():
            return None
        said("hubs")
        hubs = house.load_hubs(given)
        hub = hubs[HUB]
        said("catalogue")
        catalogue.load(given, hub)
        said("fair")
        venue, rooms = fair.load_venue(given, hub)
        event = fair.load_event(given, hub, venue, rooms)
        said("booths")
        booths.load(given, event)
        said("registrations")
        outcome = people.load(given, event)
        said("meetings")
        meetings.load(given, event)
        portal.load(given, event)
        digests.load(given, hub)
        said("class")
        training.load(given, hub, venue, rooms)
        said("past fairs")
        earlier = past.load(given, hub, venue, rooms)
        said("accounts")
        accounts = house.load_accounts(hub)
        due_now()
    return Loaded(event, outcome, accounts, len(earlier))
