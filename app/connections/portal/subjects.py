"""The records of the catalogue that a participant's words become with the first request about them.

A need is taken in as the hub takes any other, for itself alone until somebody decides otherwise;
an offer is a draft of a technology. Later words change them as long as nobody has verified them.
"""

from __future__ import annotations

from app.accounts.models import Hub
from app.catalogue.models import Need, Organisation, Technology
from app.catalogue.needs.actions import NeedGiven, create_need, edit_need
from app.catalogue.organisations.actions import OrganisationGiven, create_organisation
from app.catalogue.states import Confidentiality, NeedSource, NeedState, TechnologyState
from app.catalogue.technologies.actions import (
    TechnologyGiven,
    create_technology,
    edit_technology,
)
from app.connections.portal.models import Profile
from app.connections.presence.queries import organisation_of
from app.connections.presence.walk_up import USUAL_FIELD, USUAL_TYPE
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refused

TITLE = 120
GONE = "—"  # what stands for words that were erased


def title_of(text: str) -> str:
    """The first sentence or line of a text, short enough for a title."""
    first = text.strip().splitlines()[0]
    end = min((at for at in (first.find(mark) for mark in (". ", "; ")) if at > 0), default=-1)
    title = first[:end] if 0 < end <= TITLE else first
    if len(title) <= TITLE:
        return title.rstrip(".")
    return title[: TITLE - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def organisation_for(profile: Profile) -> Organisation:
    """Who stands in the timetable for a participant: the organisation on the badge.

    Raises Refused("own_organisation_missing").
    """
    with transaction():
        if profile.organisation is None:
            person = profile.registration
            hub = db.session.get_one(Hub, person.event.hub_id)
            if not person.organisation:
                raise Refused("own_organisation_missing", name=person.name)
            known = organisation_of(hub.id, person)
            profile.organisation = known or create_organisation(
                hub.id,
                OrganisationGiven(
                    name=person.organisation,
                    org_type=person.org_type or USUAL_TYPE,
                    province=person.province or hub.province,
                ),
            )
            db.session.flush()
        return profile.organisation


def need_for(profile: Profile) -> Need:
    """The need that says what a participant looks for."""
    with transaction():
        if profile.need_id is None:
            firm = organisation_for(profile)
            profile.need_id = create_need(firm.hub_id, _wanted(profile, firm)).id
        return db.session.get_one(Need, profile.need_id)


def technology_for(profile: Profile) -> Technology:
    """The technology that says what a participant offers."""
    with transaction():
        if profile.technology_id is None:
            firm = organisation_for(profile)
            made = create_technology(
                firm.hub_id, _offered(profile, firm), state=TechnologyState.DRAFT
            )
            profile.technology_id = made.id
        return db.session.get_one(Technology, profile.technology_id)


def follow(profile: Profile) -> None:
    """Let the records say what the profile says now, where nobody has verified them yet."""
    firm = profile.organisation
    if firm is None:
        return
    if profile.need_id and profile.wants:
        need = db.session.get_one(Need, profile.need_id)
        if need.state is NeedState.RECEIVED:
            edit_need(need.id, None, _wanted(profile, firm))
    if profile.technology_id and profile.offers:
        technology = db.session.get_one(Technology, profile.technology_id)
        if technology.state is TechnologyState.DRAFT:
            edit_technology(technology.id, None, _offered(profile, firm))


def forget(profile: Profile) -> None:
    """Take the words of somebody who is erased out of records that nobody has verified."""
    firm = profile.organisation
    if firm is None:
        return
    profile.wants = profile.offers = GONE
    follow(profile)


def _wanted(profile: Profile, firm: Organisation) -> NeedGiven:
    person, text = profile.registration, profile.wants or ""
    return NeedGiven(
        organisation_id=firm.id,
        title=title_of(text),
        description=text,
        field=(profile.fields or [USUAL_FIELD])[0],
        province=person.province or firm.province,
        confidentiality=Confidentiality.PRIVATE,
        source=NeedSource.EVENT,
        received_on=clock.today(),
    )


def _offered(profile: Profile, firm: Organisation) -> TechnologyGiven:
    text = profile.offers or ""
    return TechnologyGiven(
        organisation_id=firm.id,
        title=title_of(text),
        description=text,
        field=(profile.fields or [USUAL_FIELD])[0],
        trl=profile.readiness or 1,
        province=profile.registration.province or firm.province,
    )
