"""What states of a mail and placeholders are called, and what refusals say."""

from __future__ import annotations

from app.core import outbox, words
from app.core.i18n import LazyString, _l
from app.core.outbox import MailState

STATES: dict[MailState, LazyString] = {
    MailState.WAITING: _l("to be sent"),
    MailState.SENDING: _l("being sent"),
    MailState.SENT: _l("sent"),
    MailState.FAILED: _l("not sent"),
    MailState.STOPPED: _l("stopped"),
    MailState.NEEDLESS: _l("not needed any more"),
}
STATE_TAGS = {
    MailState.WAITING: "info",
    MailState.SENDING: "info",
    MailState.SENT: "ok",
    MailState.FAILED: "bad",
    MailState.STOPPED: "warn",
    MailState.NEEDLESS: "",
}

PLACEHOLDER_WORDS: dict[str, LazyString] = {
    "name": _l("the person's name"),
    "event": _l("the event's name"),
    "category": _l("what the person comes as"),
    "when": _l("days and province"),
    "where": _l("venue and address"),
    "position": _l("number on the waiting list"),
    "reason": _l("reason of a refusal"),
    "code": _l("code of the registration"),
    "organisation": _l("the person's organisation"),
    "link": _l("the personal page"),
    "badge_link": _l("the badge to print"),
    "calendar_link": _l("the entry for a calendar"),
    "event_link": _l("the event's public page"),
    "contact": _l("the event's e-mail and phone"),
}

outbox.KINDS["registrations.news"] = _l("News of later events")
outbox.KINDS["registrations.message"] = _l("A word to people of the event")

words.register(
    {
        "no_readers": _l("Nobody has agreed to news so far, so it cannot go to anybody."),
        "three_today": _l("This address got three advertising mails today; more are not allowed."),
        "placeholder_unknown": _l(
            "%(found)s stands for nothing. Use one of the placeholders listed beside the text."
        ),
        "placeholder_malformed": _l(
            "“%(found)s” is not a placeholder. They look like {{ name }}: two braces, small "
            "letters, two braces."
        ),
    }
)
words.register_deeds(
    {
        "letter_changed": _l("Words of a letter changed"),
        "letter_reset": _l("Letter back to the usual words"),
        "message_written": _l("Message to several people written"),
        "news_ended": _l("No more news wanted"),
        "letter_plan_changed": _l("Times of reminder and thanks changed"),
    }
)
