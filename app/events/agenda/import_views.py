"""Importing an agenda: choose a file, see what would happen, then do it whole."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, url_for

from app.catalogue import vocabulary
from app.core import access, carried, sheets, web, words
from app.core.access import Role
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import _
from app.events import labels
from app.events.agenda import actions, forms, queries
from app.events.agenda.actions import house_of
from app.events.agenda.exporting import COLUMNS
from app.events.agenda.importing import ImportRow, Known, read_rows
from app.events.blueprint import bp
from app.events.models import Event


@bp.route("/events/<slug>/desk/agenda/import", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
@web.takes(megabytes=9)
def import_sessions(slug: str) -> Any:
    """First the file, then the preview; nothing is saved before the preview is confirmed."""
    form = forms.ImportForm()
    rows, file = carried.looked_through(form, _tried_out)
    wrong = bool(form.errors) or any(row.errors for row in rows)
    page = render_template(
        "events/agenda/import.html",
        event=g.event,
        form=form,
        rows=rows,
        good=bool(rows) and not any(row.errors for row in rows),
        file=file,
        columns=COLUMNS,
        kinds=labels.SESSION_KINDS,
    )
    return page, 422 if wrong else 200


@bp.post("/events/<slug>/desk/agenda/import/confirm")
@access.event_role(Role.ORGANISER)
@web.takes(megabytes=12)
def confirm_import(slug: str) -> Any:
    """Do what the preview showed, all or nothing; the file is read and checked once more."""
    try:
        rows = read_rows(carried.brought_back().read(), known_to(g.event))
        if any(row.errors for row in rows):
            raise Refused("changed_meanwhile")
        given = [row.given for row in rows if row.given and row.fate != "same"]
        added, changed = actions.import_sessions(g.event.id, given)
        web.done(_("%(added)s sessions added, %(changed)s changed.", added=added, changed=changed))
    except Refused as refusal:
        web.refused(refusal)
        return web.see_other(url_for(".import_sessions", slug=slug))
    return web.see_other(url_for(".agenda_page", slug=slug))


@bp.get("/events/<slug>/desk/agenda/import/template")
@access.event_role(Role.ORGANISER)
def import_template(slug: str) -> Any:
    """An empty sheet with the right heads."""
    return sheets.respond(COLUMNS, [], f"agenda-{slug}-template")


def known_to(event: Event) -> Known:
    """What the rows of a file may refer to."""
    experts = queries.experts_for(event.hub)
    codes: dict[str, tuple[int, str, str]] = {}
    for expert in experts:
        name = " ".join(part for part in (expert.academic_title, expert.full_name) if part)
        about = (expert.id, name, house_of(expert))
        codes[forms.code_of(expert, event)] = about
        codes.setdefault(expert.code, about)
    sessions = {one.code: one for one in queries.sessions_of(event, cancelled=True)}
    fields = frozenset(vocabulary.rows(vocabulary.FIELDS))
    return Known(event, queries.rooms_of(event), codes, sessions, fields)


def _tried_out(sheet: sheets.Sheet) -> list[ImportRow]:
    rows = read_rows(sheet, known_to(g.event))
    _try_out(g.event, rows)
    return rows


def _try_out(event: Event, rows: list[ImportRow]) -> None:
    """Do it and take it back, so that the preview shows every clash before anything is saved."""
    if any(row.errors for row in rows):
        return
    tried = [row for row in rows if row.given and row.fate != "same"]
    try:
        with transaction():
            actions.import_sessions(event.id, [row.given for row in tried if row.given])
            raise _TriedOut
    except _TriedOut:
        pass
    except Refused as refusal:
        by_row = refusal.details.get("rows")
        if not isinstance(by_row, dict):
            raise
        for place, clash in by_row.items():
            tried[place].errors[str(clash.details["field"])] = words.say(clash)
    finally:
        db.session.refresh(event)


class _TriedOut(Exception):
    """Ends a trial: everything is taken back."""
