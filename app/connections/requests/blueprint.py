"""The blueprint that the pages on meeting requests hang on."""

from flask import Blueprint

bp = Blueprint("requests", __name__, template_folder="../templates")
