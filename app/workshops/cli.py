"""Commands on enrolment."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.core.cli import UnusableInput, answers
from app.core.errors import Refused
from app.registrations import queries as registrations
from app.registrations.commands import event_or_unusable
from app.workshops import actions, queries, seats
from app.workshops.attendance import EnrolmentState


@click.command("enrol")
@click.argument("event")
@click.argument("session")
@click.argument("code")
@with_appcontext
@answers
def enrol(event: str, session: str, code: str) -> None:
    """Enrol the registration CODE in a SESSION (its code) of an EVENT (its slug).

    Exit 1 when the session is full: the person then waits for a seat.
    """
    found = event_or_unusable(event)
    wanted = queries.session_by_code(found.id, session)
    if wanted is None:
        raise UnusableInput(f"{event} has no session {session}")
    person = registrations.by_code(found.id, code.strip())
    if person is None:
        raise UnusableInput(f"{event} has no registration {code}")
    enrolment = actions.enrol(wanted.id, person.id)
    if enrolment.state is EnrolmentState.WAITING:
        raise Refused(
            "session_full",
            session=wanted.code,
            name=person.name,
            position=seats.position(enrolment),
        )
    click.echo(enrolment.state)


commands = [enrol]
