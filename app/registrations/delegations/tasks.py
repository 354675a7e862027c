"""The letter to who signed a group up."""

from __future__ import annotations

from typing import Any

from app.core import jobs, mail
from app.core.db import db
from app.core.i18n import force_locale
from app.registrations import queries
from app.registrations.badges import sheets
from app.registrations.badges.design import Paper
from app.registrations.delegations import link
from app.registrations.delegations import queries as delegations
from app.registrations.models import Delegation


@jobs.task("registrations.delegation_letter", attempts=8)
def delegation_letter(delegation_id: int, key: str) -> dict[str, Any] | None:
    """All badges on one sheet, and the link to the group; nothing to who is gone."""
    delegation = db.session.get(Delegation, delegation_id)
    if delegation is None or delegation.erased_at or not delegation.email:
        return None
    event, address, locale = delegation.event, delegation.email, delegation.locale
    members = delegations.members_of(delegation)
    standing = [(each.name, each.status.value) for each in members]
    codes = tuple(each.code for each in members)
    with force_locale(locale):
        told: dict[str, Any] = {
            "delegation": delegation.name,
            "leader": delegation.leader,
            "event_name": queries.event_name(event),
            "when_where": queries.when_where(event),
            "where": queries.where(event),
            "contact": " · ".join(p for p in (event.contact_email, event.contact_phone) if p),
            "confirmed": sum(status == "confirmed" for _name, status in standing),
            "waiting": sum(status == "waiting" for _name, status in standing),
            "pending": sum(status == "pending" for _name, status in standing),
            "link": link.address_of(delegation),
        }
        slug = event.slug
        pdf, badges = sheets.draw(event, sheets.Choice(codes=codes), Paper.A4)
    attached = [(f"{slug}-badges.pdf", "application/pdf", pdf)] if badges else []
    mail.send(
        to=address,
        template="registrations/mail/delegation",
        locale=locale,
        key=key,
        attachments=attached,
        **told,
    )
    return None
