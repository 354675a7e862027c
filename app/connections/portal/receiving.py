"""Which booths a participant may name: those of the side that offers the technology."""

from __future__ import annotations

from typing import Any

from app.connections import booths
from app.connections.booths import Stand
from app.connections.portal.models import Profile
from app.connections.presence.queries import organisation_of
from app.registrations.models import Registration


def choices_for(me: Registration, mine: Profile | None, kind: str, found: Any) -> list[Any]:
    """How to meet whom somebody asks: who offers something receives at one of its booths."""
    firms: list[int | None] = []
    technology_id = found.id if kind == "technology" else None
    if kind == "technology":
        firms.append(found.organisation_id)
    if kind == "person" and found.offers:
        firms.append(_firm(found.registration, found))
    if kind == "need" or (kind == "person" and found.wants):
        firms.append(_firm(me, mine))
    known = {firm for firm in firms if firm is not None}
    stands: list[Stand] = []
    if known:
        for theirs in booths.stands_of(me.event_id, known).values():
            stands += theirs if len(theirs) > 1 else []
    return booths.choices(list(dict.fromkeys(stands)), technology_id)


def _firm(person: Registration, profile: Profile | None) -> int | None:
    """The organisation that stands in the timetable for a participant, if there is one yet."""
    if profile is not None and profile.organisation_id is not None:
        return profile.organisation_id
    known = organisation_of(person.event.hub_id, person)
    return known.id if known is not None else None
