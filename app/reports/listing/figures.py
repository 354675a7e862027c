"""Which list a figure opens."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from app.core import lists
from app.reports.counting.figures import keys_of
from app.reports.indicators import Figure
from app.reports.listing import catalogue, events, meetings, people
from app.reports.listing.kind import Kind, Rows
from app.reports.scope import Scope

Builder = Callable[[int | None], Kind]

KINDS: dict[Figure, Builder] = {
    **dict.fromkeys(
        (Figure.CONFIRMED, Figure.PENDING, Figure.WAITING, Figure.CANCELLED, Figure.VISITORS),
        people.registrations,
    ),
    Figure.TRAINEES: people.registrations,
    **dict.fromkeys((Figure.TRAINEE_HEADS, Figure.ATTENDANCE), people.seats),
    Figure.VISITS: people.visits,
    **dict.fromkeys((Figure.NEEDS, Figure.RESOLVED, Figure.RESOLVED_RATE), catalogue.needs),
    **dict.fromkeys((Figure.SUPPLIES, Figure.SHOWN), catalogue.technologies),
    Figure.EXPERTS: catalogue.experts,
    Figure.EXPERTS_PROVIDED: catalogue.handovers,
    **dict.fromkeys((Figure.PLACED, Figure.UNPLACED), events.exhibits),
    **dict.fromkeys((Figure.WORKSHOPS, Figure.CLASSES, Figure.SESSIONS_HELD), events.sessions),
    Figure.HUBS: events.hubs,
    **dict.fromkeys((Figure.REQUESTED, Figure.ACCEPTED), meetings.requests),
    **dict.fromkeys(
        (
            Figure.MEETINGS_ON_SITE,
            Figure.MEETINGS_ONLINE,
            Figure.ANNOUNCED,
            Figure.HELD,
            Figure.NO_SHOW,
        ),
        meetings.meetings,
    ),
    **dict.fromkeys(
        (
            Figure.OPENED,
            Figure.SIGNED,
            Figure.CONTRACTED,
            Figure.CONTACTED,
            Figure.EXPLORING,
            Figure.MEMORANDUM,
            Figure.CONTRACT,
            Figure.TRANSFERRED,
            Figure.ENDED,
        ),
        meetings.connections,
    ),
    **dict.fromkeys((Figure.MEMORANDA, Figure.CONTRACTS, Figure.CONTRACT_VALUE), meetings.papers),
}


def records(figure: Figure, scope: Scope, kind: Kind, q: str = "") -> Rows:
    """The records a figure counts, searched by words."""
    found = kind.rows(keys_of(figure, scope).subquery())
    if lists.words(q) and kind.folded:
        found = found.where(sa.or_(*(lists.matching(column, q) for column in kind.folded)))
    return found
