"""The blueprint of the leads' pages; the views of each side hang on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("leads", __name__, template_folder="../templates")
