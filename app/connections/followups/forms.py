"""What is typed to follow a connection."""

from __future__ import annotations

from typing import Any

import wtforms
from flask_wtf.file import FileField

from app.connections.meetings.forms import OutcomeFields
from app.core.forms import BaseForm, DateField, MaxLength, TextField
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
