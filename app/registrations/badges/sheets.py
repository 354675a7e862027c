"""The badges of an event as paper: which ones, in which order, with which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from app.catalogue.models import Organisation
from app.core.db import db
from app.events.models import Event
from app.registrations import queries
from app.registrations.badges import actions, designs
from app.registrations.badges.design import Paper
from app.registrations.badges.layout import Event as Head
from app.registrations.badges.layout import Face
from app.registrations.models import Badge, Category, Registration
from app.registrations.states import BadgeState

LONG_NAME = 80  # characters from which a short name may be wanted


@dataclass(frozen=True)
class Choice:
    """Which badges: only those never printed, of one category (code), of these registrations."""

    only_new: bool = False
    category: str | None = None
    codes: tuple[str, ...] | None = None


def head_of(event: Event) -> Head:
    return Head(queries.event_name(event), queries.when_where(event))


def faces_of(event: Event, choice: Choice) -> list[tuple[int, Face]]:
    """Badge ids and what each says, by category and given name; two statements."""
    found = (
        select(Badge.id, Badge.token, Registration, Category)
        .join(Registration, Registration.id == Badge.registration_id)
        .join(Category, Category.id == Registration.category_id)
        .where(Badge.event_id == event.id, Badge.state == BadgeState.VALID)
        .order_by(Category.position, Category.id, Registration.sort_key, Badge.id)
    )
    if choice.only_new:
        found = found.where(Badge.printed_at.is_(None))
    if choice.category:
        found = found.where(Category.code == choice.category)
    if choice.codes is not None:
        found = found.where(Registration.code.in_(choice.codes))
    short = _short_names(event.hub_id)
    return [
        (badge_id, _face(registration, category, token, short))
        for badge_id, token, registration, category in db.session.execute(found)
    ]


def _face(
    registration: Registration, category: Category, token: str, short: dict[str, str]
) -> Face:
    organisation = registration.organisation or ""
    return Face(
        name=registration.name,
        given=registration.given_name or "",
        organisation=organisation,
        short_name=short.get(organisation, ""),
        category=category.name,
        colour=category.colour,
        code=registration.code,
        token=token,
    )


def _short_names(hub_id: int) -> dict[str, str]:
    """Short names of the hub's organisations that have long ones."""
    found = select(Organisation.name, Organisation.short_name).where(
        Organisation.hub_id == hub_id,
        Organisation.short_name.is_not(None),
        sa.func.length(Organisation.name) >= LONG_NAME,
    )
    return {name: short for name, short in db.session.execute(found) if short}


def face_of(registration: Registration, token: str) -> Face:
    """What the badge of one registration says."""
    organisation = registration.organisation or ""
    short = _short_names(registration.event.hub_id) if len(organisation) >= LONG_NAME else {}
    return _face(registration, registration.category, token, short)


def for_one(registration: Registration, paper: Paper = Paper.CARD) -> bytes | None:
    """The badge of one registration; None when it has no valid one."""
    from app.registrations.badges import pdf

    badge = actions.valid_badge(registration)
    if badge is None:
        return None
    event = registration.event
    look = designs.look_of(event.id)
    face = designs.shown(face_of(registration, badge.token), look.design)
    return pdf.render(head_of(event), [face], paper, look)


def draw(
    event: Event,
    choice: Choice,
    paper: Paper,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[bytes, list[int]]:
    """The sheet and the ids of the badges on it, for `mark_printed` once it is safely kept."""
    from app.registrations.badges import pdf

    chosen = faces_of(event, choice)
    head, look, total = head_of(event), designs.look_of(event.id), len(chosen)
    db.session.rollback()  # no reading stays open while a long sheet is drawn

    def step(done: int) -> None:
        if done % 50 == 0 or done == total:
            progress(done, total)

    faces = [designs.shown(face, look.design) for _id, face in chosen]
    content = pdf.render(head, faces, paper, look, progress=step)
    return content, [badge_id for badge_id, _face in chosen]
