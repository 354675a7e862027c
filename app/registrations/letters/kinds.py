"""Which letter it is whose words may be changed, and what stands for what in it."""

from __future__ import annotations

from app.registrations.states import Status

#: Letters with words of their own for each event, in the order of a person's way.
EDITABLE = (
    "confirmation",
    "waiting",
    "pending",
    "approved",
    "refused",
    "moved_up",
    "changed",
    "cancelled",
    "reminder",
    "thanks",
)
#: The state a person is in who gets the letter.
STATE_OF = {
    "confirmation": Status.CONFIRMED,
    "waiting": Status.WAITING,
    "pending": Status.PENDING,
    "approved": Status.CONFIRMED,
    "refused": Status.CANCELLED,
    "moved_up": Status.CONFIRMED,
    "changed": Status.CONFIRMED,
    "cancelled": Status.CANCELLED,
    "reminder": Status.CONFIRMED,
    "thanks": Status.CONFIRMED,
}
#: The template of the shipped words, where it is not called like the letter.
TEMPLATE_OF = {"waiting": "confirmation", "pending": "confirmation"}
PLACEHOLDERS = (
    "name",
    "event",
    "category",
    "when",
    "where",
    "position",
    "reason",
    "code",
    "organisation",
    "link",
    "badge_link",
    "calendar_link",
    "event_link",
    "contact",
)


def letter_of(kind: str, status: Status) -> str:
    """The letter that a deed's kind becomes for somebody in a state.

    A sign-up is confirmed, queued or kept for approval: three letters of one deed.
    """
    if kind == "confirmation" and status in (Status.WAITING, Status.PENDING):
        return status.value
    return kind


def has_own_words(kind: str, status: Status) -> bool:
    """Whether the event's own words fit: a letter for another state keeps the shipped ones."""
    return STATE_OF.get(kind) is status
