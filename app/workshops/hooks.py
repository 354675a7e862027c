"""What this package tells the ones below it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select

from app.core import clock, figures, hooks
from app.core.i18n import _, ngettext, number_text
from app.events.labels import short_title
from app.events.models import Event, EventSession
from app.registrations.models import Registration
from app.registrations.own import link
from app.registrations.states import Status
from app.workshops import actions, choices, merging, queries
from app.workshops.attendance import EnrolmentState
from app.workshops.certificates import actions as giving
from app.workshops.certificates import queries as certificates
from app.workshops.models import Enrolment
from app.workshops.words import ENROLMENT_STATES, MARKS

hooks.session_door_admits.fill(queries.seats_among)
hooks.merge_people.fill(merging.merge)
hooks.belongings.fill(merging.belongings)
hooks.place_handed_over.fill(merging.hand_over)


@hooks.registration_ended.fill
def ended(registration: Registration, at: datetime) -> tuple[()]:
    actions.release_all(registration, at)
    return ()


@hooks.registration_restored.fill
def restored(registration: Registration, ended_at: datetime | None) -> tuple[()]:
    actions.seat_again(registration, ended_at)
    return ()


@hooks.own_page.fill
def own_page(registration: Registration) -> list[dict[str, str]]:
    """A person's own page leads to the sessions that ask for enrolment."""
    if registration.status is not Status.CONFIRMED:
        return []
    counts, token = choices.counts_of(registration), link.token_here(registration)
    cards = _certificate_cards(registration, token) if counts.certificates else []
    if not counts.offered:
        return cards
    text = (
        _("You are enrolled in %(number)s.", number=counts.chosen)
        if counts.chosen
        else _("%(number)s sessions and classes have limited seats.", number=counts.offered)
    )
    url = url_for("workshops.own_sessions", token=token)
    deed = _("See or change them") if counts.chosen else _("Choose and enrol")
    return [{"title": _("Sessions and classes"), "url": url, "text": text, "action": deed}, *cards]


def _certificate_cards(registration: Registration, token: str) -> list[dict[str, str]]:
    return [
        {
            "title": _("Your certificate %(serial)s", serial=one.serial),
            "url": url_for("workshops.own_certificate", token=token, code=one.code),
            "text": one.title,
        }
        for one in certificates.of_person(registration.id)
    ]


@hooks.erase_person.fill
def erase(registration: Registration) -> None:
    """The name on certificates goes too; that the numbers were given stays."""
    giving.forget(registration)


@figures.event.counted
def counts(event_id: int) -> Select[Any]:
    """How many wait for a seat in a session."""
    return (
        select(func.count().label("seats_waited_for"))
        .select_from(Enrolment)
        .join(Enrolment.session)
        .where(EventSession.event_id == event_id, Enrolment.state == EnrolmentState.WAITING)
    )


@hooks.desk_tasks.fill
def waiting(event: Event) -> list[hooks.DeskTask]:
    """Free seats while people wait for them: more places were made, or people gave up."""
    if not figures.event.of(event)["seats_waited_for"]:
        return []
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


@hooks.desk_tasks.fill
def certificates_due(event: Event) -> list[hooks.DeskTask]:
    """A class is over, and who attended enough waits for the certificate."""
    if event.ends_on > clock.today() or not certificates.gives_any(event.id):
        return []
    due = sum(len(each.due) for each in certificates.classes_of(event) if each.over)
    if not due:
        return []
    text = ngettext(
        "%(num)s attended enough and has none yet", "%(num)s attended enough and have none yet", due
    )
    url = url_for("workshops.certificates", slug=event.slug)
    return [hooks.DeskTask(_("Give certificates"), url, _("Open"), text, "certificate", order=60)]


@hooks.desk_numbers.fill
def attendance(event: Event) -> list[hooks.DeskNumber]:
    """How many sat in sessions so far, or are going to."""
    present, enrolled, asking = queries.totals(event.id)
    if not (present or enrolled or asking):
        return []
    if present:
        label, value = _("Present at sessions"), present
        note = _("of %(number)s enrolled", number=number_text(enrolled))
    else:
        label, value = _("Enrolled in sessions"), enrolled
        note = ngettext(
            "%(num)s session asks for enrolment", "%(num)s sessions ask for enrolment", asking
        )
    url = url_for("workshops.sessions", slug=event.slug)
    return [hooks.DeskNumber(label, number_text(value), url, note, order=60)]


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
        for session, state, mark in choices.history_of(registration.id)
    ]
    held: list[dict[str, Any]] = [
        {"serial": one.serial, "class": one.title, "hours": one.hours, "signed_on": one.signed_on}
        for one in certificates.of_person(registration.id)
    ]
    found = [(_("Sessions and classes"), rows), (_("Certificates"), held)]
    return [(name, each) for name, each in found if each]


def _named(row: queries.Standing) -> str:
    session: EventSession = row.session
    return f"{session.code} {short_title(session)}"
