"""What the follow-up tells the hub's desk, and asking when the time has come."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select

from app.accounts.models import Hub
from app.connections.followups import answer_queries, asked
from app.connections.followups.models import FollowUp
from app.core import figures, hooks
from app.core.hooks import DeskTask
from app.core.i18n import _, ngettext


@figures.hub.counted
def hub_counts(hub_id: int) -> Select[Any]:
    """Answers that nobody has seen to."""
    return select(func.count().label("answers_waiting")).where(
        FollowUp.hub_id == hub_id, answer_queries.WAITING
    )


@hooks.hub_tasks.fill
def hub_tasks(hub: Hub) -> list[DeskTask]:
    """Answers of parties that nobody has seen to."""
    waiting = figures.hub.of(hub)["answers_waiting"]
    if not waiting:
        return []
    title = ngettext(
        "%(num)s party says what came of its meeting",
        "%(num)s parties say what came of their meetings",
        waiting,
    )
    address = url_for("followups.questions", hub=hub.slug, state="waiting")
    return [DeskTask(title, address, _("Read"), icon="mail", urgent=True, order=14)]


@hooks.hourly.fill
def ask_parties() -> None:
    """3, 6 and 12 months after a meeting its parties are asked what came of it."""
    asked.ask_due()
