"""The pages of the door, by subject: the scanner, and the office's pages about it."""

from __future__ import annotations

from app.registrations.checkin.blueprint import bp
from app.registrations.checkin.kiosk import views as kiosk
from app.registrations.checkin.office import devices, differences, points, scans, upload, walk_in
from app.registrations.checkin.scanner import views as scanner

__all__ = [
    "bp",
    "devices",
    "differences",
    "kiosk",
    "points",
    "scanner",
    "scans",
    "upload",
    "walk_in",
]
