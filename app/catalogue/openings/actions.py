"""Letting somebody read a need that is not public, on its owner's word; asking; ending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from app.accounts.models import Hub
from app.catalogue import records
from app.catalogue.models import Need, NeedOpening, NeedReading, Organisation
from app.catalogue.openings import queries
from app.catalogue.openings.standing import Standing, standing
from app.catalogue.openings.words import standing_now
from app.catalogue.states import OpeningState
from app.core import audit, clock, ids, outbox
from app.core.db import db, transaction
from app.core.errors import Refused


@dataclass(frozen=True)
class Word:
    """What the owner said: to whom the contact may be told too, and for how long it is open."""

    said: str
    with_contact: bool = False
    days: int = 90
    address: str | None = None  # where an organisation's link goes; None: its own address


def ask(need: Need, hub: Hub, why: str) -> NeedOpening:
    """A hub asks to read another hub's need. Raises Refused("need_is_public" | "own_need" |
    "opening_exists")."""
    with transaction():
        opening = _begun(need.id, to_hub=hub)
        opening.asked_why = why
        _added(opening)
        audit.record("need_opening_asked", need, hub_id=need.hub_id, by_hub=hub.id)
    return opening


def let_in(need_id: int, whom: Hub | Organisation, word: Word) -> NeedOpening:
    """Open a need to a hub or an organisation; the organisation is sent its link.

    Raises Refused("need_is_public" | "own_need" | "opening_exists").
    """
    with transaction():
        if isinstance(whom, Hub):
            opening = _begun(need_id, to_hub=whom)
        else:
            opening = _begun(need_id, organisation=whom)
        _open(opening, word)
        _added(opening)
        _opened(opening, word)
    return opening


def grant(opening_id: int, word: Word) -> None:
    """Say yes to a hub that asked. Raises Refused("opening_moved_on")."""
    with transaction():
        opening = _asked(opening_id)
        _open(opening, word)
        _opened(opening, word)


def refuse(opening_id: int, reason: str) -> None:
    """Say no to a hub that asked, with the reason it reads. Raises Refused("opening_moved_on")."""
    with transaction():
        opening = _asked(opening_id)
        opening.state, opening.said = OpeningState.REFUSED, reason
        opening.closed_at = clock.now()
        audit.record("need_opening_refused", opening.need, hub_id=opening.hub_id)


def revoke(opening_id: int) -> None:
    """End the reading at once; nothing happens when it has ended already."""
    with transaction():
        opening = _held(opening_id)
        if opening.state is OpeningState.OPEN:
            opening.state, opening.closed_at = OpeningState.REVOKED, clock.now()
            audit.record(
                "need_opening_revoked", opening.need, hub_id=opening.hub_id, opening=opening.id
            )


def read(opening: NeedOpening, user_id: int | None) -> bool:
    """Note that somebody reads; False, and nothing noted, when it is not open now."""
    with transaction():
        held = _held(opening.id)
        if standing_now(held) is not Standing.OPEN:
            return False
        db.session.add(NeedReading(opening_id=held.id, user_id=user_id, at=clock.now()))
    return True


def _begun(
    need_id: int, to_hub: Hub | None = None, organisation: Organisation | None = None
) -> NeedOpening:
    need = records.locked(Need, need_id)
    if not queries.is_hidden(need):
        raise Refused("need_is_public")
    if (to_hub and to_hub.id == need.hub_id) or (
        organisation and organisation.id == need.organisation_id
    ):
        raise Refused("own_need")
    for old in queries.of_need(need).openings:
        _close_if_over(old)
    return NeedOpening(
        code=ids.code(16),
        hub_id=need.hub_id,
        need_id=need.id,
        to_hub_id=to_hub.id if to_hub else None,
        organisation_id=organisation.id if organisation else None,
        state=OpeningState.ASKED,
        created_at=clock.now(),
    )


def _close_if_over(opening: NeedOpening) -> None:
    """What ran out makes room: it may be opened anew."""
    if standing(opening.state, opening.ends_at, clock.now()) is Standing.OVER:
        opening.state, opening.closed_at = OpeningState.REVOKED, opening.ends_at
        db.session.flush()


def _open(opening: NeedOpening, word: Word) -> None:
    now = clock.now()
    opening.state, opening.said, opening.with_contact = (
        OpeningState.OPEN, word.said, word.with_contact,
    )  # fmt: skip
    opening.opened_at, opening.ends_at = now, now + timedelta(days=word.days)


def _added(opening: NeedOpening) -> None:
    db.session.add(opening)
    try:
        db.session.flush()
    except IntegrityError as clash:
        raise Refused("opening_exists") from clash


def _opened(opening: NeedOpening, word: Word) -> None:
    firm = opening.organisation
    audit.record("need_opened", opening.need, hub_id=opening.hub_id, opening=opening.id)
    if firm is None:
        return
    opening.address = word.address or firm.email
    if opening.address:
        outbox.post(
            "catalogue.opening_letter",
            kind="catalogue.opening",
            key=f"opening-{opening.code}",
            address=opening.address,
            name=firm.contact_name or firm.name,
            hub_id=opening.hub_id,
            about=opening,
            args={"opening_id": opening.id},
        )


def _asked(opening_id: int) -> NeedOpening:
    opening = _held(opening_id)
    if opening.state is not OpeningState.ASKED:
        raise Refused("opening_moved_on")
    return opening


def _held(opening_id: int) -> NeedOpening:
    return db.session.get_one(NeedOpening, opening_id, with_for_update=True, populate_existing=True)
