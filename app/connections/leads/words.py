"""What leads are called, what a visitor is asked at the booth, and what refusals say."""

from __future__ import annotations

from app.booths.models import Exhibitor
from app.connections.leads.sharing import Heat
from app.core import words
from app.core.i18n import _, _l

HEATS = {Heat.HOT: _l("Hot"), Heat.WARM: _l("Warm"), Heat.COLD: _l("Cold")}
HEAT_KINDS = {Heat.HOT: "bad", Heat.WARM: "warn", Heat.COLD: "info"}

#: Of the words below; a changed text is a new version.
VERSION = "2026-11-booth"


def name_of(exhibitor: Exhibitor) -> str:
    """The exhibitor as visitors know it."""
    organisation = exhibitor.organisation
    return exhibitor.fascia_name or organisation.short_name or organisation.name


def question(exhibitor: Exhibitor) -> str:
    """What a visitor reads at the booth before answering, in the language of the moment."""
    return _(
        "May %(exhibitor)s have your name, organisation, e-mail and phone, to contact you about "
        "what it shows here? Nobody else gets them. You can take this back at any time, by the "
        "link in your letter or at the organisers' desk.",
        exhibitor=exhibitor.organisation.name,
    )


def shown_again(exhibitor: Exhibitor) -> str:
    """What a visitor agrees to on the own page, after having taken it back."""
    return _(
        "%(exhibitor)s may have my name, organisation, e-mail and phone again, to contact me.",
        exhibitor=exhibitor.organisation.name,
    )


words.register(
    {
        "lead_badge_unknown": _l("This code is no valid badge of this event."),
        "lead_id_reused": _l("This scan was sent before with another badge."),
        "lead_closed": _l("This visitor's contact is not shared. The talk may go on all the same."),
        "lead_has_connection": _l("A connection was started from this lead before."),
        "lead_withdrawn": _l("The visitor took the consent back: the contact is not shown."),
        "not_an_exhibitor": _l("Only an approved exhibitor gets a phone for leads."),
    }
)
words.register_deeds(
    {
        "lead_taken": _l("Lead taken"),
        "lead_changed": _l("Lead changed"),
        "lead_withdrawn": _l("Consent taken back from an exhibitor"),
        "lead_shared_again": _l("Contact shared with an exhibitor again"),
        "leads_exported": _l("Leads exported"),
        "lead_connected": _l("Connection started from a lead"),
        "lead_phone_made": _l("Phone for leads made"),
        "lead_phone_revoked": _l("Phone for leads revoked"),
        "lead_phone_restored": _l("Phone for leads back in use"),
    }
)
