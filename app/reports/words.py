"""What refusals say, and how figures are written."""

from __future__ import annotations

from datetime import date, datetime

from app.core import words
from app.core.i18n import _, _l, date_text, datetime_text, money_text, number_text
from app.reports.chain import ChainStep
from app.reports.indicators import UNITS, Figure, Unit
from app.reports.listing.kind import Cell

words.register(
    {
        "frozen_already": _l("These figures are signed off already."),
        "period_reversed": _l("The period ends before it begins."),
        "period_too_long": _l("A report covers thirty years at most."),
    }
)

words.register_deeds(
    {
        "report_frozen": _l("Report signed off"),
        "report_lifted": _l("Sign-off of a report taken back"),
        "report_written": _l("Report written"),
        "targets_set": _l("Targets set"),
    }
)


def value_text(figure: Figure, value: float | None) -> str:
    """A figure as people read it: 1.164 · 22,9 tỷ đồng · 17,1 %; without a base a dash."""
    if value is None:
        return "–"
    unit = UNITS.get(figure, Unit.NUMBER)
    if unit is Unit.MONEY:
        return money_text(int(value))
    if unit is Unit.RATIO:
        return percent_text(value)
    return number_text(int(value))


def cell_text(value: Cell, *, money: bool = False) -> str:
    """A cell of a list of records."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return datetime_text(value)
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number_text(value) if money or isinstance(value, float) else str(value)
    return value


def percent_text(value: float | None) -> str:
    """A ratio as a percentage; a dash without one."""
    return "–" if value is None else _("%(number)s%%", number=number_text(value * 100.0, 1))


def change_text(value: float | None) -> str:
    """A change against the period before, with its sign; empty where nothing can be compared."""
    if value is None:
        return ""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return sign + percent_text(abs(value))


CHAIN_STEPS = {
    ChainStep.SUGGESTED: _l("Suggested"),
    ChainStep.REQUESTED: _l("Meeting asked for"),
    ChainStep.ACCEPTED: _l("Accepted"),
    ChainStep.SCHEDULED: _l("Scheduled"),
    ChainStep.HELD: _l("Held"),
    ChainStep.EXPLORING: _l("Exploring"),
    ChainStep.MEMORANDUM: _l("Memorandum"),
    ChainStep.CONTRACT: _l("Contract"),
    ChainStep.TRANSFERRED: _l("Transferred"),
}
words.register_records(
    {
        "frozen_report": _l("Signed report"),
        "event_paper": _l("Event report"),
        "target": _l("Target"),
    }
)
