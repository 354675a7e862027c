"""Kinds and states of events and sessions."""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    TECHMART = "techmart"
    TECHDEMO = "techdemo"
    TECHCONNECT = "techconnect"
    TECHFEST = "techfest"
    WORKSHOP = "workshop"
    TRAINING = "training"
    SHOWROOM = "showroom"
    OTHER = "other"


#: Kinds at which technologies are carried to a fair (IND05, IND11).
FAIRS = (
    EventKind.TECHMART,
    EventKind.TECHDEMO,
    EventKind.TECHCONNECT,
    EventKind.TECHFEST,
    EventKind.SHOWROOM,
    EventKind.OTHER,
)


class EventState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class SessionKind(StrEnum):
    CEREMONY = "ceremony"
    WORKSHOP = "workshop"
    ROUNDTABLE = "roundtable"
    TALK = "talk"
    TRAINING = "training"
    DEMO = "demo"
    B2B = "b2b"
    BREAK = "break"


class SessionState(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"
