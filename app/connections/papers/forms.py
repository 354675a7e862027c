"""Which paper the schedules and cards are printed on."""

from __future__ import annotations

import wtforms

from app.connections.papers.arrangement import Paper
from app.core.forms import BaseForm
from app.core.i18n import _l

PAPERS = {
    Paper.A4: _l("A4, two side by side, to be cut in the middle"),
    Paper.A5: _l("A5, one to a sheet"),
}


class PaperForm(BaseForm):
    """On A4 or A5."""

    paper = wtforms.RadioField(
        _l("Paper"),
        choices=[(one.value, said) for one, said in PAPERS.items()],
        default=Paper.A4.value,
    )
