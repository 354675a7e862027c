"""What an exhibitor's phone keeps of its page, so that it scans after a cold start offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app, render_template, url_for

from app.connections.leads.blueprint import bp
from app.connections.leads.models import LeadPhone
from app.connections.leads.phone_views import for_scanning, phones
from app.core import access
from app.registrations.checkin.scanner import offline


@bp.get("/leads/<token>/shell")
@access.link("leads")
@phones
def shell(phone: LeadPhone, token: str) -> Any:
    """The page without its list: nobody's name stays on the phone."""
    return render_template("connections/leads/phone.html", bare=True, **for_scanning(phone, token))


@bp.get("/leads/<token>/sw.js")
@access.link("leads")
@phones
def worker(phone: LeadPhone, token: str) -> Any:
    """The phone's service worker: the scanner's, with another page and another sender."""
    static = Path(str(current_app.static_folder))
    page = render_template("connections/leads/phone.html", bare=True, **for_scanning(phone, token))
    address = url_for(".leads", token=token)
    kept = offline.Kept(
        name=f"leads-{phone.code}",
        names=offline.files([page], static, seldom=()),
        pages={address: url_for(".shell", token=token)},
        sender="js/connections/lead-sync.js",
        more={"owner": phone.code, "scans": url_for(".scan", token=token)},
    )
    return offline.answer(kept, static, scope=address)
