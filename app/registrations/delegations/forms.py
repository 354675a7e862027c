"""The form of a group: who leads it, then people by name or their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask import request
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from app.core import clock, sheets, words
from app.core.errors import Refused
from app.core.forms import (
    EmailField,
    MaxLength,
    PhoneField,
    Required,
    TextField,
    WholeField,
)
from app.core.i18n import _, _l, locale_code
from app.registrations.delegations.actions import MOST_HEADS, MOST_PEOPLE, Leader
from app.registrations.delegations.words import WAYS
from app.registrations.imports import rows as imports
from app.registrations.own.actions import new_key
from app.registrations.person import Person, is_minor
from app.registrations.queries import Standing
from app.registrations.questions.fields import QuestionFields
from app.registrations.states import Purpose

FEWEST_ROWS = 5
#: field of a row -> column of a spreadsheet
COLUMNS = {
    "name": "full_name",
    "email": "email",
    "phone": "phone",
    "birth_year": "birth_year",
    "guardian": "guardian_name",
    "guardian_phone": "guardian_phone",
}


class MemberRow(wtforms.Form):
    """One person; an empty row is nobody."""

    name = TextField(_l("Full name"), [MaxLength(120)])
    email = EmailField(_l("E-mail"))
    phone = PhoneField(_l("Phone"))
    birth_year = WholeField(_l("Year of birth, if under 16"))
    guardian = TextField(_l("Guardian's name"), [MaxLength(120)])
    guardian_phone = PhoneField(_l("Guardian's phone"))

    skipped = False

    @property
    def blank(self) -> bool:
        return not any(raw.strip() for each in self for raw in each.raw_data or ())

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


class GroupForm(QuestionFields):
    """A group of up to fifty people by name, or a head count.

    The event's own questions are answered once, for everybody; what differs is left open and
    completed for each person afterwards, by the leader or by themselves.
    """

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
    people = wtforms.FieldList(
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
        return bool(super().validate(extra_validators))

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


def with_file() -> MultiDict[str, str]:
    """What was typed, with the people of the file sent for those typed before.

    Raises Refused: "sheet_…", "sheet_columns_missing", "group_file_too_long".
    """
    sent = request.files.get("file")
    if not sent or not sent.filename:
        raise Refused("group_file_missing", field="file")
    sheet = sheets.read(sent.stream.read(sheets.MAX_BYTES + 1), sent.filename)
    where = imports.columns(sheet.header)
    if "full_name" not in where:
        raise Refused("sheet_columns_missing", columns="full_name", field="file")
    if len(sheet.rows) > MOST_PEOPLE:
        raise Refused("group_file_too_long", most=MOST_PEOPLE, field="file")
    typed = MultiDict(
        (name, value)
        for name, value in request.form.items(multi=True)
        if not name.startswith("people-")
    )
    for number, row in enumerate(sheet.rows):
        for field, column in COLUMNS.items():
            place = where.get(column)
            value = row[place] if place is not None and place < len(row) else None
            typed.add(f"people-{number}-{field}", _text(column, value))
    return typed


def _text(column: str, value: Any) -> str:
    """A cell as somebody would type it; spreadsheets drop the first 0 of a phone."""
    text = "" if value is None else str(value).strip()
    if column.endswith("phone") and text.isdigit() and len(text) == 9:
        text = "0" + text
    return text
