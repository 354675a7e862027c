"""Forms of the letters."""

from __future__ import annotations

from typing import Any

import wtforms

from app.core.forms import BaseForm, ChoiceField, MaxLength, Required, TextAreaField, TextField
from app.core.i18n import _, _l, ngettext
from app.registrations.letters.compose import Words

BEFORE = (3, 12, 24, 48, 72, 168)
AFTER = (2, 24, 72)


def hours_text(hours: int) -> str:
    """3 hours, 2 days."""
    if hours >= 24 and hours % 24 == 0:
        return ngettext("%(num)s day", "%(num)s days", hours // 24)
    return ngettext("%(num)s hour", "%(num)s hours", hours)


class WordsForm(BaseForm):
    """Subject and text of a letter."""

    subject = TextField(_l("Subject"), [Required(), MaxLength(200)])
    body = TextAreaField(_l("Text"), [Required(), MaxLength(8000)])
    version = wtforms.HiddenField()

    def words(self) -> Words:
        return Words(self.subject.data or "", self.body.data or "")


class PlanForm(BaseForm):
    """When reminders and thanks go out."""

    remind = ChoiceField(
        _l("Reminder before the gates open"),
        description=_l("To everybody with a place and an e-mail address, with the badge."),
    )
    thank = ChoiceField(
        _l("Thanks after the event"),
        description=_l("To those who came; where no badge was scanned, to all with a place."),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        none = ("", _("no mail"))
        self.remind.choices = [none, *((str(h), _before(h)) for h in BEFORE)]
        self.thank.choices = [none, *((str(h), _after(h)) for h in AFTER)]

    def hours(self) -> tuple[int | None, int | None]:
        remind, thank = self.remind.data, self.thank.data
        return int(remind) if remind else None, int(thank) if thank else None


def _before(hours: int) -> str:
    return _("%(time)s before", time=hours_text(hours))


def _after(hours: int) -> str:
    return _("%(time)s after", time=hours_text(hours))


class NewsForm(BaseForm):
    """News of later events, to all who agreed or to those of one event."""

    event = ChoiceField(_l("To whom"))
    subject = TextField(
        _l("Subject"),
        [Required(), MaxLength(180)],
        description=_l("[QC], in English [AD], is put before it: the law asks for the label."),
    )
    body = TextAreaField(_l("Text"), [Required(), MaxLength(8000)])

    def __init__(self, events: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.event.choices = [("", _("all who agreed to news")), *events]

    def words(self) -> Words:
        return Words(self.subject.data or "", self.body.data or "")
