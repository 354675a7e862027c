"""An event's own questions and what people answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import db
from app.registrations.questions.rules import Asked, Kind


class SignUpQuestion(db.Model):
    """A question on the sign-up form of one event (câu hỏi).

    `options`: key -> [Vietnamese, English]; `categories`: codes; `conditions`: "q1:key".
    A hidden one is not asked any more; a removed one is gone for the office too, and its
    answers stay in exports.
    """

    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    code: Mapped[str] = mapped_column(String(10))  # q1, q2, … in the order of making
    kind: Mapped[Kind]
    label: Mapped[str] = mapped_column(String(200))
    label_en: Mapped[str | None] = mapped_column(String(200))
    hint: Mapped[str | None] = mapped_column(String(300))
    hint_en: Mapped[str | None] = mapped_column(String(300))
    options: Mapped[dict[str, Any]]
    required: Mapped[bool] = mapped_column(default=False)
    categories: Mapped[list[str]]
    conditions: Mapped[list[str]]
    least: Mapped[int | None]
    most: Mapped[int | None]
    position: Mapped[int]
    hidden_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def asked(self) -> Asked:
        """As the rules see it."""
        pairs = (condition.partition(":") for condition in self.conditions)
        return Asked(
            code=self.code,
            kind=self.kind,
            required=self.required,
            options=tuple(self.options),
            categories=frozenset(self.categories),
            conditions=frozenset((code, key) for code, _colon, key in pairs),
            least=self.least,
            most=self.most,
        )


class SignUpAnswer(db.Model):
    """What a person answered, in the words and under the kind of that day."""

    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("sign_up_question.id"), index=True)
    kind: Mapped[Kind]
    label: Mapped[str] = mapped_column(String(200))
    label_en: Mapped[str | None] = mapped_column(String(200))
    values: Mapped[list[str]]
    text: Mapped[str] = mapped_column(Text)  # several choices: one a line
    text_en: Mapped[str] = mapped_column(Text)
    file_stored: Mapped[str | None] = mapped_column(String(60))
    given_at: Mapped[datetime]

    question: Mapped[SignUpQuestion] = relationship()
