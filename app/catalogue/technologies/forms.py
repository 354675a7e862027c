"""What people type about technologies."""

from __future__ import annotations

from typing import Any

import wtforms

from app.accounts import provinces
from app.accounts.models import Hub
from app.catalogue import labels, vocabulary
from app.catalogue.both import VersionedForm
from app.catalogue.models import Technology
from app.catalogue.organisations.queries import choices as organisation_choices
from app.catalogue.technologies.actions import TechnologyGiven
from app.core.forms import (
    BaseForm,
    Between,
    ChoiceField,
    DecimalField,
    MaxLength,
    MoneyField,
    Required,
    TextAreaField,
    TextField,
)
from app.core.i18n import _, _l


class TechnologyForm(VersionedForm):
    organisation_id = ChoiceField(_l("Whose technology it is"), [Required()])
    title = TextField(_l("Name of the technology"), [Required(), MaxLength(300)])
    description = TextAreaField(
        _l("What it does and how"), [Required(), MaxLength(10_000)],
        description=_l("in the words buyers use; suggestions are made from this text"),
    )  # fmt: skip
    field = ChoiceField(_l("Field"), [Required()])
    trl = ChoiceField(_l("Readiness (TRL)"), [Required()])
    province = ChoiceField(_l("Province"), [Required()])
    title_en = TextField(_l("Name in English"), [MaxLength(300)])
    advantages = TextAreaField(_l("Advantages over what is usual"), [MaxLength(10_000)])
    applications = TextAreaField(_l("Where it is used"), [MaxLength(10_000)])
    transfer_form = ChoiceField(_l("Form of transfer"))
    price_vnd = MoneyField(_l("Price"), description=_l("like 480 triệu; empty: negotiable"))
    ip_kind = ChoiceField(_l("Protection"))
    ip_status = ChoiceField(_l("State of protection"))
    ip_number = TextField(_l("Number of protection"), [MaxLength(40)])
    booth_width_m = DecimalField(_l("Width of the booth (m)"), [Between(0, 100)])
    power_kw = DecimalField(_l("Power (kW)"), [Between(0, 1000)])
    needs_water = wtforms.BooleanField(_l("Needs water"))
    needs_internet = wtforms.BooleanField(_l("Needs internet"))
    publish_ok = wtforms.BooleanField(
        _l("May be published"),
        description=_l("Its owner agrees that everyone may see it in the public catalogue."),
    )

    def __init__(self, hub: Hub, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: Technology | None = kwargs.get("obj")
        also = row.organisation_id if row is not None else None
        choose = _("Choose…")
        self.organisation_id.choices = [("", choose), *organisation_choices(hub, also)]
        self.field.choices = vocabulary.choices(vocabulary.FIELDS, empty=choose)
        self.trl.choices = [("", choose), *((str(n), f"{n} · {t}") for n, t in labels.TRL.items())]
        self.province.choices = [("", choose), *provinces.choices()]
        self.transfer_form.choices = vocabulary.choices(
            vocabulary.TRANSFER_FORMS, empty=_("not said")
        )
        self.ip_kind.choices = vocabulary.choices(vocabulary.IP_KINDS, empty=_("not said"))
        self.ip_status.choices = [("", _("not said")), *labels.IP_STATUS.items()]
        for name in ("organisation_id", "trl"):
            if self[name].data is not None:
                self[name].data = str(self[name].data)
        if not self.was_sent and row is None:
            self.province.data = hub.province

    def given(self) -> TechnologyGiven:
        plain = {name: self[name].data for name in TechnologyGiven.__dataclass_fields__
                 if name in self._fields}  # fmt: skip
        numbers = {name: int(plain[name]) for name in ("organisation_id", "trl")}
        kept = {"origin": self._origin} if hasattr(self, "_origin") else {}
        return TechnologyGiven(**(plain | numbers | kept))


class RefuseForm(BaseForm):
    reason = TextAreaField(
        _l("Why it is refused"), [Required(), MaxLength(500)],
        description=_l("The owner reads this: say what would have to change."),
    )  # fmt: skip


def of(hub: Hub, row: Technology, *, sent: bool = True) -> TechnologyForm:
    """The form of a technology; with `sent` False as it is stored, whatever was sent."""
    form = TechnologyForm(hub, obj=row) if sent else TechnologyForm(hub, formdata=None, obj=row)
    form._origin = row.origin  # not asked for on this form, and not lost
    return form
