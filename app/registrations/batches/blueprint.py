"""The blueprint of the pages that do one deed to many registrations."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("batches", __name__)
