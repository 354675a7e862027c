"""The questions of an event, for forms and for the office."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.registrations.questions.models import SignUpQuestion


def asked(event_id: int) -> list[SignUpQuestion]:
    """The questions that are asked now, in their order."""
    found = select(SignUpQuestion).where(
        SignUpQuestion.event_id == event_id,
        SignUpQuestion.hidden_at.is_(None),
        SignUpQuestion.removed_at.is_(None),
    )
    return list(db.session.scalars(found.order_by(SignUpQuestion.position, SignUpQuestion.id)))


def all_of(event_id: int) -> list[SignUpQuestion]:
    """The questions the office sees: hidden ones too; removed ones last."""
    found = select(SignUpQuestion).where(SignUpQuestion.event_id == event_id)
    order = (
        SignUpQuestion.removed_at.is_not(None),
        SignUpQuestion.position,
        SignUpQuestion.id,
    )
    return list(db.session.scalars(found.order_by(*order)))


def by_code(event_id: int, code: str) -> SignUpQuestion | None:
    found = select(SignUpQuestion).where(
        SignUpQuestion.event_id == event_id, SignUpQuestion.code == code
    )
    return db.session.scalar(found)
