"""Small forms of the person's own pages."""

from __future__ import annotations

from app.core.forms import BaseForm
from app.core.i18n import _l
from app.registrations.fields import PurposeField


class ConfirmForm(BaseForm):
    """A deed that is asked for once more: only the CSRF token."""


class ConsentsForm(BaseForm):
    consents = PurposeField(_l("What you allow"))
