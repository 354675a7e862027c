"""What each deed for many still asks before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms

from app.core.forms import (
    BaseForm,
    ChoiceField,
    MaxLength,
    Required,
    TextAreaField,
    TextField,
)
from app.core.i18n import _, _l
from app.registrations.batches.kinds import Deed
from app.registrations.letters.compose import Words
from app.registrations.office.forms import CategoryForm, ReasonForm
from app.registrations.queries import Standing
from app.registrations.tags import MOST_LETTERS


class YesForm(BaseForm):
    """Nothing but a yes."""


class TagForm(BaseForm):
    tag = TextField(_l("Tag"), [Required(), MaxLength(MOST_LETTERS)])


class MailForm(BaseForm):
    """A word to people of the event, or advertising to those of them who agreed to it."""

    kind = wtforms.RadioField(
        _l("What it is"),
        choices=[
            ("service", _l("About this event: a change, a hint, a request")),
            ("advertising", _l("News or an invitation: only to those who agreed, with [QC]")),
        ],
        default="service",
    )
    subject = TextField(_l("Subject"), [Required(), MaxLength(180)])
    body = TextAreaField(_l("Text"), [Required(), MaxLength(8000)])

    @property
    def advertising(self) -> bool:
        return bool(self.kind.data == "advertising")

    def words(self) -> Words:
        return Words(self.subject.data or "", self.body.data or "")


class KnownTagForm(BaseForm):
    tag = ChoiceField(_l("Tag"), [Required()])

    def __init__(self, known: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tag.choices = [("", _("choose")), *((each, each) for each in known)]


def form_of(deed: Deed, standings: Sequence[Standing], known_tags: Sequence[str]) -> BaseForm:
    """The form a deed asks for."""
    if deed is Deed.REFUSE:
        return ReasonForm()
    if deed is Deed.CATEGORY:
        return CategoryForm(standings)
    if deed is Deed.MAIL:
        return MailForm()
    if deed is Deed.TAG:
        return TagForm()
    return KnownTagForm(known_tags) if deed is Deed.UNTAG else YesForm()
