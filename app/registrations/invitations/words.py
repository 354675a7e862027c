"""What invitation codes are called."""

from __future__ import annotations

from app.core import words
from app.core.i18n import LazyString, _l

STATES: dict[str, LazyString] = {
    "free": _l("not used yet"),
    "part": _l("in use"),
    "up": _l("used up"),
    "off": _l("switched off"),
    "expired": _l("expired"),
}
TAGS = {"free": "ok", "part": "ok", "up": "", "off": "bad", "expired": "warn"}

words.register(
    {
        "invitation_unknown": _l(
            "This invitation code is not known here, or has been used or switched off."
        ),
        "invitation_code_taken": _l("There is such a code already."),
        "category_in_pool": _l("%(category)s shares other places already."),
        "pool_too_small": _l("%(taken)s of these places are taken already; fewer is not possible."),
    }
)
words.register_deeds(
    {
        "invitations_made": _l("Invitation codes made"),
        "invitation_off": _l("Invitation code switched off"),
        "invitation_on": _l("Invitation code switched on"),
        "pool_saved": _l("Shared places changed"),
        "pool_removed": _l("Shared places ended"),
    }
)
