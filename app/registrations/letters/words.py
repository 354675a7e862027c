"""What states of a mail are called."""

from __future__ import annotations

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
