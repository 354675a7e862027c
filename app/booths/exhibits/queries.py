"""What the lists of exhibits and exhibitors show, and what may still be added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.deeds import deeds_on
from app.booths.models import Booth, Exhibit, ExhibitApart, Exhibitor, ExhibitorState
from app.catalogue.models import Organisation, Technology
from app.catalogue.search import says
from app.catalogue.states import TechnologyState
from app.core import words
from app.core.db import db
from app.core.i18n import datetime_text
from app.events.models import Event

SORTS = {
    "code": (Technology.code, Exhibit.id),
    "title": (Technology.sort_key, Exhibit.id),
    "exhibitor": (Organisation.sort_key, Technology.sort_key, Exhibit.id),
    "booth": (Booth.code, Technology.code, Exhibit.id),
    "power": (Exhibit.power_kw, Exhibit.id),
    "area": (Exhibit.area_m2, Exhibit.id),
}
EXHIBITOR_SORTS = {
    "name": (Organisation.sort_key, Exhibitor.id),
    "state": (Exhibitor.state, Organisation.sort_key, Exhibitor.id),
    "created": (Exhibitor.created_at, Exhibitor.id),
}
APPROVED = Exhibitor.state == ExhibitorState.APPROVED
OUT = (ExhibitorState.REFUSED, ExhibitorState.WITHDRAWN)
STATES: dict[str, tuple[Any, ...]] = {
    "placed": (Exhibit.booth_id.is_not(None),),
    "unplaced": (Exhibit.booth_id.is_(None), APPROVED),
    "locked": (Exhibit.locked,),
    "waiting": (Exhibitor.state.not_in((ExhibitorState.APPROVED, *OUT)),),
    "out": (Exhibitor.state.in_(OUT),),
}


def listed(
    event: Event, q: str = "", state: str = "", field: str = "", has: str = "", zone: str = ""
) -> Select[Any]:
    """The exhibits that the list's filters leave, with technology, exhibitor and booth."""
    found = (
        select(Exhibit)
        .join(Exhibit.exhibitor)
        .join(Exhibitor.organisation)
        .join(Exhibit.technology)
        .outerjoin(Exhibit.booth)
        .options(
            contains_eager(Exhibit.exhibitor).contains_eager(Exhibitor.organisation),
            contains_eager(Exhibit.technology),
            contains_eager(Exhibit.booth),
        )
        .where(Exhibit.event_id == event.id, says(q, Technology.folded, Organisation.folded))
        .where(*STATES.get(state, ()))
    )
    if field:
        found = found.where(Technology.field == field)
    if has in ("water", "internet"):
        found = found.where(getattr(Exhibit, has))
    if zone:
        found = found.where(or_(Exhibit.zone == zone, Booth.zone == zone))
    return found


def counts(event: Event) -> dict[str, int]:
    """How many exhibits each chip of the list stands for, in one statement."""
    columns = [func.count().filter(*which).label(state) for state, which in STATES.items()]
    row = db.session.execute(
        select(func.count().label("all"), *columns)
        .select_from(Exhibit)
        .join(Exhibit.exhibitor)
        .where(Exhibit.event_id == event.id)
    ).one()
    return dict(row._mapping)


def by_code(event: Event, code: str) -> Exhibit | None:
    """An exhibit by its technology's code."""
    return db.session.scalar(listed(event).where(Technology.code == code))


def technology_of(event: Event, code: str) -> Technology | None:
    """A technology of the event's hub by its code."""
    wanted = select(Technology).where(Technology.hub_id == event.hub_id, Technology.code == code)
    return db.session.scalar(wanted)


def apart_of(exhibit: Exhibit) -> list[int]:
    """Ids of the exhibits that an exhibit is to stand away from."""
    rows = select(ExhibitApart.exhibit_id, ExhibitApart.other_id).where(
        or_(ExhibitApart.exhibit_id == exhibit.id, ExhibitApart.other_id == exhibit.id)
    )
    return [one if one != exhibit.id else other for one, other in db.session.execute(rows)]


def to_add(event: Event, q: str, field: str) -> Select[Any]:
    """Approved technologies of the hub that the event does not show yet."""
    shown = select(Exhibit.technology_id).where(Exhibit.event_id == event.id)
    found = (
        select(Technology)
        .join(Technology.organisation)
        .options(contains_eager(Technology.organisation))
        .where(
            Technology.hub_id == event.hub_id,
            Technology.archived_at.is_(None),
            Technology.state == TechnologyState.APPROVED,
            Technology.id.not_in(shown),
            says(q, Technology.folded, Organisation.folded),
        )
    )
    return found.where(Technology.field == field) if field else found


TO_ADD_SORTS = {
    "title": (Technology.sort_key, Technology.id),
    "code": (Technology.code, Technology.id),
    "organisation": (Organisation.sort_key, Technology.sort_key, Technology.id),
}


def technologies_by_code(event: Event, codes: Sequence[str]) -> list[Technology]:
    found = select(Technology).where(Technology.hub_id == event.hub_id, Technology.code.in_(codes))
    return list(db.session.scalars(found.order_by(Technology.code)))


def history(exhibit: Exhibit) -> list[tuple[str, str | None, str]]:
    """(when, who, what) of the latest deeds on an exhibit, newest first, in one statement."""
    lines = []
    for entry, who in deeds_on(exhibit, 30):
        places = [entry.details.get("before"), entry.details.get("booth")]
        moved = " → ".join(place for place in places if place)
        said = words.deed(entry.action) or entry.action
        what = f"{said}: {moved}" if moved else said
        lines.append((datetime_text(entry.at), who, what))
    return lines


# ---------------------------------------------------------------------- exhibitors
@dataclass(frozen=True)
class Shows:
    """How much an exhibitor shows: exhibits, and how many of them stand in a booth."""

    exhibits: int = 0
    placed: int = 0


def exhibitors(event: Event, q: str = "", state: str = "") -> Select[Any]:
    found = (
        select(Exhibitor)
        .join(Exhibitor.organisation)
        .options(contains_eager(Exhibitor.organisation))
        .where(Exhibitor.event_id == event.id, says(q, Organisation.folded))
    )
    if state in set(ExhibitorState):
        found = found.where(Exhibitor.state == ExhibitorState(state))
    return found


def exhibitor_counts(event: Event) -> dict[ExhibitorState, int]:
    found = (
        select(Exhibitor.state, func.count())
        .where(Exhibitor.event_id == event.id)
        .group_by(Exhibitor.state)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def shows_of(exhibitors: Sequence[Exhibitor]) -> dict[int, Shows]:
    """What some exhibitors show, by their id."""
    found = (
        select(
            Exhibit.exhibitor_id,
            func.count(),
            func.count().filter(Exhibit.booth_id.is_not(None)),
        )
        .where(Exhibit.exhibitor_id.in_([one.id for one in exhibitors]))
        .group_by(Exhibit.exhibitor_id)
    )
    return {row[0]: Shows(row[1], row[2]) for row in db.session.execute(found)}


def exhibitor_by_code(event: Event, code: str) -> Exhibitor | None:
    """An exhibitor by its organisation's code."""
    found = exhibitors(event).where(Organisation.code == code)
    return db.session.scalar(found)


def exhibits_of(exhibitor: Exhibitor) -> list[Exhibit]:
    found = (
        select(Exhibit)
        .join(Exhibit.technology)
        .options(contains_eager(Exhibit.technology), joinedload(Exhibit.booth))
        .where(Exhibit.exhibitor_id == exhibitor.id)
        .order_by(Technology.sort_key, Exhibit.id)
    )
    return list(db.session.scalars(found))
