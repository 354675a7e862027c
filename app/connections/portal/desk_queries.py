"""What the organisers' pages on the portal read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.catalogue.models import Need, Organisation, Technology
from app.catalogue.search import says
from app.connections.models import MeetingRequest
from app.connections.portal.models import MeetingLimit, PairRule, Profile
from app.connections.stages import RequestState
from app.core.db import db
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.states import Status


def listed(event: Event, q: str) -> Select[Any]:
    """(Profile, open requests made, requests accepted) of everybody with a profile."""
    mine = or_(
        MeetingRequest.asked_by_id == Profile.registration_id,
        MeetingRequest.asked_of_id == Profile.registration_id,
    )

    def counted(state: RequestState) -> Any:
        found = select(func.count()).where(mine, MeetingRequest.state == state)
        return found.correlate(Profile).scalar_subquery()

    return (
        select(Profile, counted(RequestState.REQUESTED), counted(RequestState.ACCEPTED))
        .join(Profile.registration)
        .where(
            Profile.event_id == event.id,
            Registration.status == Status.CONFIRMED,
            Registration.erased_at.is_(None),
            says(q, Profile.folded),
        )
        .options(contains_eager(Profile.registration), joinedload(Profile.organisation))
    )


def profile(event: Event, code: str) -> Profile | None:
    found = select(Profile).where(Profile.event_id == event.id, Profile.code == code)
    return db.session.scalar(
        found.options(joinedload(Profile.registration), joinedload(Profile.organisation))
    )


def firms(event: Event) -> list[tuple[str, str]]:
    """The hub's organisations for a select: code and name."""
    found = (
        select(Organisation.code, Organisation.name)
        .where(Organisation.hub_id == event.hub_id, Organisation.archived_at.is_(None))
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return [(code, f"{name} ({code})") for code, name in db.session.execute(found)]


def firm(event: Event, code: str | None) -> Organisation | None:
    found = select(Organisation).where(
        Organisation.hub_id == event.hub_id, Organisation.code == code
    )
    return db.session.scalar(found) if code else None


def pair_rules(event: Event) -> list[PairRule]:
    found = select(PairRule).where(PairRule.event_id == event.id)
    return list(
        db.session.scalars(
            found.options(joinedload(PairRule.a), joinedload(PairRule.b)).order_by(PairRule.id)
        )
    )


def pair_rule(event: Event, identity: int) -> PairRule | None:
    found = select(PairRule).where(PairRule.event_id == event.id, PairRule.id == identity)
    return db.session.scalar(found)


def limits(event: Event) -> list[MeetingLimit]:
    found = select(MeetingLimit).where(MeetingLimit.event_id == event.id)
    return list(
        db.session.scalars(
            found.options(joinedload(MeetingLimit.organisation)).order_by(MeetingLimit.id)
        )
    )


def accepted_by_firm(event: Event) -> list[tuple[Organisation, int]]:
    """How many meetings each organisation that was asked or asks has agreed to."""
    here, agreed = MeetingRequest.event_id == event.id, RequestState.ACCEPTED
    sides = [
        select(model.organisation_id.label("firm"), MeetingRequest.state.label("state"))
        .join(MeetingRequest, column == model.id)
        .where(here)
        for model, column in (
            (Need, MeetingRequest.need_id),
            (Technology, MeetingRequest.technology_id),
        )
    ]
    both = sides[0].union_all(sides[1]).subquery()
    number = func.count().filter(both.c.state == agreed)
    counted = select(both.c.firm, number.label("number")).group_by(both.c.firm).subquery()
    found = select(Organisation, counted.c.number).join(counted, counted.c.firm == Organisation.id)
    rows = db.session.execute(found.order_by(Organisation.sort_key, Organisation.id))
    return [(row[0], row[1]) for row in rows]
