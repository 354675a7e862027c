"""The job that has texts read by the model: what changed since, page by page.

A vector keeps the stamp of the row it was made from, so the database alone says what is to be
read: a catalogue of any size takes the same memory. A run beside another one does some of its
work twice and writes the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.catalogue import embeddings, likeness
from app.catalogue.models import Expert, Need, Technology, TextVector
from app.catalogue.states import OPEN_NEEDS, TechnologyState
from app.catalogue.suggestions import index, vectors
from app.catalogue.suggestions.vectors import MEAN, digest_of
from app.core.db import changed, db, transaction

if TYPE_CHECKING:
    import numpy as np

BATCH = 64  # texts read, then written in one short transaction
Tell = Callable[[int, int], object]


@dataclass(frozen=True)
class Source:
    """Rows with a text. `stamp`: a column that is another after each change; `live`: which rows
    may be suggested or asked about."""

    kind: str
    model: Any
    stamp: Any
    live: tuple[Any, ...]
    text: Callable[[Any], str]

    def stale(self, model_name: str) -> Select[Any]:
        """Rows without a vector of their present stamp."""
        theirs = (TextVector.kind == self.kind, TextVector.model == model_name)
        return (
            select(self.model.id)
            .outerjoin(TextVector, (TextVector.row_id == self.model.id) & theirs[0] & theirs[1])
            .where(*self.live, or_(TextVector.id.is_(None), TextVector.stamp != self.stamp))
        )

    def forget_gone(self) -> int:
        """Drop the vectors of rows that are live no more; how many."""
        there = select(self.model.id).where(self.model.id == TextVector.row_id, *self.live)
        old = (TextVector.kind == self.kind, TextVector.row_id != MEAN, ~there.exists())
        return changed(delete(TextVector).where(*old).execution_options(synchronize_session=False))


TECHNOLOGIES = Source(
    "technology",
    Technology,
    Technology.changed_in,
    (Technology.state == TechnologyState.APPROVED, Technology.archived_at.is_(None)),
    index.text_of_technology,
)
EXPERTS = Source(
    "expert",
    Expert,
    Expert.changed_in,
    (Expert.approved_on.is_not(None), Expert.archived_at.is_(None)),
    index.text_of_expert,
)
NEEDS = Source(
    vectors.NEED,
    Need,
    Need.version,
    (Need.state.in_(OPEN_NEEDS), Need.archived_at.is_(None)),
    lambda need: vectors.text_of(index.question_of(need)),
)


def bring_up(source: Source, tell: Tell) -> int:
    """Read what is new or changed, forget what is gone; how many texts were read."""
    model = embeddings.chosen()
    if model is None:
        return 0
    stale = source.stale(model.name)
    whole = db.session.scalar(select(func.count()).select_from(stale.subquery())) or 0
    done = read = 0
    for part in _pages(stale, source.model.id):
        tell(done, whole)
        read += _read(source, model, part)
        done += len(part)
    with transaction():
        gone = source.forget_gone()
        if read or gone:
            mean = likeness.mean_of(_stored(source.kind, model.name))
            if mean is not None:
                _keep([_row(source.kind, MEAN, model.name, "", 0, mean)])
            else:
                only = (TextVector.kind == source.kind, TextVector.row_id == MEAN)
                db.session.execute(delete(TextVector).where(*only))
    return read


def _pages(stale: Select[Any], identity: Any) -> Iterator[Sequence[int]]:
    """The ids, in order; each page is asked for after the last one was written."""
    last = 0
    while part := db.session.scalars(
        stale.where(identity > last).order_by(identity).limit(BATCH)
    ).all():
        yield part
        last = part[-1]


def _read(source: Source, model: embeddings.Model, ids: Sequence[int]) -> int:
    """Have those read whose text is another than before; the stamps of all are noted."""
    rows = db.session.execute(
        select(source.model, source.stamp.label("stamp"))
        .where(source.model.id.in_(ids))
        .order_by(source.model.id)
        .execution_options(populate_existing=True)
    ).all()
    texts = {row.id: (stamp, source.text(row)) for row, stamp in rows}
    mine = (TextVector.kind == source.kind, TextVector.model == model.name)
    known = select(TextVector.row_id, TextVector.digest).where(*mine, TextVector.row_id.in_(ids))
    digests = {row.row_id: row.digest for row in db.session.execute(known)}
    fresh = [one for one, (_s, text) in texts.items() if digests.get(one) != digest_of(text)]
    found: Any = model.read([texts[one][1] for one in fresh]) if fresh else []
    made = [
        _row(source.kind, one, model.name, digest_of(texts[one][1]), texts[one][0], vector)
        for one, vector in zip(fresh, found, strict=True)
    ]
    with transaction():
        for one in texts.keys() - set(fresh):
            same = update(TextVector).where(*mine, TextVector.row_id == one)
            db.session.execute(same.values(stamp=texts[one][0]))
        _keep(made)
    return len(fresh)


def _row(
    kind: str, identity: int, model: str, digest: str, stamp: int, vector: np.ndarray
) -> dict[str, Any]:
    packed = vector.astype("float16").tobytes()
    return {
        "kind": kind,
        "row_id": identity,
        "model": model,
        "digest": digest,
        "stamp": stamp,
        "vector": packed,
    }


def _keep(rows: list[dict[str, Any]]) -> None:
    """Write vectors down, whoever wrote one of them in the meantime; in the order of their rows,
    so that two runs wait for each other and never in a circle."""
    if not rows:
        return
    on_postgres = db.session.get_bind().dialect.name == "postgresql"
    made = (postgresql.insert if on_postgres else sqlite.insert)(TextVector).values(rows)
    put = {name: made.excluded[name] for name in ("digest", "stamp", "vector")}
    key = ["kind", "row_id", "model"]
    db.session.execute(made.on_conflict_do_update(index_elements=key, set_=put))


def _stored(kind: str, model: str) -> Iterator[np.ndarray]:
    of_texts = (TextVector.kind == kind, TextVector.model == model, TextVector.row_id != MEAN)
    rows = db.session.scalars(select(TextVector.vector).where(*of_texts))
    return (vectors.opened(row) for row in rows.yield_per(1000))
