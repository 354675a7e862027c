"""What people type about booths."""

from __future__ import annotations

import re
from typing import Any

import wtforms
from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from app.booths import labels
from app.booths.layout import Place, Rows, Supply
from app.catalogue.both import VersionedForm
from app.core.forms import (
    BaseForm,
    Between,
    ChoiceField,
    DecimalField,
    MaxLength,
    Required,
    TextField,
    WholeField,
    choices,
)
from app.core.i18n import _, _l

CODE = re.compile(r"[\w][\w .\-]{0,19}")
FURTHEST = 5000
"""Metres: no hall is larger."""


class BoothCode:
    """A code fits into an address and onto a sign."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and not CODE.fullmatch(field.data):
            raise ValidationError(_("Letters, digits, spaces, dots and hyphens only, like A01."))


class _Figures(BaseForm):
    """What a booth offers, whether one is edited or many are made."""

    hall = TextField(_l("Hall"), [Required(), MaxLength(80)])
    zone = TextField(_l("Zone"), [MaxLength(20)], description=_l("a letter or a word, like A"))
    x = DecimalField(
        _l("From the left (m)"), [Required(), Between(-FURTHEST, FURTHEST)], default=0.0
    )
    y = DecimalField(
        _l("From the top (m)"), [Required(), Between(-FURTHEST, FURTHEST)], default=0.0
    )
    width = DecimalField(_l("Width (m)"), [Required(), Between(0.5, 200)], default=3.0)
    depth = DecimalField(_l("Depth (m)"), [Required(), Between(0.5, 200)], default=3.0)
    power_kw = DecimalField(_l("Power (kW)"), [Required(), Between(0, 10_000)], default=3.5)
    max_exhibits = WholeField(_l("Exhibits at most"), [Required(), Between(1, 500)], default=3)
    shared = wtforms.BooleanField(
        _l("Shared"), description=_l("several organisations may stand in it")
    )


class BoothForm(VersionedForm, _Figures):
    """One booth."""

    code = TextField(_l("Code"), [Required(), MaxLength(20), BoothCode()])
    area_m2 = DecimalField(_l("Area (m²)"), [Required(), Between(0.1, 40_000)])
    water = wtforms.BooleanField(_l("Water"))
    internet = wtforms.BooleanField(_l("Internet"))

    def given(self) -> Place:
        values = {name: self[name].data for name in Place.__slots__}
        return Place(**(values | {"zone": self.zone.data or None}))


class RowsForm(_Figures):
    """Rows of equal booths from a few numbers."""

    first_code = TextField(
        _l("Code of the first booth"),
        [Required(), MaxLength(20), BoothCode()],
        description=_l("the number counts on: A01, A02, …"),
        default="A01",
    )
    rows = WholeField(_l("Rows of booths"), [Required(), Between(1, 100)], default=2)
    booths_per_row = WholeField(_l("Booths per row"), [Required(), Between(1, 200)], default=10)
    aisle = DecimalField(_l("Aisle (m)"), [Required(), Between(0, 100)], default=3.0)
    back_to_back = wtforms.BooleanField(
        _l("Two rows back to back"), default=True, description=_l("the aisle comes after each pair")
    )
    water = ChoiceField(
        _l("Water"), choices=choices(labels.SUPPLIES), default=Supply.NONE.value, coerce=str
    )
    internet = ChoiceField(
        _l("Internet"), choices=choices(labels.SUPPLIES), default=Supply.ALL.value, coerce=str
    )

    def given(self) -> Rows:
        return Rows(
            first_code=str(self.first_code.data),
            hall=str(self.hall.data),
            zone=self.zone.data or None,
            x=float(self.x.data or 0.0),
            y=float(self.y.data or 0.0),
            rows=int(self.rows.data or 0),
            booths_per_row=int(self.booths_per_row.data or 0),
            width=float(self.width.data or 0.0),
            depth=float(self.depth.data or 0.0),
            aisle=float(self.aisle.data or 0.0),
            back_to_back=bool(self.back_to_back.data),
            power_kw=float(self.power_kw.data or 0.0),
            water=Supply(self.water.data),
            internet=Supply(self.internet.data),
            max_exhibits=int(self.max_exhibits.data or 1),
            shared=bool(self.shared.data),
        )


class ImportForm(BaseForm):
    file = FileField(_l("File"), description=_l(".xlsx or .csv (UTF-8), one booth a line"))
