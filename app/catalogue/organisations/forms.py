"""What people type about organisations."""

from __future__ import annotations

from typing import Any

from app.accounts import provinces
from app.accounts.models import Hub
from app.catalogue import vocabulary
from app.catalogue.both import VersionedForm
from app.catalogue.fields import TaxCodeField, WebsiteField
from app.catalogue.models import Organisation
from app.catalogue.organisations.actions import OrganisationGiven
from app.core.forms import (
    ChoiceField,
    EmailField,
    MaxLength,
    PhoneField,
    Required,
    TextAreaField,
    TextField,
)
from app.core.i18n import LANGUAGES, _, _l


class OrganisationForm(VersionedForm):
    name = TextField(_l("Name"), [Required(), MaxLength(200)])
    org_type = ChoiceField(_l("Type of organisation"), [Required()])
    tax_code = TaxCodeField(
        _l("Tax code"), description=_l("10 digits; keeps the same firm from being entered twice")
    )
    province = ChoiceField(_l("Province"), [Required()])
    address = TextField(
        _l("Address"), [MaxLength(300)], description=_l("number and street, commune or ward")
    )
    short_name = TextField(_l("Short name"), [MaxLength(80)])
    name_en = TextField(_l("Name in English"), [MaxLength(200)])
    fascia_name = TextField(
        _l("Name on the booth"), [MaxLength(40)], description=_l("at most 40 characters")
    )
    contact_name = TextField(_l("Contact person"), [MaxLength(120)])
    contact_title = TextField(_l("Position"), [MaxLength(120)])
    phone = PhoneField(_l("Phone"))
    email = EmailField(_l("E-mail"))
    website = WebsiteField(_l("Website"), [MaxLength(300)])
    language = ChoiceField(
        _l("Letters are written in"), choices=list(LANGUAGES.items()), default="vi"
    )
    note = TextAreaField(_l("Note for colleagues"), [MaxLength(5000)])

    def __init__(self, hub: Hub, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.org_type.choices = vocabulary.choices(vocabulary.ORG_TYPES, empty=_("Choose…"))
        self.province.choices = [("", _("Choose…")), *provinces.choices()]
        if not self.was_sent and self.province.data is None:
            self.province.data = hub.province

    def given(self) -> OrganisationGiven:
        return OrganisationGiven(
            **{name: self[name].data for name in OrganisationGiven.__dataclass_fields__}
        )


def of(hub: Hub, row: Organisation, *, sent: bool = True) -> OrganisationForm:
    """The form of an organisation; with `sent` False as it is stored, whatever was sent."""
    return OrganisationForm(hub, obj=row) if sent else OrganisationForm(hub, formdata=None, obj=row)
