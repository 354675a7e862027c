"""What deeds for many are called, and why one of them was not possible."""

from __future__ import annotations

from app.core import words
from app.core.i18n import LazyString, _l, ngettext
from app.registrations.batches.kinds import Deed

DEEDS: dict[Deed, LazyString] = {
    Deed.APPROVE: _l("Approve"),
    Deed.REFUSE: _l("Refuse with a reason"),
    Deed.CANCEL: _l("Cancel registrations"),
    Deed.CATEGORY: _l("Change the category"),
    Deed.MAIL: _l("Write to them"),
    Deed.TAG: _l("Give a tag"),
    Deed.UNTAG: _l("Take a tag off"),
}


def to_do(deed: Deed, number: int) -> str:
    """Approve 412 people."""
    return {
        Deed.APPROVE: ngettext("Approve %(num)s person", "Approve %(num)s people", number),
        Deed.REFUSE: ngettext("Refuse %(num)s person", "Refuse %(num)s people", number),
        Deed.CANCEL: ngettext(
            "Cancel %(num)s registration", "Cancel %(num)s registrations", number
        ),
        Deed.CATEGORY: ngettext(
            "Change the category of %(num)s person",
            "Change the category of %(num)s people",
            number,
        ),
        Deed.MAIL: ngettext("Write to %(num)s person", "Write to %(num)s people", number),
        Deed.TAG: ngettext("Tag %(num)s person", "Tag %(num)s people", number),
        Deed.UNTAG: ngettext(
            "Take a tag off %(num)s person", "Take a tag off %(num)s people", number
        ),
    }[deed]


words.register(
    {
        "nothing_chosen": _l("Tick at least one row first."),
        "batch_begun": _l("This was begun already; its result is shown."),
        "not_undoable": _l("This cannot be taken back, or was taken back already."),
        "cancelled_already": _l("Was cancelled already."),
        "same_category": _l("Comes as this already."),
        "tagged_already": _l("Has this tag already."),
        "not_tagged": _l("Does not have this tag."),
        "no_address": _l("Gave no e-mail address."),
        "no_news_consent": _l("Has not agreed to news."),
        "mailed_already": _l("Was written to already."),
    }
)
words.register_deeds(
    {
        "batch_begun": _l("One deed for many registrations"),
        "batch_undone": _l("A deed for many taken back"),
        "tags_changed": _l("Tags changed"),
    }
)
