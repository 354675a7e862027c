"""Booths, exhibitors and exhibits that are valid as they stand."""

from __future__ import annotations

from itertools import count
from typing import Any

from app.booths.exhibits.actions import Wants, add_exhibit
from app.booths.layout import Place
from app.booths.models import Booth, Exhibit, ExhibitorState
from app.booths.plans.actions import place, set_lock
from app.booths.stands.actions import add_booths
from app.catalogue.models import Organisation
from app.core.db import db
from app.events.models import Event
from tests.factories.catalogue import make_technology

numbers = count(1)


def place_given(code: str, **fields: Any) -> Place:
    """A booth of 3 m × 3 m with internet, in the hall's first free corner unless told where."""
    defaults: dict[str, Any] = {
        "hall": "Sảnh 1",
        "zone": "A",
        "x": 3.0 * next(numbers),
        "y": 0.0,
        "width": 3.0,
        "depth": 3.0,
        "area_m2": 9.0,
        "power_kw": 3.5,
        "water": False,
        "internet": True,
        "max_exhibits": 3,
        "shared": False,
    }
    return Place(code=code, **(defaults | fields))


def make_booth(event: Event, code: str = "A01", **fields: Any) -> Booth:
    return add_booths(event.id, [place_given(code, **fields)])[0]


def make_exhibit(
    event: Event,
    organisation: Organisation | None = None,
    booth: Booth | None = None,
    **fields: Any,
) -> Exhibit:
    """An exhibit of 4.5 m² and 1 kW, of a new organisation unless given; in `booth` if given.

    `technology` gives the technology's own fields, `apart_from` ids of other exhibits.
    """
    technology = make_technology(
        event.hub if organisation is None else None,
        organisation,
        **fields.pop("technology", {}),
    )
    apart, state = fields.pop("apart_from", ()), fields.pop("state", ExhibitorState.APPROVED)
    locked = fields.pop("locked", False)
    wants = Wants(**({"area_m2": 4.5, "power_kw": 1.0} | fields))
    exhibit = add_exhibit(event.id, technology.id, wants, apart, state=state)
    if booth is not None:
        place(exhibit.id, booth.id)
        if locked:
            set_lock(exhibit.id, locked=True)
    db.session.refresh(exhibit)
    return exhibit
