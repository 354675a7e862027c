"""The kiosk's page: the same for everybody; a device's token opens the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app, render_template

from app.core import access, web
from app.registrations.checkin.blueprint import bp
from app.registrations.checkin.kiosk.words import ICONS, words
from app.registrations.checkin.scanner import offline


@bp.get("/scan/kiosk")
@access.public
def kiosk() -> Any:
    """Visitors check themselves in. The page holds nobody's name, so it is also what stays on
    the tablet for a start without network."""
    web.allow_camera()
    return render_template(
        "registrations/checkin/kiosk.html",
        words=words(),
        icons=ICONS,
        modules=offline.modules(Path(str(current_app.static_folder)), offline.KIOSK),
    )
