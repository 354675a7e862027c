"""The blueprint that the pages of every subject of this package hang on."""

from flask import Blueprint

bp = Blueprint("booths", __name__, template_folder="templates")
