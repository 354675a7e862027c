"""What organisations are told by letter: an answer to a request, a meeting called off or put back.

One deed writes to each organisation once, however many of its requests were answered with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.catalogue.models import Need, Technology
from app.connections.models import Meeting, MeetingRequest
from app.connections.portal.faces import need_as_told
from app.connections.portal.letters import address_at, person_at
from app.connections.portal.links import portal_address
from app.connections.presence.letters import address_of, language_of
from app.connections.stages import MeetingState, RequestState, Side
from app.core import clock, ids, mail, outbox
from app.core.db import db, in_transaction
from app.events.models import Event
from app.registrations.models import Registration

SIDES = ("demand", "supply")


def tell_answers(requests: Iterable[MeetingRequest], state: RequestState) -> None:
    """Write down a letter to each side of requests that were answered or withdrawn."""
    assert in_transaction(), "a letter belongs to its deed"
    concerned: dict[tuple[str, str, int | None], dict[int, str]] = defaultdict(dict)
    asking: dict[tuple[str, str, int | None], list[int]] = defaultdict(list)
    for request in requests:
        for side in Side:
            address, name, language = address_at(request, side)
            person = person_at(request, side)
            if address:
                whom = (address, language, person.id if person else None)
                concerned[whom][request.id] = name
                if side is Side.DEMAND:
                    asking[whom].append(request.id)
        event = request.event
    for whom, about in concerned.items():
        address, language, person_id = whom
        called = next(iter(about.values()))
        outbox.post(
            "connections.answer_letter",
            kind="connections.answer",
            key=f"answer-{ids.code(20)}",
            address=address,
            name=called,
            hub_id=event.hub_id,
            event_id=event.id,
            args={
                "about": event.id,
                "address": address,
                "called": called,
                "state": state,
                "request_ids": sorted(about),
                "own_needs": sorted(asking[whom]),
                "language": language,
                "person_id": person_id,
            },
        )


def send_answer(
    event_id: int,
    *,
    address: str,
    called: str,
    state: str,
    request_ids: list[int],
    key: str,
    own_needs: list[int] | None = None,
    language: str = "vi",
    person_id: int | None = None,
) -> None:
    """Tell of the requests that still stand as they were answered; of none, no letter goes.

    `own_needs` are those in which the reader has the need.
    """
    event = db.session.scalars(
        select(Event).where(Event.id == event_id).options(joinedload(Event.venue))
    ).one()
    found = (
        select(MeetingRequest)
        .where(MeetingRequest.id.in_(request_ids), MeetingRequest.state == state)
        .options(
            joinedload(MeetingRequest.need).joinedload(Need.organisation),
            joinedload(MeetingRequest.technology).joinedload(Technology.organisation),
        )
        .order_by(MeetingRequest.code)
    )
    person = db.session.get(Registration, person_id) if person_id else None
    requests = db.session.scalars(found).all()
    own, sides = set(own_needs or ()), {True: Side.DEMAND, False: Side.SUPPLY}
    if requests:
        mail.send(
            to=address,
            template="connections/mail/answer",
            locale=language,
            key=key,
            event=event,
            name=called,
            state=state,
            requests=[(row, need_as_told(row, sides[row.id in own])) for row in requests],
            link=portal_address(person) if person and person.erased_at is None else None,
        )


def tell_meeting(meeting: Meeting) -> None:
    """Write down a letter to both sides of an announced meeting that was called off, or stands
    again; of what is over nobody is told."""
    if meeting.starts_at <= clock.now() or meeting.announced_at is None:
        return
    for side in SIDES:
        if address := address_of(meeting, side):
            outbox.post(
                "connections.meeting_letter",
                kind="connections.meeting",
                key=f"meeting-{ids.code(20)}",
                address=address,
                name=meeting.sides[SIDES.index(side)],
                hub_id=meeting.hub_id,
                event_id=meeting.event_id,
                about=meeting,
                args={"meeting_id": meeting.id, "side": side, "state": meeting.state},
            )


def send_meeting(meeting_id: int, *, side: str, state: str, key: str) -> None:
    """Tell one side, if the meeting still stands as it did when the letter was written."""
    meeting = db.session.get(Meeting, meeting_id)
    address = address_of(meeting, side) if meeting else None
    if meeting is None or address is None or meeting.state != state:
        return
    mail.send(
        to=address,
        template="connections/mail/meeting",
        locale=language_of(meeting, side),
        key=key,
        meeting=meeting,
        other=meeting.sides[1 - SIDES.index(side)],
        off=meeting.state is MeetingState.CANCELLED,
    )
