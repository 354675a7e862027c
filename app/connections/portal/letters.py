"""The letter that says: somebody asks you for a meeting, or proposes something else."""

from __future__ import annotations

from sqlalchemy import select

from app.connections.models import MeetingRequest
from app.connections.portal import faces, links, queries, turns
from app.connections.stages import RequestState, Side
from app.core import ids, mail, outbox
from app.core.db import db, in_transaction
from app.core.i18n import force_locale
from app.registrations.models import Registration


def who_answers(request: MeetingRequest) -> Side:
    """The side that a request by one of the two waits for."""
    assert request.asked_side is not None
    (side,) = turns.waits_for(request.asked_side, proposed=request.proposal is not None)
    return side


def person_at(request: MeetingRequest, side: Side) -> Registration | None:
    """The participant who asked or was asked on this side, where it was a person."""
    if request.asked_side is None:
        return None
    found = request.asked_by if side is request.asked_side else request.asked_of
    return found if found is not None and found.erased_at is None else None


def address_at(request: MeetingRequest, side: Side) -> tuple[str | None, str, str]:
    """Where a side is written to, by what name and in which language."""
    person = person_at(request, side)
    if person is not None and person.email:
        return person.email, person.name, person.locale
    if side is Side.DEMAND:
        need, firm = request.need, request.need.organisation
        return need.contact_email or firm.email, need.contact_name or firm.name, firm.language
    firm = request.technology.organisation
    return firm.email, firm.name, firm.language


def link_for(request: MeetingRequest, side: Side) -> str:
    """Where a side answers: a person in the portal, an organisation on the page of the request."""
    person = person_at(request, side)
    if person is not None:
        return links.portal_address(person)
    return links.answer_address(request, side)


def tell_asked(request: MeetingRequest) -> None:
    """Write down a letter to the side whose turn it is."""
    assert in_transaction(), "a letter belongs to its deed"
    side = who_answers(request)
    address, name, _language = address_at(request, side)
    if address:
        outbox.post(
            "connections.asked_letter",
            kind="connections.asked",
            key=f"asked-{ids.code(20)}",
            address=address,
            name=name,
            hub_id=request.event.hub_id,
            event_id=request.event_id,
            args={"request_id": request.id, "version": request.version},
        )


def send_asked(request_id: int, *, version: int, key: str) -> None:
    """Tell of the request, if it still waits as it did when the letter was written."""
    found = select(MeetingRequest).where(MeetingRequest.id == request_id)
    request = db.session.scalar(found.options(*queries.WITH_SIDES))
    if request is None or request.version != version or request.asked_side is None:
        return
    side = who_answers(request)
    address, name, language = address_at(request, side)
    if not address or request.state is not RequestState.REQUESTED:
        return
    with force_locale(language):
        across = faces.across(request, side)
    mail.send(
        to=address,
        template="connections/mail/asked",
        locale=language,
        key=key,
        event=request.event,
        name=name,
        request=request,
        across=across,
        link=link_for(request, side),
    )
