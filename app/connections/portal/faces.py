"""How the other side of a request looks: nobody's contact before both have agreed.

A need that is not public is described by what kind of asker it has; who it is and what it says
in full come with the yes.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.models import Organisation
from app.catalogue.public.asker import asker
from app.catalogue.states import Confidentiality
from app.connections.models import MeetingRequest
from app.connections.stages import RequestState, Side
from app.core.i18n import _
from app.registrations.models import Registration


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody is reached."""

    name: str
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Face:
    """A side: by name, with what it is about; `contact` only once both have agreed."""

    name: str
    firm: str
    about: str
    contact: Contact | None


def across(request: MeetingRequest, mine: Side) -> Face:
    """The side across from `mine`."""
    agreed = request.state is RequestState.ACCEPTED
    need, technology = request.need, request.technology
    supply = mine is Side.DEMAND
    firm = technology.organisation if supply else need.organisation
    about = technology.title if supply else need.title
    person = _person(request, mine)
    if person is not None:
        contact = Contact(person.name, person.email, person.phone) if agreed else None
        return Face(person.name, person.organisation or "", about, contact)
    if supply:
        return Face(firm.name, "", about, _of(firm) if agreed else None)
    if agreed:
        named = Contact(
            need.contact_name or firm.contact_name or firm.name,
            need.contact_email or firm.email,
            need.contact_phone or firm.phone,
        )
        return Face(firm.name, "", about, named)
    if need.confidentiality is Confidentiality.PRIVATE:
        return Face(_("Somebody at this event"), "", _("told once both agree"), None)
    return Face(asker(need), "", about, None)


def need_as_told(request: MeetingRequest, mine: Side) -> str:
    """What a letter to a side calls the need: a private one says nothing before the yes."""
    hidden = (
        mine is Side.SUPPLY
        and request.state is not RequestState.ACCEPTED
        and request.need.confidentiality is Confidentiality.PRIVATE
        and _person(request, mine) is None
    )
    return _("a need that is not public") if hidden else request.need.title


def _person(request: MeetingRequest, mine: Side) -> Registration | None:
    """The participant across, where it is one."""
    if request.asked_side is None:
        return None
    found = request.asked_of if mine is request.asked_side else request.asked_by
    return found if found is not None and found.erased_at is None else None


def _of(firm: Organisation) -> Contact:
    return Contact(firm.contact_name or firm.name, firm.email, firm.phone)
