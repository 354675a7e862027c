"""What people type about slots, times to meet and moves."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import wtforms

from app.connections.stages import Spot
from app.connections.timetables.slots import MOST_TABLES, Pattern
from app.core.forms import (
    BaseForm,
    Between,
    ChoiceField,
    DateTimeField,
    MaxLength,
    Required,
    TextField,
    TimeField,
    WholeField,
    choices,
)
from app.core.i18n import _l, date_text, weekday_text

SECONDS = {
    "10": _l("10 seconds: a quick look"),
    "30": _l("30 seconds: usual"),
    "60": _l("1 minute"),
    "300": _l("5 minutes: large fairs"),
}


class MakeForm(BaseForm):
    seconds = ChoiceField(_l("How long it may search"), choices=list(SECONDS.items()), default="30")


class PatternForm(BaseForm):
    """Slots from a few numbers."""

    days = wtforms.SelectMultipleField(
        _l("Days"),
        option_widget=wtforms.widgets.CheckboxInput(),
        widget=wtforms.widgets.ListWidget(prefix_label=False),
        validators=[Required(_l("Choose at least one day."))],
    )
    begins = TimeField(_l("From"), [Required()])
    ends = TimeField(_l("To"), [Required()])
    minutes = WholeField(_l("Length of a meeting, minutes"), [Required(), Between(5, 240)])
    pause = WholeField(_l("Pause between, minutes"), [Required(), Between(0, 120)])
    tables = WholeField(_l("Tables"), [Required(), Between(1, MOST_TABLES)])

    def __init__(self, possible: list[date], **given: Any) -> None:
        super().__init__(**given)
        self.days.choices = [
            (day.isoformat(), f"{weekday_text(day)} {date_text(day)}") for day in possible
        ]

    def pattern(self) -> Pattern:
        """The pattern typed, once the form is without mistakes."""
        return Pattern(
            [date.fromisoformat(day) for day in self.days.data or []],
            time.fromisoformat(self.begins.data or "00:00"),
            time.fromisoformat(self.ends.data or "00:00"),
            self.minutes.data or 0,
            self.pause.data or 0,
            self.tables.data or 0,
        )


class SlotForm(BaseForm):
    starts_at = DateTimeField(_l("Begins"), [Required()])
    ends_at = DateTimeField(_l("Ends"), [Required()])
    tables = WholeField(_l("Tables"), [Required(), Between(0, MOST_TABLES)])


class ClosedForm(BaseForm):
    """In which slots an organisation cannot meet."""

    closed = wtforms.SelectMultipleField(
        _l("Cannot meet in"),
        option_widget=wtforms.widgets.CheckboxInput(),
        widget=wtforms.widgets.ListWidget(prefix_label=False),
    )
    reason = TextField(_l("Reason"), [MaxLength(200)], description=_l("For the office only."))


SPOTS = {
    Spot.TABLE: _l("At a table"),
    Spot.BOOTH: _l("At the booth of the technology side"),
    Spot.ONLINE: _l("Online"),
}


class PlaceForm(BaseForm):
    slot = ChoiceField(_l("Slot"), [Required(_l("Choose a slot."))])
    spot = wtforms.RadioField(_l("Where"), choices=choices(SPOTS), default=Spot.TABLE)
    where = TextField(
        _l("Booth or link"),
        [MaxLength(300)],
        description=_l(
            "The code of the booth, or the address to join: https://… Both sides read it."
        ),
    )
    locked = wtforms.BooleanField(_l("Keep this time when a timetable is made anew"))


MOST_MOVED = {
    "0": _l("Nobody: only who cannot stay gets another time"),
    "2": _l("At most 2 others"),
    "5": _l("At most 5 others"),
    "all": _l("As many as the requests are worth"),
}


class DayForm(BaseForm):
    """A change of the day: somebody cannot come for a while or at all, tables are lost."""

    who = ChoiceField(_l("Who cannot come"), description=_l("Nobody, if only tables are lost."))
    absent_from = ChoiceField(_l("Cannot meet from"))
    absent_until = ChoiceField(
        _l("until"),
        description=_l("Late: only this one. Leaves early: the other. Away: neither."),
    )
    tables = WholeField(_l("Tables lost"), [Between(1, MOST_TABLES)])
    tables_from = ChoiceField(_l("Lost from"))
    tables_until = ChoiceField(_l("until"))
    most_moved = ChoiceField(
        _l("Who else may get another time"), choices=list(MOST_MOVED.items()), default="2"
    )
