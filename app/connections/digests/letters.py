"""The letter that tells an owner what was found: a service they asked for, no advertising."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.connections.digests import actions, links, queries
from app.connections.digests.models import Digest
from app.core import mail
from app.core.db import db


def send(digest_id: int, key: str) -> None:
    """Write to the owner of what is still to be answered; of nothing, no letter goes."""
    found = select(Digest).where(Digest.id == digest_id)
    digest = db.session.scalar(
        found.options(joinedload(Digest.hub), joinedload(Digest.organisation))
    )
    if digest is None or digest.by_phone or actions.is_stopped(digest):
        return
    shown = [one for one in queries.told(digest) if one.open and one.item.reply is None]
    if not shown:
        return
    language = digest.organisation.language
    way_out = links.address_of(digest, language, stop=True)
    mail.send(
        to=digest.address,
        template="connections/mail/digest",
        locale=language,
        key=key,
        headers={
            "List-Unsubscribe": f"<{way_out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        name=actions.called(shown[0].need, digest.organisation, digest.address),
        hub=digest.hub,
        number=len(shown),
        needs=queries.by_needs(shown),
        link=links.address_of(digest, language),
        way_out=way_out,
    )
