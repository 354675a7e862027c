"""Keeping the stored suggestions of open needs level with the catalogue, in the background."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from app.catalogue.matching import Suggestion as Ranked
from app.catalogue.models import Need, Suggestion
from app.catalogue.reasons import Reasons
from app.catalogue.states import OPEN_NEEDS, SuggestionState
from app.catalogue.suggestions import index, reading, vectors
from app.core import clock, jobs
from app.core.db import db, transaction
from app.core.jobs import Job, State

TASK = "catalogue.refresh_suggestions"
WAIT = timedelta(seconds=5)  # several edits in a row are one refresh
CHUNK = 50  # needs per transaction: nobody waits long for the database


def refresh_later() -> None:
    """Ask for a refresh, inside the deed's transaction; one that waits already is enough."""
    waiting = select(Job.id).where(Job.task == TASK, Job.state == State.QUEUED).limit(1)
    if db.session.scalar(waiting) is None:
        jobs.enqueue(TASK, run_after=clock.now() + WAIT)
    vectors.read_later()


def read_texts(tell: Callable[[int, int], object] = jobs.progress) -> dict[str, int]:
    """Read the texts that changed; the open needs are ranked anew when there were any."""
    vectors.forget_others()
    sources = (reading.TECHNOLOGIES, reading.EXPERTS, reading.NEEDS)
    count = sum(reading.bring_up(source, tell) for source in sources)
    if count:
        with transaction():
            jobs.enqueue(TASK)
    return {"texts": count}


def refresh_open_needs() -> dict[str, int]:
    """Rank every open need anew; how many needs and suggestions there are."""
    found = select(Need.id).where(Need.state.in_(OPEN_NEEDS), Need.archived_at.is_(None))
    waiting = list(db.session.scalars(found.order_by(Need.id)))
    suggested = 0
    for start in range(0, len(waiting), CHUNK):
        jobs.progress(start, len(waiting))
        suggested += refresh(waiting[start : start + CHUNK])
    return {"needs": len(waiting), "suggestions": suggested}


def refresh(need_ids: list[int]) -> int:
    """Rank some needs and store what fits now; how many suggestions are stored.

    Decisions of people stay. What no longer fits keeps its row with score 0: a meeting may
    have come of it.
    """
    needs = list(db.session.scalars(select(Need).where(Need.id.in_(need_ids))))
    ranked = {need.id: index.technologies_for(need) for need in needs}
    hubs = {need.id: need.hub_id for need in needs}
    with transaction():
        kept: dict[tuple[int, int], Suggestion] = {
            (row.need_id, row.technology_id): row
            for row in db.session.scalars(select(Suggestion).where(Suggestion.need_id.in_(hubs)))
        }
        for need_id, fitting in ranked.items():
            for suggestion in fitting:
                _store(kept, need_id, hubs[need_id], suggestion)
        fits = {(need_id, s.id) for need_id, found in ranked.items() for s in found}
        for pair, row in kept.items():
            if pair not in fits and row.state is SuggestionState.SUGGESTED:
                row.score = 0.0
    return sum(len(found) for found in ranked.values())


def _store(
    kept: dict[tuple[int, int], Suggestion], need_id: int, hub_id: int, ranked: Ranked
) -> None:
    technology_id = int(str(ranked.id))
    row = kept.get((need_id, technology_id))
    if row is None:
        db.session.add(
            Suggestion(
                hub_id=hub_id,
                need_id=need_id,
                technology_id=technology_id,
                score=ranked.score,
                reasons=ranked.reasons.as_dict(),
                state=SuggestionState.SUGGESTED,
                created_at=clock.now(),
            )
        )
    elif row.state is SuggestionState.SUGGESTED and (
        row.score != ranked.score or Reasons.from_dict(row.reasons) != ranked.reasons
    ):
        row.score, row.reasons = ranked.score, ranked.reasons.as_dict()
