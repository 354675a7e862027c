"""The sign-up form: one page, a minute, a phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms

from app.core import words
from app.core.errors import Refused
from app.core.forms import MaxLength, TextField
from app.core.i18n import _, _l, locale_code
from app.registrations.fields import ChildFields, ContactFields, PurposeField, needs_operations
from app.registrations.invitations.models import Invitation
from app.registrations.own.actions import new_key
from app.registrations.person import Person
from app.registrations.queries import Standing
from app.registrations.questions.fields import QuestionFields


class SignUpForm(QuestionFields, ContactFields, ChildFields):
    """Category, name, contact, consents, the event's questions; for children also a guardian."""

    order = ("category", "invitation", "name", "organisation", "phone", "email")

    key = wtforms.HiddenField()
    category = wtforms.RadioField(_l("You come as"), coerce=int)
    consents = PurposeField(_l("What you allow"), [needs_operations])
    invitation = TextField(
        _l("Invitation code"), [MaxLength(40)], description=_l("From your invitation letter.")
    )

    def __init__(
        self, standings: Sequence[Standing], invited: Invitation | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._invited = invited
        self.category.choices = [(each.category.id, each.name) for each in standings]
        self._codes = {each.category.id: each.category.code for each in standings}
        if not self.key.data:
            self.key.data = new_key()
        if len(standings) == 1 and self.category.data is None:
            self.category.data = standings[0].category.id
        if invited is not None and not self.was_sent:
            self.category.data, self.invitation.data = invited.category_id, invited.code

    def validate_category(self, field: wtforms.Field) -> None:
        if field.data is None:
            raise wtforms.ValidationError(_("Choose what you come as."))

    def validate_invitation(self, field: wtforms.Field) -> None:
        if field.data and self._invited is None:
            raise wtforms.ValidationError(words.say(Refused("invitation_unknown")))

    def category_code(self) -> str | None:
        return self._codes.get(self.category.data)

    def person(self) -> Person:
        """The person as typed, cleaned; files sent are kept by then."""
        return Person(
            name=self.name.data or "",
            email=self.email.data,
            phone=self.phone.data,
            organisation=self.organisation.data,
            consents=frozenset(self.consents.data),
            birth_year=self.birth_year.data,
            guardian=self.guardian.data,
            guardian_phone=self.guardian_phone.data,
            invitation=self._used_code(),
            said=self.said(),
            locale=locale_code(),
        )

    def _used_code(self) -> str | None:
        """The code, if it opens what was chosen; for another category it stays unused."""
        invited = self._invited
        return invited.code if invited and invited.category_id == self.category.data else None
