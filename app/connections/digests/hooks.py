"""What digests tell the hub's desk and the pages below; writing when the time has come."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import Select

from app.accounts.models import Hub
from app.catalogue.models import Need, Organisation
from app.connections.digests import actions, contents, merging, queries
from app.connections.digests.contents import Every, Reply
from app.connections.digests.models import DigestItem
from app.connections.digests.words import REPLIES
from app.core import clock, figures, hooks
from app.core.hooks import DeskTask
from app.core.i18n import _, date_text, ngettext

__all__ = ["merging"]


@figures.hub.counted
def hub_counts(hub_id: int) -> Select[Any]:
    """Owners' answers that wait for the hub."""
    return queries.counts(hub_id, "yes", "phone")


@hooks.hub_tasks.fill
def hub_tasks(hub: Hub) -> list[DeskTask]:
    """Owners who want to be introduced, and those whom a letter does not reach."""
    found = figures.hub.of(hub)
    tasks = []
    if yes := found["digest_yes"]:
        title = ngettext(
            "The owner of a need wants to be introduced to %(num)s technology",
            "Owners of needs want to be introduced to %(num)s technologies",
            yes,
        )
        address = url_for("digests.digests", hub=hub.slug, state="yes")
        tasks.append(DeskTask(title, address, _("Introduce"), icon="arrows-exchange", order=12))
    if calls := found["digest_phone"]:
        title = ngettext(
            "Tell the owner of a need of %(num)s technology by phone",
            "Tell owners of needs of %(num)s technologies by phone",
            calls,
        )
        address = url_for("digests.digests", hub=hub.slug, state="phone")
        tasks.append(DeskTask(title, address, _("Call"), icon="phone", order=28))
    return tasks


@hooks.suggestions_told.fill
def told(need: Need) -> list[tuple[int, str]]:
    """Beside a suggestion: when its owner was told, and the answer."""
    found = queries.of_need(need)
    coming = _coming(need.hub) if any(item is None for _id, item in found) else ""
    return [
        (technology_id, _said(item) if item is not None else coming)
        for technology_id, item in found
    ]


def _coming(hub: Hub) -> str:
    """When who was not told yet will be."""
    plan = queries.plan_of(hub)
    every = plan.every if plan else Every.OFF
    day = contents.next_day(every, clock.local(clock.now()))
    if day is None:
        return _("The owner does not know of it yet: digests do not go out by themselves.")
    return _("The owner learns of it with the digest of %(day)s", day=date_text(day))


def _said(item: DigestItem) -> str:
    told, on = date_text(item.digest.written_at), date_text(item.replied_at)
    if item.reply is None:
        if item.digest.by_phone:
            return _("The owner is to be told by phone (since %(day)s)", day=told)
        return _("The owner was written to on %(day)s; no answer yet", day=told)
    answer = REPLIES[item.reply]
    said = _("The owner was told on %(day)s and said on %(on)s: %(answer)s", day=told, on=on,
             answer=answer)  # fmt: skip
    return f"{said} – {item.note}" if item.note and item.reply is not Reply.NO else said


@hooks.organisation_page.fill
def sent(organisation: Organisation) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """On an organisation's page: the latest digests and the answers."""
    rows = queries.of_organisation(organisation)
    lines = [
        (_("No digests are wanted"), f"{address} · {date_text(at)}")
        for address, at in queries.stops_of(organisation)
    ]
    lines += [(title, _said(item)) for item, title in rows]
    if not lines:
        return []
    address = url_for("digests.digests", hub=organisation.hub.slug, q=organisation.name)
    return [(_("Digests of suggestions"), address, lines)]


@hooks.hourly.fill
def write_digests() -> None:
    """Once a period each owner learns what was chosen for their needs."""
    actions.write_due()
