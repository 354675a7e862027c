"""The blueprint of this package's pages; the views of each subject hang on it."""

from __future__ import annotations

from flask import Blueprint

from app.core.forms import phone_text

bp = Blueprint("registrations", __name__, template_folder="templates")
bp.add_app_template_filter(phone_text, "phone")
