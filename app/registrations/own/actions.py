"""What a person changes of their own registration; the office uses the same deeds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select, update

from app.core import clock, files, hooks, ids, jobs, mail, outbox
from app.core.audit import AuditEntry
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.kinds import EventKind
from app.events.models import Event
from app.registrations import actions, tags
from app.registrations.badges import actions as badges
from app.registrations.delegations import actions as delegations
from app.registrations.models import (
    Badge,
    Consent,
    Delegation,
    Erasure,
    IdempotencyKey,
    Registration,
)
from app.registrations.own import link, transfer
from app.registrations.person import (
    CONSENT_VERSION,
    RETENTION,
    Details,
    grantable,
    is_minor,
    person_key,
    search_text,
    sorting,
)
from app.registrations.questions import answers
from app.registrations.states import Purpose, Source, Status

LINK_EVERY = timedelta(minutes=15)  # one address gets its link at most so often


def change_details(registration: Registration, details: Details) -> None:
    """Change what is known of a person; scanners and lists follow.

    A new e-mail address makes a new link and gets it by letter; the old link ends. Raises
    Refused("already_signed_up") when the address is another person's.
    """
    if not (details.email or details.phone):
        raise Refused("address_needed", field="email")
    with transaction():
        actions.lock(registration)
        if registration.erased_at is not None:
            raise Refused("erased")
        moved = details.email != registration.email
        on_badge = (details.name, details.organisation)
        new_words = on_badge != (registration.name, registration.organisation)
        for field, value in vars(details).items():
            setattr(registration, field, value)
        if new_words:
            registration.given_name = None
        registration.folded = search_text(
            registration.name,
            registration.organisation,
            registration.code,
            registration.email,
            registration.phone,
        )
        registration.sort_key = sorting(registration.name, registration.given_name)
        if registration.status is not Status.CANCELLED:
            registration.person_key = person_key(
                registration.email, registration.phone, registration.name
            )
        registration.version += 1
        actions.flush_person()
        if new_words:
            badges.announce(registration)
        if moved:
            registration.email_confirmed_at = None
            link.rotate(registration)
            actions.letter(registration, "link_new")
        actions.record("details_changed", registration, address=moved)


def confirm_email(registration: Registration) -> None:
    """Somebody who reads the mailbox has pressed: the address is theirs. Again: nothing."""
    if registration.email is None or registration.email_confirmed_at is not None:
        return
    with transaction():
        actions.lock(registration)
        if registration.erased_at is None and registration.email_confirmed_at is None:
            registration.email_confirmed_at = clock.now()
            actions.record("email_confirmed", registration)


def current_consents(registration: Registration) -> set[Purpose]:
    """The purposes consented to and not withdrawn."""
    found = select(Consent.purpose).where(
        Consent.registration_id == registration.id, Consent.withdrawn_at.is_(None)
    )
    return set(db.session.scalars(found))


def change_consents(
    registration: Registration,
    wanted: Iterable[Purpose],
    *,
    channel: Source,
    network_hash: str | None = None,
) -> None:
    """Give or withdraw consents, each kept as proof. The one for running the event stays:
    who takes it back cancels the registration or has it erased."""
    with transaction():
        actions.lock(registration)
        minor = is_minor(registration.birth_year, clock.today())
        new = set(grantable(wanted, minor=minor)) | {Purpose.EVENT_OPERATIONS}
        held, now = current_consents(registration), clock.now()
        if gone := held - new:
            withdrawn = update(Consent).where(
                Consent.registration_id == registration.id,
                Consent.purpose.in_(gone),
                Consent.withdrawn_at.is_(None),
            )
            db.session.execute(withdrawn.values(withdrawn_at=now))
            hooks.consents_withdrawn.gather(registration, gone)
        for purpose in sorted(new - held):
            db.session.add(
                Consent(
                    registration_id=registration.id,
                    purpose=purpose,
                    text_version=CONSENT_VERSION,
                    given_at=now,
                    channel=channel,
                    network_hash=network_hash,
                )
            )
        if held != new:
            actions.record(
                "consents_changed", registration, given=sorted(new - held), withdrawn=sorted(gone)
            )


def send_link(registration: Registration) -> bool:
    """Send a person their link once more, at most every 15 minutes; whether it was sent."""
    with transaction():
        lately = select(AuditEntry.id).where(
            AuditEntry.subject_type == Registration.__tablename__,
            AuditEntry.subject_id == registration.id,
            AuditEntry.action == "link_sent",
            AuditEntry.at > clock.now() - LINK_EVERY,
        )
        if not registration.email or db.session.scalar(lately.limit(1)):
            return False
        actions.record("link_sent", registration)
        actions.letter(registration, "link")
    return True


def remind(event_id: int, key: str | None) -> None:
    """Somebody signed up again: the link goes by letter to the address that is known."""
    found = select(Registration).where(
        Registration.event_id == event_id, Registration.person_key == key
    )
    registration = db.session.scalar(found)
    if registration is not None:
        send_link(registration)


def erase(registration: Registration) -> None:
    """Drop the person and keep the count: category, province and kind of organisation stay.

    Before the event begins the place goes to the next in line; from its first day on the
    registration counts as it was. Letters, kept files and the link go too.
    """
    mail.forget(_erase(registration))


def erase_old(limit: int = 500) -> int:
    """Erase the people of events that ended more than RETENTION ago; how many.

    Lists of classes are kept as the rules for archives say; sample events stay readable.
    """
    old = (
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(
            Registration.erased_at.is_(None),
            Event.ends_on < clock.today() - RETENTION,
            Event.kind != EventKind.TRAINING,
            Event.is_sample.is_(False),
        )
        .order_by(Registration.id)
        .limit(limit)
    )
    people = db.session.scalars(old).all()
    delegations.forget_old(sorted({each.event_id for each in people}))
    mail.forget([address for each in people for address in _erase(each)])
    return len(people)


def _erase(registration: Registration) -> list[str]:
    """Erase in the database and the kept files; the address whose letters are to go, if any."""
    with transaction():
        actions.lock(registration)
        if registration.erased_at is not None:
            return []
        address = registration.email
        gone = answers.forget(registration)
        delegations.forget_with(registration)
        ahead = clock.today() < registration.event.starts_on
        if registration.status in (Status.WAITING, Status.PENDING) or (
            ahead and registration.status is Status.CONFIRMED
        ):
            actions.end(registration)
        hooks.erase_person.gather(registration)
        outbox.forget(Registration, [registration.id])
        transfer.drop(registration)
        tags.put(registration, "")
        badges.retire(registration, "erased")
        _blank(registration)
        actions.record("erased", registration)
        _forget_traces(registration)
    answers.remove_files(gone)
    parts = select(Registration).where(Registration.merged_into_id == registration.id)
    found = [each for part in db.session.scalars(parts).all() for each in _erase(part)]
    return [*found, address] if address else found


def _blank(registration: Registration) -> None:
    """Everything that tells who it was, in every column."""
    registration.name = registration.folded = registration.sort_key = ""
    for column in (
        "given_name",
        "email",
        "email_confirmed_at",
        "phone",
        "organisation",
        "job_title",
        "gender",
        "birth_year",
        "guardian",
        "guardian_phone",
        "person_key",
        "refused_reason",
        "imported_code",
    ):
        setattr(registration, column, None)
    registration.answers = {}
    registration.erased_at = clock.now()
    link.rotate(registration)


def _forget_traces(registration: Registration) -> None:
    """Proofs without the sender, badges without a reason, answers and files without the person."""
    own = Consent.registration_id == registration.id
    db.session.execute(update(Consent).where(own).values(network_hash=None))
    reasons = update(Badge).where(Badge.registration_id == registration.id)
    db.session.execute(reasons.values(revoked_reason=None))
    db.session.execute(
        delete(IdempotencyKey).where(IdempotencyKey.answer["code"].as_string() == registration.code)
    )
    db.session.add(Erasure(registration_code=registration.code, erased_at=clock.now()))
    kept = select(jobs.Job).where(
        jobs.Job.event_id == registration.event_id, jobs.Job.file_name.is_not(None)
    )
    for job in db.session.scalars(kept):
        files.remove(f"jobs/{job.code}")
        job.file_name = None


def erase_codes(codes: list[str]) -> int:
    """Erase people again after an older backup was restored; how many."""
    number = 0
    for code in codes:
        registration = db.session.scalar(select(Registration).where(Registration.code == code))
        if registration is not None and registration.erased_at is None:
            erase(registration)
            number += 1
        group = db.session.scalar(select(Delegation).where(Delegation.code == code))
        if group is not None and group.erased_at is None:
            delegations.forget_leader(group)
            number += 1
    return number


def erased_codes() -> list[str]:
    """Who was erased, by code."""
    return list(db.session.scalars(select(Erasure.registration_code)))


def new_key() -> str:
    """A key for one form, so that sending it twice signs up once."""
    return ids.code(26)
