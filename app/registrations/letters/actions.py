"""An event's own words for its letters, and when reminders and thanks go out."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.core import audit, clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event
from app.registrations.letters import kinds
from app.registrations.letters.compose import Words, own_words
from app.registrations.letters.models import LetterPlan, LetterText
from app.registrations.letters.placeholders import malformed, mark, unknown


def check_words(words: Words) -> None:
    """Raises Refused "placeholder_unknown" or "placeholder_malformed" with the field."""
    for field, text in (("subject", words.subject), ("body", words.body)):
        wrong = malformed(text)
        if wrong is not None:
            raise Refused("placeholder_malformed", field=field, found=wrong)
        strange = unknown(text, kinds.PLACEHOLDERS)
        if strange:
            raise Refused("placeholder_unknown", field=field, found=mark(strange[0]))


def save_words(event: Event, kind: str, locale: str, words: Words, version: int | None) -> None:
    """Let the event's letters of a kind and language say this from now on.

    Raises Refused "changed_meanwhile" when somebody else saved since `version` was opened.
    """
    check_words(words)
    with transaction():
        text = own_words(event.id, kind, locale)
        if (text.version if text else 0) != (version or 0):
            raise Refused("changed_meanwhile")
        if text is None:
            text = LetterText(event_id=event.id, kind=kind, locale=locale, version=0)
            db.session.add(text)
        text.subject, text.body = words.subject, words.body
        text.changed_at = clock.now()
        text.version += 1
        audit.record("letter_changed", event, letter=kind, language=locale)


def reset_words(event: Event, kind: str, locale: str) -> None:
    """Go back to the shipped words."""
    with transaction():
        gone = delete(LetterText).where(
            LetterText.event_id == event.id, LetterText.kind == kind, LetterText.locale == locale
        )
        db.session.execute(gone)
        audit.record("letter_reset", event, letter=kind, language=locale)


def plan_of(event_id: int) -> LetterPlan | None:
    return db.session.scalar(select(LetterPlan).where(LetterPlan.event_id == event_id))


def save_plan(event: Event, remind_hours: int | None, thank_hours: int | None) -> None:
    """When people are reminded before the event and thanked after it."""
    with transaction():
        plan = plan_of(event.id)
        if plan is None:
            plan = LetterPlan(event_id=event.id)
            db.session.add(plan)
        plan.remind_hours, plan.thank_hours = remind_hours, thank_hours
        audit.record("letter_plan_changed", event, remind=remind_hours, thank=thank_hours)
