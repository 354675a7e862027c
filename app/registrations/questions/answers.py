"""Answers as rows: written with the deed that brings them, read for pages and files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.core import clock, files
from app.core.db import db, in_transaction
from app.core.i18n import date_text, force_locale, locale_code, number_text
from app.core.text import fold
from app.registrations.models import Registration
from app.registrations.questions.cells import Column
from app.registrations.questions.models import SignUpAnswer, SignUpQuestion
from app.registrations.questions.rules import YES_NO, Given, Kind
from app.registrations.questions.words import YES_NO as YES_NO_WORDS
from app.registrations.states import Status


def label_of(thing: SignUpQuestion | SignUpAnswer) -> str:
    """The wording in the language of the page, where there is one."""
    english = thing.label_en if locale_code() == "en" else None
    return english or thing.label


def hint_of(question: SignUpQuestion) -> str | None:
    english = question.hint_en if locale_code() == "en" else None
    return english or question.hint


def options_of(question: SignUpQuestion) -> list[tuple[str, str]]:
    """The choices of a question, key and words."""
    if question.kind is Kind.YES_NO:
        return [(key, str(YES_NO_WORDS[key])) for key in YES_NO]
    place = 1 if locale_code() == "en" else 0
    return [(key, texts[place] or texts[0]) for key, texts in question.options.items()]


def condition_words(questions: Iterable[SignUpQuestion]) -> dict[str, str]:
    """What each possible condition says: "Meals → vegetarian"."""
    return {
        f"{each.code}:{key}": f"{label_of(each)} → {text}"
        for each in questions
        for key, text in options_of(each)
    }


def shown(answer: SignUpAnswer) -> str:
    """An answer as people read it, in one line where it is one."""
    text = answer.text_en if locale_code() == "en" else answer.text
    return text.replace("\n", ", ") if answer.kind is Kind.SEVERAL else text


def given(question: SignUpQuestion, values: Sequence[str], file_stored: str | None = None) -> Given:
    """An answer with the words of its question as they stand now."""
    texts = []
    for locale in ("vi", "en"):
        with force_locale(locale):
            texts.append(_text(question, values))
    return Given(
        question_id=question.id,
        code=question.code,
        kind=question.kind,
        label=question.label,
        label_en=question.label_en,
        values=tuple(values),
        text=texts[0],
        text_en=texts[1],
        file_stored=file_stored,
    )


def _text(question: SignUpQuestion, values: Sequence[str]) -> str:
    options = dict(options_of(question))
    if options:
        return "\n".join(options.get(value, value) for value in values)
    if question.kind is Kind.NUMBER:
        number = float(values[0])
        return number_text(int(number) if number.is_integer() else number, decimals=6)
    if question.kind is Kind.DATE:
        return date_text(date.fromisoformat(values[0]))
    return values[0]


def column_of(question: SignUpQuestion) -> Column:
    """The question as a column of a spreadsheet."""
    pairs: list[tuple[str, str]] = [(key, key) for key in question.options]
    pairs += [(text, key) for key, texts in question.options.items() for text in texts if text]
    if question.kind is Kind.YES_NO:
        pairs += [(key, key) for key in YES_NO]
        for locale in ("vi", "en"):
            with force_locale(locale):
                pairs += [(text, key) for key, text in options_of(question)]
    labels = [label for label in (question.label, question.label_en) if label]
    titles = (*labels, question.code, *(f"{label} ({question.code})" for label in labels))
    words = tuple(text for _key, text in options_of(question))
    return Column(question.asked, titles, {fold(text): key for text, key in pairs}, words)


def keep(registration: Registration, said: Iterable[Given]) -> None:
    """Keep what was answered at sign-up (the registration has its id)."""
    keep_all((registration.id, each) for each in said)


def keep_all(said: Iterable[tuple[int, Given]]) -> None:
    """Keep what many answered, by the registration's id; one statement."""
    assert in_transaction(), "answers are kept with a deed"
    if rows := [_row(registration_id, each) for registration_id, each in said]:
        db.session.execute(sa.insert(SignUpAnswer), rows)


def _row(registration_id: int, said: Given) -> dict[str, Any]:
    return {
        "registration_id": registration_id,
        "question_id": said.question_id,
        "kind": said.kind,
        "label": said.label,
        "label_en": said.label_en,
        "values": list(said.values),
        "text": said.text,
        "text_en": said.text_en,
        "file_stored": said.file_stored,
        "given_at": clock.now(),
    }


def replace(
    registration: Registration, questions: Iterable[SignUpQuestion], said: Iterable[Given]
) -> tuple[bool, list[str]]:
    """Let the answers to these questions be those; answers to others stay as they are.

    Whether something changed, and the files that nobody has any more.
    """
    assert in_transaction(), "answers are kept with a deed"
    new = {each.question_id: each for each in said}
    held = {answer.question_id: answer for answer in of(registration.id)}
    changed, gone = False, []
    for question in questions:
        before, after = held.get(question.id), new.get(question.id)
        if before is not None and after is not None and _same(before, after):
            continue
        if before is not None:
            db.session.delete(before)
            db.session.flush()
            gone += [before.file_stored] if before.file_stored else []
        if after is not None:
            db.session.add(SignUpAnswer(**_row(registration.id, after)))
        changed = changed or before is not after
    return changed, gone


def _same(before: SignUpAnswer, after: Given) -> bool:
    return (
        tuple(before.values) == after.values
        and before.kind is after.kind
        and before.file_stored == after.file_stored
    )


def of(registration_id: int) -> list[SignUpAnswer]:
    """All answers of a person, in the order of the form; hidden and removed questions' too."""
    found = (
        select(SignUpAnswer)
        .join(SignUpAnswer.question)
        .where(SignUpAnswer.registration_id == registration_id)
        .options(contains_eager(SignUpAnswer.question))
        .order_by(SignUpQuestion.position, SignUpQuestion.id)
    )
    return list(db.session.scalars(found))


def to_question(registration_id: int, code: str) -> SignUpAnswer | None:
    """A person's answer to the question with a code."""
    found = (
        select(SignUpAnswer)
        .join(SignUpQuestion, SignUpQuestion.id == SignUpAnswer.question_id)
        .where(SignUpAnswer.registration_id == registration_id, SignUpQuestion.code == code)
    )
    return db.session.scalar(found)


def columns(
    event_id: int, people: Sequence[Registration]
) -> tuple[list[str], Mapping[int, list[str | None]]]:
    """Answers as columns of a list: the heads, and by registration id its cells."""
    questions = select(SignUpQuestion).where(SignUpQuestion.event_id == event_id)
    order = questions.order_by(SignUpQuestion.position, SignUpQuestion.id)
    wanted = list(db.session.scalars(order))
    rows = (
        select(SignUpAnswer)
        .join(SignUpQuestion, SignUpQuestion.id == SignUpAnswer.question_id)
        .where(SignUpQuestion.event_id == event_id)
    )
    places = {question.id: place for place, question in enumerate(wanted)}
    cells: dict[int, list[str | None]] = {each.id: [None] * len(wanted) for each in people}
    for answer in db.session.scalars(rows) if wanted else ():
        if answer.registration_id in cells:
            cells[answer.registration_id][places[answer.question_id]] = shown(answer)
    return [label_of(question) for question in wanted], cells


def counts(event_id: int) -> dict[int, int]:
    """How many answered each question of an event."""
    counted = (
        select(SignUpAnswer.question_id, sa.func.count())
        .join(SignUpQuestion, SignUpQuestion.id == SignUpAnswer.question_id)
        .where(SignUpQuestion.event_id == event_id)
        .group_by(SignUpAnswer.question_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def choices_made(event_id: int) -> dict[int, list[tuple[str, int]]]:
    """How often each choice was made by those who are not cancelled, the most frequent first."""
    text = SignUpAnswer.text_en if locale_code() == "en" else SignUpAnswer.text
    counted = (
        select(SignUpAnswer.question_id, text, sa.func.count())
        .join(SignUpQuestion, SignUpQuestion.id == SignUpAnswer.question_id)
        .join(Registration, Registration.id == SignUpAnswer.registration_id)
        .where(
            SignUpQuestion.event_id == event_id,
            SignUpAnswer.kind.in_([Kind.ONE, Kind.SEVERAL, Kind.YES_NO]),
            Registration.status != Status.CANCELLED,
        )
        .group_by(SignUpAnswer.question_id, text)
    )
    sums: dict[int, dict[str, int]] = {}
    for question_id, said, number in db.session.execute(counted):
        found = sums.setdefault(question_id, {})
        for part in said.split("\n"):
            found[part] = found.get(part, 0) + number
    return {
        question_id: sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        for question_id, found in sums.items()
    }


def forget(registration: Registration) -> list[str]:
    """Drop all answers of a person who is erased; the files to remove after it."""
    held = of(registration.id)
    for answer in held:
        db.session.delete(answer)
    return [answer.file_stored for answer in held if answer.file_stored]


def files_of(registration_id: int) -> Iterator[tuple[str, bytes]]:
    """The files a person sent with their answers: name and content."""
    for answer in of(registration_id):
        content = files.read(answer.file_stored) if answer.file_stored else None
        if content is not None:
            yield answer.text, content


def remove_files(stored: Iterable[str]) -> None:
    """Remove kept files; what is gone already is fine."""
    for name in stored:
        files.remove(name)
