"""Vectors of technologies, experts and needs: made by a job, read by whoever ranks.

Only the few candidates that the words found are looked up, so no process keeps them all. Row 0
of a kind holds the mean of the kind.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from app.catalogue import embeddings, likeness
from app.catalogue.matching import Question, Suggestion
from app.catalogue.models import TextVector
from app.core import jobs
from app.core.db import db, transaction
from app.core.jobs import Job, State

if TYPE_CHECKING:
    import numpy as np

TASK = "catalogue.read_texts"
MEAN = 0
NEED = "need"


def text_of(asked: Any) -> str:
    """What of a need, a technology or an expert is read."""
    return f"{asked.title}. {asked.description}"


def read_later() -> None:
    """Have changed texts read, inside the deed's transaction; nothing happens without a model."""
    if embeddings.chosen() is None:
        return
    waiting = select(Job.id).where(Job.task == TASK, Job.state == State.QUEUED).limit(1)
    if db.session.scalar(waiting) is None:
        jobs.enqueue(TASK)


def candidates(limit: int) -> int:
    """How many to find by words where the best `limit` are wanted."""
    return limit if embeddings.chosen() is None else max(limit, likeness.CANDIDATES)


def forget_others() -> None:
    """Vectors of models that were used before are of no use; without a model none are."""
    model = embeddings.chosen()
    with transaction():
        other = TextVector.model != (model.name if model else "")
        db.session.execute(delete(TextVector).where(other))


def raised(
    kind: str, need_id: int, question: Question, found: list[Suggestion], limit: int
) -> list[Suggestion]:
    """What the words found for a need, the nearest in meaning raised, where that is known."""
    model = embeddings.chosen()
    if model is None or not found or not likeness.readable(text_of(question)):
        return found[:limit]
    columns = select(TextVector.kind, TextVector.row_id, TextVector.digest, TextVector.vector)
    ids = [MEAN, *(int(str(s.id)) for s in found)]
    near = _of(kind, model.name, TextVector.row_id.in_(ids))
    own = _of(NEED, model.name, TextVector.row_id == need_id)
    rows = [*db.session.execute(columns.where(*near)), *db.session.execute(columns.where(*own))]
    known: dict[Any, Any] = {
        (r.kind, r.row_id): opened(r.vector)
        for r in rows
        if r.kind != NEED or r.digest == digest_of(text_of(question))
    }
    asked, mean = known.pop((NEED, need_id), None), known.pop((kind, MEAN), None)
    if asked is None or mean is None:
        return found[:limit]
    offered = {row_id: vector for (_, row_id), vector in known.items()}
    return likeness.raised(found, likeness.factors(asked, offered, mean), limit)


def _of(kind: str, model: str, *more: Any) -> tuple[Any, ...]:
    return (TextVector.kind == kind, TextVector.model == model, *more)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def opened(stored: bytes) -> np.ndarray:
    import numpy as np

    return np.frombuffer(stored, np.float16).astype(np.float32)
