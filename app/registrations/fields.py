"""Form fields that sign-up, self-service and the office share."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import ValidationError

from app.accounts import provinces
from app.core import clock, words
from app.core.errors import Refused
from app.core.forms import (
    BaseForm,
    ChoiceField,
    EmailField,
    MaxLength,
    PhoneField,
    Required,
    TextField,
    WholeField,
)
from app.core.i18n import _, _l
from app.registrations.person import Details
from app.registrations.states import Purpose
from app.registrations.words import CONSENTS


class ContactFields(BaseForm):
    """A person's name and how to reach them: e-mail or phone, at least one."""

    name = TextField(_l("Full name"), [Required(), MaxLength(120)])
    organisation = TextField(_l("Organisation"), [MaxLength(200)])
    phone = PhoneField(_l("Phone"), description=_l("Phone or e-mail: at least one of them."))
    email = EmailField(
        _l("E-mail"), description=_l("Your badge and the link to change or cancel go here.")
    )

    def validate_email(self, field: wtforms.Field) -> None:
        if not field.data and not self.phone.data and not self.phone.errors:
            raise ValidationError(_("Give an e-mail address or a phone number."))


class DetailsForm(ContactFields):
    """What a person or the office changes afterwards."""

    job_title = TextField(_l("Position"), [MaxLength(120)])
    province = ChoiceField(_l("Province or city"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.province.choices = [("", _("not said")), *provinces.choices()]

    def details(self) -> Details:
        """What was typed, cleaned."""
        return Details(
            name=self.name.data or "",
            email=self.email.data,
            phone=self.phone.data,
            organisation=self.organisation.data,
            job_title=self.job_title.data,
            province=self.province.data,
        )


class ChildFields(BaseForm):
    """Asked only for people under 16."""

    birth_year = WholeField(_l("Year of birth"))
    guardian = TextField(_l("Guardian's name"), [MaxLength(120)])
    guardian_phone = PhoneField(_l("Guardian's phone"))

    def validate_birth_year(self, field: wtforms.Field) -> None:
        if field.data is not None and not 1900 <= field.data <= clock.today().year:
            raise ValidationError(_("This is not a year of birth."))


class PurposeField(wtforms.SelectMultipleField):
    """Boxes per purpose, each unticked until somebody ticks it."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=Purpose, **kwargs)
        self.choices = [(purpose.value, text.title) for purpose, text in CONSENTS.items()]

    def process_formdata(self, valuelist: list[str]) -> None:
        known = set(Purpose)
        self.data = [Purpose(value) for value in valuelist if value in known]


def needs_operations(form: BaseForm, field: wtforms.Field) -> None:
    """Validator: without the purpose of running the event there is no badge."""
    if Purpose.EVENT_OPERATIONS not in (field.data or []):
        raise ValidationError(words.say(Refused("consent_needed")))
