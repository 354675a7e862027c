"""Form fields that only the catalogue has."""

from __future__ import annotations

import re
from typing import Any

import wtforms

from app.catalogue import duplicates
from app.core.forms import TextField
from app.core.i18n import _


class TaxCodeField(TextField):
    """A tax code in its stored form."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data:
            try:
                self.data = duplicates.tax_code(self.data)
            except ValueError as trouble:
                words = _("A tax code has 10 digits, or 10-3 for a branch.")
                raise ValueError(words) from trouble


class WebsiteField(TextField):
    """A web address; https:// is put before one typed without it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if not self.data:
            return
        address = self.data if "://" in self.data else f"https://{self.data}"
        if not re.fullmatch(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?", address):
            raise ValueError(_("Web addresses look like www.vidu.vn."))
        self.data = address


class SeveralField(wtforms.SelectMultipleField):
    """Several of a list; the data is a list of codes."""

    def pre_validate(self, form: Any) -> None:
        known = {str(choice[0]) for choice in self.iter_choices()}
        if not set(self.data or []) <= known:
            raise wtforms.validators.ValidationError(_("Please choose one of these."))
