"""Which documents hold a term, and what the terms of a question add up to in each of them.

Kept as arrays that numpy reads without copying: a question over 100,000 documents adds up some
dozens of long columns. A document has a slot; replaced or dropped, its slot is dead and skipped
until the dead are buried.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from app.catalogue.terms import Channel, Term

if TYPE_CHECKING:
    import numpy as np

DEAD_AT_LEAST = 1000  # before it is worth while to bury them
_MOST = 0xFFFF  # times a text may hold a term


class Column:
    """The documents that hold one term, newest last: slot, times in the name, times in all.

    The three numbers share one of 64 bits: most terms stand in one document or two, and a
    second array would cost more than what it holds.
    """

    __slots__ = ("living", "rows")

    def __init__(self) -> None:
        self.rows = array("Q")
        self.living = 0

    def add(self, slot: int, count: int, named: int) -> None:
        self.rows.append(slot << 32 | min(named, _MOST) << 16 | min(count, _MOST))
        self.living += 1

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Each slot, and how often the text holds the term."""
        return ((row >> 32, row & _MOST) for row in self.rows)


class Postings:
    """The columns of all terms; a document is known by its identity."""

    def __init__(self) -> None:
        self._columns: dict[Term, Column] = {}
        self._slots: dict[Hashable, int] = {}
        self.identities: list[Hashable] = []  # by slot, like what follows
        self._held: list[list[Column]] = []
        self._alive = array("B")
        self._lengths: dict[Channel, array[int]] = {channel: array("I") for channel in Channel}
        self._all: Counter[Channel] = Counter()

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, term: Term) -> bool:
        return self.holders(term) > 0

    def __iter__(self) -> Iterator[Term]:
        """The terms that some document holds."""
        return (term for term, column in self._columns.items() if column.living)

    def holders(self, term: Term) -> int:
        """How many documents hold a term."""
        column = self._columns.get(term)
        return column.living if column else 0

    def holding(self, term: Term) -> set[Hashable]:
        """The documents that hold a term."""
        column = self._columns.get(term) or ()
        return {self.identities[slot] for slot, _count in column if self._alive[slot]}

    # ------------------------------------------------------------------ upkeep
    def put(self, identity: Hashable, terms: Mapping[Term, int], named: Mapping[Term, int]) -> None:
        """A new document. `named`: what its name holds, which counts twice."""
        self._slots[identity] = len(self.identities)
        self.identities.append(identity)
        self._alive.append(1)
        self._held.append([])
        for lengths in self._lengths.values():
            lengths.append(0)
        self.add(identity, terms, named)

    def add(self, identity: Hashable, terms: Mapping[Term, int], named: Mapping[Term, int]) -> None:
        """A known document holds more terms."""
        slot = self._slots[identity]
        for term, count in terms.items():
            column = self._columns.get(term)
            if column is None:
                column = self._columns[term] = Column()
            column.add(slot, count, named.get(term, 0))
            self._held[slot].append(column)
            self._lengthen(slot, term[0], count)

    def drop(self, identity: Hashable) -> None:
        """Forget a document; nothing happens when it is not there."""
        slot = self._slots.pop(identity, None)
        if slot is None:
            return
        for column in self._held[slot]:
            column.living -= 1
        for channel, lengths in self._lengths.items():
            self._lengthen(slot, channel, -lengths[slot])
        self._alive[slot], self._held[slot] = 0, []

    def forget(self, term: Term) -> None:
        """No document holds a term any more."""
        column = self._columns.pop(term, None)
        for slot, count in column or ():
            if self._alive[slot]:
                self._held[slot] = [held for held in self._held[slot] if held is not column]
                self._lengthen(slot, term[0], -count)

    def _lengthen(self, slot: int, channel: Channel, count: int) -> None:
        self._lengths[channel][slot] += count
        self._all[channel] += count

    @property
    def mostly_dead(self) -> bool:
        """Whether it is time to `bury` the dead."""
        return len(self.identities) - len(self) > max(DEAD_AT_LEAST, len(self))

    def bury(self) -> list[int]:
        """Write all columns anew without the dead; the slots that are left, in their new order."""
        import numpy as np

        left = list(self._slots.values())
        place = np.zeros(len(self.identities), np.uint64)
        place[left] = np.arange(len(left))
        alive = np.array(self._alive, bool)
        for term, column in list(self._columns.items()):
            if not column.living:
                del self._columns[term]
                continue
            rows = np.array(column.rows)
            slots = (rows >> np.uint64(32)).astype(np.intp)
            rows = (place[slots] << np.uint64(32) | rows & np.uint64(0xFFFFFFFF))[alive[slots]]
            column.rows = array("Q", rows.tobytes())
        self.identities = [self.identities[slot] for slot in left]
        self._held = [self._held[slot] for slot in left]
        self._alive = array("B", bytes([1]) * len(left))
        self._slots = {identity: slot for slot, identity in enumerate(self.identities)}
        for channel, lengths in self._lengths.items():
            self._lengths[channel] = array("I", (lengths[slot] for slot in left))
        return left

    # ------------------------------------------------------------------ questions
    def sums(self, asked: Iterable[tuple[float, Term]], k1: float, b: float) -> np.ndarray:
        """BM25 of every slot for weighted terms that are held; 0 where the document is dead."""
        import numpy as np

        found = np.zeros(len(self.identities))
        for weight, term in asked:
            channel = term[0]
            rows = np.frombuffer(self._columns[term].rows, np.uint64)
            slots = (rows >> np.uint64(32)).astype(np.intp)
            counts = ((rows >> np.uint64(16)) & np.uint64(_MOST)) + (rows & np.uint64(_MOST))
            least = k1 * (1 - b)
            slope = k1 * b * len(self) / self._all[channel]  # over the usual length
            lengths = np.frombuffer(self._lengths[channel], np.uint32)[slots]
            found[slots] += weight * (k1 + 1) * counts / (counts + least + slope * lengths)
        return found * np.frombuffer(self._alive, np.uint8)
