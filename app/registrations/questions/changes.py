"""Changing answers afterwards: by the person, by the office."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.db import transaction
from app.core.errors import Refused
from app.registrations import actions
from app.registrations.models import Registration
from app.registrations.questions import answers
from app.registrations.questions.models import SignUpQuestion
from app.registrations.questions.rules import Given


def change_answers(
    registration: Registration, questions: Iterable[SignUpQuestion], said: Iterable[Given]
) -> bool:
    """Let the answers to the questions asked now be these; whether something changed.

    Answers to questions that are hidden or gone stay. Raises Refused("erased").
    """
    gone: list[str] = []
    with transaction():
        actions.lock(registration)
        if registration.erased_at is not None:
            raise Refused("erased")
        changed, gone = answers.replace(registration, questions, said)
        if changed:
            registration.version += 1
            actions.record("answers_changed", registration)
    answers.remove_files(gone)
    return changed
