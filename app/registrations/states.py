"""States and kinds of sign-up, badges, points and scans."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    CONFIRMED = "confirmed"
    PENDING = "pending"  # waits for approval
    WAITING = "waiting"  # in the queue
    CANCELLED = "cancelled"


class BadgeState(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    """What a person may consent to (domain.md 4.1)."""

    EVENT_OPERATIONS = "event_operations"
    LEAD_SHARING = "lead_sharing"
    NEWS = "news"
    PHOTO = "photo"
    DIRECTORY = "directory"


class PointKind(StrEnum):
    GATE = "gate"
    SESSION = "session"
    BOOTH = "booth"
    MEAL = "meal"


class PointRule(StrEnum):
    """How often one person is let in at a point; who went out may come in again."""

    ONCE = "once"  # in the whole event
    DAILY = "daily"
    MANY = "many"  # counted every time, never a repeat


class Source(StrEnum):
    WEB = "web"
    API = "api"
    DESK = "desk"
    IMPORT = "import"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Verdict(StrEnum):
    """In the order of the contract: the first that applies."""

    FORGED = "forged"
    UNKNOWN = "unknown"
    WRONG_EVENT = "wrong_event"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    WRONG_TIME = "wrong_time"
    WRONG_CATEGORY = "wrong_category"
    NOT_ENROLLED = "not_enrolled"
    ADMITTED = "admitted"
    REPEAT = "repeat"
    EXITED = "exited"
