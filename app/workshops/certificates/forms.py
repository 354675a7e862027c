"""What is typed for certificates: who signs them, and why one is no longer valid."""

from __future__ import annotations

from app.core.forms import BaseForm, DateField, MaxLength, Required, TextAreaField, TextField
from app.core.i18n import _l
from app.workshops.certificates.actions import Signed


class SignedForm(BaseForm):
    """Who signs the certificates of a class."""

    position = TextField(
        _l("Position of who signs"),
        [Required(), MaxLength(120)],
        description=_l("As above the signature: Giám đốc."),
    )
    signatory = TextField(_l("Name of who signs"), [Required(), MaxLength(120)])
    place = TextField(
        _l("Place of signing"),
        [Required(), MaxLength(80)],
        description=_l("It stands before the date."),
    )
    on = DateField(_l("Date"), [Required()])

    def given(self) -> Signed:
        typed = self.data
        return Signed(typed["position"], typed["signatory"], typed["place"], typed["on"])


class RevokeForm(BaseForm):
    """Why a certificate is no longer valid."""

    reason = TextAreaField(_l("Reason"), [Required(), MaxLength(300)])
