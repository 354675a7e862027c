"""The letter with the link to a need."""

from __future__ import annotations

from app.catalogue.models import NeedOpening
from app.catalogue.openings import links
from app.catalogue.openings.standing import Standing
from app.catalogue.openings.words import standing_now
from app.core import mail
from app.core.db import db


def send(opening_id: int, key: str) -> None:
    """Send the link, if the need is still open to them; the letter itself says nothing of it."""
    opening = db.session.get(NeedOpening, opening_id)
    if opening is None or opening.organisation is None or not opening.address:
        return
    if standing_now(opening) is not Standing.OPEN:
        return
    firm = opening.organisation
    mail.send(
        to=opening.address,
        template="catalogue/mail/opening",
        locale=firm.language,
        key=key,
        name=firm.contact_name or firm.name,
        hub=opening.hub,
        ends_at=opening.ends_at,
        link=links.address_of(opening, firm.language),
    )
