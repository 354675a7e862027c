"""An exhibitor's leads as a workbook."""

from __future__ import annotations

from typing import Any

from app.booths.models import Exhibitor
from app.connections.leads import actions
from app.connections.leads.models import LeadPhone
from app.connections.leads.words import HEATS
from app.core import sheets
from app.core.forms import phone_text
from app.core.i18n import _


def download(exhibitor: Exhibitor, name: str, phone: LeadPhone | None = None) -> Any:
    """Everyone whose consent stands; the others are not in the file."""
    heads = [_("Name"), _("Organisation"), _("E-mail"), _("Phone"), _("Interest")]
    heads += [_("Interested in"), _("Next step"), _("Note"), _("Scanned"), _("Agreed")]
    rows = [
        [
            lead.registration.name,
            lead.registration.organisation,
            lead.registration.email,
            phone_text(lead.registration.phone),
            str(HEATS[lead.heat]),
            lead.technology.title if lead.technology else None,
            lead.next_step,
            lead.note,
            lead.scanned_at,
            proof.given_at,
        ]
        for lead, proof in actions.export(exhibitor, phone)
    ]
    return sheets.respond(heads, rows, name)
