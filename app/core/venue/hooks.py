"""The certificate is renewed in time; the server reads it anew for each connection."""

from __future__ import annotations

from flask import current_app

from app.core import clock, hooks


@hooks.hourly.fill
def renew() -> None:
    from app.core.venue import certificates

    settings = current_app.config["KETNOI"]
    hosts = certificates.Files(settings.venue_dir).hosts()
    if settings.tls and hosts:
        certificates.ensure(settings.venue_dir, hosts, clock.now())
