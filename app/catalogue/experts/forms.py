"""What people type about experts."""

from __future__ import annotations

from typing import Any

import wtforms

from app.accounts import provinces
from app.accounts.models import Hub
from app.catalogue import labels, vocabulary
from app.catalogue.both import VersionedForm
from app.catalogue.experts.actions import ExpertGiven
from app.catalogue.fields import SeveralField
from app.catalogue.models import Expert
from app.catalogue.organisations.queries import choices as organisation_choices
from app.core.forms import (
    Between,
    ChoiceField,
    EmailField,
    MaxLength,
    PhoneField,
    Required,
    TextAreaField,
    TextField,
    WholeField,
)
from app.core.i18n import _, _l


class ExpertForm(VersionedForm):
    full_name = TextField(_l("Full name"), [Required(), MaxLength(120)])
    academic_title = ChoiceField(_l("Academic title"))
    gender = ChoiceField(_l("Gender"))
    organisation_id = ChoiceField(_l("Organisation of this hub"))
    organisation_name = TextField(
        _l("Or another organisation"), [MaxLength(200)],
        description=_l("when it is not in the list above"),
    )  # fmt: skip
    fields_ = SeveralField(_l("Fields"), [Required()], name="fields")
    expertise = TextAreaField(
        _l("Can advise on"), [Required(), MaxLength(5000)],
        description=_l("topics, works, patents; suggestions are made from this text"),
    )  # fmt: skip
    province = ChoiceField(_l("Province"), [Required()])
    years_experience = WholeField(_l("Years of experience"), [Between(0, 80)])
    languages = SeveralField(_l("Languages"))
    phone = PhoneField(_l("Phone"), description=_l("stays within the hub"))
    email = EmailField(_l("E-mail"), description=_l("stays within the hub"))
    public_profile = wtforms.BooleanField(
        _l("Profile may be public"),
        description=_l(
            "The expert agrees that name, title, organisation and field may be shown; phone "
            "and e-mail never are."
        ),
    )

    def __init__(self, hub: Hub, *args: Any, **kwargs: Any) -> None:
        row: Expert | None = kwargs.get("obj")
        if row is not None:
            kwargs.setdefault("data", {"fields_": row.fields})
        super().__init__(*args, **kwargs)
        also = row.organisation_id if row is not None else None
        none = _("not said")
        titles = dict.fromkeys([*labels.TITLES, *([row.academic_title] if row else [])])
        self.academic_title.choices = [("", none), *((t, t) for t in titles if t)]
        self.gender.choices = [("", none), *labels.GENDERS.items()]
        self.organisation_id.choices = [("", none), *organisation_choices(hub, also)]
        self.fields_.choices = vocabulary.choices(vocabulary.FIELDS)
        self.province.choices = [("", _("Choose…")), *provinces.choices()]
        known = dict.fromkeys([*labels.LANGUAGES, *(row.languages if row else [])])
        self.languages.choices = [(code, labels.LANGUAGES.get(code, code)) for code in known]
        if self.organisation_id.data is not None:
            self.organisation_id.data = str(self.organisation_id.data)
        if not self.was_sent and row is None:
            self.province.data = hub.province

    def given(self) -> ExpertGiven:
        organisation = self.organisation_id.data
        name = self.organisation_name.data
        if organisation:
            names = dict(self.organisation_id.choices or [])
            name = str(names.get(organisation, "")).rpartition(" · ")[0] or name
        return ExpertGiven(
            full_name=str(self.full_name.data),
            fields=self.fields_.data or [],
            expertise=str(self.expertise.data),
            province=self.province.data,
            organisation_id=int(organisation) if organisation else None,
            organisation_name=name,
            academic_title=self.academic_title.data,
            gender=self.gender.data,
            years_experience=self.years_experience.data,
            languages=self.languages.data or [],
            email=self.email.data,
            phone=self.phone.data,
            public_profile=self.public_profile.data,
        )


def of(hub: Hub, row: Expert, *, sent: bool = True) -> ExpertForm:
    """The form of an expert; with `sent` False as it is stored, whatever was sent."""
    return ExpertForm(hub, obj=row) if sent else ExpertForm(hub, formdata=None, obj=row)
