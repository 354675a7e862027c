"""A matching set (needs and technologies in one JSON document) ranked by the product's own rule.

Nothing but the set is used, so that anyone can repeat a measurement without a database.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.catalogue import likeness
from app.catalogue.embeddings import Model
from app.catalogue.matching import Document, Index, Question, Suggestion

Run = dict[str, list[list[Any]]]
_QUERY_TEXTS = ("text", "query", "q", "title")


class UnusableSet(ValueError):
    """The document is not a matching set; the message says where."""


def rank_set(
    document: Any,
    limit: int = 20,
    sentence: Callable[[Suggestion], str] | None = None,
    progress: Callable[[], object] | None = None,
    model: Model | None = None,
) -> Run:
    """{need id: [[technology id, score, reason], …]}, best first, at most `limit` each.

    Search queries in the set are ranked too, under their own ids. `progress` is called once per
    need. Raises UnusableSet.
    """
    say = sentence or (lambda suggestion: suggestion.reasons.sentence())
    if not isinstance(document, dict):
        raise UnusableSet("the set must be a JSON object")
    technologies = [_document(row) for row in _rows(document, "technologies")]
    needs = [(row["id"], _question(row)) for row in _rows(document, "needs")]
    queries = [
        (row["id"], _query_text(row)) for row in _rows(document, "search_queries", optional=True)
    ]
    index = Index(technologies, [f"{need.title}. {need.description}" for _, need in needs])
    nearest = _nearest(model, technologies, needs, limit) if model else None
    run: Run = {}
    for identity, need in needs:
        found = nearest(identity, need, index) if nearest else index.rank(need, limit)
        run[identity] = [[s.id, s.score, say(s)] for s in found[:limit]]
        if progress:
            progress()
    for identity, text in queries:
        run[identity] = [[s.id, s.score, say(s)] for s in index.search(text, limit)]
    return run


def _nearest(
    model: Model, technologies: list[Document], needs: list[tuple[str, Question]], limit: int
) -> Callable[[str, Question, Index], list[Suggestion]]:
    """Ranks a need of the set with the vectors that a model makes of its texts."""
    offered = dict(
        zip(
            [technology.id for technology in technologies],
            model.read([_read(technology) for technology in technologies]),
            strict=True,
        )
    )
    read = model.read([_read(need) for _identity, need in needs])
    asked = dict(zip([identity for identity, _need in needs], read, strict=True))
    mean = likeness.mean_of(offered.values())

    def rank(identity: str, need: Question, index: Index) -> list[Suggestion]:
        found = index.rank(need, max(limit, likeness.CANDIDATES))
        if mean is None or not likeness.readable(_read(need)):
            return found
        near = {s.id: offered[s.id] for s in found}
        return likeness.raised(found, likeness.factors(asked[identity], near, mean), limit)

    return rank


def _read(row: Document | Question) -> str:
    return f"{row.title}. {row.description}"


def _rows(document: dict[str, Any], key: str, *, optional: bool = False) -> list[dict[str, Any]]:
    rows = document.get(key, [] if optional else None)
    if not isinstance(rows, list):
        raise UnusableSet(f'"{key}" must be a list')
    seen: set[str] = set()
    for place, row in enumerate(rows):
        if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not row["id"]:
            raise UnusableSet(f'{key}[{place}] must be an object with a text "id"')
        if row["id"] in seen:
            raise UnusableSet(f'{key}[{place}]: id "{row["id"]}" is there twice')
        seen.add(row["id"])
    return rows


def _text(row: dict[str, Any], key: str, *, required: bool = False) -> str:
    value = row.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise UnusableSet(f'"{row["id"]}": "{key}" must be text')
    return value


def _fields(row: dict[str, Any]) -> frozenset[str]:
    fields = row.get("fields") or []
    if not isinstance(fields, list) or not all(isinstance(f, str) for f in fields):
        raise UnusableSet(f'"{row["id"]}": "fields" must be a list of texts')
    return frozenset(fields)


def _trl(row: dict[str, Any], key: str) -> int | None:
    value = row.get(key)
    return value if isinstance(value, int) and 1 <= value <= 9 else None


def _document(row: dict[str, Any]) -> Document:
    return Document(
        row["id"],
        _text(row, "title", required=True),
        _text(row, "description"),
        _fields(row),
        _trl(row, "trl"),
        _text(row, "province") or None,
    )


def _question(row: dict[str, Any]) -> Question:
    return Question(
        _text(row, "title", required=True),
        _text(row, "description"),
        _fields(row),
        _trl(row, "desired_trl_min"),
        _text(row, "province") or None,
    )


def _query_text(row: dict[str, Any]) -> str:
    for key in _QUERY_TEXTS:
        if isinstance(row.get(key), str):
            return row[key]
    raise UnusableSet(f'search query "{row["id"]}" has no text')
