"""The design of an event's badges: read, changed, put back; and faces to try it on."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy import select

from app.core import audit, files
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event
from app.registrations import queries
from app.registrations.badges.design import Design, Look, Part
from app.registrations.badges.layout import Face
from app.registrations.models import BadgeDesign, Category, Registration
from app.registrations.states import Status

#: Invented people and places for events where nobody has signed up yet; the long ones are as
#: long as such names get.
SHORTEST = ("Lê Ý", "")
LONGEST = (
    "Công Tằng Tôn Nữ Hoàng Nguyệt Minh Châu",
    "Phân viện Nghiên cứu, Ứng dụng và Chuyển giao Công nghệ Nông nghiệp bền vững (giả định)",
)
SAMPLE_TOKEN = "1" * 198  # as long as a real one, and signed by nobody


def row_of(event_id: int) -> BadgeDesign | None:
    return db.session.get(BadgeDesign, event_id)


def design_of(row: BadgeDesign | None) -> Design:
    if row is None:
        return Design()
    parts = frozenset(Part(name) for name in row.parts.split(",") if name)
    return Design(row.size, row.qr, parts, row.back, row.back_words, row.logo)


def look_of(event_id: int) -> Look:
    """The design of an event's badges with its logo; one statement."""
    design = design_of(row_of(event_id))
    return Look(design, (files.read(design.logo) or b"") if design.logo else b"")


def choose(event: Event, design: Design, version: int | None) -> None:
    """Keep a design. Raises Refused("changed_meanwhile") when another was kept since `version`."""
    values = vars(design) | {"parts": ",".join(sorted(design.parts))}
    with transaction():
        row = db.session.get(BadgeDesign, event.id, with_for_update=True)
        if (row.version if row else 0) != (version or 0):
            raise Refused("changed_meanwhile")
        if row is None:
            db.session.add(BadgeDesign(event_id=event.id, version=1, **values))
        else:
            for name, value in values.items():
                setattr(row, name, value)
            row.version += 1
        audit.record("badge_design_chosen", event, hub_id=event.hub_id, size=design.size.value)


def trial_faces(event: Event) -> list[Face]:
    """The event's shortest and its longest name, as their badges would show them."""
    confirmed = (
        select(Registration, Category)
        .join(Category, Category.id == Registration.category_id)
        .where(
            Registration.event_id == event.id,
            Registration.status == Status.CONFIRMED,
            Registration.erased_at.is_(None),
        )
        .limit(1)
    )
    length = sa.func.length(Registration.name)
    found = [
        *db.session.execute(confirmed.order_by(length, Registration.id)),
        *db.session.execute(confirmed.order_by(length.desc(), Registration.id)),
    ]
    if len(found) == 2:
        return [_face_of(registration, category) for registration, category in found]
    category = db.session.scalars(
        select(Category).where(Category.event_id == event.id).order_by(Category.position).limit(1)
    ).first()
    return [
        Face(
            name=name,
            given="",
            organisation=organisation,
            short_name="",
            category=queries.category_name(category) if category else "",
            colour=category.colour if category else "indigo",
            code="abcd-efgh",
            token=SAMPLE_TOKEN,
        )
        for name, organisation in (SHORTEST, LONGEST)
    ]


def _face_of(registration: Registration, category: Category) -> Face:
    """A trial face: everything but the code that opens the door."""
    return Face(
        name=registration.name,
        given=registration.given_name or "",
        organisation=registration.organisation or "",
        short_name="",
        category=queries.category_name(category),
        colour=category.colour,
        code=registration.code,
        token=SAMPLE_TOKEN,
    )


def shown(face: Face, design: Design) -> Face:
    """The face with what the design leaves out left out."""
    if Part.ORGANISATION in design.parts:
        return face
    return replace(face, organisation="", short_name="")
