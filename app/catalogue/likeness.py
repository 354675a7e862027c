"""How much closeness of meaning raises what was found by words. Never below 1, never above 3.

Vectors of one model all point roughly one way; what is common to the catalogue is taken away
first (`mean`), so that only what tells texts apart is left to compare.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from app.catalogue.matching import Suggestion
from app.catalogue.terms import Script, script_of, tokens

if TYPE_CHECKING:
    import numpy as np

STRENGTH = 2.0  # times the cosine
NEAR = 0.2  # the cosine from which two texts are said to mean something similar
CANDIDATES = 60  # found by words, of which the best are kept after raising


def readable(text: str) -> bool:
    """Whether a model understands a question: Vietnamese without marks it misreads."""
    return script_of(tokens(text)) is not Script.BARE


def mean_of(vectors: Iterable[np.ndarray]) -> np.ndarray | None:
    """What all vectors have in common; None when there are none. Their order is irrelevant."""
    total, count = None, 0
    for vector in vectors:
        total = vector.astype("float64") if total is None else total + vector
        count += 1
    return None if total is None else (total / count).astype("float32")


def factors(
    asked: np.ndarray, offered: Mapping[Hashable, np.ndarray], mean: np.ndarray
) -> dict[Hashable, float]:
    """What each score is multiplied with: 1 + 2 · cosine, where the cosine is above 0."""
    import numpy as np

    if not offered:
        return {}
    rest = np.array(list(offered.values()), np.float32) - mean
    wanted = asked.astype(np.float32) - mean
    lengths = np.linalg.norm(rest, axis=1) * np.linalg.norm(wanted)
    cosines = rest @ wanted / np.where(lengths > 0, lengths, 1)
    raised = 1 + STRENGTH * np.clip(cosines, 0, 1)
    return dict(zip(offered, map(float, raised), strict=True))


def raised(
    found: Iterable[Suggestion], by: Mapping[Hashable, float], limit: int
) -> list[Suggestion]:
    """What was found, raised and in its new order; without a factor the score stays."""
    scored = [_scored(s, by.get(s.id, 1.0)) for s in found]
    return sorted(scored, key=lambda s: (-s.score, str(s.id)))[:limit]


def _scored(found: Suggestion, factor: float) -> Suggestion:
    score = round(found.score * factor, 6)
    if factor < 1 + STRENGTH * NEAR:
        return replace(found, score=score)
    return replace(found, score=score, reasons=replace(found.reasons, near=True))
