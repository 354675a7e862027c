"""Questions made, changed, moved, hidden and removed, also while sign-up runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.core import audit, clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event
from app.registrations.questions import queries
from app.registrations.questions.models import SignUpQuestion
from app.registrations.questions.rules import (
    CHOICES,
    MOST_FILES,
    MOST_QUESTIONS,
    Kind,
    keyed,
    misplaced,
)


@dataclass(frozen=True)
class Wording:
    """What is said of a question. `lines`: choices in Vietnamese and English."""

    kind: Kind
    label: str
    label_en: str | None = None
    hint: str | None = None
    hint_en: str | None = None
    lines: list[tuple[str, str]] = field(default_factory=list)
    required: bool = False
    categories: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    least: int | None = None
    most: int | None = None


def add(event: Event, wording: Wording) -> SignUpQuestion:
    """A new question, last in order. Raises Refused: "too_many_questions", "too_many_files"."""
    with transaction():
        _lock(event)
        last = db.session.execute(
            select(func.count(), func.max(SignUpQuestion.position)).where(
                SignUpQuestion.event_id == event.id
            )
        ).one()
        question = SignUpQuestion(
            event_id=event.id, code=f"q{last[0] + 1}", position=(last[1] or 0) + 1, options={}
        )
        _apply(question, wording)
        db.session.add(question)
        db.session.flush()
        _require_order(event)
        _record("question_added", event, question)
    return question


def change(
    event: Event, question: SignUpQuestion, wording: Wording, version: int | None = None
) -> None:
    """Other words or another kind from now on; answers given before keep theirs.

    Raises Refused: "changed_meanwhile", "question_is_needed", "question_needs_earlier".
    """
    with transaction():
        _lock(event)
        db.session.refresh(question)
        if version is not None and version != question.version:
            raise Refused("changed_meanwhile")
        _apply(question, wording)
        question.version += 1
        db.session.flush()
        if wording.kind not in CHOICES:
            _require_unneeded(event, question)
        _require_order(event)
        _record("question_changed", event, question)


def _apply(question: SignUpQuestion, wording: Wording) -> None:
    for name, value in vars(wording).items():
        if name != "lines":
            setattr(question, name, value)
    choosing = wording.kind in {Kind.ONE, Kind.SEVERAL}
    question.options = keyed(question.options, wording.lines) if choosing else {}


def move(event: Event, question: SignUpQuestion, step: int) -> None:
    """One place up (-1) or down (1). Raises Refused("question_needs_earlier")."""
    with transaction():
        _lock(event)
        order = [each for each in queries.all_of(event.id) if each.removed_at is None]
        at = order.index(question)
        to = max(0, min(len(order) - 1, at + step))
        order.insert(to, order.pop(at))
        for position, each in enumerate(order, 1):
            each.position = position
        db.session.flush()
        _require_order(event)


def hide(event: Event, question: SignUpQuestion, *, hidden: bool) -> None:
    """Ask it no more, or again. Raises Refused("question_is_needed")."""
    with transaction():
        _lock(event)
        if hidden:
            _require_unneeded(event, question)
        question.hidden_at = clock.now() if hidden else None
        db.session.flush()
        _require_order(event)
        _record("question_hidden" if hidden else "question_shown", event, question)


def remove(event: Event, question: SignUpQuestion) -> None:
    """Take a question away; what was answered stays with the people and in exports."""
    with transaction():
        _lock(event)
        _require_unneeded(event, question)
        _record("question_removed", event, question)
        question.removed_at = clock.now()


def bring_back(event: Event, question: SignUpQuestion) -> None:
    """A removed question is asked again, at the end."""
    with transaction():
        _lock(event)
        last = select(func.max(SignUpQuestion.position)).where(
            SignUpQuestion.event_id == event.id, SignUpQuestion.removed_at.is_(None)
        )
        question.position = (db.session.scalar(last) or 0) + 1
        question.removed_at = question.hidden_at = None
        db.session.flush()
        _require_order(event)
        _record("question_restored", event, question)


def _lock(event: Event) -> None:
    """One deed at a time changes the questions of an event, so that their order stays whole."""
    db.session.execute(select(Event.id).where(Event.id == event.id).with_for_update())


def _require_order(event: Event) -> None:
    """What another question depends on is asked before it; no form is longer than can be read."""
    asked = queries.asked(event.id)
    labels = {question.code: question.label for question in asked}
    if wrong := misplaced([question.asked for question in asked]):
        raise Refused(
            "question_needs_earlier",
            question=labels[wrong[0]],
            other=labels.get(wrong[1], wrong[1]),
            field="conditions",
        )
    if len(asked) > MOST_QUESTIONS:
        raise Refused("too_many_questions")
    if sum(question.kind is Kind.FILE for question in asked) > MOST_FILES:
        raise Refused("too_many_files", field="kind")


def _require_unneeded(event: Event, question: SignUpQuestion) -> None:
    for other in queries.asked(event.id):
        if any(code == question.code for code, _key in other.asked.conditions):
            raise Refused("question_is_needed", question=other.label, field="kind")


def _record(action: str, event: Event, question: SignUpQuestion) -> None:
    audit.record(action, question, hub_id=event.hub_id, code=question.code)
