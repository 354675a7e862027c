"""Forms of the event's office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms

from app.core.forms import BaseForm, ChoiceField, MaxLength, Required, TextAreaField
from app.core.i18n import _, _l, number_text
from app.registrations.fields import (
    ChildFields,
    ContactFields,
    PurposeField,
    needs_operations,
)
from app.registrations.own.actions import new_key
from app.registrations.person import Person
from app.registrations.queries import Standing
from app.registrations.questions.fields import QuestionFields


def category_choices(standings: Sequence[Standing]) -> list[tuple[str, str]]:
    """Every category with what is left of it."""
    return [(each.category.code, _choice(each)) for each in standings]


def _choice(each: Standing) -> str:
    if each.left is None:
        return each.name
    if each.full:
        return _("%(name)s (full, %(n)s waiting)", name=each.name, n=number_text(each.waiting))
    return _("%(name)s (%(n)s left)", name=each.name, n=number_text(each.left))


class WalkInForm(QuestionFields, ContactFields, ChildFields):
    """Somebody who stands at the desk: twenty seconds."""

    key = wtforms.HiddenField()
    category = ChoiceField(_l("Comes as"), [Required()])
    consents = PurposeField(_l("Read out and agreed to"), [needs_operations])

    def __init__(self, standings: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.category.choices = category_choices(standings)
        if not self.key.data:
            self.key.data = new_key()

    def category_code(self) -> str | None:
        return self.category.data

    def person(self) -> Person:
        return Person(
            name=self.name.data or "",
            email=self.email.data,
            phone=self.phone.data,
            organisation=self.organisation.data,
            consents=frozenset(self.consents.data),
            birth_year=self.birth_year.data,
            guardian=self.guardian.data,
            guardian_phone=self.guardian_phone.data,
            said=self.said(),
        )


class ReasonForm(BaseForm):
    """Why; the person or the trail keeps it."""

    reason = TextAreaField(_l("Reason"), [Required(), MaxLength(300)])


class CategoryForm(BaseForm):
    category = ChoiceField(_l("Comes as"), [Required()])

    def __init__(self, standings: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.category.choices = category_choices(standings)
