"""How a phone comes to trust this server; over http, for phones that do not yet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template

from app.config import Settings
from app.core import access
from app.core.documents.qr import qr_svg

bp = Blueprint("venue", __name__)


def _settings() -> Settings:
    from app.core.venue import certificates

    settings: Settings = current_app.config["KETNOI"]
    if not settings.tls or not certificates.Files(settings.venue_dir).authority.exists():
        abort(404)
    return settings


@bp.get("/venue")
@access.public
def trust() -> Any:
    """Steps for Android and iPhone, with the code that brings the next phone here."""
    from app.core.venue import certificates

    settings = _settings()
    side, path = qr_svg(settings.trust_url)
    return render_template(
        "venue.html",
        address=settings.trust_url,
        https=settings.base_url,
        side=side,
        path=path,
        fingerprint=certificates.fingerprint(settings.venue_dir),
    )


@bp.get("/venue/ketnoi.crt")
@access.public
def authority() -> Any:
    """The authority's certificate. It is public; its key never leaves the data folder."""
    from app.core.venue import certificates

    content = certificates.authority_der(_settings().venue_dir)
    reply = Response(content, mimetype="application/x-x509-ca-cert")
    reply.headers.set("Content-Disposition", "attachment", filename="ketnoi.crt")
    return reply
