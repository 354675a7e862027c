"""A question as the office types it; answers as they are changed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from app.core.forms import (
    BaseForm,
    ChoiceField,
    MaxLength,
    Required,
    TextAreaField,
    TextField,
    WholeField,
    choices,
)
from app.core.i18n import _, _l
from app.registrations.models import Category
from app.registrations.queries import category_name
from app.registrations.questions import answers
from app.registrations.questions.actions import Wording
from app.registrations.questions.fields import Choices, QuestionFields
from app.registrations.questions.models import SignUpQuestion
from app.registrations.questions.rules import CHOICES, MOST_OPTIONS, Judgement, Kind, still_open
from app.registrations.questions.words import KINDS

LONGEST_OPTION = 120


class QuestionForm(BaseForm):
    """Words in two languages, what kind of answer, who is asked."""

    label = TextField(_l("Question"), [Required(), MaxLength(200)])
    label_en = TextField(_l("Question in English"), [MaxLength(200)])
    kind = ChoiceField(_l("Kind of answer"), [Required()], coerce=Kind)
    options = TextAreaField(
        _l("Choices"),
        [MaxLength(8_000)],
        description=_l("One a line; English after a bar: Ăn chay | Vegetarian."),
    )
    hint = TextField(_l("Help below it"), [MaxLength(300)])
    hint_en = TextField(_l("Help in English"), [MaxLength(300)])
    required = wtforms.BooleanField(
        _l("Must be answered"),
        description=_l("By who signs up on the public page; the desk may leave it out."),
    )
    least = WholeField(_l("Not less than"), description=_l("For numbers; empty: no limit."))
    most = WholeField(_l("Not more than"))
    categories = Choices(_l("Only asked of"), description=_l("None ticked: everybody is asked."))
    conditions = Choices(
        _l("Only asked after one of these answers"),
        description=_l("None ticked: whatever was answered before."),
    )
    version = wtforms.HiddenField()

    def __init__(
        self,
        kinds_of: Sequence[Category],
        earlier: Sequence[SignUpQuestion],
        question: SignUpQuestion | None = None,
        **kwargs: Any,
    ) -> None:
        if question is not None:
            kwargs.setdefault("data", _data(question))
        super().__init__(**kwargs)
        self.kind.choices = choices(KINDS)
        self.categories.choices = [(each.code, category_name(each)) for each in kinds_of]
        self.conditions.choices = [
            (f"{each.code}:{key}", f"{answers.label_of(each)} → {text}")
            for each in earlier
            if each.kind in CHOICES
            for key, text in answers.options_of(each)
        ]

    def validate_options(self, field: wtforms.Field) -> None:
        if self.kind.data not in {Kind.ONE, Kind.SEVERAL}:
            return
        lines = self.lines()
        if len(lines) < 2:
            raise ValidationError(_("At least two choices, one a line."))
        if len(lines) > MOST_OPTIONS:
            raise ValidationError(_("At most %(most)d choices.", most=MOST_OPTIONS))
        if any(len(text) > LONGEST_OPTION for line in lines for text in line):
            raise ValidationError(_("A choice has at most %(most)d letters.", most=LONGEST_OPTION))
        if len({line[0] for line in lines}) < len(lines):
            raise ValidationError(_("Two choices are the same."))

    def validate_most(self, field: wtforms.Field) -> None:
        if None not in (self.least.data, field.data) and self.least.data > field.data:
            raise ValidationError(_("Not less than %(least)s.", least=self.least.data))

    def lines(self) -> list[tuple[str, str]]:
        """The choices typed: Vietnamese, English."""
        found = []
        for line in (self.options.data or "").splitlines():
            text, _bar, english = line.partition("|")
            if text.strip():
                found.append((text.strip(), english.strip()))
        return found

    def wording(self) -> Wording:
        number = self.kind.data is Kind.NUMBER
        known = {key for key, _text in self.categories.choices}
        conditions = {key for key, _text in self.conditions.choices}
        return Wording(
            kind=self.kind.data,
            label=self.label.data or "",
            label_en=self.label_en.data,
            hint=self.hint.data,
            hint_en=self.hint_en.data,
            lines=self.lines(),
            required=self.required.data,
            categories=[code for code in self.categories.data if code in known],
            conditions=[pair for pair in self.conditions.data if pair in conditions],
            least=self.least.data if number else None,
            most=self.most.data if number else None,
        )


def _data(question: SignUpQuestion) -> dict[str, Any]:
    lines = [" | ".join(text for text in texts if text) for texts in question.options.values()]
    names = ("label", "label_en", "kind", "hint", "hint_en", "required", "least", "most")
    same: dict[str, Any] = {name: getattr(question, name) for name in names}
    return same | {
        "options": "\n".join(lines),
        "categories": list(question.categories),
        "conditions": list(question.conditions),
        "version": question.version,
    }


class AnswersForm(QuestionFields):
    """The answers of somebody who is signed up."""

    def __init__(self, category: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._category = category

    def category_code(self) -> str | None:
        return self._category


class OpenAnswersForm(AnswersForm):
    """What somebody else completes for a person: what the person said is neither shown nor
    changed, it only decides what else is asked."""

    def open_questions(self) -> list[SignUpQuestion]:
        """The questions that have no answer yet, in their order."""
        by_code = {question.code: question for question in self.questions}
        given = {code: self.held[by_code[code].id].values for code in self._settled()}
        asked = [question.asked for question in self.questions]
        return [by_code[code] for code in still_open(asked, self.category_code(), given)]

    def _settled(self) -> set[str]:
        return {question.code for question in self.questions if question.id in self.held}

    def _raw(self, question: SignUpQuestion) -> list[str]:
        held = self.held.get(question.id)
        return list(held.values) if held else super()._raw(question)

    def _judged(self) -> Judgement:
        found = super()._judged()
        for code in self._settled():
            found.values.pop(code, None)
            found.problems.pop(code, None)
        return found
