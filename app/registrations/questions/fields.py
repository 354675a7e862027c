"""An event's own questions as fields of any form: sign-up, the desk, the person's own page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import wtforms
from flask import request
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import uploads
from app.core.errors import Refused
from app.core.forms import BaseForm, TextAreaField, TextField
from app.core.i18n import _
from app.registrations.questions import answers, words
from app.registrations.questions.models import SignUpAnswer, SignUpQuestion
from app.registrations.questions.rules import (
    FILE_BYTES,
    LONGEST_LINE,
    LONGEST_TEXT,
    Given,
    Judgement,
    Kind,
    judge,
)

FOLDER = "answers"  # of the kept files


class Required:
    """Marks a field as one that must be answered; the rules judge it, when it is asked."""

    field_flags: ClassVar[dict[str, Any]] = {"required": True}

    def __call__(self, form: Any, field: wtforms.Field) -> None:
        """Nothing here: see `QuestionFields.validate`."""


class Choices(wtforms.SelectMultipleField):
    """Several choices as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, validate_choice=False, **kwargs)


class QuestionFields(BaseForm):
    """A form with the questions of an event; make its class with `with_questions`."""

    questions: ClassVar[Sequence[SignUpQuestion]] = ()
    held: ClassVar[Mapping[int, SignUpAnswer]] = {}
    lenient: ClassVar[bool] = False
    judgement: Judgement

    def category_code(self) -> str | None:
        """What the person comes as, for questions that not everybody is asked."""
        raise NotImplementedError

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        self.judgement = self._judged()
        for code, problem in self.judgement.problems.items():
            field = self[name_of(code)]
            field.errors = [*field.errors, words.say(problem)]
        return fine and not self.judgement.problems

    def _judged(self) -> Judgement:
        return judge(
            [question.asked for question in self.questions],
            self.category_code(),
            {question.code: self._raw(question) for question in self.questions},
            lenient=self.lenient,
        )

    def _raw(self, question: SignUpQuestion) -> list[str]:
        if question.kind is Kind.FILE:
            sent = self._sent(question)
            return [sent.filename] if sent else self._held_file(question)
        return list(self[name_of(question.code)].raw_data or ())

    def _sent(self, question: SignUpQuestion) -> Any:
        sent = request.files.get(name_of(question.code))
        return sent if sent and sent.filename else None

    def _held_file(self, question: SignUpQuestion) -> list[str]:
        held = self.held.get(question.id)
        dropping = self._fields.get(f"{name_of(question.code)}_drop")
        if held is None or not held.file_stored or (dropping and dropping.data):
            return []
        return list(held.values)

    def said(self) -> tuple[Given, ...]:
        """What was answered, files kept by then.

        Raises Refused for a file that is too large or of no kind we keep; then none is kept.
        """
        found: list[Given] = []
        try:
            for question in self.questions:
                if values := self.judgement.values.get(question.code):
                    found.append(self._given(question, values))
        except Refused:
            drop_files(found, self.held)
            raise
        return tuple(found)

    def _given(self, question: SignUpQuestion, values: list[str]) -> Given:
        if question.kind is not Kind.FILE:
            return answers.given(question, values)
        sent = self._sent(question)
        if sent is None:
            return answers.given(question, values, self.held[question.id].file_stored)
        name, stored = keep_file(sent, name_of(question.code))
        return answers.given(question, [name], stored)


def keep_file(sent: Any, field: str) -> tuple[str, str]:
    """Keep a person's file; its name and ours. Raises Refused about the field."""
    sent.stream.seek(0, 2)
    if sent.stream.tell() > FILE_BYTES:
        raise Refused("answer_file_too_large", field=field)
    sent.stream.seek(0)
    try:
        return uploads.keep(sent, FOLDER)
    except Refused as refusal:
        raise Refused(refusal.code, field=field) from refusal


def drop_files(said: Iterable[Given], held: Mapping[int, SignUpAnswer] | None = None) -> None:
    """Remove the files kept for answers that were not taken; those held before stay."""
    before = {answer.file_stored for answer in (held or {}).values()}
    answers.remove_files(
        each.file_stored for each in said if each.file_stored and each.file_stored not in before
    )


def name_of(code: str) -> str:
    """What a question's field is called."""
    return f"answer_{code}"


F = TypeVar("F", bound=QuestionFields)


def with_questions(
    base: type[F],
    questions: Sequence[SignUpQuestion],
    held: Iterable[SignUpAnswer] = (),
    *,
    lenient: bool = False,
) -> type[F]:
    """The form with a field for each question, filled with the answers held."""
    before = {answer.question_id: answer for answer in held}
    made: dict[str, Any] = {"questions": questions, "held": before, "lenient": lenient}
    for question in questions:
        answer = before.get(question.id)
        fits = answer is not None and answer.kind is question.kind
        made[name_of(question.code)] = _field(question, answer if fits else None, lenient)
        if fits and answer is not None and answer.file_stored and not question.required:
            made[f"{name_of(question.code)}_drop"] = wtforms.BooleanField(
                _("Take the file “%(name)s” away", name=answer.text)
            )
    return type(base.__name__, (base,), made)


def _field(question: SignUpQuestion, answer: SignUpAnswer | None, lenient: bool) -> Any:
    label = answers.label_of(question)
    checks = [Required()] if question.required and not lenient else []
    more: dict[str, Any] = {"description": _hint(question, answer)}
    if question.kind is Kind.FILE:
        return wtforms.FileField(label, checks, **more)
    if options := answers.options_of(question):
        return _choice_field(question, label, checks, options, answer, more)
    if question.kind is Kind.TEXT:
        checks_text = {"maxlength": LONGEST_TEXT}
        more |= {"default": answer.text if answer else None, "render_kw": checks_text}
        return TextAreaField(label, checks, **more)
    keywords: dict[str, Any] = {"maxlength": LONGEST_LINE}
    if question.kind is Kind.NUMBER:
        keywords |= {"inputmode": "decimal"}
    if question.kind is Kind.DATE:
        keywords |= {"inputmode": "numeric", "autocomplete": "off"}
    more |= {"default": _typed(answer), "render_kw": keywords}
    return TextField(label, checks, **more)


def _choice_field(
    question: SignUpQuestion,
    label: str,
    checks: list[Any],
    options: list[tuple[str, str]],
    answer: SignUpAnswer | None,
    more: dict[str, Any],
) -> Any:
    values = list(answer.values) if answer else []
    if question.kind is Kind.SEVERAL:
        return Choices(label, checks, choices=options, default=values, **more)
    return wtforms.RadioField(
        label,
        checks,
        choices=options,
        default=values[0] if values else None,
        validate_choice=False,
        **more,
    )


def _typed(answer: SignUpAnswer | None) -> str | None:
    if answer is None:
        return None
    return answer.values[0].replace(".", ",") if answer.kind is Kind.NUMBER else answer.text


def _hint(question: SignUpQuestion, answer: SignUpAnswer | None) -> str:
    """The hint of the office, and what this kind needs to be said."""
    parts = [answers.hint_of(question) or ""]
    if question.kind is Kind.DATE:
        parts.append(_("Like 03/12/2026."))
    if question.kind is Kind.FILE:
        size = FILE_BYTES // 1024 // 1024
        parts.append(_("PDF or a picture (PNG, JPEG, WebP), up to %(size)s MB.", size=size))
        if answer is not None:
            parts.append(_("Kept now: %(name)s. A new file replaces it.", name=answer.text))
    if question.kind is Kind.NUMBER and question.least is not None and question.most is not None:
        parts.append(_("From %(least)s to %(most)s.", least=question.least, most=question.most))
    return " ".join(part for part in parts if part)
