"""What people type about venues and rooms."""

from __future__ import annotations

from typing import Any

import wtforms

from app.accounts import provinces
from app.core.forms import (
    BaseForm,
    Between,
    ChoiceField,
    MaxLength,
    Required,
    TextField,
    WholeField,
)
from app.core.i18n import _l


class VenueForm(BaseForm):
    version = wtforms.HiddenField()
    name = TextField(_l("Name"), [Required(), MaxLength(200)])
    address = TextField(_l("Address"), [MaxLength(300)])
    province = ChoiceField(_l("Province"), [Required()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.province.choices = provinces.choices()


class RoomForm(BaseForm):
    version = wtforms.HiddenField()
    code = TextField(_l("Code"), [MaxLength(20)], description=_l("Empty: the next free one"))
    name = TextField(_l("Name"), [Required(), MaxLength(120)])
    capacity = WholeField(_l("Seats"), [Required(), Between(0, 1_000_000)])
    floor = TextField(_l("Floor or place"), [MaxLength(40)])
    is_hall = wtforms.BooleanField(
        _l("This is a hall for booths"), description=_l("Halls carry floor plans, no sessions.")
    )
