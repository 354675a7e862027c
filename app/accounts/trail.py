"""The audit trail as a manager reads it: filtered, a page at a time, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from app.accounts.models import Device, Hub, User
from app.core import clock, lists, words
from app.core.audit import AuditEntry
from app.core.db import db
from app.core.forms import parse_date
from app.core.i18n import _
from app.core.sheets import Cell

#: What an entry may say of its record, the first that is there.
NAMES = ("code", "name", "session", "technology", "title")


def page_of(hub: Hub, *, everything: bool = False) -> lists.Page:
    """The entries the address asks for, newest first."""
    statement = select(AuditEntry).where(AuditEntry.hub_id == hub.id, *_asked())
    sorts = {"at": (AuditEntry.at, AuditEntry.id)}
    return lists.listing(statement, sorts=sorts, default="-at", everything=everything)


def _asked() -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if who := lists.asked("who"):
        found.append(AuditEntry.actor == who)
    if action := lists.asked("action"):
        found.append(AuditEntry.action == action)
    if kind := lists.asked("kind"):
        found.append(AuditEntry.subject_type == kind)
    if first := day_asked("from"):
        found.append(AuditEntry.at >= clock.day_bounds(first, first)[0])
    if last := day_asked("to"):
        found.append(AuditEntry.at < clock.day_bounds(last, last)[1])
    return found


def day_asked(name: str) -> date | None:
    """A day typed into a filter; None when there is none or it is not a day."""
    try:
        return parse_date(lists.asked(name)) if lists.asked(name) else None
    except ValueError:
        return None


def choices(hub: Hub) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: who did anything in this hub, what was done, to which records."""
    seen = select(AuditEntry.actor, AuditEntry.action, AuditEntry.subject_type)
    rows = db.session.execute(seen.where(AuditEntry.hub_id == hub.id).distinct()).all()
    names = actor_names({row[0] for row in rows})
    return {
        "who": _sorted((actor, names.get(actor, actor)) for actor, _action, _kind in rows),
        "action": _sorted((action, deed(action)) for _actor, action, _kind in rows),
        "kind": _sorted((kind, words.record(kind)) for _actor, _action, kind in rows),
    }


def _sorted(pairs: Any) -> list[tuple[str, str]]:
    return sorted(set(pairs), key=lambda pair: pair[1].casefold())


def deed(action: str) -> str:
    return words.deed(action) or action.replace("_", " ")


def record_of(entry: AuditEntry) -> str:
    """Which record: its kind in words, and what the entry calls it."""
    named = next((str(entry.details[key]) for key in NAMES if entry.details.get(key)), "")
    return f"{words.record(entry.subject_type)} {named}".strip()


def actor_names(actors: set[str]) -> dict[str, str]:
    """What actors are called: people and devices by their names."""
    found = {"system": _("automatically"), "visitor": _("by their link")}
    for prefix, model in (("user:", User), ("device:", Device)):
        ids = {int(each.removeprefix(prefix)) for each in actors if each.startswith(prefix)}
        if ids:
            rows = db.session.execute(select(model.id, model.name).where(model.id.in_(ids)))
            found |= {f"{prefix}{number}": name for number, name in rows}
    return found


def table(page: lists.Page) -> tuple[list[str], list[list[Cell]]]:
    """What is listed, for a file."""
    names = actor_names({entry.actor for entry in page.items})
    rows: list[list[Cell]] = [
        [entry.at, names.get(entry.actor, entry.actor), deed(entry.action), record_of(entry)]
        for entry in page.items
    ]
    return [_("When"), _("Who"), _("What"), _("Which record")], rows
