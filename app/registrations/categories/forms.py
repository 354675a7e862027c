"""A category as the office types it."""

from __future__ import annotations

import wtforms
from wtforms.validators import Regexp, ValidationError

from app.core.forms import (
    BaseForm,
    Between,
    ChoiceField,
    DateTimeField,
    MaxLength,
    Required,
    TextField,
    WholeField,
)
from app.core.i18n import _, _l
from app.registrations.badges.layout import COLOURS
from app.registrations.categories.actions import Plan

COLOUR_WORDS = {
    "indigo": _l("indigo"),
    "green": _l("green"),
    "orange": _l("orange"),
    "purple": _l("purple"),
    "teal": _l("teal"),
    "red": _l("red"),
    "lime": _l("lime"),
    "pink": _l("pink"),
    "blue": _l("blue"),
    "dark": _l("dark"),
}


class CategoryForm(BaseForm):
    """Words, places, who may choose it, when."""

    name = TextField(_l("Name"), [Required(), MaxLength(80)])
    name_en = TextField(_l("Name in English"), [MaxLength(80)])
    places = WholeField(_l("Places"), [Between(0, 1_000_000)], description=_l("Empty: no limit."))
    public = wtforms.BooleanField(
        _l("Strangers may choose it"),
        description=_l("Without this only who has an invitation code, and the office."),
    )
    approval = wtforms.BooleanField(
        _l("The organisers approve each one"),
        description=_l("The badge is made after that. Who is signed up by the office needs none."),
    )
    colour = ChoiceField(_l("Colour on the badge"))
    opens_at = DateTimeField(_l("Sign-up opens"), description=_l("Like 01/11/2026 08:00."))
    closes_at = DateTimeField(_l("Sign-up closes"), description=_l("Like 02/12/2026 17:00."))
    version = wtforms.HiddenField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.colour.choices = [(key, str(COLOUR_WORDS[key])) for key in COLOURS]

    def validate_closes_at(self, field: wtforms.Field) -> None:
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_("It closes after it opens."))

    def plan(self) -> Plan:
        return Plan(
            name=self.name.data or "",
            name_en=self.name_en.data,
            places=self.places.data,
            public=self.public.data,
            approval=self.approval.data,
            colour=self.colour.data or "indigo",
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
        )


class NewCategoryForm(CategoryForm):
    """With its code, which never changes: programs and spreadsheets use it."""

    code = TextField(
        _l("Code"),
        [
            Required(),
            Regexp(
                r"^[A-Za-z0-9_-]{1,30}$",
                message=_l("1 to 30 letters without marks, digits, - or _."),
            ),
        ],
        description=_l("For spreadsheets and programs, like visitor."),
    )
