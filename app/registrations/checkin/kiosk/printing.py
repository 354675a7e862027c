"""The badge that a kiosk prints for who stands before it: once, of a person with a place."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from app.core import files
from app.core.db import db
from app.core.errors import Refused
from app.registrations import places
from app.registrations.badges import actions as badges
from app.registrations.badges import designs, preview, sheets
from app.registrations.badges.layout import Face
from app.registrations.badges.preview import Card
from app.registrations.checkin import recognition
from app.registrations.checkin.known import Fair
from app.registrations.models import Badge, Registration
from app.registrations.states import BadgeState, Status, Verdict


@dataclass(frozen=True)
class Paper:
    """The sides of a badge to be drawn; `logo`: the picture itself, as the page takes it."""

    cards: list[Card]
    logo: str | None


@dataclass(frozen=True)
class Visitor:
    """Whose code was shown. `paper`: None when the desk has to print; `position`: in the queue,
    1 for the next; `offered`: a place is kept until they say yes."""

    status: Status
    name: str
    paper: Paper | None
    position: int | None
    offered: bool


def for_visitor(fair: Fair, text: str) -> Visitor | None:
    """The visitor of a badge's code and, the first time, the badge to print, which counts as
    printed from then on; None for a code that is no badge of this event."""
    known = recognition.shown(fair, text)
    if isinstance(known, Verdict):
        return None
    person = db.session.get_one(Registration, known.registration_id)
    paper = None
    if known.state is BadgeState.VALID and person.status is Status.CONFIRMED:
        paper = _handed_out(person, db.session.get_one(Badge, known.id))
    offered = person.status is Status.WAITING and person.offered_until is not None
    return Visitor(person.status, person.name, paper, places.position(person), offered)


def _handed_out(person: Registration, badge: Badge) -> Paper | None:
    """A second paper with the same code would open the gate for whoever finds the first."""
    try:
        badges.hand_out(badge)
    except Refused:
        return None
    design = designs.look_of(person.event_id).design
    face: Face = sheets.face_of(person, badge.token)
    drawn = preview.sides(sheets.head_of(person.event), designs.shown(face, design), design)
    return Paper(drawn, _picture(design.logo))


def _picture(name: str) -> str | None:
    content = files.read(name) if name else None
    if content is None:
        return None
    return f"data:image/jpeg;base64,{base64.b64encode(content).decode()}"
