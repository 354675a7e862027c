"""Asking the parties again after 3, 6 and 12 months, and what becomes of their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.catalogue.states import DismissReason
from app.connections.asking import MARKS, due_mark, span
from app.connections.followups.models import Contact, FollowUp
from app.connections.models import Connection, Meeting
from app.connections.stages import Answer, Stage
from app.core import audit, clock, ids, jobs
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.locks import lock


@dataclass(frozen=True)
class Answered:
    """What a party says. `why` is of an ending; day and value are of a paper."""

    answer: Answer
    why: DismissReason | None = None
    signed_on: date | None = None
    value_vnd: int | None = None
    note: str | None = None
    ask_again: bool = True


def ask_due() -> int:
    """Ask every contact whose time has come, each once per mark; how many were asked.

    Bears being run at any moment, by several workers, again and again: the pair of contact and
    mark is unique, and the letter is a job of the same transaction.
    """
    today, asked = clock.today(), 0
    for contact, connection, met_on, marks in _candidates(today):
        mark = due_mark(met_on, today, marks)
        if mark is not None and _ask(contact, connection, mark):
            asked += 1
    return asked


def _candidates(today: date) -> list[tuple[Contact, Connection, date, set[int]]]:
    """Contacts that may be due, with the day they met and the marks they were asked at."""
    found: dict[int, tuple[Contact, Connection, date, set[int]]] = {}
    for mark in MARKS:
        start, end = clock.day_bounds(*span(mark, today))
        rows = db.session.execute(
            select(Contact, Connection, Meeting.starts_at)
            .join(Connection, Connection.id == Contact.connection_id)
            .join(Meeting, Meeting.id == Connection.meeting_id)
            .where(
                Meeting.starts_at >= start,
                Meeting.starts_at < end,
                Connection.stage != Stage.ENDED,
                Contact.email.is_not(None),
                Contact.removed_at.is_(None),
                Contact.silent_at.is_(None),
            )
        )
        for contact, connection, starts_at in rows:
            found[contact.id] = (contact, connection, clock.local(starts_at).date(), set())
    asked = select(FollowUp.contact_id, FollowUp.months).where(FollowUp.contact_id.in_(found))
    for contact_id, months in db.session.execute(asked):
        found[contact_id][3].add(months)
    return list(found.values())


def _ask(contact: Contact, connection: Connection, mark: int) -> bool:
    """Whether it was asked now; False where another worker was quicker."""
    contact_id, connection_id, hub_id = contact.id, connection.id, connection.hub_id
    try:
        with transaction():
            row = FollowUp(
                code=ids.code(16),
                hub_id=hub_id,
                connection_id=connection_id,
                contact_id=contact_id,
                months=mark,
                asked_at=clock.now(),
            )
            db.session.add(row)
            db.session.flush()
            audit.record("party_asked", connection, hub_id=hub_id, months=mark)
            jobs.enqueue(
                "connections.follow_up_letter",
                hub_id=hub_id,
                follow_up_id=row.id,
                key=f"follow-up-{contact_id}-{mark}",
            )
    except IntegrityError:
        return False
    return True


def answer(row: FollowUp, given: Answered) -> None:
    """A party answers: it stands in the history and waits for the hub, which verifies papers.

    Raises Refused("answered_already" | "why_missing" | "date_ahead").
    """
    if given.answer is Answer.ENDED and given.why is None:
        raise Refused("why_missing", field="why")
    if given.signed_on is not None and given.signed_on > clock.today():
        raise Refused("date_ahead", field="signed_on")
    with transaction():
        lock(row)
        if row.answered_at is not None:
            raise Refused("answered_already")
        paper = given.answer in (Answer.MEMORANDUM, Answer.CONTRACT)
        row.answer, row.answered_at = given.answer, clock.now()
        row.why = given.why if given.answer is Answer.ENDED else None
        row.signed_on = given.signed_on if paper else None
        row.value_vnd = given.value_vnd if paper else None
        row.note = given.note
        if not given.ask_again:
            row.contact.silent_at = clock.now()
        audit.record("party_answered", row.connection, hub_id=row.hub_id, answer=given.answer)


def handle(row: FollowUp) -> None:
    """The hub has seen to an answer: it waits at the desk no more."""
    with transaction():
        lock(row)
        if row.answered_at is None:
            raise Refused("not_answered_yet")
        if row.handled_at is None:
            row.handled_at = clock.now()
            row.handled_by_id = (
                current_user.id if current_user and current_user.is_authenticated else None
            )
            audit.record("answer_handled", row.connection, hub_id=row.hub_id)
