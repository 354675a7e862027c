"""What leads tell the pages below: the desk's figure, a visitor's own page and data."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import Select

from app.connections.leads import actions, queries
from app.connections.leads.words import name_of
from app.core import figures, hooks
from app.core.hooks import DeskNumber
from app.core.i18n import _, ngettext, number_text
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.own import link
from app.registrations.states import Purpose


@figures.event.counted
def counts(event_id: int) -> Select[Any]:
    """Leads of an event."""
    return queries.event_counts(event_id)


@hooks.desk_numbers.fill
def event_numbers(event: Event) -> list[DeskNumber]:
    found = figures.event.of(event)
    if not found["leads"]:
        return []
    note = ngettext("%(num)s hot", "%(num)s hot", found["leads_hot"])
    url = url_for("leads.exhibitors", slug=event.slug)
    return [DeskNumber(_("Leads of exhibitors"), number_text(found["leads"]), url, note, order=65)]


@hooks.own_page.fill
def own_page(registration: Registration) -> list[dict[str, str]]:
    """Who has the visitor's contact, with the page that takes it back."""
    leads = queries.of_visitor(registration.id)
    if not leads:
        return []
    have = [name_of(lead.exhibitor) for lead in leads if lead.withdrawn_at is None]
    token = link.token_here(registration)
    more = len(have) - 3
    names = ", ".join(have[:3]) + (" " + _("and %(number)s more", number=more) if more > 0 else "")
    return [
        {
            "title": ngettext(
                "%(num)s exhibitor has your contact",
                "%(num)s exhibitors have your contact",
                len(have),
            ),
            "text": names,
            "url": url_for("leads.own_exhibitors", token=token),
            "action": _("See, or take it back"),
            "icon": "building-store",
        }
    ]


@hooks.personal_data.fill
def personal_data(registration: Registration) -> list[tuple[str, list[dict[str, Any]]]]:
    """Every exhibitor that has or had the contact, what it noted, and what was agreed to."""
    leads = [
        {
            "exhibitor": lead.exhibitor.organisation.name,
            "scanned_at": lead.scanned_at,
            "interest": lead.heat.value,
            "technology": lead.technology.title if lead.technology else None,
            "next_step": lead.next_step,
            "note": lead.note,
            "exported_at": lead.exported_at,
            "withdrawn_at": lead.withdrawn_at,
        }
        for lead in queries.of_visitor(registration.id)
    ]
    proofs = [
        {
            "exhibitor": proof.lead.exhibitor.organisation.name,
            "given_at": proof.given_at,
            "words": proof.words,
            "version": proof.text_version,
            "withdrawn_at": proof.withdrawn_at,
        }
        for proof in queries.proofs_of(registration.id)
    ]
    found = [(_("Exhibitors with my contact"), leads), (_("Agreed to at booths"), proofs)]
    return [(name, rows) for name, rows in found if rows]


@hooks.erase_person.fill
def erase(registration: Registration) -> None:
    actions.forget(registration)


@hooks.consents_withdrawn.fill
def consents_withdrawn(registration: Registration, purposes: set[Purpose]) -> None:
    """Whoever wants no contact by exhibitors is not kept by those who have it already."""
    if Purpose.LEAD_SHARING in purposes:
        actions.withdraw_all(registration)
