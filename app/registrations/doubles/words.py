"""What doubles are recognised by, and what refusals say."""

from __future__ import annotations

from app.core import outbox, words
from app.core.i18n import LazyString, _l
from app.registrations.doubles.likeness import Sign

SIGNS: dict[Sign, LazyString] = {
    Sign.EMAIL: _l("same e-mail"),
    Sign.PHONE: _l("same phone and name"),
}

outbox.KINDS["registrations.merged"] = _l("Two sign-ups made one")
outbox.KINDS["registrations.merged_away"] = _l("Sign-up made part of another")
words.register(
    {
        "same_registration": _l("These are not two registrations of one event."),
        "merge_gone": _l("One of the two is cancelled or erased; there is nothing to make one."),
        "merge_other_way": _l("%(name)s has a place or is offered one: let that one stay."),
        "merged": _l("This registration became part of another one; open that one instead."),
    }
)
words.register_deeds(
    {
        "merged": _l("Another sign-up made part of this one"),
        "merged_away": _l("Made part of another registration"),
        "kept_apart": _l("Noted that two alike are two people"),
        "not_kept_apart": _l("“Two people” taken back"),
    }
)
