"""Exhibitors with a phone for leads, visitors with a badge, and leads, valid as they stand."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from app.booths.models import Exhibitor
from app.connections.leads import actions, words
from app.connections.leads.actions import LeadScan, Taken
from app.connections.leads.models import Lead, LeadPhone
from app.core import clock
from app.core.db import db
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.queries import badges_of
from app.registrations.states import Purpose
from tests.factories.booths import make_exhibit
from tests.factories.registrations import make_category, make_open_event, make_registration

AGREES = frozenset({Purpose.EVENT_OPERATIONS, Purpose.LEAD_SHARING})


def make_lead_phone(event: Event | None = None, exhibitor: Exhibitor | None = None) -> LeadPhone:
    """A phone of a new exhibitor that shows one technology, unless an exhibitor is given."""
    if exhibitor is None:
        exhibitor = make_exhibit(event or make_open_event()).exhibitor
    return actions.make_phone(exhibitor, "Điện thoại chị Lan")


def make_visitor(event: Event, *, agrees: bool = False, **fields: Any) -> Registration:
    """Somebody with a badge who agreed at sign-up to be contacted by exhibitors, or did not."""
    if agrees:
        fields.setdefault("consents", AGREES)
    return make_registration(make_category(event), **fields)


def badge_of(registration: Registration) -> str:
    return badges_of(registration.id)[0].token


def scan(badge: str, *, agreed: bool = False, **fields: Any) -> LeadScan:
    """A scan of this moment; `agreed`: the visitor has just said yes, in Vietnamese."""
    said = {"agreed": "vi", "version": words.VERSION} if agreed else {}
    return LeadScan(**{"id": str(uuid4()), "badge": badge, "at": clock.now()} | said | fields)


def take(phone: LeadPhone, registration: Registration, **fields: Any) -> Taken:
    return actions.take(phone, scan(badge_of(registration), **fields))


def make_lead(at: LeadPhone | None = None, **fields: Any) -> Lead:
    """The lead of a visitor who agreed at the booth with that phone; fields: the visitor's."""
    phone = at or make_lead_phone()
    taken = take(phone, make_visitor(phone.event, **fields), agreed=True)
    assert taken.lead is not None
    db.session.refresh(taken.lead)
    return taken.lead
