"""What a person sees of their registration: the badge, what comes next, what can be done."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.core import hooks
from app.core.documents.qr import qr_svg
from app.registrations import places, queries
from app.registrations.badges import actions as badges
from app.registrations.badges.layout import COLOURS
from app.registrations.models import Registration
from app.registrations.questions import answers
from app.registrations.questions import queries as questions
from app.registrations.questions.models import SignUpAnswer, SignUpQuestion
from app.registrations.questions.rules import still_open
from app.registrations.states import Status


def render(template: str, registration: Registration, token: str, **more: Any) -> str:
    """A page of the person's own, with the badge as inline SVG when there is a valid one."""
    event = registration.event
    confirmed = registration.status is Status.CONFIRMED
    badge = badges.valid_badge(registration) if confirmed else None
    asked, held = questions.asked(event.id), answers.of(registration.id)
    side, path = qr_svg(badge.token) if badge else (0, "")
    return render_template(
        template,
        registration=registration,
        event=event,
        token=token,
        badge=badge,
        qr_side=side,
        qr_path=path,
        name_parts=name_parts(registration),
        category_name=queries.category_name(registration.category),
        colour=registration.category.colour if registration.category.colour in COLOURS else "dark",
        when_where=queries.when_where(event),
        position=places.position(registration),
        answers=[(answers.label_of(answer), answers.shown(answer)) for answer in held],
        has_questions=bool(asked),
        to_answer=_to_answer(registration, asked, held),
        next_steps=hooks.own_page.gather(registration),
        **more,
    )


def _to_answer(
    registration: Registration, asked: list[SignUpQuestion], held: list[SignUpAnswer]
) -> int:
    """How many questions that must be answered have no answer: somebody else signed them up."""
    given = {answer.question.code: answer.values for answer in held}
    needed = {question.code for question in asked if question.required}
    rules = [question.asked for question in asked]
    return len(needed.intersection(still_open(rules, registration.category.code, given)))


def name_parts(registration: Registration) -> tuple[str, str]:
    """What stands before the given name, and the given name, printed large."""
    name, given = registration.name, registration.given_name
    if given and name.endswith(" " + given):
        return name[: -len(given)].strip(), given
    before, _space, last = name.rpartition(" ")
    return before, last
