"""What is typed about the phases."""

from __future__ import annotations

from app.core.forms import BaseForm, DateField
from app.core.i18n import _l


class DatesForm(BaseForm):
    wishes_from = DateField(
        _l("Wishes from"),
        description=_l("dd/mm/yyyy. Before this day participants fill in their profiles only."),
    )
    wishes_until = DateField(
        _l("Wishes until"),
        description=_l("The last day on which participants can ask for meetings themselves."),
    )
    publish_on = DateField(
        _l("Timetable known on"),
        description=_l("Participants read this day; you are reminded when it is over."),
    )
