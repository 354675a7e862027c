"""The blueprint that the page of the phases hangs on."""

from flask import Blueprint

bp = Blueprint("phases", __name__, template_folder="../templates")
