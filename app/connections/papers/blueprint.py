"""The blueprint that the pages of the papers hang on."""

from flask import Blueprint

bp = Blueprint("papers", __name__, template_folder="../templates")
