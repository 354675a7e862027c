"""The ranker's index of this process, kept level with the database.

Built when a web worker begins to serve, elsewhere when it is first asked; then patched:
CatalogueVersion says when something changed, and each row remembers the number of its last
change. One statement finds out that nothing did.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.catalogue.matching import Document, Index, Question, Suggestion
from app.catalogue.models import CatalogueVersion, Concept, Expert, Need, Technology
from app.catalogue.own_words import NONE, HubWords, OwnConcept
from app.catalogue.states import TechnologyState
from app.catalogue.suggestions import vectors
from app.core.db import db

LIMIT = 20  # suggestions for a need
BACKGROUND = 2000  # needs whose words tell common from rare


@dataclass(frozen=True)
class Candidate:
    """What decides whether a document may be shown to someone."""

    hub_id: int
    organisation_id: int | None
    public: bool


Change = tuple[int, Document | None, Candidate | None]  # None: no longer a candidate


@dataclass(frozen=True)
class Level:
    """How far the catalogue is, read once for all that is asked in one go."""

    epoch: str
    number: int
    words: int = 0

    @classmethod
    def now(cls) -> Level:
        wanted = select(CatalogueVersion.epoch, CatalogueVersion.number, CatalogueVersion.words)
        found = db.session.execute(wanted).first()
        return cls(*found) if found else cls("", 0)

    @cached_property
    def thesaurus(self) -> list[Concept]:
        """The entries of all hubs: read only where the thesaurus changed."""
        wanted = select(Concept).where(Concept.off.is_(False)).order_by(Concept.id)
        return list(db.session.scalars(wanted))

    @cached_property
    def background(self) -> list[str]:
        """What tells common words from rare: read only where an index is built anew."""
        wanted = select(Need.title, Need.description).order_by(Need.id.desc()).limit(BACKGROUND)
        return [f"{title}. {description}" for title, description in db.session.execute(wanted)]


EVERY_HUB = 0  # whose questions know the words of all hubs, like those of the public catalogue


def own_concept(row: Concept) -> OwnConcept:
    """An entry as the ranker sees it."""
    return OwnConcept(
        f"+{row.id}",
        vi=tuple(row.vi),
        en=tuple(row.en),
        abbreviations=tuple(row.abbreviations),
        problems=tuple(row.problems),
        built_in=row.built_in,
    )


def words_by_hub(rows: Iterable[Concept]) -> dict[int, HubWords]:
    """How the questions of each hub with entries of its own are read."""
    concepts: dict[int, list[OwnConcept]] = defaultdict(list)
    off: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.hides:
            off[row.hub_id].add(str(row.built_in))
        else:
            for hub in (row.hub_id, EVERY_HUB):
                concepts[hub].append(own_concept(row))
    return {
        hub: HubWords(concepts.get(hub, ()), frozenset(off.get(hub, ())))
        for hub in concepts.keys() | off.keys()
    }


class Pool:
    """An index and its candidates; safe to share between the threads of a process."""

    def __init__(self, changes: Callable[[int], Iterable[Change]]) -> None:
        self._changes = changes
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._candidates: dict[int, Candidate] = {}
        self._words: dict[int, HubWords] = {}
        self._at: Level | None = None

    def rank(
        self,
        question: Question,
        admits: Callable[[Candidate], bool],
        hub_id: int,
        level: Level | None = None,
        limit: int = LIMIT,
    ) -> list[Suggestion]:
        """What fits a need of a hub among the candidates that are admitted, best first."""
        with self._lock:
            index = self._fresh(level or Level.now())
            own = self._words.get(hub_id, NONE)
            return index.rank(question, limit, self._admitting(admits), own)

    def get_ready(self, level: Level) -> int:
        """Build it before anybody asks; who asks meanwhile waits for this. How many it holds."""
        with self._lock:
            self._fresh(level)
            return len(self._candidates)

    def search(
        self, text: str, limit: int, admits: Callable[[Candidate], bool]
    ) -> list[Suggestion]:
        """What a visitor's words find among the candidates that are admitted."""
        with self._lock:
            index = self._fresh(Level.now())
            own = self._words.get(EVERY_HUB, NONE)
            return index.search(text, limit, self._admitting(admits), own)

    def tried(
        self,
        text: str,
        limit: int,
        admits: Callable[[Candidate], bool],
        *readings: HubWords,
    ) -> list[list[Suggestion]]:
        """What the same words find under each reading, though nothing of it is saved."""
        with self._lock:
            index = self._fresh(Level.now())
            saved = self._words.get(EVERY_HUB, NONE).concepts
            try:
                found = []
                for own in readings:
                    known = {c.key: c for c in (*saved, *own.concepts)}
                    index.know(known.values())
                    found.append(index.search(text, limit, self._admitting(admits), own))
                return found
            finally:
                index.know(saved)

    def own_word(self, hub_id: int, key: str) -> str | None:
        """The first word of one of the hub's own groups; None when it has no such group."""
        own = next((c for c in self._words.get(hub_id, NONE).concepts if c.key == key), None)
        return next(iter((*own.vi, *own.en, *own.abbreviations)), None) if own else None

    def _admitting(self, admits: Callable[[Candidate], bool]) -> Callable[[Document], bool]:
        return lambda document: admits(self._candidates[document.id])  # type: ignore[index]

    def _fresh(self, now: Level) -> Index:
        at = self._at
        if self._index is None or at is None or at.epoch != now.epoch or not now.epoch:
            self._index, self._candidates = Index(background=now.background), {}
            self._learn(self._index, now)
            self._bring_up(self._index, -1)
        elif at.number != now.number:
            if at.words != now.words:
                self._learn(self._index, now)
            self._bring_up(self._index, at.number)
        self._at = Level(now.epoch, now.number, now.words)
        return self._index

    def _learn(self, index: Index, now: Level) -> None:
        self._words = words_by_hub(now.thesaurus)
        index.know(self._words.get(EVERY_HUB, NONE).concepts)

    def _bring_up(self, index: Index, since: int) -> None:
        for identity, document, candidate in self._changes(since):
            if document is None or candidate is None:
                index.drop(identity)
                self._candidates.pop(identity, None)
            else:
                index.put(document)
                self._candidates[identity] = candidate


def _said_of(row: Any) -> str:
    """What a technology's page says beneath its title."""
    texts = (row.title_en, row.description, row.advantages, row.applications)
    return "\n".join(filter(None, texts))


def text_of_technology(row: Any) -> str:
    """A technology as an embedding model reads it."""
    return vectors.text_of(Document(row.id, row.title, _said_of(row)))


def text_of_expert(row: Any) -> str:
    return vectors.text_of(Document(row.id, row.expertise))


def _technologies(since: int) -> Iterator[Change]:
    columns = (
        *(Technology.id, Technology.hub_id, Technology.organisation_id, Technology.title),
        *(Technology.title_en, Technology.description, Technology.advantages),
        *(Technology.applications, Technology.field, Technology.trl, Technology.province),
        *(Technology.state, Technology.publish_ok, Technology.archived_at),
    )
    for row in db.session.execute(_since(select(*columns), Technology, since)):
        if row.state is not TechnologyState.APPROVED or row.archived_at is not None:
            yield row.id, None, None
            continue
        yield (
            row.id,
            Document(
                row.id,
                row.title,
                _said_of(row),
                frozenset({row.field}),
                row.trl,
                row.province,
            ),
            Candidate(row.hub_id, row.organisation_id, row.publish_ok),
        )


def _experts(since: int) -> Iterator[Change]:
    columns = (
        *(Expert.id, Expert.hub_id, Expert.organisation_id, Expert.expertise, Expert.fields),
        *(Expert.province, Expert.public_profile, Expert.approved_on, Expert.archived_at),
    )
    for row in db.session.execute(_since(select(*columns), Expert, since)):
        if row.approved_on is None or row.archived_at is not None:
            yield row.id, None, None
            continue
        yield (
            row.id,
            Document(row.id, row.expertise, fields=frozenset(row.fields), province=row.province),
            Candidate(row.hub_id, row.organisation_id, row.public_profile),
        )


def _since(statement: Any, model: type[Any], since: int) -> Any:
    return statement.where(model.changed_in > since) if since >= 0 else statement


technologies = Pool(_technologies)
experts = Pool(_experts)
own_word = technologies.own_word


def get_ready() -> str:
    """Build both before the first question, in a process that serves pages."""
    now = Level.now()
    counts = technologies.get_ready(now), experts.get_ready(now)
    return f"index of {counts[0]} technologies and {counts[1]} experts"


def question_of(need: Need) -> Question:
    """A need as the ranker sees it."""
    texts = (need.description, need.requirements, need.scale)
    return Question(
        need.title,
        "\n".join(filter(None, texts)),
        frozenset({need.field}),
        need.desired_trl_min,
        need.province,
    )


def fitting(need: Need) -> tuple[list[Suggestion], list[Suggestion]]:
    """The technologies and the experts for a need; asks the catalogue once how far it is."""
    now = Level.now()
    return technologies_for(need, now), experts_for(need, now)


def technologies_for(need: Need, level: Level | None = None) -> list[Suggestion]:
    """Technologies that fit: the hub's own and the published ones, never the asker's own."""
    question = question_of(need)
    found = technologies.rank(
        question,
        lambda c: (
            (c.public or c.hub_id == need.hub_id) and c.organisation_id != need.organisation_id
        ),
        need.hub_id,
        level,
        vectors.candidates(LIMIT),
    )
    return vectors.raised("technology", need.id, question, found, LIMIT)


def experts_for(need: Need, level: Level | None = None, limit: int = 3) -> list[Suggestion]:
    """Experts whose field of advice fits: the hub's own and those with a public profile."""
    question = question_of(need)
    found = experts.rank(
        question, lambda c: c.public or c.hub_id == need.hub_id, need.hub_id, level
    )
    return vectors.raised("expert", need.id, question, found, limit)
