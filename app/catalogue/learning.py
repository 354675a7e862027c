"""What a hub's decisions on suggestions teach about its next ones.

Every decision says something about the pair of fields, the groups of words that both texts name,
the technology and the organisation that offers it; why it was dismissed tells about which of
them. A lesson counts from a few decisions on and within narrow limits: texts still decide, and
what is suggested at all is never changed, only its order. The same set of decisions teaches the
same, in whatever order they were taken.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.catalogue.states import DismissReason

LOW, HIGH = 0.7, 1.3  # what all lessons together may do to a score
STRENGTH = 0.15  # of the logarithm of chosen to dismissed: four chosen of five are +15 %


class Kind(StrEnum):
    """What a lesson is about."""

    FIELDS = "fields"
    CONCEPT = "concept"
    TECHNOLOGY = "technology"
    ORGANISATION = "organisation"


LEAST = {Kind.FIELDS: 3, Kind.CONCEPT: 3, Kind.TECHNOLOGY: 2, Kind.ORGANISATION: 2}

#: What a dismissal speaks about. A need that is solved already and "another reason" teach nothing.
TEACHES: dict[DismissReason, frozenset[Kind]] = {
    DismissReason.OFF_TARGET: frozenset({Kind.FIELDS, Kind.CONCEPT}),
    DismissReason.TOO_DEAR: frozenset({Kind.TECHNOLOGY}),
    DismissReason.NOT_MATURE: frozenset({Kind.TECHNOLOGY}),
    DismissReason.WRONG_SCALE: frozenset({Kind.TECHNOLOGY}),
    DismissReason.RIGHTS_UNCLEAR: frozenset({Kind.TECHNOLOGY}),
    DismissReason.NO_ANSWER: frozenset({Kind.ORGANISATION}),
    DismissReason.ALREADY_SOLVED: frozenset(),
    DismissReason.OTHER: frozenset(),
}


@dataclass(frozen=True)
class Pair:
    """What is known of one need × one technology; `concepts` are the groups both texts name."""

    need_field: str
    technology_field: str
    concepts: frozenset[str]
    technology: int
    organisation: int

    def taught_keys(self) -> list[tuple[Kind, str]]:
        return [
            (Kind.FIELDS, f"{self.need_field}>{self.technology_field}"),
            *((Kind.CONCEPT, concept) for concept in sorted(self.concepts)),
            (Kind.TECHNOLOGY, str(self.technology)),
            (Kind.ORGANISATION, str(self.organisation)),
        ]


@dataclass(frozen=True)
class Decision:
    """A suggestion chosen or, with a reason, dismissed."""

    need: int
    pair: Pair
    at: datetime
    why: DismissReason | None = None

    @property
    def accepted(self) -> bool:
        return self.why is None

    def teaches(self, kind: Kind) -> bool:
        return self.why is None or kind in TEACHES[self.why]


@dataclass(frozen=True)
class Lesson:
    """What some decisions say about one thing; `set_aside` are those that were forgotten."""

    kind: Kind
    key: str
    decisions: tuple[Decision, ...] = ()
    set_aside: tuple[Decision, ...] = ()

    @property
    def code(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def address(self) -> str:
        """The lesson in an address: tells nothing and cannot be counted."""
        return hashlib.sha256(self.code.encode()).hexdigest()[:16]

    @property
    def accepted(self) -> int:
        return sum(decision.accepted for decision in self.decisions)

    @property
    def dismissed(self) -> int:
        return len(self.decisions) - self.accepted

    @property
    def missing(self) -> int:
        """How many more decisions it takes until the lesson counts."""
        return max(LEAST[self.kind] - len(self.decisions), 0)

    @property
    def factor(self) -> float:
        """What the lesson alone does to a score: 1 is nothing."""
        return _within(math.exp(self.weight))

    @property
    def weight(self) -> float:
        """The logarithm of the factor; each side counts one more, so that a few say little.

        Nothing lifts all that an organisation offers because one thing of it was chosen.
        """
        if self.missing:
            return 0.0
        weight = STRENGTH * math.log((self.accepted + 1) / (self.dismissed + 1))
        return min(weight, 0.0) if self.kind is Kind.ORGANISATION else weight

    @property
    def in_force(self) -> bool:
        return self.weight != 0

    def reasons(self) -> list[tuple[DismissReason, int]]:
        """Why it was dismissed, the most frequent reason first."""
        counted = Counter(d.why for d in self.decisions if d.why is not None)
        return sorted(counted.items(), key=lambda found: (-found[1], found[0]))


@dataclass(frozen=True)
class Lessons:
    """All that a hub's decisions teach."""

    by_key: Mapping[tuple[Kind, str], Lesson] = field(default_factory=dict)

    def about(self, pair: Pair) -> list[Lesson]:
        """What counts for a pair. What the technology taught silences what its maker taught."""
        known = [self.by_key[key] for key in pair.taught_keys() if key in self.by_key]
        found = [lesson for lesson in known if lesson.in_force]
        if any(lesson.kind is Kind.TECHNOLOGY for lesson in found):
            found = [lesson for lesson in found if lesson.kind is not Kind.ORGANISATION]
        return found


def learnt(
    decisions: Iterable[Decision], forgotten: Mapping[str, datetime] | None = None
) -> Lessons:
    """What decisions teach; `forgotten`: up to when those of a lesson, by code, are set aside."""
    forgotten = forgotten or {}
    counted: dict[tuple[Kind, str], list[Decision]] = defaultdict(list)
    for decision in decisions:
        for kind, key in decision.pair.taught_keys():
            if decision.teaches(kind):
                counted[kind, key].append(decision)
    lessons = {}
    for (kind, key), found in counted.items():
        until = forgotten.get(f"{kind}:{key}")
        found.sort(key=lambda d: (d.at, d.need, d.pair.technology))
        kept = tuple(d for d in found if until is None or d.at > until)
        aside = tuple(d for d in found if until is not None and d.at <= until)
        lessons[kind, key] = Lesson(kind, key, kept, aside)
    return Lessons(lessons)


def factor(lessons: Iterable[Lesson]) -> float:
    """What lessons do together to a score, 0.7 to 1.3; groups of words count by their mean."""
    weights: dict[Kind, list[float]] = defaultdict(list)
    for lesson in lessons:
        weights[lesson.kind].append(lesson.weight)
    return _within(math.exp(sum(sum(some) / len(some) for some in weights.values())))


def reordered(scores: Mapping[int, float], told: Mapping[int, Sequence[Lesson]]) -> list[int]:
    """The same technologies, best first once lessons count; equal ones stay as they stood."""
    learned = {one: score * factor(told.get(one, ())) for one, score in scores.items()}
    return sorted(scores, key=lambda one: -learned[one])


def _within(value: float) -> float:
    return min(max(value, LOW), HIGH)
