"""What the desk learns of letters: that some could not be sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy import select

from app.core import figures, hooks
from app.core.i18n import _, ngettext
from app.core.outbox import Mail, MailState
from app.events.models import Event
from app.registrations.letters import rounds


@figures.event.counted
def counts(event_id: int) -> sa.Select[Any]:
    """Mails that could not be sent."""
    failed = sa.func.count().filter(Mail.state == MailState.FAILED).label("mails_failed")
    return select(failed).where(Mail.event_id == event_id)


@hooks.desk_tasks.fill
def tasks(event: Event) -> Iterator[hooks.DeskTask]:
    """Mails that did not go out wait for somebody to look at them."""
    if failed := figures.event.of(event)["mails_failed"]:
        yield hooks.DeskTask(
            title=ngettext(
                "%(num)s mail could not be sent", "%(num)s mails could not be sent", failed
            ),
            url=url_for("letters.event_mails", slug=event.slug, state=MailState.FAILED.value),
            action=_("See why"),
            icon="mail-off",
            urgent=True,
            order=12,
        )


@hooks.hourly.fill
def reminders() -> tuple[()]:
    """Reminders and thanks that are due."""
    rounds.ask()
    return ()
