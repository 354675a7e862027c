"""What people type about exhibits and exhibitors."""

from __future__ import annotations

from typing import Any

import wtforms

from app.booths import labels
from app.booths.exhibits.actions import Wants
from app.booths.floor import Floor
from app.booths.models import Exhibit, ExhibitorState
from app.catalogue.both import VersionedForm
from app.core.forms import (
    BaseForm,
    Between,
    ChoiceField,
    DecimalField,
    MaxLength,
    Required,
    TextAreaField,
    TextField,
)
from app.core.i18n import _, _l

WEIGHTS = {
    1: _l("1 · usual"),
    2: _l("2 · somewhat"),
    3: _l("3 · rather"),
    4: _l("4 · very"),
    5: _l("5 · must be shown"),
}


class ExhibitForm(VersionedForm):
    """What an exhibit asks of its booth."""

    area_m2 = DecimalField(
        _l("Area (m²)"),
        [Required(), Between(0.1, 1000)],
        description=_l("usually the width of the booth × 1,5 m"),
    )
    power_kw = DecimalField(
        _l("Power (kW)"), [Between(0, 1000)], description=_l("0 when none is needed")
    )
    water = wtforms.BooleanField(_l("Needs water"))
    internet = wtforms.BooleanField(_l("Needs internet"))
    zone = ChoiceField(_l("Must stand in zone"))
    apart = wtforms.SelectMultipleField(
        _l("Must stand away from"),
        coerce=int,
        description=_l("competitors: 6 m at least, from the middle of one booth to the other's"),
    )
    weight = ChoiceField(
        _l("How much it matters"),
        choices=[(str(n), text) for n, text in WEIGHTS.items()],
        description=_l("decides who gets a place when there are not enough"),
    )

    def __init__(self, floor: Floor, exhibit: Exhibit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, obj=exhibit, **kwargs)
        zones = dict.fromkeys([*floor.zones, *([exhibit.zone] if exhibit.zone else [])])
        self.zone.choices = [("", _("any")), *((zone, zone) for zone in zones)]
        others = [one for one in floor.exhibits if one.id != exhibit.id]
        self.apart.choices = [(one.id, f"{one.code} · {one.technology.title}") for one in others]
        if not self.was_sent:
            self.weight.data = str(exhibit.weight)

    def given(self) -> Wants:
        return Wants(
            area_m2=float(self.area_m2.data or 0.0),
            power_kw=float(self.power_kw.data or 0.0),
            water=bool(self.water.data),
            internet=bool(self.internet.data),
            zone=self.zone.data or None,
            weight=int(self.weight.data or 1),
        )


class RefuseForm(BaseForm):
    """Why an exhibitor does not take part."""

    state = wtforms.RadioField(
        _l("What is said"),
        choices=[
            (state.value, labels.EXHIBITOR_STATES[state])
            for state in (
                ExhibitorState.REFUSED,
                ExhibitorState.NEEDS_CHANGES,
                ExhibitorState.WITHDRAWN,
            )
        ],
        default=ExhibitorState.REFUSED.value,
    )
    reason = TextAreaField(
        _l("Reason"),
        [Required(), MaxLength(500)],
        description=_l("The exhibitor reads this: say what would have to change."),
    )


class FasciaForm(VersionedForm):
    fascia_name = TextField(
        _l("Name on the fascia"),
        [MaxLength(40)],
        description=_l("at most 40 characters; empty: the organisation's short name"),
    )


class ExceptionForm(BaseForm):
    """A placing against a wish needs a reason that stays with it."""

    booth = wtforms.HiddenField()
    override = TextField(
        _l("Why all the same"),
        [Required(), MaxLength(300)],
        description=_l("It is kept with the exhibit, which is locked in this booth."),
    )
