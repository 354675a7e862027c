"""Who someone is within one event, and what they may agree to.

The same person = the same e-mail after folding or, without an e-mail, the same phone and
folded name. The key made here stands in a unique column: the database holds the rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.core.text import fold, name_key
from app.registrations.questions.rules import Given
from app.registrations.states import Purpose

ADULT_AT = 16  # years; below, a guardian is named (domain.md 4.1)
NOT_FOR_MINORS = frozenset({Purpose.LEAD_SHARING, Purpose.DIRECTORY})
CONSENT_VERSION = "2026-01"  # of the texts in words.py; a changed text is a new version
RETENTION = timedelta(days=365)  # after the event's last day; then identities go


@dataclass(frozen=True)
class Person:
    """What someone says of themselves at sign-up, validated and cleaned by the door.

    `email` is folded, `phone` E.164; at least one of them is there. `given_name` only where
    it is not the last word of the name.
    """

    name: str
    email: str | None = None
    phone: str | None = None
    organisation: str | None = None
    consents: frozenset[Purpose] = frozenset()
    given_name: str | None = None
    org_type: str | None = None
    province: str | None = None
    job_title: str | None = None
    gender: str | None = None
    birth_year: int | None = None
    guardian: str | None = None
    guardian_phone: str | None = None  # E.164
    answers: dict[str, Any] = field(default_factory=dict)  # of a program, to nothing we asked
    invitation: str | None = None  # the code that opens a category
    said: tuple[Given, ...] = ()  # to the event's own questions
    locale: str = "vi"


@dataclass(frozen=True)
class Details:
    """What may be changed afterwards; e-mail or phone stays."""

    name: str
    email: str | None
    phone: str | None
    organisation: str | None
    job_title: str | None = None
    province: str | None = None


def person_key(email: str | None, phone: str | None, name: str) -> str | None:
    """What makes two sign-ups of one event the same person; None without any address."""
    if email:
        return f"e:{email.casefold()}"
    return f"p:{phone}:{fold(name)}"[:300] if phone else None


def search_text(
    name: str, organisation: str | None, code: str, email: str | None, phone: str | None
) -> str:
    """The folded text a registration is found by; phones in both usual spellings."""
    national = "0" + phone[3:] if phone and phone.startswith("+84") else None
    parts = (name, organisation, code, email, phone, national)
    return fold(" ".join(part for part in parts if part))


def sorting(name: str, given_name: str | None) -> str:
    """By given name, as Vietnamese lists are sorted; as long as its column."""
    return name_key(name, given_name)[:900]


def is_minor(birth_year: int | None, on: date) -> bool:
    """Whether someone may still be under 16 on a day (only the year is asked for)."""
    return birth_year is not None and on.year - birth_year <= ADULT_AT


def grantable(consents: Iterable[Purpose], *, minor: bool) -> frozenset[Purpose]:
    """What is kept of the boxes ticked: children share no contacts and join no directory."""
    return frozenset(consents) - (NOT_FOR_MINORS if minor else frozenset())
