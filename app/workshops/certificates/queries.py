"""Which classes have people to give certificates to, and what was given."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.core import clock, lists
from app.core.db import db
from app.events.models import Event, EventSession
from app.registrations.models import Registration
from app.workshops.classes import Trainee, trainees
from app.workshops.models import Certificate

SORTS = {
    "serial": (Certificate.year, Certificate.number),
    "name": (Registration.sort_key, Certificate.id),
    "signed": (Certificate.signed_on, Certificate.id),
}


@dataclass(frozen=True)
class Class:
    """A class that gives certificates; `due`: who attended enough and has none yet, by name."""

    sessions: list[EventSession]
    due: list[Trainee]

    @property
    def first(self) -> EventSession:
        return self.sessions[0]

    @property
    def over(self) -> bool:
        return max(session.ends_at for session in self.sessions) <= clock.now()


def classes_of(event: Event) -> list[Class]:
    """The classes of an event that give certificates and have trainees, in their order."""
    found: dict[int, Class] = {}
    everyone = trainees(event)
    held = _held(event)
    for one in everyone:
        first = one.sessions[0]
        if any(session.gives_certificate for session in one.sessions):
            entry = found.setdefault(first.id, Class(one.sessions, []))
            if _entitled(one) and not any(
                (session.id, one.registration.id) in held for session in one.sessions
            ):
                entry.due.append(one)
    return list(found.values())


def _entitled(one: Trainee) -> bool:
    return one.result.passed and one.registration.erased_at is None


def _held(event: Event) -> set[tuple[int, int]]:
    """Who holds one for the class that began with a session: which is first may change later."""
    found = select(Certificate.session_id, Certificate.registration_id).join(Certificate.session)
    rows = db.session.execute(found.where(EventSession.event_id == event.id))
    return {(row.session_id, row.registration_id) for row in rows}


def gives_any(event_id: int) -> bool:
    """Whether any session of an event gives a certificate."""
    found = select(EventSession.id).where(
        EventSession.event_id == event_id, EventSession.gives_certificate.is_(True)
    )
    return db.session.scalar(found.limit(1)) is not None


def class_of(event: Event, code: str) -> Class | None:
    """The class whose first session has this code."""
    return next((each for each in classes_of(event) if each.first.code == code), None)


def listed(
    event_id: int, *, session: str = "", state: str = "", q: str = ""
) -> Select[tuple[Certificate]]:
    """An event's certificates. `session`: code of a class; `state`: valid or revoked."""
    wanted = (
        select(Certificate)
        .join(Certificate.session)
        .join(Certificate.registration)
        .where(EventSession.event_id == event_id)
        .options(joinedload(Certificate.session), joinedload(Certificate.registration))
    )
    if session:
        wanted = wanted.where(EventSession.code == session)
    if state in ("valid", "revoked"):
        revoked = Certificate.revoked_at.is_not(None)
        wanted = wanted.where(revoked if state == "revoked" else ~revoked)
    if q:
        wanted = wanted.where(lists.matching(Registration.folded, q))
    return wanted


def printable(event_id: int, session: str = "") -> list[Certificate]:
    """The valid certificates of an event or of one class, in the order of their numbers."""
    wanted = listed(event_id, session=session, state="valid").where(Certificate.name != "")
    return list(db.session.scalars(wanted.order_by(*SORTS["serial"])))


def by_code(code: str) -> Certificate | None:
    """A certificate by the code on it."""
    found = select(Certificate).where(Certificate.code == code[:20])
    giver = joinedload(Certificate.session).joinedload(EventSession.event).joinedload(Event.hub)
    return db.session.scalar(found.options(giver))


def of_person(registration_id: int) -> list[Certificate]:
    """What a person holds that is valid."""
    found = select(Certificate).where(
        Certificate.registration_id == registration_id,
        Certificate.revoked_at.is_(None),
        Certificate.name != "",
    )
    return list(db.session.scalars(found.order_by(Certificate.id)))


def last_signed(hub_id: int) -> Certificate | None:
    """Who signed last in a hub, to begin the form with."""
    found = select(Certificate).where(Certificate.hub_id == hub_id)
    return db.session.scalar(found.order_by(Certificate.id.desc()).limit(1))
