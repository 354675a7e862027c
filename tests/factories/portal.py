"""People of the portal, and what they ask of each other."""

from __future__ import annotations

from app.connections.portal import actions, links
from app.connections.portal.actions import Said
from app.connections.stages import Mode
from app.registrations.own import actions as own
from app.registrations.states import Purpose
from tests.factories.registrations import make_category, make_registration

DRYING = "Cần máy sấy lạnh cho chè búp, công suất 200 kg mỗi mẻ"
DRYER = "Máy sấy lạnh bơm nhiệt cho chè và dược liệu, tiết kiệm điện"


def participant(event, name, *, wants=None, offers=None, shown=True, **fields):
    """Somebody with a place who has filled in the profile."""
    consents = {Purpose.EVENT_OPERATIONS} | ({Purpose.DIRECTORY} if shown else set())
    fields.setdefault("category", make_category(event))
    person = make_registration(name=name, consents=frozenset(consents), **fields)
    own.confirm_email(person)
    said = Said(wants, offers, ("AGRI",), 9 if offers else None)
    return actions.save_profile(person, said)


def home(profile):
    return f"/r/{links.token_for_office(profile.registration)}/meet"


def ask(me, them, **fields):
    given = {"message": "Muốn xem máy", "mode": Mode.ON_SITE, "i_look_for": True} | fields
    return actions.ask_person(me, them, **given)
