"""Which sign-ups of an event may be one person: a rule on plain data.

The same e-mail after folding, or the same phone and folded name. A phone alone is not enough:
families and offices share one; a name alone is not either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.core.text import fold


class Sign(StrEnum):
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class SignUp:
    """What recognising needs of a registration."""

    id: int
    name: str
    email: str | None
    phone: str | None


def signs(one: SignUp) -> list[tuple[Sign, str]]:
    """What a sign-up is recognised by."""
    found = []
    if one.email:
        found.append((Sign.EMAIL, one.email.strip().casefold()))
    if one.phone:
        found.append((Sign.PHONE, f"{one.phone} {fold(one.name)}"))
    return found


def pairs(
    sign_ups: Iterable[SignUp], apart: frozenset[tuple[int, int]] = frozenset()
) -> dict[tuple[int, int], Sign]:
    """Pairs that may be one person, the smaller id first, without those known to be two.

    Of three alike each is paired with the first, so that each pair can be decided alone.
    """
    groups: dict[tuple[Sign, str], list[int]] = {}
    for one in sign_ups:
        for key in signs(one):
            groups.setdefault(key, []).append(one.id)
    found: dict[tuple[int, int], Sign] = {}
    for (sign, _text), members in sorted(groups.items()):
        first, *others = sorted(set(members))
        for other in others:
            if (first, other) not in apart:
                found.setdefault((first, other), sign)
    return dict(sorted(found.items()))
