"""What the desk learns of doubles."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from app.core import clock, hooks
from app.core.i18n import _, ngettext
from app.events.models import Event
from app.registrations.doubles import queries


@hooks.desk_tasks.fill
def tasks(event: Event) -> Iterator[hooks.DeskTask]:
    """Sign-ups that look like one person, while it still matters."""
    if clock.today() > event.ends_on:
        return
    if number := queries.number(event.id):
        yield hooks.DeskTask(
            title=ngettext(
                "%(num)s pair of sign-ups looks like one person",
                "%(num)s pairs of sign-ups look like one person",
                number,
            ),
            url=url_for("doubles.doubles", slug=event.slug),
            action=_("Look at them"),
            icon="users",
            order=40,
        )
