"""What refusals about the venue's network say."""

from __future__ import annotations

from app.core import words
from app.core.i18n import _l

words.register(
    {
        "venue_host": _l(
            "%(host)s is no private address and no local name (like 192.168.1.5 or fair.local)."
        ),
    }
)
