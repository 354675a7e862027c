"""The blueprint that the timetable's pages hang on."""

from flask import Blueprint

bp = Blueprint("timetables", __name__, template_folder="../templates")
