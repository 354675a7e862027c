"""The link by which an organisation sees its own meetings: `/m/<event>.<signature>`.

The signature needs the installation's secret key, the event's random number and the
organisation; it tells nothing, and it is the same whenever it is made.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from flask import current_app
from itsdangerous import Signer
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.catalogue.models import Organisation
from app.connections.timetables import queries
from app.core.db import db
from app.core.web import outside
from app.events.models import Event

PURPOSE = "ketnoi.meeting-schedule"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens."""

    event: Event
    organisation: Organisation


def token_of(event: Event, organisation_id: int) -> str:
    signer = Signer(current_app.config["SECRET_KEY"], salt=PURPOSE, digest_method=hashlib.sha256)
    return f"{event.slug}.{signer.get_signature(f'{event.number}.{organisation_id}').decode()}"


def address_of(event: Event, organisation_id: int, language: str = "vi") -> str:
    """The link, absolute."""
    return outside(f"/m/{token_of(event, organisation_id)}", language)


def find(token: str) -> Opened | None:
    """What a link opens; None when it opens nothing."""
    slug, dot, signature = token.partition(".")
    if not dot or len(token) > 200 or not signature.isascii():
        return None
    event = db.session.scalar(
        select(Event).where(Event.slug == slug).options(joinedload(Event.venue))
    )
    if event is None:
        return None
    for organisation_id in queries.organisation_ids(event):
        if hmac.compare_digest(token, token_of(event, organisation_id)):
            return Opened(event, db.session.get_one(Organisation, organisation_id))
    return None
