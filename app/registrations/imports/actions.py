"""Signing many people up in one deed: a spreadsheet of the office, the sample fair."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert, select

from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.text import fold
from app.events.models import Event
from app.registrations import actions, places, queries
from app.registrations.badges import actions as badges
from app.registrations.imports.rows import Incoming
from app.registrations.models import Category, Consent, Pool, Registration
from app.registrations.person import CONSENT_VERSION, Person, grantable, is_minor, person_key
from app.registrations.questions import answers
from app.registrations.questions import queries as questions
from app.registrations.questions.cells import Column
from app.registrations.questions.rules import Given, Kind
from app.registrations.states import Source, Status


@dataclass
class Outcome:
    """What became of the rows: added with a place or waiting, refused with a code by row."""

    confirmed: int = 0
    waiting: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)

    @property
    def added(self) -> int:
        return self.confirmed + self.waiting


def bring_in(
    event: Event,
    rows: Sequence[Incoming],
    *,
    skip_refused: bool = False,
    clerk_id: int | None = None,
    letters: bool = False,
) -> Outcome:
    """Sign people up in the order given, approved as they are; thousands take seconds.

    All or nothing: Raises Refused("sheet_has_errors") when a row cannot be signed up, unless
    such rows are to be skipped and counted. The same rules hold as for one person.
    """
    with transaction():
        found = places.locked(category.id for category in queries.categories_of(event.id))
        bulk = _Bulk(event, found.values())
        for row in rows:
            bulk.add(row)
        if bulk.outcome.refused and not skip_refused:
            raise Refused("sheet_has_errors", refused=bulk.outcome.refused)
        bulk.write(clerk_id, letters)
    return bulk.outcome


def judge(event: Event, rows: Sequence[Incoming]) -> Outcome:
    """What `bring_in` would make of the rows now; nothing is written."""
    bulk = _Bulk(event, queries.categories_of(event.id))
    for row in rows:
        bulk.add(row)
    return bulk.outcome


def names_of(event_id: int) -> dict[str, str]:
    """What a spreadsheet may call the categories of an event, folded, and their codes."""
    names: dict[str, str] = {}
    for category in queries.categories_of(event_id):
        for said in (category.name, category.name_en, category.code):
            if said:
                names[fold(said)] = category.code
    return names


def columns_of(event_id: int) -> list[Column]:
    """The event's own questions as columns; files come by the page alone."""
    asked = questions.asked(event_id)
    return [answers.column_of(each) for each in asked if each.kind is not Kind.FILE]


class Room:
    """What is left of places while many are being given out, own and shared ones."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._left: dict[Category | Pool, int] = {}
        for category in categories:
            for guard in (category, category.pool):
                if guard is not None and guard.places is not None:
                    self._left[guard] = guard.places - guard.taken

    def take(self, category: Category) -> bool:
        """Take one place in mind; whether there was one."""
        guards = [each for each in (category, category.pool) if each in self._left]
        if any(self._left[each] < 1 for each in guards if each is not None):
            return False
        for each in guards:
            if each is not None:
                self._left[each] -= 1
        return True


class _Bulk:
    """Rows judged one by one against what is there, then written in a few statements."""

    def __init__(self, event: Event, categories: Iterable[Category]) -> None:
        self.outcome = Outcome()
        self._event = event
        self._categories = {category.code: category for category in categories}
        self._room = Room(self._categories.values())
        there = select(Registration.person_key).where(
            Registration.event_id == event.id, Registration.person_key.is_not(None)
        )
        self._known = set(db.session.scalars(there))
        self._taken: list[tuple[Incoming, Category, Status]] = []
        self._made: list[tuple[Registration, Category, Person]] = []
        self._said: list[tuple[Registration, dict[str, list[str]]]] = []

    def add(self, row: Incoming) -> None:
        code = self._refusal(row)
        if code is not None:
            self.outcome.refused.append((row.number, code))
            return
        assert row.person is not None
        category = self._categories[row.category]
        status = Status.CONFIRMED if self._room.take(category) else Status.WAITING
        if status is Status.CONFIRMED:
            self.outcome.confirmed += 1
        else:
            self.outcome.waiting += 1
        self._known.add(str(_key(row.person)))
        self._taken.append((row, category, status))

    def _make(self, row: Incoming, category: Category, status: Status) -> None:
        assert row.person is not None
        registration = actions.new_registration(category, row.person, status, Source.IMPORT)
        registration.imported_code = row.code
        if row.at is not None and row.at <= clock.now():
            registration.created_at = row.at
        self._made.append((registration, category, row.person))
        if row.answers:
            self._said.append((registration, row.answers))

    def _refusal(self, row: Incoming) -> str | None:
        """Why this row is not signed up, None when it is."""
        if row.person is None:
            return "invalid"
        category = self._categories.get(row.category)
        if category is None:
            return "no_such_category"
        try:
            actions.require_consent(row.person, category)
        except Refused as refusal:
            return refusal.code
        return "already_signed_up" if _key(row.person) in self._known else None

    def write(self, clerk_id: int | None, letters: bool) -> None:
        for row, category, status in self._taken:
            self._make(row, category, status)
        db.session.add_all([registration for registration, _category, _person in self._made])
        actions.flush_person()
        self._write_consents(clerk_id)
        self._write_answers()
        confirmed = [
            (registration, category)
            for registration, category, _person in self._made
            if registration.status is Status.CONFIRMED
        ]
        badges.issue_all(self._event, confirmed)
        for category in self._categories.values():
            number = sum(1 for _registration, taken in confirmed if taken is category)
            if number and not places.take(category.id, number):
                raise Refused("category_full", category=category.name)
        for registration, _category, _person in self._made:
            actions.record("signed_up", registration, status=registration.status, source="import")
            if letters:
                actions.letter(registration, "confirmation")

    def _write_answers(self) -> None:
        """Each answer in the words of its question; what many said the same is worded once."""
        if not self._said:
            return
        asked = {question.code: question for question in questions.asked(self._event.id)}

        @functools.cache
        def worded(code: str, values: tuple[str, ...]) -> Given:
            return answers.given(asked[code], values)

        answers.keep_all(
            (registration.id, worded(code, tuple(values)))
            for registration, said in self._said
            for code, values in said.items()
            if code in asked
        )

    def _write_consents(self, clerk_id: int | None) -> None:
        rows = [
            {
                "registration_id": registration.id,
                "purpose": purpose,
                "text_version": CONSENT_VERSION,
                "given_at": registration.created_at,
                "channel": Source.IMPORT,
                "read_out_by": clerk_id,
            }
            for registration, category, person in self._made
            for purpose in sorted(
                grantable(
                    person.consents,
                    minor=is_minor(person.birth_year, category.event.starts_on),
                )
            )
        ]
        if rows:
            db.session.execute(insert(Consent), rows)


def _key(person: Person) -> str | None:
    return person_key(person.email, person.phone, person.name)
