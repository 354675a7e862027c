"""Every page asks the database a fixed number of times, however many rows there are."""

from __future__ import annotations

from tests.security.world import World

MOST = 12
#: endpoint -> how many it may take, and why
MORE: dict[str, tuple[int, str]] = {
    "reports.hub_download": (20, "a paper: all indicators with their records"),
    "portal.home": (13, "a participant's 11, and who of the office acts for them in which hubs"),
    "reports.event_download": (20, "a paper: all indicators with their records"),
}
#: What may differ between two records of one kind: a part of the page that one of them lacks.
SLACK = 2


def test_every_page_takes_a_few_statements_and_not_more_with_more_rows(
    world: World, large_world: World
) -> None:
    world.walk()
    large_world.walk()
    few, many = world.statements, large_world.statements
    assert len(few) > 100
    too_many = {
        f"{endpoint}: {number} at {address}"
        for found in (few, many)
        for endpoint, (number, address) in found.items()
        if number > MORE.get(endpoint, (MOST, ""))[0]
    }
    assert too_many == set()
    grown = {
        f"{endpoint}: {few[endpoint]} → {many[endpoint]}"
        for endpoint in few.keys() & many.keys()
        if many[endpoint][0] > few[endpoint][0] + SLACK
    }
    assert grown == set()
