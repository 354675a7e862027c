"""Where meetings are held, as the solver calls it: at a table (None), online, at a booth.

A booth is one place however many organisations share it, and whoever put a meeting there.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.connections.models import Meeting, MeetingRequest
from app.connections.scheduling.instance import ONLINE
from app.connections.stages import Mode, Spot

Booths = Mapping[int, str]
"""By request (id), the code of the booth at which its technology side receives."""


def firm_of(request: MeetingRequest) -> int:
    """At whose booth a meeting is held."""
    return request.technology.organisation_id


def named(request: MeetingRequest, spot: Spot, where: str | None, booths: Booths) -> str | None:
    """A place by its name; `where`: the booth's code, else that of the technology side."""
    if spot is not Spot.BOOTH:
        return ONLINE if spot is Spot.ONLINE else None
    booth = (where or "").strip() or booths.get(request.id)
    return f"booth {booth.upper()}" if booth else f"booth of {firm_of(request)}"


def asked(request: MeetingRequest, booths: Booths) -> str | None:
    """The place that a request asks for; a table where its side has no booth."""
    if request.way.spot is Spot.BOOTH and request.id not in booths:
        return None
    return named(request, request.way.spot, None, booths)


def planned(request: MeetingRequest, meeting: Meeting | None, booths: Booths) -> str | None:
    """The place that the timetable gives a meeting: as asked, but for whom an organiser sat
    down at a table all the same."""
    by_hand = (
        meeting is not None
        and meeting.table_number is not None
        and meeting.mode is Mode.ON_SITE
        and not meeting.planned
    )
    return None if by_hand else asked(request, booths)


def moved(request: MeetingRequest, meeting: Meeting, booths: Booths) -> bool:
    """Whether the booth at which the timetable put a meeting is not the one meant any more."""
    at_booth = meeting.slot_id is not None and meeting.planned and meeting.spot is Spot.BOOTH
    return at_booth and booths.get(request.id, meeting.place) != meeting.place


def standing(request: MeetingRequest, meeting: Meeting, booths: Booths) -> str | None:
    """Where a meeting with a slot is held now."""
    where = None if moved(request, meeting, booths) else meeting.place
    return named(request, meeting.spot, where, booths)
