"""What is typed about digests."""

from __future__ import annotations

import wtforms

from app.catalogue.states import DismissReason
from app.connections.digests.actions import Answered
from app.connections.digests.contents import Reply
from app.connections.digests.words import EVERY, REASONS, REPLIES
from app.core.forms import BaseForm, ChoiceField, MaxLength, TextAreaField, choices
from app.core.i18n import _l


class PlanForm(BaseForm):
    every = wtforms.RadioField(_l("Letters to the owners of needs"), choices=choices(EVERY))


class OwnerForm(BaseForm):
    """One press of a button by the owner: its value is the answer."""

    reply = wtforms.RadioField(
        _l("Answer"), [wtforms.validators.InputRequired()], choices=choices(REPLIES)
    )
    why = ChoiceField(_l("Why not"), choices=choices(REASONS, _l("Choose…")))
    note = TextAreaField(_l("A word to the hub"), [MaxLength(500)])

    def given(self) -> Answered:
        why = DismissReason(self.why.data) if self.why.data else None
        return Answered(Reply(self.reply.data), why, self.note.data)


class OfficeForm(OwnerForm):
    """What an owner said by phone, taken down by the hub."""

    note = TextAreaField(_l("In their words"), [MaxLength(500)])
    silent = wtforms.BooleanField(_l("Wants no letters of this kind"))
