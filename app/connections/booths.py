"""At which booths of an event the technology side of a request receives, and which one is meant.

Somebody may have named one of them; otherwise it is where the technology is shown, else the
first. A booth that is the side's no more is as if nobody had named it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.booths.models import Booth, Exhibit, Exhibitor
from app.catalogue.models import Technology
from app.connections.models import MeetingRequest
from app.connections.stages import Way
from app.connections.words import WAYS, WAYS_ASKED
from app.core.db import db
from app.core.errors import Refused
from app.core.i18n import _

AT = "booth:"


@dataclass(frozen=True, slots=True)
class Stand:
    """A booth of an organisation; `shows`: ids of what it shows there."""

    code: str
    hall: str
    shows: frozenset[int]


def stands_of(event_id: int, firm_ids: Collection[int]) -> ByFirm:
    """The booths of organisations at an event, in order, in one statement."""
    found = (
        select(Exhibitor.organisation_id, Booth.code, Booth.hall, Exhibit.technology_id)
        .join(Exhibit, Exhibit.exhibitor_id == Exhibitor.id)
        .join(Booth, Booth.id == Exhibit.booth_id)
        .where(Exhibit.event_id == event_id, Exhibitor.organisation_id.in_(firm_ids))
        .order_by(Booth.code)
    )
    shown: dict[int, dict[tuple[str, str], set[int]]] = defaultdict(lambda: defaultdict(set))
    for firm_id, code, hall, technology_id in db.session.execute(found):
        shown[firm_id][code, hall].add(technology_id)
    return {
        firm_id: [Stand(code, hall, frozenset(ids)) for (code, hall), ids in theirs.items()]
        for firm_id, theirs in shown.items()
    }


ByFirm = Mapping[int, list[Stand]]
"""By organisation (id), its booths in order."""


def stands_for(requests: Collection[MeetingRequest]) -> ByFirm:
    """The booths of the technology sides of those requests that are to be held at one."""
    wanted = [one for one in requests if one.at_booth]
    if not wanted:
        return {}
    return stands_of(wanted[0].event_id, {one.technology.organisation_id for one in wanted})


def meant(stands: Sequence[Stand], request: MeetingRequest) -> str | None:
    """The code of the booth that a request means; None where its side has none."""
    codes = [stand.code for stand in stands]
    return request.place if request.place in codes else usual(stands, request.technology_id)


def usual(stands: Sequence[Stand], technology_id: int | None) -> str | None:
    """Where a technology's side receives unless somebody names another booth."""
    showing = [stand.code for stand in stands if technology_id in stand.shows]
    return next(iter(showing or (stand.code for stand in stands)), None)


def meant_code() -> ColumnElement[Any]:
    """The same in SQL, for a statement about requests joined with their technologies."""
    theirs = (
        select(func.min(Booth.code))
        .join(Exhibit, Exhibit.booth_id == Booth.id)
        .join(Exhibitor, Exhibitor.id == Exhibit.exhibitor_id)
        .where(
            Exhibit.event_id == MeetingRequest.event_id,
            Exhibitor.organisation_id == Technology.organisation_id,
        )
        .correlate(MeetingRequest, Technology)
    )
    ways: list[Select[Any]] = [
        theirs.where(Booth.code == MeetingRequest.place),
        theirs.where(Exhibit.technology_id == MeetingRequest.technology_id),
        theirs,
    ]
    return func.coalesce(*(way.scalar_subquery() for way in ways))


def checked(event_id: int, firm_id: int, way: Way, place: str | None) -> str | None:
    """What is kept of a wished place: a booth of the side's own, or a link to join online.

    Raises Refused("booth_not_theirs" | "link_wrong").
    """
    place = (place or "").strip() or None
    if place is None or way is Way.ON_SITE:
        return None
    if way is Way.ONLINE:
        if not place.startswith(("https://", "http://")):
            raise Refused("link_wrong", field="link")
        return place
    if place not in {stand.code for stand in stands_of(event_id, [firm_id]).get(firm_id, ())}:
        raise Refused("booth_not_theirs", field="mode", booth=place)
    return place


# ------------------------------------------------------------------ in words
def choices(stands: Sequence[Stand], technology_id: int | None = None) -> list[tuple[str, Any]]:
    """How they may meet; of several booths each by its name. `technology_id`: what they talk
    about, where that is known: then it is said which booth is the usual one."""
    found: list[tuple[str, Any]] = [(way.value, text) for way, text in WAYS_ASKED.items()]
    if len(stands) < 2:
        return found
    named = [(f"{AT}{stand.code}", said(stand)) for stand in stands]
    at = [value for value, _text in found].index(Way.BOOTH)
    any_of_them = found[at]
    if technology_id is not None:
        text = _("At their booth, usually %(code)s", code=usual(stands, technology_id))
        any_of_them = (Way.BOOTH.value, text)
    return [*found[:at], any_of_them, *named, *found[at + 1 :]]


def said(stand: Stand) -> str:
    return _("At booth %(code)s, %(hall)s", code=stand.code, hall=stand.hall)


def chosen(value: str | None) -> tuple[Way, str | None]:
    """What a value of `choices` stands for: the way and the booth named."""
    value = value or Way.ON_SITE
    if value.startswith(AT):
        return Way.BOOTH, value.removeprefix(AT)
    return Way(value), None


def value_of(request: MeetingRequest, stands: Sequence[Stand]) -> str:
    """Which of `choices` a request has."""
    named = request.at_booth and request.place in {stand.code for stand in stands}
    return f"{AT}{request.place}" if named and len(stands) > 1 else request.way.value


def shown(request: MeetingRequest, stands: ByFirm) -> dict[str, Any]:
    """Of a request at a booth: the one meant, and all of which one may be named."""
    theirs = stands.get(request.technology.organisation_id, []) if request.at_booth else []
    several = theirs if len(theirs) > 1 else []
    return {"booth": meant(theirs, request), "booths": several}


def how(request: MeetingRequest) -> str:
    """How the two would like to meet, in a line of a list."""
    if request.at_booth and request.place:
        return _("At booth %(code)s", code=request.place)
    return str(WAYS[request.way])
