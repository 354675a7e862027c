"""What happens to certificates: issued with running numbers, revoked, erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update

from app.accounts.models import Hub
from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import force_locale
from app.core.locks import lock
from app.events.models import Event
from app.registrations.models import Registration
from app.workshops.certificates import queries
from app.workshops.certificates.queries import Class
from app.workshops.classes import Trainee, title_of
from app.workshops.models import Certificate


@dataclass(frozen=True)
class Signed:
    """Who signs, where and when."""

    position: str
    signatory: str
    place: str
    on: date


def serial(number: int, year: int, hub: str) -> str:
    """A number as papers of an office have it: serial(7, 2026, "H01") == "07/2026/GCN-H01"."""
    return f"{number:02}/{year}/GCN-{hub}"


def issue(event: Event, code: str, signed: Signed) -> list[Certificate]:
    """Give a certificate to everyone in a class who attended enough and has none, by name.

    Raises Refused("no_certificates_due") or ("class_not_over"). Asked twice at once, nobody gets
    two: the hub's row is the queue of those who take numbers.
    """
    with transaction():
        hub = db.session.scalars(select(Hub).where(Hub.id == event.hub_id).with_for_update()).one()
        found = queries.class_of(event, code)
        if found is None or not found.due:
            raise Refused("no_certificates_due")
        if not found.over:
            raise Refused("class_not_over")
        year = signed.on.year
        taken = select(func.max(Certificate.number)).where(
            Certificate.hub_id == hub.id, Certificate.year == year
        )
        first = (db.session.scalar(taken) or 0) + 1
        made = [
            _certificate(event, hub, found, one, signed, number)
            for number, one in enumerate(found.due, first)
        ]
        db.session.add_all(made)
        audit.record(
            "certificates_issued", event, hub_id=hub.id, first=made[0].serial, number=len(made)
        )
    return made


def _certificate(
    event: Event, hub: Hub, found: Class, one: Trainee, signed: Signed, number: int
) -> Certificate:
    last = found.sessions[-1]
    with force_locale("vi"):  # what the paper is written in, whoever presses the button
        title = title_of(event, found.sessions)
    return Certificate(
        code=ids.code(16),
        hub_id=hub.id,
        year=signed.on.year,
        number=number,
        serial=serial(number, signed.on.year, hub.code),
        session_id=found.first.id,
        registration_id=one.registration.id,
        name=one.registration.name,
        title=title,
        hours=one.result.hours,
        starts_on=clock.local(found.first.starts_at, event.zone).date(),
        ends_on=clock.local(last.ends_at, event.zone).date(),
        place=event.venue.name if event.venue else "",
        signed_in=signed.place,
        signed_on=signed.on,
        position=signed.position,
        signatory=signed.signatory,
    )


def revoke(certificate: Certificate, reason: str) -> None:
    """It is no longer valid; its page says so. Pressed twice, the first day and reason stand."""
    with transaction():
        lock(certificate)
        if certificate.revoked_at is None:
            certificate.revoked_at, certificate.reason = clock.now(), reason
            audit.record("certificate_revoked", certificate, hub_id=certificate.hub_id)


def reinstate(certificate: Certificate) -> None:
    """Take a revocation back; nothing happens when there is none."""
    with transaction():
        lock(certificate)
        if certificate.revoked_at is not None:
            certificate.revoked_at = certificate.reason = None
            audit.record("certificate_reinstated", certificate, hub_id=certificate.hub_id)


def take_name(certificate: Certificate) -> None:
    """Print the name as the registration has it now: it was misspelt."""
    with transaction():
        lock(certificate)
        if certificate.name != certificate.registration.name:
            certificate.name = certificate.registration.name
            audit.record("certificate_renamed", certificate, hub_id=certificate.hub_id)


def forget(registration: Registration) -> None:
    """Erase the holder's name and why it was revoked, which may name somebody; that the number
    was given stays. Inside the erasing transaction."""
    own = update(Certificate).where(Certificate.registration_id == registration.id)
    db.session.execute(own.values(name="", reason=None))


def move(kept: Registration, gone: Registration) -> None:
    """Certificates of a double go along, but for a class in which both have one."""
    has = select(Certificate.session_id).where(Certificate.registration_id == kept.id)
    theirs = update(Certificate).where(
        Certificate.registration_id == gone.id,
        Certificate.session_id.not_in(db.session.scalars(has).all()),
    )
    db.session.execute(theirs.values(registration_id=kept.id))
