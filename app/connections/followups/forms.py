"""What is typed to follow a connection, and what its parties answer."""

from __future__ import annotations

from typing import Any

import wtforms
from flask_wtf.file import FileField

from app.catalogue.labels import DISMISS_REASONS
from app.catalogue.states import DismissReason
from app.connections.followups.asked import Answered
from app.connections.followups.contacts import ContactGiven
from app.connections.followups.words import ANSWERS
from app.connections.meetings.forms import OutcomeFields
from app.connections.presence.words import SIDES
from app.connections.stages import Answer
from app.core.forms import (
    BaseForm,
    ChoiceField,
    DateField,
    EmailField,
    MaxLength,
    MoneyField,
    PhoneField,
    Required,
    TextAreaField,
    TextField,
    choices,
)
from app.core.i18n import _l


class StepForm(OutcomeFields):
    evidence = FileField(
        _l("Evidence"), description=_l("PDF or picture of the paper, at most 10 MB.")
    )


class NextForm(BaseForm):
    """Its fields carry a prefix: the page shows it beside the form of a step."""

    version = wtforms.HiddenField()
    next_step = TextField(_l("Next step"), [MaxLength(300)])
    next_due = DateField(_l("Due on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="plan-", **kwargs)


class ContactForm(BaseForm):
    side = wtforms.RadioField(_l("For"), choices=choices(SIDES))
    name = TextField(_l("Full name"), [MaxLength(120)])
    title = TextField(_l("Position"), [MaxLength(120)])
    email = EmailField(_l("E-mail"))
    phone = PhoneField(_l("Phone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="who-", **kwargs)

    def given(self) -> ContactGiven:
        return ContactGiven(self.name.data, self.title.data, self.email.data, self.phone.data)


class KeeperForm(BaseForm):
    """`choices` are the users of the hub."""

    keeper = ChoiceField(_l("Followed up by"), [Required()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="by-", **kwargs)


class AnswerForm(BaseForm):
    """One step for a party: what came of it."""

    outcome = wtforms.RadioField(
        _l("How does it go?"),
        [wtforms.validators.InputRequired(message=_l("Please choose one of these."))],
        choices=choices(ANSWERS),
    )
    why = ChoiceField(_l("Why it ended"), choices=choices(DISMISS_REASONS, _l("Choose…")))
    signed_on = DateField(_l("Signed on"))
    value_vnd = MoneyField(_l("Value"), description=_l("Only if you like, like 480 triệu."))
    note = TextAreaField(_l("Anything else the hub should know"), [MaxLength(1000)])
    silent = wtforms.BooleanField(_l("Do not ask me again about this meeting"))

    def given(self) -> Answered:
        return Answered(
            answer=Answer(self.outcome.data),
            why=DismissReason(self.why.data) if self.why.data else None,
            signed_on=self.signed_on.data,
            value_vnd=self.value_vnd.data,
            note=self.note.data,
            ask_again=not self.silent.data,
        )
