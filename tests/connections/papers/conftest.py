"""A fair whose timetable is announced."""

from __future__ import annotations

import pytest

from app.connections.requests import actions as requests
from app.connections.scheduling.answer import Limits
from app.connections.timetables import actions
from app.events.models import Event
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_request, make_slot
from tests.factories.events import make_event


def fill(event: Event, pairs: int) -> None:
    """As many meetings of one buyer, each with another firm, and a slot for each of them."""
    buyer = make_organisation(event.hub, name=f"Đơn vị mua {event.slug}")
    for number in range(pairs):
        firm = make_organisation(event.hub, name=f"Ấp {number} {event.slug}")
        request = make_request(
            event,
            need=make_need(event.hub, organisation=buyer),
            technology=make_technology(event.hub, organisation=firm),
        )
        requests.answer(request, accept=True)
        make_slot(event)


@pytest.fixture
def planned(app) -> Event:
    """Three meetings with a place, of which nobody was told."""
    event = make_event(make_hub())
    fill(event, pairs=3)
    actions.make_timetable(event.id, Limits(seconds=20, workers=1))
    return event


@pytest.fixture
def fair(planned) -> Event:
    actions.announce(planned.id)
    return planned
