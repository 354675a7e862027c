"""What is typed and tapped at the tables."""

from __future__ import annotations

from typing import Any

import wtforms

from app.connections.presence.words import SIDES
from app.connections.stages import MeetingState, Side
from app.core.forms import BaseForm, ChoiceField, MaxLength, Required, TextAreaField, TextField
from app.core.forms import choices as choices_of
from app.core.i18n import _l


class BadgeForm(BaseForm):
    """A badge's code, by camera or by hand; `side` answers the question that may follow."""

    badge = TextField(_l("Badge"), [Required(), MaxLength(300)])
    side = wtforms.HiddenField()

    def chosen(self) -> Side | None:
        return Side(self.side.data) if self.side.data in set(Side) else None


class CameForm(BaseForm):
    """The host saw that a side came."""

    side = ChoiceField(choices=choices_of(SIDES), validators=[Required()])


class CorrectForm(BaseForm):
    """What really happened, with the reason."""

    state = wtforms.RadioField(
        _l("What happened"),
        choices=[
            (MeetingState.HELD.value, _l("It took place")),
            (MeetingState.NO_SHOW_DEMAND.value, _l("The need side did not come")),
            (MeetingState.NO_SHOW_SUPPLY.value, _l("The technology side did not come")),
        ],
    )
    reason = TextField(_l("Reason"), [Required(), MaxLength(300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="right-", **kwargs)


class ObjectionForm(BaseForm):
    words = TextAreaField(_l("What happened, in a few words"), [MaxLength(500)])


class WalkUpForm(BaseForm):
    """The last tap of a walk-up meeting: the table; what it is about where it is not known."""

    need = ChoiceField(_l("Need"))
    topic = TextField(_l("What the need is about"), [MaxLength(300)])
    technology = ChoiceField(_l("Technology"))
    table = wtforms.HiddenField()
