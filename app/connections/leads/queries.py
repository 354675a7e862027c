"""Leads of an exhibitor and of an event, shaped for their pages and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.booths.models import Booth, Exhibit, Exhibitor, ExhibitorState
from app.catalogue.models import Organisation, Technology
from app.connections.leads.models import Lead, LeadConsent, LeadPhone
from app.connections.leads.sharing import Heat
from app.core import lists, tokens
from app.core.db import db
from app.events.models import Event
from app.registrations.models import Badge, Consent, Registration
from app.registrations.states import BadgeState, Purpose, Status

SHARED = Lead.withdrawn_at.is_(None)
SORTS = {
    "when": (Lead.scanned_at, Lead.id),
    "name": (Registration.sort_key, Lead.id),
    "organisation": (Registration.organisation, Lead.id),
}
EXHIBITOR_SORTS = {
    "name": (Organisation.sort_key, Exhibitor.id),
    "leads": ("leads", Exhibitor.id),
    "hot": ("hot", Exhibitor.id),
}
_LARGEST_SERIAL = 2**63 - 1


def wearer(event_id: int, shown: str) -> Registration | None:
    """Whose valid badge of the event was shown: its code, or what is printed below it.

    A token is genuine when it is the one that was made for its serial.
    """
    token = tokens.read(shown)
    found = (
        select(Registration)
        .join(Badge, Badge.registration_id == Registration.id)
        .where(
            Registration.event_id == event_id,
            Registration.status == Status.CONFIRMED,
            Registration.erased_at.is_(None),
            Badge.state == BadgeState.VALID,
        )
    )
    if token is None:
        return db.session.scalar(found.where(Registration.code == shown.strip().lower()).limit(1))
    if token.serial > _LARGEST_SERIAL:
        return None
    return db.session.scalar(found.where(Badge.serial == token.serial, Badge.token == shown))


def consent_to_all(registration_id: int) -> Consent | None:
    """The standing consent to be contacted by any exhibitor who scans the badge."""
    return db.session.scalar(
        select(Consent)
        .where(
            Consent.registration_id == registration_id,
            Consent.purpose == Purpose.LEAD_SHARING,
            Consent.withdrawn_at.is_(None),
        )
        .order_by(Consent.id.desc())
        .limit(1)
    )


def lead_of(exhibitor_id: int, registration_id: int) -> Lead | None:
    found = select(Lead).where(
        Lead.exhibitor_id == exhibitor_id, Lead.registration_id == registration_id
    )
    return db.session.scalar(found)


def scan_known(exhibitor_id: int, uuid: str) -> LeadConsent | None:
    """The proof that a scan of this id left before, with its lead."""
    found = (
        select(LeadConsent)
        .join(LeadConsent.lead)
        .where(Lead.exhibitor_id == exhibitor_id, LeadConsent.uuid == uuid)
        .options(contains_eager(LeadConsent.lead))
    )
    return db.session.scalar(found.limit(1))


def listed(exhibitor_id: int, heat: str = "", q: str = "", show: str = "") -> Select[Any]:
    """An exhibitor's leads. Who took the consent back is found by no search."""
    found = (
        select(Lead)
        .join(Lead.registration)
        .where(Lead.exhibitor_id == exhibitor_id)
        .options(
            contains_eager(Lead.registration),
            joinedload(Lead.technology),
            joinedload(Lead.connection),
        )
    )
    if heat in set(Heat):
        found = found.where(Lead.heat == Heat(heat), SHARED)
    if show == "withdrawn":
        found = found.where(~SHARED)
    if lists.words(q):
        found = found.where(lists.matching(Registration.folded, q), SHARED)
    return found


def for_export(exhibitor_id: int) -> list[tuple[Lead, LeadConsent]]:
    """The leads whose contact may go out, each with the proof that stands, oldest first."""
    found = (
        select(Lead, LeadConsent)
        .join(Lead.registration)
        .join(LeadConsent, and_(LeadConsent.lead_id == Lead.id, LeadConsent.withdrawn_at.is_(None)))
        .where(Lead.exhibitor_id == exhibitor_id, SHARED)
        .options(contains_eager(Lead.registration), joinedload(Lead.technology))
        .order_by(Lead.scanned_at, Lead.id, LeadConsent.id)
    )
    newest = {lead.id: (lead, proof) for lead, proof in db.session.execute(found)}
    return list(newest.values())


def one(exhibitor_id: int, code: str) -> Lead | None:
    return db.session.scalar(listed(exhibitor_id).where(Lead.code == code))


@dataclass(frozen=True)
class Counts:
    """Leads of one exhibitor. `to_delete`: contacts taken out in a file before their owner took
    the consent back."""

    all: int
    hot: int
    warm: int
    cold: int
    withdrawn: int
    to_delete: int


def counts(exhibitor_id: int) -> Counts:
    """By heat, in one statement."""
    heats = (func.count().filter(SHARED, Lead.heat == heat).label(heat.value) for heat in Heat)
    statement = select(
        func.count().filter(SHARED).label("all"),
        *heats,
        func.count().filter(~SHARED).label("withdrawn"),
        func.count().filter(Lead.exported_at < Lead.withdrawn_at).label("to_delete"),
    ).where(Lead.exhibitor_id == exhibitor_id)
    return Counts(**db.session.execute(statement).mappings().one())


def exhibitors(event: Event, q: str = "", show: str = "") -> Select[Any]:
    """Approved exhibitors with their phones and leads: (Exhibitor, phones, leads, hot)."""
    phones = (
        select(func.count())
        .where(LeadPhone.exhibitor_id == Exhibitor.id, LeadPhone.revoked_at.is_(None))
        .correlate(Exhibitor)
        .scalar_subquery()
    )
    leads = select(func.count()).where(Lead.exhibitor_id == Exhibitor.id, SHARED)
    hot = leads.where(Lead.heat == Heat.HOT).correlate(Exhibitor).scalar_subquery()
    found = (
        select(
            Exhibitor,
            phones.label("phones"),
            leads.correlate(Exhibitor).scalar_subquery().label("leads"),
            hot.label("hot"),
        )
        .join(Exhibitor.organisation)
        .options(contains_eager(Exhibitor.organisation))
        .where(
            Exhibitor.event_id == event.id,
            or_(
                Exhibitor.state == ExhibitorState.APPROVED,
                select(Lead.id).where(Lead.exhibitor_id == Exhibitor.id).exists(),
            ),
            lists.matching(Organisation.folded, q),
        )
    )
    return found.where(phones == 0) if show == "without" else found


def booths_of(exhibitor_ids: list[int]) -> dict[int, str]:
    """Where exhibitors stand: booth codes by exhibitor id."""
    rows = db.session.execute(
        select(Exhibit.exhibitor_id, Booth.code)
        .join(Exhibit.booth)
        .where(Exhibit.exhibitor_id.in_(exhibitor_ids))
        .distinct()
        .order_by(Booth.code)
    )
    found: dict[int, list[str]] = {}
    for exhibitor_id, code in rows:
        found.setdefault(exhibitor_id, []).append(code)
    return {key: ", ".join(codes) for key, codes in found.items()}


def phones_of(exhibitor_id: int) -> list[LeadPhone]:
    found = select(LeadPhone).where(LeadPhone.exhibitor_id == exhibitor_id)
    return list(db.session.scalars(found.order_by(LeadPhone.id)))


def working_phones(event: Event) -> list[LeadPhone]:
    """Every phone of the event that is not revoked, by exhibitor."""
    found = (
        select(LeadPhone)
        .join(LeadPhone.exhibitor)
        .join(Exhibitor.organisation)
        .options(contains_eager(LeadPhone.exhibitor).contains_eager(Exhibitor.organisation))
        .where(
            LeadPhone.event_id == event.id,
            LeadPhone.revoked_at.is_(None),
            Exhibitor.state == ExhibitorState.APPROVED,
        )
        .order_by(Organisation.sort_key, LeadPhone.id)
    )
    return list(db.session.scalars(found))


def without_phone(event: Event) -> list[Exhibitor]:
    """Approved exhibitors that have no phone that works."""
    have = select(LeadPhone.id).where(
        LeadPhone.exhibitor_id == Exhibitor.id, LeadPhone.revoked_at.is_(None)
    )
    found = select(Exhibitor).where(
        Exhibitor.event_id == event.id,
        Exhibitor.state == ExhibitorState.APPROVED,
        ~have.exists(),
    )
    return list(db.session.scalars(found))


def technologies_of(exhibitor_id: int) -> list[Technology]:
    """What an exhibitor shows."""
    found = (
        select(Technology)
        .join(Exhibit, Exhibit.technology_id == Technology.id)
        .where(Exhibit.exhibitor_id == exhibitor_id)
        .order_by(Technology.sort_key, Technology.id)
    )
    return list(db.session.scalars(found))


def of_visitor(registration_id: int) -> list[Lead]:
    """Every exhibitor that has, or had, a visitor's contact; newest first."""
    found = (
        select(Lead)
        .where(Lead.registration_id == registration_id)
        .options(
            joinedload(Lead.exhibitor).joinedload(Exhibitor.organisation),
            joinedload(Lead.technology),
        )
        .order_by(Lead.scanned_at.desc(), Lead.id.desc())
    )
    return list(db.session.scalars(found))


def proofs_of(registration_id: int) -> list[LeadConsent]:
    """What a visitor agreed to at booths, oldest first."""
    found = (
        select(LeadConsent)
        .join(LeadConsent.lead)
        .where(Lead.registration_id == registration_id)
        .options(
            contains_eager(LeadConsent.lead)
            .joinedload(Lead.exhibitor)
            .joinedload(Exhibitor.organisation)
        )
        .order_by(LeadConsent.id)
    )
    return list(db.session.scalars(found))


def event_counts(event_id: int) -> Select[Any]:
    """Leads of an event, the hot ones, and those that led to a connection."""
    columns: list[Any] = [
        func.count().label("leads"),
        func.count().filter(Lead.heat == Heat.HOT).label("leads_hot"),
        func.count().filter(Lead.connection_id.is_not(None)).label("leads_connected"),
    ]
    return select(*columns).where(Lead.event_id == event_id)
