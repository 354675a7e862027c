"""What delegations and their refusals are called."""

from __future__ import annotations

from app.core import outbox, words
from app.core.i18n import _l

#: Whom somebody signs up: value, name, and what it means.
WAYS = [
    (
        "names",
        _l("People by name"),
        {"hint": _l("Each gets a badge with their name; up to 50.")},
    ),
    (
        "count",
        _l("A head count"),
        {"hint": _l("A school class, a commune: numbered badges without names; up to 200.")},
    ),
]

words.register(
    {
        "group_has_no_places": _l(
            "There are %(left)s places for %(wanted)s people. Sign fewer up, or let the rest wait."
        ),
        "group_file_missing": _l("Choose a file."),
        "group_file_too_long": _l("More than %(most)s people. Split the group into parts."),
        "group_member_there": _l("This person is signed up already."),
    }
)
words.register_deeds(
    {
        "delegation_signed_up": _l("Delegation signed up"),
        "delegation_leader_forgotten": _l("Delegation's leader erased"),
        "delegation_link_sent": _l("Badges and link sent to the leader again"),
    }
)
outbox.KINDS["registrations.delegation"] = _l("Delegation: badges and link")
