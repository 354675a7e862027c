"""The blueprint of the portal's pages; the views of each side hang on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("portal", __name__, template_folder="../templates")
