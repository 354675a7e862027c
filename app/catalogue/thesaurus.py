"""Words of like meaning: Vietnamese of north and south, English, and abbreviations.

The list beside this file is general knowledge of the trades that fairs serve; it knows nothing
of any particular catalogue. Rows without a concept hold abbreviations, or compounds that only
keep their parts from being misread (điều kiện has nothing to do with điều, the cashew).
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.catalogue.terms import (
    ENGLISH_STOP,
    IDLE_WORDS,
    STOP,
    Channel,
    Script,
    Term,
    Token,
    tokens,
)
from app.core.text import fold

_FILE = Path(__file__).with_name("thesaurus.csv")
_LONGEST = 6
_STOP_BARE = frozenset(fold(word) for word in STOP)
_MAY_BE_LEFT_OUT = _STOP_BARE | IDLE_WORDS  # of an index


@dataclass(frozen=True)
class Hit:
    """A concept found in a text: `start` and `end` count its words."""

    concept: str
    start: int
    end: int


class Phrases:
    """Phrases, as keys of words, with the concepts that each names."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._reach: dict[str, int] = {}  # of a first word: the longest phrase it begins

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)

    def add(self, words: tuple[str, ...], concept: str) -> None:
        if not words:
            return
        self._named[words].add(concept)
        self._reach[words[0]] = min(max(self._reach.get(words[0], 0), len(words)), _LONGEST)

    def spots(
        self, words: Sequence[Token], keys: Sequence[str]
    ) -> Iterator[tuple[int, int, set[str]]]:
        """Where phrases stand in the words of a text, and what they name."""
        for start, first in enumerate(keys):
            for end in range(start + 1, min(start + self._reach.get(first, 0), len(words)) + 1):
                if words[end - 1].sentence != words[start].sentence:
                    break
                found = self._named.get(tuple(keys[start:end]))
                if found:
                    yield start, end, found


class Thesaurus:
    """Finds concepts in texts and spells out abbreviations."""

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        self._marked, self._bare, self._english = Phrases(), Phrases(), Phrases()
        self._abbreviations: dict[str, tuple[str, list[Token]]] = {}
        for row in rows:
            concept = row["concept"]
            for phrase in filter(None, row["vi"].split(";")):
                words = tokens(phrase)
                if row["abbreviations"]:
                    continue
                self._marked.add(tuple(word.exact for word in words), concept)
                bare = tuple(word.bare for word in words)
                if len(bare) > 1 or bare[0] not in _STOP_BARE:
                    self._bare.add(bare, concept)
            for phrase in filter(None, row["en"].split(";")):
                self._english.add(tuple(stem(word.exact) for word in tokens(phrase)), concept)
            for short in filter(None, row["abbreviations"].split(";")):
                long = row["vi"].split(";")[0]
                self._abbreviations[short] = (f"={long}", tokens(long))

    def spelled_out(self, words: Sequence[Token], off: frozenset[str] = frozenset()) -> list[Token]:
        """The words with abbreviations (HTX, XLNT, ko) replaced by what they stand for.

        `off` are keys of entries that are not to be used.
        """
        out: list[Token] = []
        for word in words:
            key, long = self._abbreviations.get(word.typed, ("", None))
            if long is None or key in off:
                out.append(word)
            else:
                out += [Token(w.typed, w.bare, w.exact, word.sentence, w.idle) for w in long]
        return out

    def concepts(self, words: Sequence[Token], script: Script) -> list[Hit]:
        """All concepts named in a text. A single word counts only outside of longer phrases."""
        if script is Script.ENGLISH:
            return _resolved(self._english.spots(words, [stem(w.exact) for w in words]))
        if script is Script.BARE:
            return _resolved(self._bare.spots(words, [w.bare for w in words]), choosy=True)
        return _resolved(self._marked.spots(words, [w.exact for w in words]))

    def named(self, words: Sequence[Token], script: Script) -> list[Hit]:
        """Every phrase found in a text, also those inside of longer ones."""
        phrases, keys = {
            Script.ENGLISH: (self._english, [stem(w.exact) for w in words]),
            Script.BARE: (self._bare, [w.bare for w in words]),
            Script.MARKED: (self._marked, [w.exact for w in words]),
        }[script]
        return [
            Hit(concept, start, end)
            for start, end, concepts in phrases.spots(words, keys)
            for concept in sorted(concepts)
        ]

    def parts(self, exact_terms: Iterable[Term]) -> Iterator[list[list[Term]]]:
        """For each phrase the terms of an index that a text with it must hold.

        One list for each telling word, of which any term will do; none when no word tells.
        """
        by_stem: dict[str, list[Term]] = defaultdict(list)
        if self._english:
            for term in exact_terms:
                by_stem[stem(term[1])].append(term)
        for english in self._english:
            telling = (word for word in english if word.isalpha() and word not in _STOP_STEMS)
            yield [by_stem.get(word, []) for word in telling]
        for bare in {*self._bare, *(tuple(map(fold, words)) for words in self._marked)}:
            telling = (word for word in bare if word.isalpha() and word not in _MAY_BE_LEFT_OUT)
            yield [[(Channel.SYLLABLE, word)] for word in telling]


def _resolved(spots: Iterable[tuple[int, int, set[str]]], *, choosy: bool = False) -> list[Hit]:
    """Hits without single words inside longer phrases; if choosy, without ambiguous ones too."""
    all_spots = list(spots)
    covered = {
        place for start, end, _ in all_spots if end - start > 1 for place in range(start, end)
    }
    hits = []
    for start, end, concepts in all_spots:
        if end - start == 1 and (start in covered or (choosy and len(concepts) > 1)):
            continue
        hits += [Hit(concept, start, end) for concept in sorted(concepts) if concept]
    return hits


_DOUBLE = re.compile(r"([bdfgklmnprt])\1$")


def stem(word: str) -> str:
    """A rough English stem, equal for dry, dryer, dried and drying."""
    if len(word) > 3 and not word.endswith("ss") and word.isascii():
        word = re.sub(r"(?:ies|ied)$", "y", word)
        word = re.sub(r"(?<=..)(?:s|es)$", "", word)
        word = re.sub(r"(?<=...)(?:ing|ed|er|or)$", "", word)
        word = _DOUBLE.sub(r"\1", word)
        word = re.sub(r"(?<=...)e$", "", word)
    return word


_STOP_STEMS = frozenset(stem(word) for word in ENGLISH_STOP)


@dataclass(frozen=True)
class Entry:
    """A group of words as people read it. The key of one that holds only abbreviations is "=…"."""

    key: str
    vi: tuple[str, ...]
    en: tuple[str, ...]
    abbreviations: tuple[str, ...]


def _rows() -> list[dict[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def built_in() -> Thesaurus:
    """The thesaurus that comes with the product."""
    return Thesaurus(_rows())


@cache
def entries() -> dict[str, Entry]:
    """What the built-in thesaurus holds, by key; compounds without meaning are left out."""
    found: dict[str, Entry] = {}
    for row in _rows():
        vi, en, short = (
            tuple(part.strip() for part in row[column].split(";") if part.strip())
            for column in ("vi", "en", "abbreviations")
        )
        key = row["concept"] or (f"={vi[0]}" if short else "")
        if key:
            known = found.get(key, Entry(key, (), (), ()))
            found[key] = Entry(key, known.vi + vi, known.en + en, known.abbreviations + short)
    return found
