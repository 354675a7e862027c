"""What is counted: every figure of a report by its flat name, and the arithmetic of figures.

A figure's flat name is public: it is its key in report.json. Its definition in words stands in
rules.py, its query in figures.py; docs/indicators.md explains all at length.
"""

from __future__ import annotations

from enum import StrEnum


class Figure(StrEnum):
    """Every figure, by its flat name, in the order of a report."""

    CONFIRMED = "registrations.confirmed"
    PENDING = "registrations.pending"
    WAITING = "registrations.waiting"
    CANCELLED = "registrations.cancelled"
    NEEDS = "IND01"
    SUPPLIES = "IND02"
    EXPERTS = "IND03.stock"
    EXPERTS_PROVIDED = "IND03.provided"
    MEETINGS_ON_SITE = "IND04.on_site"
    MEETINGS_ONLINE = "IND04.online"
    SHOWN = "IND05"
    WORKSHOPS = "IND06"
    CLASSES = "IND07"
    TRAINEES = "IND08.people"
    TRAINEE_HEADS = "IND08.heads"
    HUBS = "IND09"
    MEMORANDA = "IND10.memorandum.number"
    CONTRACTS = "IND10.contract.number"
    CONTRACT_VALUE = "IND10.contract.value_vnd"
    VISITS = "IND11.visits"
    VISITORS = "IND11.people"
    RESOLVED = "IND12.resolved"
    RESOLVED_RATE = "IND12.rate"
    REQUESTED = "meetings.requested"
    ACCEPTED = "meetings.accepted"
    ANNOUNCED = "meetings.announced"
    HELD = "meetings.held"
    NO_SHOW = "meetings.no_show"
    OPENED = "connections.opened"
    SIGNED = "connections.signed"
    CONTRACTED = "connections.contracted"
    CONTACTED = "connections.contacted"
    EXPLORING = "connections.exploring"
    MEMORANDUM = "connections.memorandum"
    CONTRACT = "connections.contract"
    TRANSFERRED = "connections.transferred"
    ENDED = "connections.ended"
    PLACED = "exhibits.placed"
    UNPLACED = "exhibits.unplaced"
    SESSIONS_HELD = "sessions.held"
    ATTENDANCE = "sessions.attendance"


class Unit(StrEnum):
    """How a figure reads: a count, an amount in whole VND, or a ratio from 0 to 1 or None."""

    NUMBER = "number"
    MONEY = "money"
    RATIO = "ratio"


#: Figures that are no counts.
UNITS = {Figure.CONTRACT_VALUE: Unit.MONEY, Figure.RESOLVED_RATE: Unit.RATIO}


def rate(part: int, whole: int) -> float | None:
    """A ratio from 0 to 1; None without a base, so that nobody reads 0 % into nothing."""
    return part / whole if whole else None


def change(now: float | None, before: float | None) -> float | None:
    """The change against the period before as a ratio; None where there is nothing to compare."""
    if now is None or not before:
        return None
    return (now - before) / before
