"""The form of a group: who leads it, then people by name or their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import wtforms
from wtforms.validators import ValidationError

from app.core.forms import (
    EmailField,
    MaxLength,
    PhoneField,
    Required,
    Rows,
    TextField,
    WholeField,
)
from app.core.i18n import _, _l, locale_code
from app.registrations.delegations.actions import MOST_HEADS, MOST_PEOPLE, Leader
from app.registrations.delegations.members import MemberRow, rows_with
from app.registrations.delegations.words import WAYS
from app.registrations.own.actions import new_key
from app.registrations.queries import Standing
from app.registrations.questions import answers
from app.registrations.questions.cells import Column
from app.registrations.questions.fields import QuestionFields, with_questions
from app.registrations.questions.models import SignUpQuestion
from app.registrations.questions.rules import Given

FEWEST_ROWS = 5


@dataclass(frozen=True)
class BadCell:
    """A cell of the people that has to be put right."""

    row: int  # as counted on the page, from 1
    name: str
    field: wtforms.Field


class GroupForm(QuestionFields):
    """A group of up to fifty people by name, or a head count.

    The event's own questions are answered once, for everybody, and where one answers otherwise,
    in their row; what is left open is completed for each person afterwards, by the leader or by
    themselves. Make its class with `group_form`.
    """

    columns: ClassVar[Sequence[Column]] = ()  # the questions as columns of a spreadsheet

    key = wtforms.HiddenField()
    category = wtforms.RadioField(_l("You come as"), coerce=int)
    group = TextField(
        _l("Name of the group"),
        [Required(), MaxLength(150)],
        description=_l("It stands on each badge."),
    )
    leader = TextField(_l("Your name"), [Required(), MaxLength(120)])
    phone = PhoneField(_l("Your phone"))
    email = EmailField(
        _l("Your e-mail"), description=_l("All badges and the link to the group go here.")
    )
    way = wtforms.RadioField(
        _l("Whom do you sign up?"),
        choices=WAYS,
        default="names",
    )
    heads = WholeField(_l("How many people"))
    people = Rows(
        wtforms.FormField(MemberRow), _l("People"), min_entries=FEWEST_ROWS, max_entries=MOST_PEOPLE
    )
    file = wtforms.FileField(
        _l("Or from a spreadsheet"), description=_l("XLSX or CSV, up to 50 people.")
    )
    short = wtforms.RadioField(
        _l("If there are not enough places"),
        choices=[
            ("none", _l("Sign nobody up, and tell me")),
            ("wait", _l("As many as there are; the rest wait")),
        ],
        default="none",
    )
    agreed = wtforms.BooleanField(
        _l("Everybody I name has agreed"),
        description=_l(
            "Their details are used to run this event: badge, entrance, changes. "
            "For children their guardians have agreed. Nothing is passed to exhibitors."
        ),
    )

    def __init__(self, standings: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.category.choices = [(each.category.id, each.name) for each in standings]
        self._codes = {each.category.id: each.category.code for each in standings}
        if len(standings) == 1 and self.category.data is None:
            self.category.data = standings[0].category.id
        if not self.key.data:
            self.key.data = new_key()

    def category_code(self) -> str | None:
        return self._codes.get(self.category.data)

    @property
    def by_name(self) -> bool:
        return bool(self.way.data != "count")

    def validate(self, extra_validators: Any = None) -> bool:
        for each in self.people:
            each.form.skipped = not self.by_name
        fine = bool(super().validate(extra_validators))
        return self._judge_people() and fine

    def look_over(self) -> None:
        """Say what is wrong with the people, before anything else is asked."""
        self.people.validate(self)
        self._judge_people()

    def _judge_people(self) -> bool:
        """Each person's own answers; whether all of them will do."""
        if not self.by_name or not self.questions:
            return True
        common = {question.code: self._raw(question) for question in self.questions}
        for row in self.chosen():
            row.judge(common, self.category_code())
        if not self.bad_cells():
            return True
        self.people.errors = [each.errors for each in self.people]
        return False

    def bad_cells(self) -> list[BadCell]:
        """What has to be put right, row by row."""
        if not self.by_name:
            return []
        return [
            BadCell(number, entry.form.name.data or "", field)
            for number, entry in enumerate(self.people, 1)
            for field in entry.form
            if field.errors
        ]

    def said_by_each(self) -> list[tuple[Given, ...]]:
        """What each of the group answers, in their order; the head count's all say the same."""
        if not self.by_name:
            return [self.said()] * (self.heads.data or 0)
        found = []
        worded: dict[tuple[str, tuple[str, ...]], Given] = {}
        for row in self.chosen():
            said = []
            for question in self.questions:
                values = tuple(row.judgement.values.get(question.code, ()))
                if not values:
                    continue
                key = (question.code, values)
                if key not in worded:
                    worded[key] = answers.given(question, values)
                said.append(worded[key])
            found.append(tuple(said))
        return found

    def validate_category(self, field: wtforms.Field) -> None:
        if field.data is None:
            raise ValidationError(_("Choose what you come as."))

    def validate_email(self, field: wtforms.Field) -> None:
        if not field.data and not self.phone.data and not self.phone.errors:
            raise ValidationError(_("Give an e-mail address or a phone number."))

    def validate_heads(self, field: wtforms.Field) -> None:
        if not self.by_name and not 1 <= (field.data or 0) <= MOST_HEADS:
            raise ValidationError(_("A number from 1 to %(most)s.", most=MOST_HEADS))

    def validate_people(self, field: wtforms.Field) -> None:
        if self.by_name and all(each.form.blank for each in field):
            field[0].form.name.errors = [_("Name at least one person.")]
            raise ValidationError(_("Name at least one person."))

    def validate_agreed(self, field: wtforms.Field) -> None:
        if self.by_name and not field.data:
            raise ValidationError(_("Without their agreement nobody can be signed up."))

    def more_rows(self) -> None:
        for _n in range(min(FEWEST_ROWS, MOST_PEOPLE - len(self.people))):
            self.people.append_entry()

    def chosen(self) -> list[MemberRow]:
        """The rows that name somebody."""
        return [each.form for each in self.people if not each.form.blank]

    def leading(self) -> Leader:
        return Leader(
            group=self.group.data or "",
            name=self.leader.data or "",
            email=self.email.data,
            phone=self.phone.data,
            locale=locale_code(),
        )


def group_form(questions: Sequence[SignUpQuestion]) -> type[GroupForm]:
    """The form with the event's own questions, for all and in each row."""
    rows = rows_with(questions)
    people = Rows(
        wtforms.FormField(rows), _l("People"), min_entries=FEWEST_ROWS, max_entries=MOST_PEOPLE
    )
    base = with_questions(GroupForm, questions, lenient=True)
    return type(GroupForm.__name__, (base,), {"people": people, "columns": rows.columns})
