"""The ranker's index of this process, kept level with the database.

Built when it is first asked, then patched: CatalogueVersion says when something changed, and
each row remembers the number of its last change. One statement finds out that nothing did.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.catalogue.matching import Document, Index, Question, Suggestion
from app.catalogue.models import CatalogueVersion, Expert, Need, Technology
from app.catalogue.states import TechnologyState
from app.core.db import db

BACKGROUND = 2000  # needs whose words tell common from rare


@dataclass(frozen=True)
class Candidate:
    """What decides whether a document may be shown to someone."""

    hub_id: int
    organisation_id: int | None
    public: bool


Change = tuple[int, Document | None, Candidate | None]  # None: no longer a candidate


class Pool:
    """An index and its candidates; safe to share between the threads of a process."""

    def __init__(self, changes: Callable[[int], Iterable[Change]]) -> None:
        self._changes = changes
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._candidates: dict[int, Candidate] = {}
        self._at: tuple[str, int] | None = None

    def rank(self, question: Question, admits: Callable[[Candidate], bool]) -> list[Suggestion]:
        """What fits a need among the candidates that are admitted, best first."""
        with self._lock:
            index = self._fresh()
            return index.rank(question, admits=self._admitting(admits))

    def search(
        self, text: str, limit: int, admits: Callable[[Candidate], bool]
    ) -> list[Suggestion]:
        """What a visitor's words find among the candidates that are admitted."""
        with self._lock:
            index = self._fresh()
            return index.search(text, limit, self._admitting(admits))

    def _admitting(self, admits: Callable[[Candidate], bool]) -> Callable[[Document], bool]:
        return lambda document: admits(self._candidates[document.id])  # type: ignore[index]

    def _fresh(self) -> Index:
        found = db.session.execute(select(CatalogueVersion.epoch, CatalogueVersion.number)).first()
        epoch, number = (found.epoch, found.number) if found else ("", 0)
        if self._index is None or self._at is None or self._at[0] != epoch or not epoch:
            self._index, self._candidates = Index(background=_background()), {}
            self._bring_up(self._index, -1)
        elif self._at[1] != number:
            self._bring_up(self._index, self._at[1])
        self._at = (epoch, number)
        return self._index

    def _bring_up(self, index: Index, since: int) -> None:
        for identity, document, candidate in self._changes(since):
            if document is None or candidate is None:
                index.drop(identity)
                self._candidates.pop(identity, None)
            else:
                index.put(document)
                self._candidates[identity] = candidate


def _background() -> Iterator[str]:
    found = select(Need.title, Need.description).order_by(Need.id.desc()).limit(BACKGROUND)
    for title, description in db.session.execute(found):
        yield f"{title}. {description}"


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
        texts = (row.title_en, row.description, row.advantages, row.applications)
        yield (
            row.id,
            Document(
                row.id,
                row.title,
                "\n".join(filter(None, texts)),
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


def technologies_for(need: Need) -> list[Suggestion]:
    """Technologies that fit: the hub's own and the published ones, never the asker's own."""
    return technologies.rank(
        question_of(need),
        lambda c: (
            (c.public or c.hub_id == need.hub_id) and c.organisation_id != need.organisation_id
        ),
    )


def experts_for(need: Need, limit: int = 3) -> list[Suggestion]:
    """Experts whose field of advice fits: the hub's own and those with a public profile."""
    found = experts.rank(question_of(need), lambda c: c.public or c.hub_id == need.hub_id)
    return found[:limit]
