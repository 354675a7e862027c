"""Vectors of technologies, experts and needs: made by a job, read by whoever ranks.

Only the few candidates that the words found are looked up, so no process keeps them all. Row 0
of a kind holds the mean of the kind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
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
BATCH = 64  # texts read, then written in one short transaction
MEAN = 0
NEED = "need"
Text = tuple[int, str]


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


def bring_up(kind: str, texts: Iterable[Text], tell: Callable[[int, int], object]) -> int:
    """Read what is new or changed of a kind, forget what is gone; how many texts were read."""
    model = embeddings.chosen()
    if model is None:
        return 0
    wanted = {identity: (_digest(text), text) for identity, text in texts}
    columns = select(TextVector.row_id, TextVector.digest).where(*_of(kind, model.name))
    known = {row.row_id: row.digest for row in db.session.execute(columns)}
    known.pop(MEAN, None)
    gone = known.keys() - wanted.keys()
    fresh = [identity for identity, (digest, _) in wanted.items() if known.get(identity) != digest]
    done = 0
    for part in _parts(sorted(fresh)):
        tell(done, len(fresh))
        vectors = model.read([wanted[identity][1] for identity in part])
        with transaction():
            _forget(kind, part)
            for identity, vector in zip(part, vectors, strict=True):
                _keep(kind, identity, model.name, wanted[identity][0], vector)
        done += len(part)
    if fresh or gone:
        with transaction():
            for part in _parts(sorted(gone)):
                _forget(kind, part)
            _forget(kind, [MEAN])
            mean = likeness.mean_of(_stored(kind, model.name))
            if mean is not None:
                _keep(kind, MEAN, model.name, "", mean)
    return len(fresh)


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
        (r.kind, r.row_id): _opened(r.vector)
        for r in rows
        if r.kind != NEED or r.digest == _digest(text_of(question))
    }
    asked, mean = known.pop((NEED, need_id), None), known.pop((kind, MEAN), None)
    if asked is None or mean is None:
        return found[:limit]
    offered = {row_id: vector for (_, row_id), vector in known.items()}
    return likeness.raised(found, likeness.factors(asked, offered, mean), limit)


def _parts(identities: Sequence[int]) -> Iterator[Sequence[int]]:
    return (identities[at : at + BATCH] for at in range(0, len(identities), BATCH))


def _of(kind: str, model: str, *more: Any) -> tuple[Any, ...]:
    return (TextVector.kind == kind, TextVector.model == model, *more)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _opened(stored: bytes) -> np.ndarray:
    import numpy as np

    return np.frombuffer(stored, np.float16).astype(np.float32)


def _stored(kind: str, model: str) -> Iterator[np.ndarray]:
    rows = db.session.scalars(select(TextVector.vector).where(*_of(kind, model)))
    return (_opened(row) for row in rows.yield_per(1000))


def _keep(kind: str, identity: int, model: str, digest: str, vector: np.ndarray) -> None:
    packed = vector.astype("float16").tobytes()
    row = TextVector(kind=kind, row_id=identity, model=model, digest=digest, vector=packed)
    db.session.add(row)
    db.session.flush()


def _forget(kind: str, identities: Iterable[int]) -> None:
    old = TextVector.row_id.in_(list(identities))
    db.session.execute(delete(TextVector).where(TextVector.kind == kind, old))
