"""What raises a score beside the words: shared fields, and a nudge for readiness and place.

Kept by slot like postings, so that numpy reads the raises of all candidates at once.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

TRL_NUDGE, PROVINCE_NUDGE = 0.01, 0.005  # they decide between near-equals
READY = 7  # the readiness that helps where a need asks for none
_UNKNOWN = -1


class Raises:
    """Fields, readiness and province of every document, by slot."""

    def __init__(self) -> None:
        self._having: Counter[str] = Counter()
        self._sets: dict[frozenset[str], int] = {}
        self._set = array("I")
        self._trl = array("b")
        self._provinces: dict[str, int] = {}
        self._province = array("i")

    def put(self, fields: frozenset[str], trl: int | None, province: str | None) -> None:
        """The next slot's document."""
        self._having.update(fields)
        self._set.append(self._sets.setdefault(fields, len(self._sets)))
        self._trl.append(_UNKNOWN if trl is None else trl)
        known = self._provinces.setdefault(province, len(self._provinces)) if province else None
        self._province.append(_UNKNOWN if known is None else known)

    def drop(self, fields: frozenset[str]) -> None:
        """A document of these fields is gone; its slot stays."""
        self._having.subtract(fields)

    def keep(self, slots: Sequence[int]) -> None:
        """Only these slots are left, numbered anew in this order."""
        self._set = array("I", (self._set[slot] for slot in slots))
        self._trl = array("b", (self._trl[slot] for slot in slots))
        self._province = array("i", (self._province[slot] for slot in slots))

    def factors(
        self,
        fields: frozenset[str],
        trl: int | None,
        province: str | None,
        size: int,
        slots: np.ndarray,
    ) -> np.ndarray:
        """What the scores of these slots are multiplied with, for a need; `size`: documents."""
        import numpy as np

        share = np.array([self._share(fields, offered, size) for offered in self._sets])
        raised = 1 + share[np.frombuffer(self._set, np.uint32)[slots]]
        ready = np.frombuffer(self._trl, np.int8)[slots] >= (trl or READY)
        place = self._provinces.get(province or "", _UNKNOWN - 1)
        near = np.frombuffer(self._province, np.int32)[slots] == place
        factors: np.ndarray = raised + (TRL_NUDGE * ready + PROVINCE_NUDGE * near)
        return factors

    def _share(self, wanted: frozenset[str], offered: frozenset[str], size: int) -> float:
        """How much of the need's fields a technology has, rare fields counting more: 0 to 1.

        One half for all when the need names none: it neither helps nor silences anyone.
        """
        if not wanted:
            return 0.5
        if not wanted & offered:
            return 0.0
        rarity = {f: math.log(1 + size / (1 + self._having[f])) for f in wanted}
        return sum(rarity[f] for f in wanted & offered) / sum(rarity.values())
