"""The blueprint of the doubles' pages."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("doubles", __name__)
