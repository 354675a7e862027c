"""A group signed up in one deed: all of it or nobody, or as many as there are places for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import insert, select, update

from app.core import audit, clock, ids, mail, outbox
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event
from app.registrations import actions, places
from app.registrations.badges import actions as badges
from app.registrations.models import Category, Consent, Delegation, Erasure, Registration
from app.registrations.person import CONSENT_VERSION, Person, person_key
from app.registrations.questions import answers
from app.registrations.questions.rules import Given
from app.registrations.states import Purpose, Source, Status

MOST_PEOPLE = 50  # by name
MOST_HEADS = 200  # by number


@dataclass(frozen=True)
class Leader:
    """Who answers for a group, and what the group is called."""

    group: str
    name: str
    email: str | None
    phone: str | None
    locale: str = "vi"


class RowsRefused(Refused):
    """Some of the people named cannot be signed up: by row, the field and why."""

    def __init__(self, rows: dict[int, tuple[str, str]]) -> None:
        super().__init__("group_member_there")
        self.rows = rows


def sign_up(
    category_id: int,
    leader: Leader,
    people: Sequence[Person],
    *,
    heads: int | None = None,
    rest_waits: bool = False,
    network_hash: str | None = None,
    said: Sequence[Sequence[Given]] = (),
) -> Delegation:
    """Sign a group up, by name or as a head count. `said`: what each answers, in their order.

    Raises Refused: "no_such_category", "closed", "group_has_no_places" (unless the rest waits),
    "guardian_needed", and RowsRefused for people who are signed up already; then nothing has
    changed.
    """
    with transaction():
        category = places.locked([category_id]).get(category_id)
        if category is None or not category.public:
            raise Refused("no_such_category", field="category")
        if not actions.is_open(category):
            raise Refused("closed")
        members = list(people) if heads is None else _numbered(leader, heads)
        if heads is None:
            _require_new(category, members)
        placed = _places_for(category, len(members), rest_waits=rest_waits)
        delegation = _delegation(category, leader, heads)
        made = _registrations(category, delegation, members, placed)
        if heads is None:
            _consents(made, network_hash)
        answers.keep_all(
            (each.id, answer) for each, theirs in zip(made, said, strict=False) for answer in theirs
        )
        badges.issue_all(
            category.event, [(each, category) for each in made if each.status is Status.CONFIRMED]
        )
        for each in made:
            actions.record("signed_up", each, status=each.status, source=Source.WEB)
            actions.letter(each, "confirmation")
        audit.record(
            "delegation_signed_up", delegation, hub_id=category.event.hub_id, people=len(made)
        )
        _letter(category.event, delegation)
    return delegation


def _numbered(leader: Leader, heads: int) -> list[Person]:
    """People without names: the group and a number, nothing personal."""
    width = len(str(heads))
    return [
        Person(name=f"{leader.group[:110]} · {n:0{width}}", locale=leader.locale)
        for n in range(1, heads + 1)
    ]


def _require_new(category: Category, people: Sequence[Person]) -> None:
    """Each person may be there once: not twice in the group, not signed up before."""
    keys = [person_key(each.email, each.phone, each.name) for each in people]
    wanted = {key for key in keys if key}
    there = select(Registration.person_key).where(
        Registration.event_id == category.event_id, Registration.person_key.in_(wanted)
    )
    known = set(db.session.scalars(there))
    wrong: dict[int, tuple[str, str]] = {}
    for row, key in enumerate(keys):
        if key and key in known:
            wrong[row] = ("email" if people[row].email else "phone", "group_member_there")
        if key:
            known.add(key)
        actions.require_consent(people[row], category)
    if wrong:
        raise RowsRefused(wrong)


def _places_for(category: Category, number: int, *, rest_waits: bool) -> int:
    """Take places for all or, if the rest may wait, for as many as there are; how many."""
    if places.take(category.id, number):
        return number
    if not rest_waits:
        raise Refused("group_has_no_places", left=places.left(category), wanted=number)
    taken = 0
    while taken < number and places.take(category.id):
        taken += 1
    return taken


def _delegation(category: Category, leader: Leader, heads: int | None) -> Delegation:
    delegation = Delegation(
        code=ids.code(16),
        link_nonce=ids.code(26),
        event_id=category.event_id,
        name=leader.group,
        leader=leader.name,
        email=leader.email,
        phone=leader.phone,
        heads=heads,
        locale=leader.locale,
        created_at=clock.now(),
    )
    db.session.add(delegation)
    db.session.flush()
    return delegation


def _registrations(
    category: Category, delegation: Delegation, people: Sequence[Person], placed: int
) -> list[Registration]:
    made = []
    for place, person in enumerate(people):
        status = actions.status_with(category, place < placed, approved=False)
        named = replace(person, organisation=person.organisation or delegation.name)
        registration = actions.new_registration(category, named, status, Source.WEB)
        registration.delegation_id = delegation.id
        made.append(registration)
    db.session.add_all(made)
    actions.flush_person()
    return made


def _consents(made: Sequence[Registration], network_hash: str | None) -> None:
    """The leader says that each agreed to the one purpose; all others are theirs to give."""
    rows = [
        {
            "registration_id": each.id,
            "purpose": Purpose.EVENT_OPERATIONS,
            "text_version": CONSENT_VERSION,
            "given_at": each.created_at,
            "channel": Source.WEB,
            "network_hash": network_hash,
        }
        for each in made
    ]
    db.session.execute(insert(Consent), rows)


def _letter(event: Event, delegation: Delegation) -> None:
    if delegation.email:
        outbox.post(
            "registrations.delegation_letter",
            kind="registrations.delegation",
            key=ids.code(),
            address=delegation.email,
            name=delegation.leader,
            hub_id=event.hub_id,
            event_id=event.id,
            about=delegation,
            args={"delegation_id": delegation.id},
        )


def send_again(delegation: Delegation) -> bool:
    """The leader's letter once more; whether there is an address for it."""
    with transaction():
        if delegation.erased_at is not None or not delegation.email:
            return False
        _letter(delegation.event, delegation)
        audit.record("delegation_link_sent", delegation, hub_id=delegation.event.hub_id)
    return True


def cancel_member(delegation: Delegation, code: str) -> bool:
    """Cancel one member; whether there was one to cancel."""
    found = select(Registration).where(
        Registration.delegation_id == delegation.id, Registration.code == code
    )
    registration = db.session.scalar(found)
    return registration is not None and actions.cancel(registration)


def forget_leader(delegation: Delegation) -> None:
    """Drop who led the group; the link ends, its members stay."""
    address = delegation.email
    with transaction():
        _blank([delegation.id])
        db.session.add(Erasure(registration_code=delegation.code, erased_at=clock.now()))
        audit.record("delegation_leader_forgotten", delegation, hub_id=delegation.event.hub_id)
    if address:
        mail.forget([address])


def forget_old(event_ids: Sequence[int]) -> None:
    """Drop the leaders of events whose people are erased now (inside that deed)."""
    with transaction():
        old = select(Delegation.id).where(
            Delegation.event_id.in_(event_ids), Delegation.erased_at.is_(None)
        )
        _blank(list(db.session.scalars(old)))


def forget_with(registration: Registration) -> None:
    """Somebody is erased who leads groups too, by address or as a member by phone or name:
    nothing of theirs stays (joins)."""
    email, phone = {registration.email} - {None}, {registration.phone} - {None}
    member = sa.and_(
        Delegation.id == registration.delegation_id,
        sa.or_(Delegation.phone.in_(phone), Delegation.leader == registration.name),
    )
    led = select(Delegation.id).where(
        Delegation.event_id == registration.event_id,
        Delegation.erased_at.is_(None),
        sa.or_(Delegation.email.in_(email), member),
    )
    _blank(db.session.scalars(led).all())


def _blank(delegation_ids: Sequence[int]) -> None:
    """Nothing of those who led stays, nor of the letters to them."""
    outbox.forget(Delegation, delegation_ids)
    blank = update(Delegation).where(Delegation.id.in_(delegation_ids))
    db.session.execute(
        blank.values(
            leader="", email=None, phone=None, link_nonce=ids.code(26), erased_at=clock.now()
        )
    )
