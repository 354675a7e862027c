"""What the office's pages read beyond a registration itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.accounts.models import Device, User
from app.core import audit, words
from app.core.db import db
from app.core.i18n import _, datetime_text
from app.registrations import queries
from app.registrations.models import Consent, Registration


def history(registration: Registration) -> list[tuple[str, str, str]]:
    """When, by whom, what: newest first; three statements at most."""
    entries = audit.history(registration)
    names = _names(entry.actor for entry in entries)
    return [
        (
            datetime_text(entry.at),
            names.get(entry.actor, ""),
            words.deed(entry.action) or entry.action,
        )
        for entry in entries
    ]


def clerks(consents: Iterable[Consent]) -> dict[int, str]:
    """Who read consents out, by id; no statement where nobody did."""
    wanted = {each.read_out_by for each in consents if each.read_out_by is not None}
    if not wanted:
        return {}
    found = select(User.id, User.name).where(User.id.in_(wanted))
    return {row[0]: row[1] for row in db.session.execute(found)}


def _names(actors: Iterable[str]) -> dict[str, str]:
    """What actors are called, by reference."""
    told = {actor: _actor_word(actor) for actor in set(actors)}
    for kind, model in (("user", User), ("device", Device)):
        ids = [int(actor.partition(":")[2]) for actor in told if actor.startswith(f"{kind}:")]
        if ids:
            found = select(model.id, model.name).where(model.id.in_(ids))
            told |= {f"{kind}:{number}": name for number, name in db.session.execute(found)}
    return told


def _actor_word(actor: str) -> str:
    told: dict[str, Any] = {"visitor": _("by their link"), "system": _("automatically")}
    return str(told.get(actor, actor))


def listed_ids(event_id: int, filters: dict[str, str]) -> list[int]:
    """All that a list's filters show, however many pages they fill."""
    shown = queries.listed(event_id, filters).with_only_columns(Registration.id)
    return list(db.session.scalars(shown.order_by(Registration.id)))


def chosen(event_id: int, codes: Sequence[str]) -> list[Registration]:
    """The registrations ticked in a list, those of this event alone."""
    found = select(Registration).where(
        Registration.event_id == event_id, Registration.code.in_(codes[:1000])
    )
    return list(db.session.scalars(found.order_by(Registration.id)))
