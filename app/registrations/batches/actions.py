"""Choosing many, doing one deed to them, taking it back: each registration in its own
transaction with its item, so that a job that is broken off goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_login import current_user
from sqlalchemy import delete, func, insert, select, update

from app.core import audit, clock, ids, jobs
from app.core.db import changed, db, transaction
from app.core.errors import Refused
from app.events.models import Event
from app.registrations.batches import deeds
from app.registrations.batches.kinds import NOW, UNDOABLE, BatchState, Deed, ItemState
from app.registrations.batches.models import Batch, BatchItem
from app.registrations.letters import news
from app.registrations.letters.actions import check_words
from app.registrations.letters.compose import Words
from app.registrations.models import Registration

MOST = 20_000
PATIENCE = timedelta(minutes=15)  # no request takes so long
DRAFTS_KEPT = timedelta(days=7)


def choose(event: Event, deed: Deed, registration_ids: Sequence[int]) -> Batch:
    """Put registrations together for a deed that somebody still has to say yes to.

    Raises Refused "nothing_chosen", "too_many".
    """
    if not registration_ids:
        raise Refused("nothing_chosen")
    if len(registration_ids) > MOST:
        raise Refused("too_many")
    with transaction():
        batch = Batch(
            code=ids.code(16),
            event_id=event.id,
            user_id=current_user.id if current_user and current_user.is_authenticated else None,
            deed=deed,
            args={},
            created_at=clock.now(),
            state=BatchState.DRAFT,
        )
        db.session.add(batch)
        db.session.flush()
        rows = [
            {"batch_id": batch.id, "registration_id": each, "state": ItemState.WAITING}
            for each in registration_ids
        ]
        db.session.execute(insert(BatchItem), rows)
    return batch


def start(batch: Batch, args: dict[str, Any], title: str) -> str | None:
    """Say yes: few are done here and now, many by a job, whose code is returned.

    Raises Refused "batch_begun" when it was begun before: pressing twice does it once.
    """
    with transaction():
        code = _begin(batch, args, title)
    if code is None:
        run(batch.id)
    return code


def start_mail(batch: Batch, words: Words, advertising: bool, title: str) -> str | None:
    """Write to all of them: the words are kept once, the mails point to them."""
    check_words(words)
    with transaction():
        message = news.keep(
            batch.event.hub_id,
            batch.event_id,
            words,
            advertising=advertising,
            number=number_of(batch.id),
        )
        db.session.flush()
        code = _begin(batch, {"message_id": message.id}, title)
    if code is None:
        run(batch.id)
    return code


def _begin(batch: Batch, args: dict[str, Any], title: str) -> str | None:
    first = update(Batch).where(Batch.id == batch.id, Batch.state == BatchState.DRAFT)
    if not changed(first.values(state=BatchState.RUNNING, args=args)):
        raise Refused("batch_begun")
    audit.record("batch_begun", batch, hub_id=batch.event.hub_id, deed=batch.deed)
    return _job(batch, title)


def number_of(batch_id: int) -> int:
    """How many registrations were chosen."""
    counted = select(func.count(BatchItem.id)).where(BatchItem.batch_id == batch_id)
    return db.session.scalar(counted) or 0


def undo(batch: Batch, title: str) -> str | None:
    """Take a finished batch back, as far as it goes; the code of the job when there are many.

    Raises Refused "not_undoable" when it is not finished, or cannot be taken back.
    """
    with transaction():
        first = update(Batch).where(
            Batch.id == batch.id,
            Batch.state == BatchState.DONE,
            Batch.undoing.is_(False),
            Batch.deed.in_(UNDOABLE),
        )
        if not changed(first.values(state=BatchState.RUNNING, undoing=True)):
            raise Refused("not_undoable")
        audit.record("batch_undone", batch, hub_id=batch.event.hub_id, deed=batch.deed)
        code = _job(batch, title)
    if code is None:
        run(batch.id)
    return code


def _job(batch: Batch, title: str) -> str | None:
    """A job when there are many; its code."""
    if number_of(batch.id) <= NOW:
        return None
    job = jobs.enqueue(
        "registrations.batch",
        title=title,
        hub_id=batch.event.hub_id,
        event_id=batch.event_id,
        back_url=url_for("batches.batch", slug=batch.event.slug, code=batch.code),
        batch_id=batch.id,
    )
    return job.code


def run(batch_id: int) -> int:
    """Do what is left of a batch, or take it back; how many were looked at."""
    batch = db.session.get_one(Batch, batch_id)
    undoing = batch.undoing
    left = ItemState.DONE if undoing else ItemState.WAITING
    wanted = select(BatchItem.id).where(BatchItem.batch_id == batch_id, BatchItem.state == left)
    item_ids = db.session.scalars(wanted.order_by(BatchItem.id)).all()
    deed = deeds.undo if undoing else deeds.do
    for number, item_id in enumerate(item_ids, 1):
        _one(item_id, deed, left, ItemState.UNDONE if undoing else ItemState.DONE)
        if number % 20 == 0:
            jobs.progress(number, len(item_ids))
    with transaction():
        ended = update(Batch).where(Batch.id == batch_id)
        db.session.execute(ended.values(state=BatchState.DONE, finished_at=clock.now()))
    return len(item_ids)


def _one(
    item_id: int,
    deed: Callable[[Batch, BatchItem, Registration], None],
    left: ItemState,
    becomes: ItemState,
) -> None:
    """One registration with its item; a refusal undoes only this one and is remembered."""
    try:
        with transaction():
            item = db.session.get_one(BatchItem, item_id, with_for_update=True)
            if item.state is not left:
                return
            item.state, item.reason = becomes, None
            deed(db.session.get_one(Batch, item.batch_id), item, item.registration)
    except Refused as refusal:
        with transaction():
            item = db.session.get_one(BatchItem, item_id)
            item.reason = refusal.code
            if becomes is ItemState.DONE:
                item.state = ItemState.REFUSED


def look_after() -> None:
    """Go on with small batches whose server died at it (many have a job, which goes on by itself);
    forget what nobody said yes to."""
    held = select(func.count(BatchItem.id)).where(BatchItem.batch_id == Batch.id).scalar_subquery()
    stopped = select(Batch.id).where(
        Batch.state == BatchState.RUNNING, Batch.created_at < clock.now() - PATIENCE, held <= NOW
    )
    for batch_id in db.session.scalars(stopped.order_by(Batch.id)).all():
        run(batch_id)
    with transaction():
        old = Batch.created_at < clock.now() - DRAFTS_KEPT
        db.session.execute(delete(Batch).where(Batch.state == BatchState.DRAFT, old))
