"""Leads are taken, noted down, taken back by their owner; phones are handed out and revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.booths.models import Exhibitor, ExhibitorState
from app.connections.leads import queries, words
from app.connections.leads.models import Lead, LeadConsent, LeadPhone
from app.connections.leads.sharing import Heat, Step, Visitor, step
from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import force_locale
from app.core.locks import lock
from app.events.models import Event
from app.registrations.models import Consent, Registration
from app.registrations.person import CONSENT_VERSION, is_minor
from app.registrations.states import Purpose
from app.registrations.words import CONSENTS

LATEST = timedelta(days=7)  # a phone without network may send a scan so late
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LeadScan:
    """What a phone sends. `agreed`: the language in which the visitor read the question and said
    yes; None when nobody was asked. Heat and note come along from a phone without network."""

    id: str
    badge: str
    at: datetime
    agreed: str | None = None
    version: str | None = None
    heat: Heat | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a scan: the lead, or the registration whose owner is to be asked."""

    step: Step
    registration: Registration
    lead: Lead | None = None


def take(phone: LeadPhone, scan: LeadScan) -> Taken:
    """A badge was scanned at the booth: a lead, or the visitor is to be asked first.

    The same scan sent again changes nothing, not even when the visitor took the consent back in
    between. Raises Refused("lead_badge_unknown" | "lead_id_reused").
    """
    with transaction():
        db.session.execute(
            select(Exhibitor.id).where(Exhibitor.id == phone.exhibitor_id).with_for_update()
        )
        _seen(phone)
        registration = queries.wearer(phone.event_id, scan.badge)
        before = queries.scan_known(phone.exhibitor_id, scan.id)
        if before is not None:
            if registration is not None and registration.id != before.lead.registration_id:
                raise Refused("lead_id_reused")
            return _again(before.lead)
        if registration is None:
            raise Refused("lead_badge_unknown")
        lead = queries.lead_of(phone.exhibitor_id, registration.id)
        everywhere = queries.consent_to_all(registration.id)
        visitor = Visitor(
            minor=is_minor(registration.birth_year, clock.today()),
            everywhere=everywhere is not None,
            shared=lead is not None and lead.withdrawn_at is None,
            took_back=lead is not None and lead.withdrawn_at is not None,
        )
        agreed = scan.agreed is not None and scan.version == words.VERSION
        found = step(visitor, agreed=agreed)
        if found in (Step.AGREED, Step.SIGN_UP):
            lead = _share(phone, lead, registration, scan, None if agreed else everywhere)
    return Taken(found, registration, lead if found not in (Step.CLOSED, Step.ASK) else None)


def _again(lead: Lead) -> Taken:
    registration = db.session.get_one(Registration, lead.registration_id)
    if lead.withdrawn_at is not None:
        return Taken(Step.ASK, registration)
    return Taken(Step.KNOWN, registration, lead)


def _seen(phone: LeadPhone) -> None:
    now = clock.now()
    if phone.seen_at is None or now - phone.seen_at > SEEN_EVERY:
        phone.seen_at = now


def _share(
    phone: LeadPhone,
    lead: Lead | None,
    registration: Registration,
    scan: LeadScan,
    everywhere: Consent | None,
) -> Lead:
    now = clock.now()
    at = min(max(scan.at, now - LATEST), now)
    if lead is None:
        lead = Lead(
            code=ids.code(16),
            event_id=phone.event_id,
            exhibitor_id=phone.exhibitor_id,
            registration_id=registration.id,
            scanned_at=at,
            heat=scan.heat or Heat.WARM,
            note=scan.note,
        )
        db.session.add(lead)
        db.session.flush()
    lead.withdrawn_at = None
    locale = registration.locale if everywhere is not None else scan.agreed or "vi"
    proof = LeadConsent(
        lead_id=lead.id,
        uuid=scan.id,
        phone_id=phone.id,
        consent_id=everywhere.id if everywhere else None,
        given_at=everywhere.given_at if everywhere else at,
        received_at=now,
        locale=locale,
        text_version=everywhere.text_version if everywhere else words.VERSION,
        words=_words(phone.exhibitor, locale, everywhere),
    )
    db.session.add(proof)
    audit.record(
        "lead_taken",
        lead,
        hub_id=phone.event.hub_id,
        phone=phone.code,
        asked=everywhere is None,
    )
    return lead


def _words(exhibitor: Exhibitor, locale: str, everywhere: Consent | None) -> str:
    """What the visitor read: at sign-up beside the box, or at the booth."""
    with force_locale(locale):
        if everywhere is None:
            return words.question(exhibitor)
        if everywhere.text_version != CONSENT_VERSION:
            return ""  # its text is that of its own version
        text = CONSENTS[Purpose.LEAD_SHARING]
        return f"{text.title}. {text.text}"


@dataclass(frozen=True, slots=True)
class Noted:
    """What the exhibitor writes down about a lead."""

    heat: Heat
    technology_id: int | None = None
    next_step: str | None = None
    note: str | None = None


def note_down(lead: Lead, noted: Noted, version: int | None = None) -> None:
    """Raises Refused("changed_meanwhile" | "lead_withdrawn")."""
    with transaction():
        lock(lead)
        if version is not None and lead.version != version:
            raise Refused("changed_meanwhile")
        if lead.withdrawn_at is not None:
            raise Refused("lead_withdrawn")
        lead.heat, lead.technology_id = noted.heat, noted.technology_id
        lead.next_step, lead.note = noted.next_step, noted.note
        lead.version += 1
        audit.record("lead_changed", lead)


def export(exhibitor: Exhibitor, phone: LeadPhone | None = None) -> list[tuple[Lead, LeadConsent]]:
    """The leads whose contact goes out in a file now; that they went out is written down."""
    with transaction():
        rows = queries.for_export(exhibitor.id)
        sent = update(Lead).where(Lead.id.in_([lead.id for lead, _proof in rows]))
        db.session.execute(sent.values(exported_at=clock.now()))
        audit.record(
            "leads_exported",
            exhibitor,
            hub_id=exhibitor.event.hub_id,
            leads=len(rows),
            phone=phone.code if phone else None,
        )
    return rows


def withdraw(lead: Lead) -> None:
    """The visitor takes the contact back from one exhibitor. Again: changes nothing."""
    with transaction():
        lock(lead)
        if lead.withdrawn_at is None:
            _withdraw([lead.id])
            audit.record("lead_withdrawn", lead)
    db.session.refresh(lead)


def withdraw_all(registration: Registration) -> int:
    """The visitor takes the contact back from every exhibitor; how many had it."""
    with transaction():
        found = select(Lead).where(
            Lead.registration_id == registration.id, Lead.withdrawn_at.is_(None)
        )
        leads = db.session.scalars(found.order_by(Lead.id)).all()
        _withdraw([lead.id for lead in leads])
        for lead in leads:
            audit.record("lead_withdrawn", lead)
    return len(leads)


def _withdraw(lead_ids: list[int]) -> None:
    now = clock.now()
    leads = update(Lead).where(Lead.id.in_(lead_ids))
    db.session.execute(leads.values(withdrawn_at=now, version=Lead.version + 1))
    proofs = update(LeadConsent).where(
        LeadConsent.lead_id.in_(lead_ids), LeadConsent.withdrawn_at.is_(None)
    )
    db.session.execute(proofs.values(withdrawn_at=now))


def share_again(lead: Lead, locale: str) -> None:
    """The visitor lets the exhibitor have the contact after all, on the own page."""
    with transaction():
        lock(lead)
        if lead.withdrawn_at is None:
            return
        now = clock.now()
        lead.withdrawn_at = None
        lead.version += 1
        with force_locale(locale):
            shown = words.shown_again(lead.exhibitor)
        db.session.add(
            LeadConsent(
                lead_id=lead.id,
                uuid=ids.code(26),
                given_at=now,
                received_at=now,
                locale=locale,
                text_version=words.VERSION,
                words=shown,
            )
        )
        audit.record("lead_shared_again", lead)


def forget(registration: Registration) -> None:
    """The person is erased: the lead stays a number, without a contact or a word about them."""
    withdraw_all(registration)
    own = update(Lead).where(Lead.registration_id == registration.id)
    db.session.execute(own.values(note=None, next_step=None))


def make_phone(exhibitor: Exhibitor, name: str) -> LeadPhone:
    """A phone for an exhibitor's booth. Raises Refused("not_an_exhibitor")."""
    if exhibitor.state is not ExhibitorState.APPROVED:
        raise Refused("not_an_exhibitor")
    with transaction():
        phone = LeadPhone(
            code=ids.code(16),
            nonce=ids.code(26),
            event_id=exhibitor.event_id,
            exhibitor_id=exhibitor.id,
            name=name,
            created_at=clock.now(),
        )
        db.session.add(phone)
        audit.record("lead_phone_made", phone, hub_id=exhibitor.event.hub_id)
    return phone


def make_phones(event: Event, name: str) -> int:
    """A phone for every approved exhibitor that has none; how many."""
    with transaction():
        missing = queries.without_phone(event)
        for exhibitor in missing:
            make_phone(exhibitor, name)
    return len(missing)


def revoke_phone(phone: LeadPhone) -> None:
    """The link opens nothing from now on; the leads it took stay the exhibitor's."""
    with transaction():
        phone.revoked_at = phone.revoked_at or clock.now()
        audit.record("lead_phone_revoked", phone)


def restore_phone(phone: LeadPhone) -> None:
    """Take the revocation back: the same link works again."""
    with transaction():
        phone.revoked_at = None
        audit.record("lead_phone_restored", phone)
