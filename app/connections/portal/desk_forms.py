"""What organisers set for the meetings of an event."""

from __future__ import annotations

from typing import Any

import wtforms

from app.connections.portal.models import Pair
from app.core.forms import BaseForm, Between, ChoiceField, Required, WholeField
from app.core.i18n import _, _l

PAIRS = {Pair.MUST: _l("must meet"), Pair.NEVER: _l("never meet")}


class RulesForm(BaseForm):
    is_open = wtforms.BooleanField(
        _l("Participants can ask for meetings"),
        description=_l("By the link they have from their sign-up; no password is needed."),
    )
    most_open = WholeField(
        _l("Open requests of one person"),
        [Required(), Between(1, 100)],
        description=_l("So many may wait for an answer at a time."),
    )
    answer_days = WholeField(
        _l("Days to answer"),
        [Required(), Between(1, 60)],
        description=_l("After that an unanswered request expires and blocks nothing."),
    )
    least = WholeField(_l("Meetings of an organisation, at least"), [Between(0, 200)])
    most = WholeField(_l("Meetings of an organisation, at most"), [Between(1, 200)])


class PairForm(BaseForm):
    """Two organisations, and what holds for them."""

    one = ChoiceField(_l("Organisation"), [Required(_l("Choose an organisation."))])
    kind = ChoiceField(_l("What holds"), choices=[(key.value, text) for key, text in PAIRS.items()])
    other = ChoiceField(_l("Other organisation"), [Required(_l("Choose an organisation."))])

    def __init__(self, firms: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(**given)
        self.one.choices = self.other.choices = [("", _("Choose…")), *firms]


class LimitForm(BaseForm):
    """Other numbers of meetings for one organisation."""

    firm = ChoiceField(_l("Organisation"), [Required(_l("Choose an organisation."))])
    least = WholeField(_l("At least"), [Between(0, 200)])
    most = WholeField(_l("At most"), [Between(0, 200)])

    def __init__(self, firms: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(**given)
        self.firm.choices = [("", _("Choose…")), *firms]


class SpeakerForm(BaseForm):
    firm = ChoiceField(
        _l("Speaks for"),
        description=_l("Then they see and answer what this organisation is asked."),
    )

    def __init__(self, firms: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(**given)
        self.firm.choices = [("", _("Only for themselves")), *firms]
