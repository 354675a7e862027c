"""What this package tells the ones below it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core import hooks
from app.core.i18n import _, number_text
from app.events.labels import short_title
from app.events.models import Event, EventSession
from app.registrations.models import Registration
from app.registrations.own import link
from app.registrations.states import Status
from app.workshops import queries
from app.workshops.words import ENROLMENT_STATES, MARKS

hooks.session_door_admits.fill(queries.seats_among)


@hooks.own_page.fill
def own_page(registration: Registration) -> list[dict[str, str]]:
    """A person's own page leads to the sessions that ask for enrolment."""
    if registration.status is not Status.CONFIRMED:
        return []
    choices = queries.choices_of(registration)
    if not choices:
        return []
    chosen = sum(state is not None for _session, state in choices)
    token = link.token_of(registration.code, registration.link_nonce)
    text = (
        _("You are enrolled in %(number)s.", number=chosen)
        if chosen
        else _("%(number)s sessions and classes have limited seats.", number=len(choices))
    )
    url = url_for("workshops.own_sessions", token=token)
    return [{"title": _("Sessions and classes"), "url": url, "text": text}]


@hooks.desk_tasks.fill
def waiting(event: Event) -> list[hooks.DeskTask]:
    """Free seats while people wait for them: more places were made, or people gave up."""
    return [
        hooks.DeskTask(
            title=_("%(number)s wait for %(session)s", number=row.waiting, session=_named(row)),
            text=_("There are free seats: let them move up."),
            url=url_for("workshops.session_list", slug=event.slug, code=row.session.code),
            action=_("Open the list"),
            icon="users-plus",
        )
        for row in queries.standings(event)
        if row.waiting and not row.full
    ]


@hooks.desk_numbers.fill
def attendance(event: Event) -> list[hooks.DeskNumber]:
    """How many sat in sessions so far."""
    present, enrolled = queries.totals(event.id)
    if not (present or enrolled):
        return []
    return [
        hooks.DeskNumber(
            label=_("Present at sessions"),
            value=number_text(present),
            note=_("of %(number)s enrolled", number=number_text(enrolled)),
            url=url_for("workshops.sessions", slug=event.slug),
            order=60,
        )
    ]


@hooks.personal_data.fill
def personal_data(registration: Registration) -> list[tuple[str, list[dict[str, Any]]]]:
    """Enrolments and attendance, for the export of a person's data."""
    rows = [
        {
            "session": f"{session.code} {session.title}",
            "starts_at": session.starts_at,
            "enrolment": str(ENROLMENT_STATES[state]) if state else None,
            "mark": str(MARKS[mark]) if mark else None,
        }
        for session, state, mark in queries.history_of(registration.id)
    ]
    return [(_("Sessions and classes"), rows)] if rows else []


def _named(row: queries.Standing) -> str:
    session: EventSession = row.session
    return f"{session.code} {short_title(session)}"
