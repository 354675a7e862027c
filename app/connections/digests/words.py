"""What is said about digests and the answers of owners."""

from __future__ import annotations

from app.catalogue.labels import DISMISS_REASONS
from app.catalogue.states import DismissReason
from app.connections.digests.contents import Every, Reply
from app.core import outbox, words
from app.core.i18n import _l

EVERY = {
    Every.OFF: _l("Never"),
    Every.WEEKLY: _l("Every week, on Monday"),
    Every.MONTHLY: _l("Every month, on the 1st"),
}
REPLIES = {
    Reply.YES: _l("Yes, introduce us"),
    Reply.NO: _l("No"),
    Reply.LATER: _l("Later"),
}
REPLY_TAGS = {Reply.YES: "ok", Reply.NO: "", Reply.LATER: "warn"}
#: Why an owner may say no; that nobody answers is what only the office can say.
REASONS = {why: text for why, text in DISMISS_REASONS.items() if why != DismissReason.NO_ANSWER}
STATES = {
    "yes": _l("To be introduced"),
    "phone": _l("To be told by phone"),
    "silent": _l("No answer yet"),
    "later": _l("Put off"),
    "no": _l("Said no"),
    "done": _l("Introduced"),
}

words.register(
    {
        "digest_settled": _l("Thank you; the hub has acted on this already, or it is closed."),
        "nothing_to_tell": _l("There is nothing to tell any more."),
        "not_answered": _l("The owner has not answered yet."),
    }
)
words.register_deeds(
    {
        "digests_planned": _l("Rhythm of the digests set"),
        "digest_written": _l("Digest of suggestions written"),
        "owner_answered": _l("The owner answered a suggestion"),
        "owner_answer_handled": _l("The owner's answer was acted on"),
        "owner_answer_reopened": _l("The owner's answer waits again"),
        "digests_stopped": _l("No more digests wanted"),
        "digests_wanted_again": _l("Digests wanted again"),
    }
)
words.register_records({"digest": _l("Digest"), "digest_item": _l("Digest, suggestion"),
                        "digest_stop": _l("Digest, not wanted")})  # fmt: skip
outbox.KINDS["connections.digest"] = _l("Digest: technologies for needs")
