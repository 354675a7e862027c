"""A hub's own words beside the built-in thesaurus: what they add to a question and explain.

A hub adds groups of words, adds words to a built-in group, names the problems that a group
solves, and switches built-in groups off. Technologies carry the groups of all hubs, in a
channel of their own; whose question it is decides which of them count, so that no hub's words
disturb another's suggestions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.catalogue.terms import Channel, Script, Term, Token, tokens
from app.catalogue.thesaurus import Hit, Thesaurus


@dataclass(frozen=True)
class OwnConcept:
    """A group of words of like meaning; `built_in` is the group it adds words to.

    `problems` are phrases of a need that this group solves: "tôm chết sớm" for probiotics.
    """

    key: str
    vi: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    built_in: str | None = None


def phrases(concepts: Iterable[OwnConcept]) -> Thesaurus:
    """Finds the words of some groups in a text; abbreviations count like words."""
    return Thesaurus(_row(c.key, (*c.vi, *c.abbreviations), (*c.en, *c.abbreviations))
                     for c in concepts)  # fmt: skip


def _row(key: str, vi: Iterable[str], en: Iterable[str]) -> dict[str, str]:
    return {"concept": key, "vi": ";".join(vi), "en": ";".join(en), "abbreviations": ""}


class HubWords:
    """How the questions of one hub are read: its own groups, and built-in ones switched `off`."""

    def __init__(
        self, concepts: Iterable[OwnConcept] = (), off: frozenset[str] = frozenset()
    ) -> None:
        self.concepts = tuple(concepts)
        self.off = off
        self._said = phrases(self.concepts)
        self._problems = Thesaurus(_row(c.key, c.problems, c.problems) for c in self.concepts)
        self._built_in = {c.key: c.built_in for c in self.concepts if c.built_in}
        self._beside: dict[str, list[str]] = defaultdict(list)
        for key, built_in in self._built_in.items():
            self._beside[built_in].append(key)
        self._long = {
            short.lower(): tokens(c.vi[0])
            for c in self.concepts
            for short in c.abbreviations
            if c.vi
        }

    def spelled_out(self, words: Sequence[Token]) -> list[Token]:
        """The words with the hub's own abbreviations followed by what they stand for."""
        out: list[Token] = []
        for word in words:
            out.append(word)
            long = self._long.get(word.typed, ())
            out += [Token(w.typed, w.bare, w.exact, word.sentence, w.idle) for w in long]
        return out

    def adds_to_built_in(self, term: Term) -> bool:
        """Whether a term only says in other words what a built-in group says."""
        return term[0] is Channel.OWN and term[1] in self._built_in

    def asked(self, hits: Sequence[Hit], words: Sequence[Token], script: Script) -> set[Term]:
        """The groups that a question names; `hits` are the built-in ones."""
        named = {hit.concept for hit in hits if hit.concept not in self.off}
        named |= {self._group(hit) for hit in self._said.named(words, script)}
        return {term for concept in named for term in self._terms(concept)}

    def solving(
        self, words: Sequence[Token], script: Script
    ) -> Iterator[tuple[set[Term], Sequence[Token]]]:
        """For each problem that a question names: what speaks of a solution, and its words."""
        for hit in self._problems.named(words, script):
            yield self._terms(self._group(hit)), words[hit.start : hit.end]

    def _group(self, hit: Hit) -> str:
        return self._built_in.get(hit.concept, hit.concept)

    def _terms(self, concept: str) -> set[Term]:
        terms: set[Term] = {(Channel.OWN, key) for key in self._beside.get(concept, ())}
        if concept.startswith("+"):
            terms.add((Channel.OWN, concept))
        elif concept not in self.off:
            terms.add((Channel.CONCEPT, concept))
        return terms

    def meant(
        self,
        hits: Sequence[Hit],
        words: Sequence[Token],
        script: Script,
        *,
        asking: bool,
    ) -> list[Hit]:
        """Where a text names which group; problems count in the text of who is `asking`."""
        found = [hit for hit in hits if hit.concept not in self.off]
        named = self._said.named(words, script)
        if asking:
            named += self._problems.named(words, script)
        return found + [Hit(self._group(hit), hit.start, hit.end) for hit in named]


NONE = HubWords()
