"""What the portal's pages read, each in a fixed number of statements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.booths.models import Exhibitor, ExhibitorState
from app.catalogue.models import Need, Technology
from app.catalogue.public.queries import NEED_SHOWN, TECHNOLOGY_SHOWN
from app.catalogue.search import says
from app.catalogue.states import OPEN_NEEDS
from app.connections.models import MeetingRequest
from app.connections.portal.models import MeetingRules, Profile
from app.connections.stages import RequestState
from app.core import clock
from app.core.db import db
from app.events.models import Event
from app.registrations.models import Consent, Registration
from app.registrations.states import Purpose, Status

SORTS = {"name": (Registration.sort_key, Profile.id)}
WITH_SIDES = (
    joinedload(MeetingRequest.need).joinedload(Need.organisation),
    joinedload(MeetingRequest.technology).joinedload(Technology.organisation),
    joinedload(MeetingRequest.asked_by),
    joinedload(MeetingRequest.asked_of),
)


def rules_of(event_id: int) -> MeetingRules | None:
    return db.session.scalar(select(MeetingRules).where(MeetingRules.event_id == event_id))


def is_open(event: Event, rules: MeetingRules | None) -> bool:
    """Whether participants can ask now: the organisers opened the portal, the event is ahead."""
    return rules is not None and rules.is_open and event.ends_on >= clock.today()


def profile_of(registration_id: int) -> Profile | None:
    found = select(Profile).where(Profile.registration_id == registration_id)
    return db.session.scalar(found.options(joinedload(Profile.organisation)))


# ------------------------------------------------------------------ who is here
def consents(registration_id: Any) -> ColumnElement[bool]:
    """Whether somebody agreed to stand in the directory, and still does."""
    given = select(Consent.id).where(
        Consent.registration_id == registration_id,
        Consent.purpose == Purpose.DIRECTORY,
        Consent.withdrawn_at.is_(None),
    )
    return given.exists()


def may_be_shown() -> ColumnElement[bool]:
    """Of a registration: it has its place, and its holder agreed to stand in the directory."""
    here = Registration.status == Status.CONFIRMED
    return and_(here, Registration.erased_at.is_(None), consents(Registration.id))


def directory(event: Event, q: str = "", field: str = "", kind: str = "") -> Select[Any]:
    """The participants who agreed to be found, as the filters leave them."""
    found = (
        select(Profile)
        .join(Profile.registration)
        .options(contains_eager(Profile.registration))
        .where(Profile.event_id == event.id, may_be_shown(), says(q, Profile.folded))
    )
    if field:
        found = found.where(Profile.field_codes.contains(f" {field} ", autoescape=True))
    if kind == "wants":
        found = found.where(Profile.wants.is_not(None))
    elif kind == "offers":
        found = found.where(Profile.offers.is_not(None))
    return found


def shown_profiles(event: Event, ids: list[int]) -> dict[int, Profile]:
    """Of these profiles those in the directory, by id."""
    found = directory(event).where(Profile.id.in_(ids))
    return {row.id: row for row in db.session.scalars(found)}


def person(event: Event, code: str) -> Profile | None:
    """Somebody in the directory by the code in the address."""
    return db.session.scalar(directory(event).where(Profile.code == code))


def without_profile(event_id: int) -> list[Registration]:
    """Those who agreed to be found and stand in no directory yet."""
    return list(db.session.scalars(select(Registration).where(_unlisted(event_id))))


def hold_without_profile(event_id: int) -> None:
    """Let nobody else make their profiles until the deed is done."""
    theirs = select(Registration.id).where(_unlisted(event_id)).order_by(Registration.id)
    db.session.execute(theirs.with_for_update())


def _unlisted(event_id: int) -> ColumnElement[bool]:
    there = select(Profile.id).where(Profile.registration_id == Registration.id)
    return and_(Registration.event_id == event_id, may_be_shown(), ~there.exists())


# ------------------------------------------------------------------ what can be asked for
def technology(code: str) -> Technology | None:
    found = select(Technology).where(TECHNOLOGY_SHOWN, Technology.public_code == code)
    return db.session.scalar(found.options(joinedload(Technology.organisation)))


def open_need(event: Event, code: str) -> Need | None:
    """A need of the event's hub that help is looked for, as strangers may read it."""
    found = select(Need).where(
        NEED_SHOWN,
        Need.state.in_(OPEN_NEEDS),
        Need.hub_id == event.hub_id,
        Need.public_code == code,
    )
    return db.session.scalar(found.options(joinedload(Need.organisation)))


# ------------------------------------------------------------------ requests
def _own(registration: Registration, profile: Profile | None) -> ColumnElement[bool]:
    """Requests that somebody made, got, or answers for the organisation they speak for."""
    by, of = MeetingRequest.asked_by_id, MeetingRequest.asked_of_id
    mine = [by == registration.id, of == registration.id]
    if profile is not None and profile.speaks and profile.organisation_id is not None:
        firm = profile.organisation_id
        needs = select(Need.id).where(Need.organisation_id == firm)
        offers = select(Technology.id).where(Technology.organisation_id == firm)
        mine += [
            and_(by.is_(None), MeetingRequest.need_id.in_(needs)),
            and_(of.is_(None), MeetingRequest.need_id.in_(needs)),
            and_(by.is_(None), MeetingRequest.technology_id.in_(offers)),
            and_(of.is_(None), MeetingRequest.technology_id.in_(offers)),
        ]
    return and_(MeetingRequest.event_id == registration.event_id, or_(*mine))


def requests_of(registration: Registration, profile: Profile | None) -> list[MeetingRequest]:
    """All requests of one person, the latest first."""
    found = select(MeetingRequest).where(_own(registration, profile)).options(*WITH_SIDES)
    return list(
        db.session.scalars(
            found.order_by(MeetingRequest.requested_at.desc(), MeetingRequest.id.desc()).limit(200)
        )
    )


def request_of(
    registration: Registration, profile: Profile | None, code: str
) -> MeetingRequest | None:
    """One of them by its code."""
    found = select(MeetingRequest).where(
        _own(registration, profile), MeetingRequest.code == code.upper()
    )
    return db.session.scalar(found.options(*WITH_SIDES))


def open_count(registration_id: int) -> int:
    """How many requests of somebody wait for an answer."""
    found = select(func.count()).where(
        MeetingRequest.asked_by_id == registration_id,
        MeetingRequest.state == RequestState.REQUESTED,
        MeetingRequest.expires_at > clock.now(),
    )
    return db.session.scalar(found) or 0


def accepted_count(event_id: int, organisation_id: int) -> int:
    """To how many meetings an organisation has agreed at an event."""
    need, offer = aliased(Need), aliased(Technology)
    found = (
        select(func.count())
        .select_from(MeetingRequest)
        .join(need, need.id == MeetingRequest.need_id)
        .join(offer, offer.id == MeetingRequest.technology_id)
        .where(
            MeetingRequest.event_id == event_id,
            MeetingRequest.state == RequestState.ACCEPTED,
            or_(
                need.organisation_id == organisation_id,
                offer.organisation_id == organisation_id,
            ),
        )
    )
    return db.session.scalar(found) or 0


def colleagues(event: Event, profile: Profile) -> list[Profile]:
    """Others of the same organisation in the directory, to hand a request to."""
    firm = profile.registration.organisation
    if not firm:
        return []
    found = directory(event).where(Registration.organisation == firm, Profile.id != profile.id)
    return list(db.session.scalars(found.order_by(*SORTS["name"]).limit(50)))


def organisations_here(event: Event) -> Select[Any]:
    """Ids of the organisations that offer something at the event: who shows, who was asked."""
    shows = select(Exhibitor.organisation_id).where(
        Exhibitor.event_id == event.id, Exhibitor.state == ExhibitorState.APPROVED
    )
    asked = select(Technology.organisation_id).join(
        MeetingRequest, MeetingRequest.technology_id == Technology.id
    )
    both: Any = shows.union(asked.where(MeetingRequest.event_id == event.id))
    return both
