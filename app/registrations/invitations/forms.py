"""Invitation codes as the office asks for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms.validators import ValidationError

from app.core import clock
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
from app.registrations.invitations.actions import MOST, Batch
from app.registrations.invitations.uses import tidy
from app.registrations.queries import Standing


class InvitationsForm(BaseForm):
    """For whom, which category, how many codes for how many people each."""

    category = ChoiceField(_l("Opens the category"), [Required()])
    label = TextField(_l("For whom"), [MaxLength(120)], description=_l("Like: newspapers."))
    number = WholeField(
        _l("How many codes"), [Required(), Between(1, MOST)], description=_l("Up to 2,000 at once.")
    )
    uses = WholeField(
        _l("People for each code"), [Between(1, 100_000)], description=_l("Empty: no limit.")
    )
    code = TextField(
        _l("A code of your own"),
        [MaxLength(24)],
        description=_l("For one code only, like BAOCHI2026. Empty: a code that nobody guesses."),
    )
    expires_at = DateTimeField(_l("Good until"), description=_l("Like 02/12/2026 17:00."))

    def __init__(self, standings: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.category.choices = [
            (
                each.category.code,
                _("%(name)s (open to all)", name=each.name) if each.category.public else each.name,
            )
            for each in sorted(standings, key=lambda each: each.category.public)
        ]

    def validate_code(self, field: Any) -> None:
        if field.data and not re.fullmatch(r"[A-Z0-9]{6,24}", tidy(field.data)):
            raise ValidationError(_("6 to 24 letters without marks or digits."))

    def validate_number(self, field: Any) -> None:
        if self.code.data and field.data != 1:
            raise ValidationError(_("A code of your own is one code."))

    def validate_expires_at(self, field: Any) -> None:
        if field.data and field.data <= clock.now():
            raise ValidationError(_("This moment has passed."))

    def batch(self) -> Batch:
        return Batch(
            number=self.number.data or 1,
            uses=self.uses.data,
            label=self.label.data,
            expires_at=self.expires_at.data,
            code=self.code.data,
        )
