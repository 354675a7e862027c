"""The blueprint of the door's pages; the views of each subject hang on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("checkin", __name__, template_folder="templates")
