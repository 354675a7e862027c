"""What is typed to ask for a meeting."""

from __future__ import annotations

from typing import Any

import wtforms
from flask_wtf.file import FileField

from app.connections.requests.actions import ANSWER_WITHIN
from app.connections.stages import Way
from app.connections.words import WAYS_ASKED, WHERE_HINT
from app.core import clock
from app.core.forms import (
    BaseForm,
    ChoiceField,
    DateField,
    MaxLength,
    Required,
    TextAreaField,
    TextField,
    choices,
)
from app.core.i18n import _l

WEIGHTS = {
    "5": _l("5 – must meet"),
    "4": _l("4 – important"),
    "3": _l("3 – normal"),
    "2": _l("2 – if it fits"),
    "1": _l("1 – only when tables are free"),
}


class RequestForm(BaseForm):
    need = ChoiceField(_l("Need"), [Required()])
    technology = ChoiceField(_l("Technology"), [Required()])
    weight = ChoiceField(_l("Weight"), choices=list(WEIGHTS.items()), default="3")
    mode = wtforms.RadioField(
        _l("How they meet"),
        choices=choices(WAYS_ASKED),
        default=Way.ON_SITE,
        description=WHERE_HINT,
    )
    message = TextAreaField(
        _l("A short reason"),
        [MaxLength(500)],
        description=_l("What the two should talk about; both sides read it."),
    )

    answer_by = DateField(
        _l("Answer by"),
        description=_l("dd/mm/yyyy. After this day an unanswered request expires."),
        default=lambda: clock.today() + ANSWER_WITHIN,
    )


class WhereForm(BaseForm):
    """How and where the two meet, on the request's own page; its fields carry a prefix."""

    mode = wtforms.RadioField(_l("How they meet"), description=WHERE_HINT)
    link = TextField(
        _l("Link to join online"),
        [MaxLength(300)],
        description=_l("Only for a meeting online: https://… It may be added later."),
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(prefix="where-", **given)


class ImportForm(BaseForm):
    """The file with meeting requests."""

    file = FileField(_l("File (.xlsx or .csv)"))


class DeclineForm(BaseForm):
    reason = TextAreaField(_l("Reason"), [MaxLength(300)])
