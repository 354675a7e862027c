"""The blueprint of this package's pages; the views of each subject hang on it."""

from __future__ import annotations

from flask import Blueprint

from app.accounts import provinces
from app.catalogue import labels, vocabulary
from app.core.forms import phone_text

bp = Blueprint("catalogue", __name__, template_folder="templates")
bp.add_app_template_filter(phone_text, "phone")


@bp.context_processor
def _names() -> dict[str, object]:
    """What codes and states are called, for every template of the catalogue."""
    return {
        "labels": labels,
        "field_name": vocabulary.field,
        "org_type_name": vocabulary.org_type,
        "transfer_form_name": vocabulary.transfer_form,
        "ip_kind_name": vocabulary.ip_kind,
        "province_name": provinces.short,
    }
