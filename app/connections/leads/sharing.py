"""What may happen when an exhibitor scans a badge: the visitor's word decides, nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    CLOSED = "closed"  # never: a child
    KNOWN = "known"  # a lead of this exhibitor already
    AGREED = "agreed"  # the visitor has just agreed at the booth
    SIGN_UP = "sign_up"  # agreed for all booths, at sign-up or later by the own link
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Visitor:
    """What is known of whoever wears the badge. `everywhere`: the consent to any exhibitor stands;
    `shared`: this exhibitor has the contact now; `took_back`: it had it, and that was ended."""

    minor: bool = False
    everywhere: bool = False
    shared: bool = False
    took_back: bool = False


def step(visitor: Visitor, *, agreed: bool) -> Step:
    """What a scan leads to.

    Whoever took the contact back from this exhibitor is asked again there, whatever was agreed
    to for all exhibitors: a badge held out is no answer.
    """
    if visitor.minor:
        return Step.CLOSED
    if visitor.shared:
        return Step.KNOWN
    if agreed:
        return Step.AGREED
    if visitor.everywhere and not visitor.took_back:
        return Step.SIGN_UP
    return Step.ASK


class Heat(StrEnum):
    """How much a visitor is interested."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"
