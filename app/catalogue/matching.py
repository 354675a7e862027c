"""Which technologies fit a need: ranked, with the words that say why.

BM25 over four kinds of terms (see terms.Channel), raised by shared fields. TRL and province only
decide between near-equals. Nothing is suggested when the best candidate shares too little with
the need. The rule knows neither database nor web; the index lives in memory and can be patched.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.catalogue.own_words import NONE, HubWords, OwnConcept, phrases
from app.catalogue.postings import Postings
from app.catalogue.raising import Raises
from app.catalogue.reasons import Reasons, explain
from app.catalogue.terms import Channel, Script, Term, Token, lexical_terms, script_of, tokens
from app.catalogue.thesaurus import Thesaurus, built_in

# How much a term of each kind counts, by the script of the question. Without marks the folded
# syllables carry what exact words carry elsewhere; English meets Vietnamese in concepts only.
WEIGHTS: dict[Script, dict[Channel, float]] = {
    Script.MARKED: {
        Channel.SYLLABLE: 0.4,
        Channel.PAIR: 0.5,
        Channel.EXACT: 0.9,
        Channel.CONCEPT: 1.0,
        Channel.OWN: 1.0,
    },
    Script.BARE: {
        Channel.SYLLABLE: 1.3,
        Channel.PAIR: 0.5,
        Channel.CONCEPT: 1.0,
        Channel.OWN: 1.0,
    },
    Script.ENGLISH: {Channel.EXACT: 0.9, Channel.CONCEPT: 1.8, Channel.OWN: 1.8},
}
K1, B = 1.2, 0.5
HEAVIEST = 32  # terms of a question that count
FITS = 1.0  # the least score of a first suggestion: see Index.rank
LEAST = 0.4  # and at least this
LEAST_TEXTS = 60  # a young catalogue counts as this large: in five texts every word looks common
WELL, VERY_WELL = 1.5, 2.5
TAIL = 0.2  # later suggestions reach at least this share of the first one's score


@dataclass(frozen=True)
class Document:
    """A technology as the ranker sees it."""

    id: Hashable
    title: str
    description: str = ""
    fields: frozenset[str] = frozenset()
    trl: int | None = None
    province: str | None = None


@dataclass(frozen=True)
class Question:
    """A need as the ranker sees it; `trl` is the least readiness wanted."""

    title: str
    description: str = ""
    fields: frozenset[str] = frozenset()
    trl: int | None = None
    province: str | None = None


@dataclass(frozen=True)
class Suggestion:
    """A candidate: `score` is comparable between questions, 1 is a weak fit, 4 a very good one."""

    id: Hashable
    score: float
    reasons: Reasons


class Fit(StrEnum):
    """How well a suggestion fits, in a word."""

    VERY = "very"
    WELL = "well"
    FAR = "far"


def fit(score: float) -> Fit:
    """The word for a score."""
    if score >= VERY_WELL:
        return Fit.VERY
    return Fit.WELL if score >= WELL else Fit.FAR


class Index:
    """Technologies ready to be ranked; built once, patched when one is saved.

    `background` are other texts of the same trade (the needs): their words tell common from rare
    but are never suggested.
    """

    def __init__(
        self,
        documents: Iterable[Document] = (),
        background: Iterable[str] = (),
        thesaurus: Thesaurus | None = None,
    ) -> None:
        self._thesaurus = thesaurus or built_in()
        self._documents: dict[Hashable, Document] = {}
        self._postings = Postings()
        self._raises = Raises()
        self._background: Counter[Term] = Counter()
        self._background_size = 0
        self._own: dict[str, OwnConcept] = {}
        self._own_phrases = phrases(())
        for text in background:
            self._background.update(self._terms(self._read(text)[0]).keys())
            self._background_size += 1
        for document in documents:
            self.put(document)

    def __len__(self) -> int:
        return len(self._documents)

    # ------------------------------------------------------------------ upkeep
    def put(self, document: Document) -> None:
        """Add a technology, or replace the one with its id."""
        self.drop(document.id)
        words, script = self._read(document.title, document.description)
        named = self._offered(self._read(document.title)[0], script)  # the name counts twice
        self._postings.put(document.id, self._offered(words, script), named)
        self._raises.put(document.fields, document.trl, document.province)
        self._documents[document.id] = document

    def drop(self, identity: Hashable) -> None:
        """Take a technology out; nothing happens when it is not there."""
        document = self._documents.pop(identity, None)
        if document is None:
            return
        self._postings.drop(identity)
        self._raises.drop(document.fields)
        if self._postings.mostly_dead:
            self._raises.keep(self._postings.bury())

    def know(self, concepts: Iterable[OwnConcept]) -> None:
        """Use these groups of words of hubs, and no others; only what changed is read anew."""
        wanted = {concept.key: concept for concept in concepts}
        for key in [k for k, known in self._own.items() if wanted.get(k) != known]:
            self._postings.forget((Channel.OWN, key))
        fresh = [concept for key, concept in wanted.items() if self._own.get(key) != concept]
        self._own, self._own_phrases = wanted, phrases(wanted.values())
        if fresh:
            book = phrases(fresh)
            for identity in self._holding(book):
                self._name_own(self._documents[identity], book)

    def _holding(self, book: Thesaurus) -> set[Hashable]:
        """Technologies in which one of the phrases may stand, by the words they hold."""
        found: set[Hashable] = set()
        for choices in book.parts(term for term in self._postings if term[0] is Channel.EXACT):
            held = [set().union(*map(self._postings.holding, terms)) for terms in choices]
            found |= set.intersection(*held) if held else set(self._documents)
        return found

    def _name_own(self, document: Document, book: Thesaurus) -> None:
        words, script = self._read(document.title, document.description)
        title, _script = self._read(document.title)
        self._postings.add(
            document.id, _named(book, words, script), named=_named(book, title, script)
        )

    # ------------------------------------------------------------------ questions
    def rank(
        self,
        question: Question,
        limit: int = 20,
        admits: Callable[[Document], bool] | None = None,
        own: HubWords = NONE,
    ) -> list[Suggestion]:
        """The technologies that fit a need, best first; an empty list when none does.

        `admits` leaves candidates out (archived, already dismissed). The score is the BM25 sum
        over the square root of what the need could reach at best: a long need cannot gather
        its score from small words, a short one need not be matched in full. `own` are the words of
        the hub that asks.
        """
        ranked = self._scored(question, limit, admits, own)
        if not ranked or ranked[0][0] < FITS:
            return []
        least = max(ranked[0][0] * TAIL, LEAST)
        kept = [(score, identity) for score, identity in ranked if score >= least]
        return [self._suggestion(question, score, identity, own) for score, identity in kept]

    def search(
        self,
        text: str,
        limit: int = 20,
        admits: Callable[[Document], bool] | None = None,
        own: HubWords = NONE,
    ) -> list[Suggestion]:
        """What a visitor's words find, best first. Whoever searches judges alone: no threshold."""
        question = Question(text)
        ranked = self._scored(question, limit, admits, own)
        return [self._suggestion(question, score, identity, own) for score, identity in ranked]

    # ------------------------------------------------------------------ the rule
    def _read(self, *texts: str | None, own: HubWords = NONE) -> tuple[list[Token], Script]:
        words = self._thesaurus.spelled_out(own.spelled_out(tokens(*texts)), own.off)
        return words, script_of(words)

    def _terms(self, words: list[Token], script: Script | None = None) -> Counter[Term]:
        script = script or script_of(words)
        terms = lexical_terms(words, script)
        for hit in self._thesaurus.concepts(words, script):
            terms[Channel.CONCEPT, hit.concept] += 1
        return terms

    def _offered(self, words: list[Token], script: Script) -> Counter[Term]:
        return self._terms(words, script) + _named(self._own_phrases, words, script)

    def _rarity(self, term: Term) -> float:
        """Inverse document frequency, 0 to about 1 whatever the size of the catalogue."""
        size = max(len(self) + self._background_size, LEAST_TEXTS)
        known = self._postings.holders(term) + self._background[term]
        return math.log(1 + (size - known + 0.5) / (known + 0.5)) / math.log(2 + 2 * size)

    def _scored(
        self,
        question: Question,
        limit: int,
        admits: Callable[[Document], bool] | None,
        own: HubWords,
    ) -> list[tuple[float, Hashable]]:
        words, script = self._read(question.title, question.description, own=own)
        asked = own.asked(self._thesaurus.concepts(words, script), words, script)
        weights = self._weights(asked | lexical_terms(words, script).keys(), script)
        reachable = sum(
            weight
            for term, weight in weights.items()
            if term[0] is not Channel.PAIR and not own.adds_to_built_in(term)
        )
        for solutions, problem in own.solving(words, script):
            # a solution counts as much as the words of the problem would, were they offered
            worth = sum(self._weights(lexical_terms(problem, script), script).values())
            weights |= {term: max(weights.get(term, 0.0), worth) for term in solutions}
        heaviest = sorted(
            ((weight, term) for term, weight in weights.items() if term in self._postings),
            reverse=True,
        )[:HEAVIEST]
        sums = self._postings.sums(heaviest, K1, B)
        slots = sums.nonzero()[0]
        if not slots.size:
            return []
        factors = self._raises.factors(
            question.fields, question.trl, question.province, len(self), slots
        )
        scores = sums[slots] / (math.sqrt(reachable) if reachable else 1.0) * factors
        ranked: list[tuple[float, Hashable]] = []
        for place in (-scores).argsort(kind="stable"):
            score = round(float(scores[place]), 6)
            if len(ranked) >= limit and score < ranked[limit - 1][0]:
                break  # the next ones are worse; equals are told apart by their identity
            identity = self._postings.identities[slots[place]]
            if admits is None or admits(self._documents[identity]):
                ranked.append((score, identity))
        return heapq.nsmallest(limit, ranked, key=lambda pair: (-pair[0], str(pair[1])))

    def _weights(self, terms: Iterable[Term], script: Script) -> dict[Term, float]:
        return {term: self._rarity(term) * WEIGHTS[script].get(term[0], 0.0) for term in terms}

    def _suggestion(
        self, question: Question, score: float, identity: Hashable, own: HubWords
    ) -> Suggestion:
        document = self._documents[identity]
        asked, script = self._read(question.title, question.description, own=own)
        offered, offered_script = self._read(document.title, document.description)
        asked_hits = own.meant(self._thesaurus.concepts(asked, script), asked, script, asking=True)
        offered_hits = own.meant(
            self._thesaurus.concepts(offered, offered_script), offered, offered_script, asking=False
        )
        shared, alike = explain(
            *(asked, script, asked_hits),
            *(offered, offered_script, offered_hits),
            lambda term: self._rarity(term),
        )
        both = {hit.concept for hit in asked_hits} & {hit.concept for hit in offered_hits}
        enough = document.trl is not None and (question.trl is None or document.trl >= question.trl)
        reasons = Reasons(
            shared=shared,
            alike=alike,
            fields=tuple(sorted(question.fields & document.fields)),
            trl=document.trl,
            trl_enough=enough,
            same_province=bool(question.province) and question.province == document.province,
            concepts=tuple(sorted(both)),
        )
        return Suggestion(identity, score, reasons)


def _named(book: Thesaurus, words: list[Token], script: Script) -> Counter[Term]:
    """How often a text names each group of a book."""
    return Counter((Channel.OWN, hit.concept) for hit in book.named(words, script))
