"""The people of a group: rows on the page, and the spreadsheet that fills them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

import wtforms
from flask import request
from werkzeug.datastructures import MultiDict

from app.core import clock, sheets, words
from app.core.errors import Refused
from app.core.forms import EmailField, MaxLength, PhoneField, TextAreaField, TextField, WholeField
from app.core.i18n import _, _l, locale_code
from app.registrations.delegations.actions import MOST_PEOPLE
from app.registrations.imports import rows as imports
from app.registrations.person import Person, is_minor
from app.registrations.questions import answers, cells
from app.registrations.questions import words as question_words
from app.registrations.questions.cells import Column
from app.registrations.questions.fields import name_of
from app.registrations.questions.models import SignUpQuestion
from app.registrations.questions.rules import CHOICES, Judgement, Kind, judge
from app.registrations.states import Purpose

#: field of a row -> column of a spreadsheet
COLUMNS = {
    "name": "full_name",
    "email": "email",
    "phone": "phone",
    "birth_year": "birth_year",
    "guardian": "guardian_name",
    "guardian_phone": "guardian_phone",
}
#: What the columns are called in a file to fill in, in their order.
HEADS = [
    _l("Full name"),
    _l("E-mail"),
    _l("Phone"),
    _l("Year of birth"),
    _l("Guardian's name"),
    _l("Guardian's phone"),
]


class MemberRow(wtforms.Form):
    """One person and what they alone answer; an empty row is nobody."""

    name = TextField(_l("Full name"), [MaxLength(120)])
    email = EmailField(_l("E-mail"))
    phone = PhoneField(_l("Phone"))
    birth_year = WholeField(_l("Year of birth, if under 16"))
    guardian = TextField(_l("Guardian's name"), [MaxLength(120)])
    guardian_phone = PhoneField(_l("Guardian's phone"))

    columns: ClassVar[Sequence[Column]] = ()  # the event's own questions
    judgement = Judgement()
    skipped = False
    left_out = False  # an answer to a question that is not asked of them

    @property
    def blank(self) -> bool:
        return not any(raw.strip() for each in self for raw in each.raw_data or ())

    @property
    def own_answers(self) -> list[wtforms.Field]:
        return [self[name_of(column.asked.code)] for column in self.columns]

    @property
    def answers_unfit(self) -> bool:
        """Whether one of their own answers has to be put right or is left out."""
        return any(each.errors for each in self.own_answers) or self.left_out

    @property
    def answered(self) -> list[str]:
        """What they answer of their own, in a few words each."""
        said = []
        for field in self.own_answers:
            text = (field.data or "").strip()
            words = dict(field.choices).get(text, text) if hasattr(field, "choices") else text
            said += [words[:40]] if text else []
        return said

    def validate(self, extra_validators: Any = None) -> bool:
        if self.skipped or self.blank:
            return True
        fine = bool(super().validate(extra_validators))
        if not self.name.data and not self.name.errors:
            self.name.errors = [_("Please fill this in.")]
        year = self.birth_year.data
        if year is not None and not 1900 <= year <= clock.today().year:
            self.birth_year.errors = [_("This is not a year of birth.")]
        elif is_minor(year, clock.today()):
            for each in (self.guardian, self.guardian_phone):
                if not each.data and not each.errors:
                    each.errors = [words.say(Refused("guardian_needed"))]
        return fine and not any(each.errors for each in self)

    def judge(self, common: Mapping[str, list[str]], category: str | None) -> None:
        """Read the answers: this person's own, and where there is none, the group's. A bad cell
        gets its error, one to a question that is not asked of them says that it is left out."""
        typed = {
            column.asked.code: cells.typed(column, self[name_of(column.asked.code)].data)
            for column in self.columns
        }
        raw = {**common, **{code: values for code, values in typed.items() if values}}
        asked = [column.asked for column in self.columns]
        self.judgement = judge(asked, category, raw, lenient=True)
        for column in self.columns:
            code = column.asked.code
            if not typed[code]:
                continue
            field = self[name_of(code)]
            if problem := self.judgement.problems.get(code):
                said = question_words.say_of_cell(problem, typed[code], column.words)
                field.errors = [*field.errors, said]
            elif code in self.judgement.unasked and (category or not column.asked.categories):
                self.left_out = True
                field.description = _("Not asked of this person: the answer is left out.")

    def person(self) -> Person:
        return Person(
            name=self.name.data or "",
            email=self.email.data,
            phone=self.phone.data,
            birth_year=self.birth_year.data,
            guardian=self.guardian.data,
            guardian_phone=self.guardian_phone.data,
            consents=frozenset({Purpose.EVENT_OPERATIONS}),
            locale=locale_code(),
        )


def rows_with(questions: Sequence[SignUpQuestion]) -> type[MemberRow]:
    """A row with a cell for each question."""
    made: dict[str, Any] = {"columns": [answers.column_of(each) for each in questions]}
    for question in questions:
        made[name_of(question.code)] = _cell(question)
    return type(MemberRow.__name__, (MemberRow,), made)


def _cell(question: SignUpQuestion) -> Any:
    label, options = answers.label_of(question), answers.options_of(question)
    if question.kind is Kind.SEVERAL:
        listed = _("Several with commas between: %(choices)s.", choices=_listed(options))
        return TextField(label, description=listed)
    if question.kind in CHOICES:
        return wtforms.SelectField(label, choices=[("", "—"), *options], validate_choice=False)
    return TextAreaField(label) if question.kind is Kind.TEXT else TextField(label)


def _listed(options: Sequence[tuple[str, str]]) -> str:
    return ", ".join(text for _key, text in options)


def reserved() -> set[str]:
    """The heads, folded, of a group's own columns."""
    return {title for name in COLUMNS.values() for title in imports.NAMES[name]}


def with_file(columns: Sequence[Column]) -> MultiDict[str, str]:
    """What was typed, with the people of the file sent for those typed before.

    Raises Refused: "sheet_…", "sheet_columns_missing", "group_file_too_long".
    """
    sent = request.files.get("file")
    if not sent or not sent.filename:
        raise Refused("group_file_missing", field="file")
    sheet = sheets.read(sent.stream.read(sheets.MAX_BYTES + 1), sent.filename)
    known = imports.columns(sheet.header)
    where = {field: known[name] for field, name in COLUMNS.items() if name in known}
    if "name" not in where:
        raise Refused("sheet_columns_missing", columns="full_name", field="file")
    if len(sheet.rows) > MOST_PEOPLE:
        raise Refused("group_file_too_long", most=MOST_PEOPLE, field="file")
    asked = cells.places(columns, sheet.header, where.values())
    typed = MultiDict(
        (name, value)
        for name, value in request.form.items(multi=True)
        if not name.startswith("people-")
    )
    for number, row in enumerate(sheet.rows):
        for field, column in COLUMNS.items():
            value = row[where[field]] if field in where else None
            typed.add(f"people-{number}-{field}", _text(column, value))
        for each in columns:
            place = asked.get(each.asked.code)
            value = None if place is None else row[place]
            typed.add(f"people-{number}-{name_of(each.asked.code)}", _answer(each, value))
    return typed


def _text(column: str, value: Any) -> str:
    """A cell as somebody would type it; spreadsheets drop the first 0 of a phone."""
    text = "" if value is None else str(value).strip()
    if column.endswith("phone") and text.isdigit() and len(text) == 9:
        text = "0" + text
    return text


def _answer(column: Column, value: Any) -> str:
    """A cell as somebody would type it into the row's own field."""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    kind = column.asked.kind
    if kind is Kind.SEVERAL:
        return "" if value is None else str(value).replace("\n", ", ")
    return "".join(cells.typed(column, value)[:1])
