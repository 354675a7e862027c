"""The blueprint of this package's pages."""

from flask import Blueprint

bp = Blueprint("workshops", __name__, template_folder="templates")
