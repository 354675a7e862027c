"""Two sign-ups become one person, or two exhibitors one: where they met, and their leads."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update

from app.booths.models import Exhibitor
from app.connections.leads.models import Lead, LeadConsent, LeadPhone
from app.connections.models import Presence
from app.core.db import db
from app.core.i18n import _
from app.registrations.models import Registration


def merge(kept: Registration, gone: Registration) -> None:
    """Presence at meetings and leads move; where both have one, it becomes one."""
    there = select(Presence.meeting_id).where(Presence.registration_id == kept.id)
    met = update(Presence).where(
        Presence.registration_id == gone.id,
        Presence.meeting_id.not_in(db.session.scalars(there).all()),
    )
    db.session.execute(met.values(registration_id=kept.id))
    mine = select(Lead).where(Lead.registration_id == kept.id)
    own = {lead.exhibitor_id: lead for lead in db.session.scalars(mine)}
    theirs = select(Lead).where(Lead.registration_id == gone.id).order_by(Lead.id)
    for lead in db.session.scalars(theirs).all():
        if lead.exhibitor_id in own:
            _one_lead(own[lead.exhibitor_id], lead)
        else:
            lead.registration_id = kept.id
    db.session.flush()


def merge_exhibitors(kept: Exhibitor, gone: Exhibitor) -> tuple[()]:
    """Phones and leads move; a visitor of both becomes one lead, with the proofs of both."""
    phones = update(LeadPhone).where(LeadPhone.exhibitor_id == gone.id)
    db.session.execute(phones.values(exhibitor_id=kept.id))
    mine = select(Lead).where(Lead.exhibitor_id == kept.id)
    own = {lead.registration_id: lead for lead in db.session.scalars(mine)}
    theirs = select(Lead).where(Lead.exhibitor_id == gone.id).order_by(Lead.id)
    for lead in db.session.scalars(theirs).all():
        if lead.registration_id not in own:
            lead.exhibitor_id = kept.id
            continue
        _one_lead(own[lead.registration_id], lead)
        db.session.flush()
        # What stays behind is a scan that both have already.
        db.session.execute(delete(LeadConsent).where(LeadConsent.lead_id == lead.id))
        db.session.execute(delete(Lead).where(Lead.id == lead.id))
    db.session.flush()
    return ()


def _one_lead(kept: Lead, gone: Lead) -> None:
    """The notes and proofs of two leads of one exhibitor in one."""
    known = select(LeadConsent.uuid).where(LeadConsent.lead_id == kept.id)
    proofs = update(LeadConsent).where(
        LeadConsent.lead_id == gone.id,
        LeadConsent.uuid.not_in(db.session.scalars(known).all()),
    )
    db.session.execute(proofs.values(lead_id=kept.id))
    notes = [note for note in (kept.note, gone.note) if note]
    kept.note = "\n".join(notes) or None
    kept.next_step = kept.next_step or gone.next_step
    kept.technology_id = kept.technology_id or gone.technology_id
    kept.scanned_at = min(kept.scanned_at, gone.scanned_at)
    if kept.withdrawn_at is None or gone.withdrawn_at is None:
        kept.withdrawn_at = kept.withdrawn_at or gone.withdrawn_at
    else:
        kept.withdrawn_at = max(kept.withdrawn_at, gone.withdrawn_at)
    connection_id, gone.connection_id = gone.connection_id, None
    db.session.flush()
    if kept.connection_id is None:
        kept.connection_id = connection_id
    left = select(func.count(LeadConsent.id)).where(LeadConsent.lead_id == gone.id)
    if not db.session.scalar(left):
        db.session.delete(gone)


def belongings(registration: Registration) -> list[tuple[str, int]]:
    """How many meetings and exhibitors with the contact belong to a registration."""
    met = select(func.count(Presence.id)).where(Presence.registration_id == registration.id)
    leads = select(func.count(Lead.id)).where(Lead.registration_id == registration.id)
    row = db.session.execute(select(met.scalar_subquery(), leads.scalar_subquery())).one()
    return [(_("meetings attended"), row[0]), (_("exhibitors with the contact"), row[1])]
