"""Certificates as PDF, with the address that verifies each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.core import web
from app.events.models import Event
from app.workshops.models import Certificate


def address(certificate: Certificate) -> str:
    """The page that says whether a certificate is genuine."""
    return web.outside(f"/certificates/{certificate.code}")  # also in a job, without a request


def of(
    event: Event,
    certificates: Sequence[Certificate],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """A page for each, issued by the event's hub."""
    from app.workshops.certificates import drawing

    return drawing.sheets(certificates, event.hub.name, address, progress)
