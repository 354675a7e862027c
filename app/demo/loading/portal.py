"""The participants' portal: open, with somebody of each organisation that seeks or offers."""

from __future__ import annotations

from sqlalchemy import select

from app.catalogue.models import Organisation
from app.connections.portal import actions, arranging
from app.connections.portal.actions import Said
from app.core import clock
from app.core.db import db
from app.demo import sample
from app.demo.sample import Row, Sample, whole
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.own import actions as own
from app.registrations.states import Purpose, Source, Status

OPENED_ON = -20  # days before the fair
PRESENT = 24  # who agreed to be found
ROLES = frozenset({"visitor", "exhibitor", "expert"})


def load(given: Sample, event: Event) -> None:
    """Open the portal; the first of each organisation says what it seeks and offers."""
    with clock.at(given.on(OPENED_ON, "09:00")):
        arranging.set_rules(event, arranging.Rules())
    spoken_for = _spoken_for()
    people = _by_email(event, spoken_for)
    firms = {row.code: row.id for row in db.session.scalars(select(Organisation))}
    needs, technologies = (_first_of("needs"), _first_of("technologies"))
    with clock.at(given.on(-1, "21:15")):
        for email, code in spoken_for.items():
            if person := people.get(email):
                _present(person, firms[code], _said(needs.get(code), technologies.get(code)))


def _spoken_for() -> dict[str, str]:
    """The code of an organisation by the address of who stands for it."""
    codes = {row["name_vi"]: row["code"] for row in sample.rows("organisations")}
    shown = {row["org_code"] for name in ("needs", "technologies") for row in sample.rows(name)}
    found: dict[str, str] = {}
    for row in sample.rows("attendees"):
        code = codes.get(row["org_name"])
        taken = code is None or code not in shown or code in found.values()
        if not taken and row["role"] in ROLES and row["email"] and row["is_minor"] == "no":
            found[row["email"]] = str(code)
        if len(found) == PRESENT:
            break
    return found


def _by_email(event: Event, emails: dict[str, str]) -> dict[str | None, Registration]:
    there = select(Registration).where(
        Registration.event_id == event.id,
        Registration.status == Status.CONFIRMED,
        Registration.email.in_(emails),
    )
    return {person.email: person for person in db.session.scalars(there)}


def _first_of(name: str) -> dict[str, Row]:
    return {row["org_code"]: row for row in reversed(sample.rows(name))}


def _said(need: Row | None, technology: Row | None) -> Said:
    """What the organisation's own records say, in their words."""
    rows = [row for row in (need, technology) if row]
    return Said(
        need["title_vi"] if need else None,
        technology["title_vi"] if technology else None,
        {row["field"] for row in rows},
        whole(technology["trl"]) if technology else None,
    )


def _present(person: Registration, firm: int, said: Said) -> None:
    held = own.current_consents(person)
    own.change_consents(person, held | {Purpose.DIRECTORY}, channel=Source.WEB)
    own.confirm_email(person)
    arranging.set_speaker(actions.save_profile(person, said), firm)
