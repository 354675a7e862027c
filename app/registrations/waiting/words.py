"""What offers of a place are called."""

from __future__ import annotations

from app.core import outbox, words
from app.core.i18n import LazyString, _l

GIVEN: LazyString = _l("given to the next in line at once")

words.register({"offer_passed": _l("This offer has ended; the place went to the next in line.")})
words.register_deeds(
    {
        "place_offered": _l("A place was offered"),
        "offer_accepted": _l("Offered place taken"),
        "offer_passed": _l("Offer ended without an answer"),
        "waiting_rule_changed": _l("Waiting list changed"),
    }
)
outbox.KINDS.update(
    {
        "registrations.offer": _l("A place is offered"),
        "registrations.offer_passed": _l("Offer ended without an answer"),
    }
)
