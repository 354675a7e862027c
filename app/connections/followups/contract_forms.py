"""What is typed of a technology transfer contract."""

from __future__ import annotations

from typing import Any

import wtforms

from app.catalogue import vocabulary
from app.connections.contract import HOME, Method, Object, Payment, Right
from app.connections.followups.contracts import ContractGiven
from app.connections.followups.models import TransferContract
from app.connections.followups.words import METHODS, OBJECTS, PAYMENTS, RIGHTS
from app.connections.models import Connection
from app.core.forms import (
    BaseForm,
    ChoiceField,
    DateField,
    MaxLength,
    MoneyField,
    Required,
    TextAreaField,
    TextField,
    choices,
)
from app.core.i18n import _l, country_choices

TICKS = {
    "option_widget": wtforms.widgets.CheckboxInput(),
    "widget": wtforms.widgets.ListWidget(prefix_label=False),
}


class ContractForm(BaseForm):
    """Its names are those of ContractGiven."""

    version = wtforms.HiddenField()
    contract_no = TextField(_l("Contract number"), [Required(), MaxLength(60)])
    signed_on = DateField(_l("Signed on"), [Required()])
    effective_on = DateField(_l("In force from"))
    valid_to = DateField(_l("Valid to"))
    transferor = TextField(_l("Transferor, as in the contract"), [Required(), MaxLength(200)])
    transferor_tax = TextField(_l("Tax code of the transferor"), [MaxLength(20)])
    transferor_country = ChoiceField(_l("Country of the transferor"), [Required()], default=HOME)
    transferee = TextField(_l("Transferee, as in the contract"), [Required(), MaxLength(200)])
    transferee_tax = TextField(_l("Tax code of the transferee"), [MaxLength(20)])
    transferee_country = ChoiceField(_l("Country of the transferee"), [Required()], default=HOME)
    technology = TextField(_l("Technology"), [Required(), MaxLength(300)])
    objects = wtforms.SelectMultipleField(
        _l("What is transferred"), choices=choices(OBJECTS), **TICKS
    )
    transfer_form = ChoiceField(_l("Form of transfer"), [Required()])
    right = ChoiceField(_l("Right"), [Required()], choices=choices(RIGHTS, _l("Choose…")))
    territory = TextField(_l("Territory"), [MaxLength(200)])
    sub_licence = wtforms.BooleanField(_l("Sub-licences are allowed"))
    methods = wtforms.SelectMultipleField(
        _l("How it is transferred"), choices=choices(METHODS), **TICKS
    )
    price_vnd = MoneyField(
        _l("Price"), description=_l("Like 480 triệu; empty when it is a share alone.")
    )
    payment = ChoiceField(_l("Payment"), [Required()], choices=choices(PAYMENTS, _l("Choose…")))
    payment_note = TextField(
        _l("More on the payment"), [MaxLength(300)], description=_l("Like 3 % of net sales.")
    )
    warranty = TextAreaField(_l("Warranty"), [MaxLength(2000)])
    state_funded = wtforms.BooleanField(_l("State funds are used"))
    task_certificate = wtforms.BooleanField(
        _l("The results of the task have a certificate of registration")
    )
    registration_no = TextField(_l("Registration number"), [MaxLength(60)])
    registered_on = DateField(_l("Registered on"))
    confidential = wtforms.BooleanField(_l("Confidential: price and parties are for the hub alone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forms = [
            (code, vocabulary.name("transfer_forms", code))
            for code, row in vocabulary.rows("transfer_forms").items()
            if row["group"] == "form"
        ]
        self.transfer_form.choices = [("", _l("Choose…")), *forms]
        countries = country_choices()
        for country in (self.transferor_country, self.transferee_country):
            country.choices = countries

    @classmethod
    def of(cls, row: TransferContract) -> ContractForm:
        """The form with what is kept; enums as their values."""
        return cls(obj=row)

    @classmethod
    def about(cls, connection: Connection) -> ContractForm:
        """An empty form that knows the two sides already."""
        meeting = connection.meeting
        return cls(
            transferor=meeting.supply.name if meeting.supply else meeting.offer,
            transferor_tax=meeting.supply.tax_code if meeting.supply else None,
            transferee=meeting.demand.name,
            transferee_tax=meeting.demand.tax_code,
            technology=meeting.offer,
            price_vnd=connection.value_vnd,
        )

    def given(self) -> ContractGiven:
        fields = {name: self[name].data for name in ContractGiven.__dataclass_fields__}
        fields["right"], fields["payment"] = Right(fields["right"]), Payment(fields["payment"])
        fields["objects"] = [Object(one).value for one in fields["objects"] or []]
        fields["methods"] = [Method(one).value for one in fields["methods"] or []]
        return ContractGiven(**fields)
