"""What people type about needs: in full, and quickly from a phone call."""

from __future__ import annotations

from typing import Any

import wtforms

from app.accounts import provinces
from app.accounts.models import Hub
from app.catalogue import labels, vocabulary
from app.catalogue.both import VersionedForm
from app.catalogue.models import Need, Organisation
from app.catalogue.needs.actions import NeedGiven
from app.catalogue.organisations.queries import choices as organisation_choices
from app.catalogue.states import Confidentiality, DismissReason, NeedSource, NeedState
from app.core import clock
from app.core.forms import (
    BaseForm,
    ChoiceField,
    DateField,
    EmailField,
    MaxLength,
    MoneyField,
    PhoneField,
    Required,
    TextAreaField,
    TextField,
    choices,
)
from app.core.i18n import _, _l


def _confidentiality() -> list[Any]:
    hints = labels.CONFIDENTIALITY_HINTS
    return [(k.value, t, {"hint": hints[k]}) for k, t in labels.CONFIDENTIALITY.items()]


class WhatIsNeeded(VersionedForm):
    """What both forms ask."""

    title = TextField(
        _l("The need in one line"), [Required(), MaxLength(300)],
        description=_l("like: Keep fresh oranges for more than 45 days"),
    )  # fmt: skip
    description = TextAreaField(
        _l("How it is now, and what should become better"), [Required(), MaxLength(10_000)],
        description=_l("what, how much, where it goes wrong; suggestions are made from this"),
    )  # fmt: skip
    field = ChoiceField(_l("Field"), [Required()])
    province = ChoiceField(_l("Place of use"), [Required()])
    contact_name = TextField(_l("Contact person"), [MaxLength(120)])
    contact_phone = PhoneField(_l("Contact phone"))
    source = ChoiceField(_l("How it came to us"), [Required()])
    received_on = DateField(_l("Received on"), [Required()])
    confidentiality = wtforms.RadioField(_l("Confidentiality"), [Required()])

    def __init__(self, hub: Hub, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = _("Choose…")
        self.field.choices = vocabulary.choices(vocabulary.FIELDS, empty=choose)
        self.province.choices = [("", choose), *provinces.choices()]
        self.source.choices = choices(labels.SOURCES)
        self.confidentiality.choices = _confidentiality()
        if kwargs.get("obj") is None and not self.was_sent:
            self.province.data = hub.province
            self.source.data = NeedSource.PHONE.value
            self.received_on.data = clock.today()
            self.confidentiality.data = Confidentiality.ANONYMOUS.value
        for one in (self.source, self.confidentiality):
            one.data = getattr(one.data, "value", one.data)

    def common(self) -> dict[str, Any]:
        plain = ("title", "description", "field", "province", "contact_name", "contact_phone")
        return {name: self[name].data for name in (*plain, "received_on")} | {
            "source": NeedSource(self.source.data),
            "confidentiality": Confidentiality(self.confidentiality.data),
        }


class QuickNeedForm(WhatIsNeeded):
    """From a phone call, in less than three minutes."""

    organisation = TextField(
        _l("Who has the need"), [Required(), MaxLength(200)],
        description=_l("the organisation's name; one we know is recognised whatever its spelling"),
    )  # fmt: skip
    same_as = wtforms.RadioField(_l("Is it one of these?"), validate_choice=False)
    org_type = ChoiceField(_l("Type of organisation"))

    def __init__(self, hub: Hub, *args: Any, **kwargs: Any) -> None:
        super().__init__(hub, *args, **kwargs)
        self.same_as.choices = []
        self.org_type.choices = vocabulary.choices(vocabulary.ORG_TYPES)
        if not self.was_sent:
            self.org_type.data = "ENT"

    def ask_which(self, alike: list[Organisation]) -> None:
        """Offer the organisations that may be meant, and a new one."""
        known: list[Any] = [(row.code, row.name, {"tag": row.code}) for row in alike]
        self.same_as.choices = [*known, ("new", _("None of these: a new organisation"))]


class NeedForm(WhatIsNeeded):
    organisation_id = ChoiceField(_l("Who has the need"), [Required()])
    contact_email = EmailField(_l("Contact e-mail"))
    requirements = TextAreaField(_l("Technical requirements"), [MaxLength(10_000)])
    scale = TextField(_l("Scale, capacity"), [MaxLength(300)])
    budget_min_vnd = MoneyField(_l("Budget from"), description=_l("like 300 triệu"))
    budget_max_vnd = MoneyField(_l("Budget to"), description=_l("like 600 triệu or 1,5 tỷ"))
    desired_trl_min = ChoiceField(_l("Least readiness (TRL)"))
    desired_transfer_form = ChoiceField(_l("Form of transfer wanted"))
    needed_by = DateField(_l("Needed by"))
    needs_expert = wtforms.BooleanField(_l("Wants an expert's advice as well"))

    def __init__(self, hub: Hub, *args: Any, **kwargs: Any) -> None:
        super().__init__(hub, *args, **kwargs)
        row: Need | None = kwargs.get("obj")
        also = row.organisation_id if row is not None else None
        self.organisation_id.choices = [("", _("Choose…")), *organisation_choices(hub, also)]
        trl = [(str(n), f"{n} · {t}") for n, t in labels.TRL.items()]
        self.desired_trl_min.choices = [("", _("any")), *trl]
        self.desired_transfer_form.choices = vocabulary.choices(
            vocabulary.TRANSFER_FORMS, empty=_("any")
        )
        for name in ("organisation_id", "desired_trl_min"):
            if self[name].data is not None:
                self[name].data = str(self[name].data)

    def given(self) -> NeedGiven:
        plain = (
            *("contact_email", "requirements", "scale", "budget_min_vnd", "budget_max_vnd"),
            *("desired_transfer_form", "needed_by", "needs_expert"),
        )
        trl = self.desired_trl_min.data
        return NeedGiven(
            **self.common(),
            **{name: self[name].data for name in plain},
            organisation_id=int(str(self.organisation_id.data)),
            desired_trl_min=int(trl) if trl else None,
        )


def of(hub: Hub, row: Need, *, sent: bool = True) -> NeedForm:
    """The form of a need; with `sent` False as it is stored, whatever was sent."""
    return NeedForm(hub, obj=row) if sent else NeedForm(hub, formdata=None, obj=row)


class StepForm(BaseForm):
    """What a step asks beyond the click: why, which need it repeats, or when it was resolved."""

    note = TextAreaField(_l("Why"), [MaxLength(500)])
    duplicate_of = TextField(_l("Code of the need it repeats"), [MaxLength(20)])
    resolved_on = DateField(_l("Resolved on"))

    def asks(self, after: NeedState) -> list[str]:
        """The fields that the step to a state shows."""
        return {
            NeedState.REJECTED: ["note"],
            NeedState.CLOSED_UNRESOLVED: ["note"],
            NeedState.DUPLICATE: ["duplicate_of", "note"],
            NeedState.RESOLVED: ["resolved_on", "note"],
        }.get(after, [])


class DismissForm(BaseForm):
    reason = wtforms.RadioField(
        _l("Why it does not fit"), [Required()], choices=choices(labels.DISMISS_REASONS)
    )
    note = TextField(_l("Remark"), [MaxLength(500)])

    def why(self) -> DismissReason:
        return DismissReason(self.reason.data)
