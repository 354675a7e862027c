"""Tags: short words that the office puts on registrations, to find and export them by."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from app.core import audit
from app.core.db import changed, db, transaction
from app.core.errors import Refused
from app.core.text import clean, fold
from app.registrations.models import Registration, RegistrationTag

MOST_LETTERS, MOST_TAGS = 40, 12


def cleaned(text: str) -> str:
    """A tag as it is kept. Raises Refused "tag_empty", "tag_long"."""
    try:
        tag = clean(text.replace(",", " "))
    except ValueError:
        tag = ""
    if not tag:
        raise Refused("tag_empty", field="tag")
    if len(tag) > MOST_LETTERS:
        raise Refused("tag_long", field="tag", most=MOST_LETTERS)
    return tag


def add(registration: Registration, text: str) -> bool:
    """Put a tag on; whether it was new. The spelling that the event knows already wins."""
    tag = cleaned(text)
    with transaction():
        held = _held(registration)
        if fold(tag) in held:
            return False
        if len(held) >= MOST_TAGS:
            raise Refused("tags_too_many", most=MOST_TAGS)
        _add(registration, tag)
        audit.record("tags_changed", registration, hub_id=registration.event.hub_id)
    return True


def _add(registration: Registration, tag: str) -> None:
    same = select(RegistrationTag.tag).where(
        RegistrationTag.event_id == registration.event_id, RegistrationTag.folded == fold(tag)
    )
    db.session.add(
        RegistrationTag(
            registration_id=registration.id,
            event_id=registration.event_id,
            tag=db.session.scalar(same.limit(1)) or tag,
            folded=fold(tag),
        )
    )
    db.session.flush()


def remove(registration: Registration, text: str) -> bool:
    """Take a tag off; whether it was there."""
    with transaction():
        gone = delete(RegistrationTag).where(
            RegistrationTag.registration_id == registration.id,
            RegistrationTag.folded == fold(cleaned(text)),
        )
        if not changed(gone):
            return False
        audit.record("tags_changed", registration, hub_id=registration.event.hub_id)
    return True


def put(registration: Registration, text: str) -> None:
    """Let a registration have these tags, separated by commas, and no others."""
    wanted = {fold(tag): tag for tag in (cleaned(part) for part in text.split(",") if part.strip())}
    if len(wanted) > MOST_TAGS:
        raise Refused("tags_too_many", most=MOST_TAGS)
    with transaction():
        held = _held(registration)
        if set(held) == set(wanted):
            return
        gone = delete(RegistrationTag).where(
            RegistrationTag.registration_id == registration.id,
            RegistrationTag.folded.not_in(wanted),
        )
        db.session.execute(gone)
        for folded, tag in wanted.items():
            if folded not in held:
                _add(registration, tag)
        audit.record("tags_changed", registration, hub_id=registration.event.hub_id)


def _held(registration: Registration) -> dict[str, str]:
    found = select(RegistrationTag.folded, RegistrationTag.tag).where(
        RegistrationTag.registration_id == registration.id
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def known(event_id: int) -> list[str]:
    """All tags of an event."""
    found = select(RegistrationTag.tag).where(RegistrationTag.event_id == event_id).distinct()
    return sorted(db.session.scalars(found), key=fold)


def of(registrations: Iterable[Registration]) -> dict[int, list[str]]:
    """The tags of registrations, by id; one statement for a page, a few for an export."""
    wanted = [each.id for each in registrations]
    found: dict[int, list[str]] = {}
    for start in range(0, len(wanted), 5000):
        rows = (
            select(RegistrationTag.registration_id, RegistrationTag.tag)
            .where(RegistrationTag.registration_id.in_(wanted[start : start + 5000]))
            .order_by(RegistrationTag.folded)
        )
        for registration_id, tag in db.session.execute(rows):
            found.setdefault(registration_id, []).append(tag)
    return found
