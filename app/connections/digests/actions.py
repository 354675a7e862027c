"""Writing digests, and what becomes of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_login import current_user
from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Hub
from app.catalogue import records
from app.catalogue.models import Need, Organisation
from app.catalogue.states import DismissReason
from app.catalogue.suggestions import actions as suggestions
from app.connections.digests import contents, queries
from app.connections.digests.contents import Candidate, Every, Owner, Reply
from app.connections.digests.models import Digest, DigestItem, DigestPlan, DigestStop
from app.core import audit, clock, ids, outbox
from app.core.db import changed, db, transaction
from app.core.errors import Refused
from app.core.locks import lock


@dataclass(frozen=True)
class Answered:
    """What an owner says. `why` is of a "no"; the note is theirs, in their words."""

    reply: Reply
    why: DismissReason | None = None
    note: str | None = None


# ------------------------------------------------------------------ writing
def plan(hub: Hub, every: Every) -> None:
    """How often a hub writes; a new rhythm begins with its next period."""
    with transaction():
        records.lock_hub(hub.id)
        row = queries.plan_of(hub)
        if row is None:
            row = DigestPlan(hub_id=hub.id, every=every, since=clock.now())
            db.session.add(row)
        elif row.every is not every:
            row.every, row.since = every, clock.now()
        audit.record("digests_planned", hub, hub_id=hub.id, every=every)


def write_due() -> int:
    """Write what is due in every hub; how many digests there are now more.

    Bears being run at any moment, by several workers, again and again: an owner has one digest in
    a period and a suggestion is told once, says the database, and the letter is of the same deed.
    """
    local, written = clock.local(clock.now()), 0
    for hub_id, every, since in [(row.hub_id, row.every, row.since) for row in queries.plans()]:
        began = contents.period(every, local)
        if began is None:
            continue
        start, _end = clock.day_bounds(began, began)
        if start + timedelta(hours=contents.HOUR) > since:
            written += _write(hub_id, began, before=start)
    return written


def write_now(hub: Hub) -> int:
    """Write at once what waits in a hub, whatever its rhythm; who was written to today waits."""
    return _write(hub.id, clock.today(), before=clock.now())


def _write(hub_id: int, period: date, *, before: datetime) -> int:
    waiting = contents.choose(queries.candidates(hub_id), before=before, now=clock.now())
    silent = queries.stopped({owner.organisation_id for owner in waiting})
    return sum(
        _write_one(hub_id, owner, told, period, by_phone=not owner.address or owner in silent)
        for owner, told in waiting.items()
    )


def _write_one(
    hub_id: int, owner: Owner, told: list[Candidate], period: date, *, by_phone: bool
) -> bool:
    """Whether it was written now; False where it was already, or another worker was quicker."""
    try:
        with transaction():
            digest = Digest(
                code=ids.code(16),
                hub_id=hub_id,
                organisation_id=owner.organisation_id,
                address=owner.address,
                by_phone=by_phone,
                period=period,
                written_at=clock.now(),
            )
            db.session.add(digest)
            db.session.flush()
            items = sum(_tell(digest, one, place) for place, one in enumerate(told, 1))
            if not items:
                raise Refused("nothing_to_tell")
            organisation = db.session.get_one(Organisation, owner.organisation_id)
            audit.record("digest_written", organisation, hub_id=hub_id, items=items)
            if not by_phone:
                need = db.session.get_one(Need, told[0].need_id)
                _post(digest, called(need, organisation, owner.address))
    except (IntegrityError, Refused):
        return False
    return True


def _tell(digest: Digest, one: Candidate, place: int) -> bool:
    """Put a suggestion into a digest: as a new row, or the row that was put off moves on, unless
    its owner has answered meanwhile."""
    if one.later_at is None:
        db.session.add(
            DigestItem(
                code=ids.code(16),
                digest_id=digest.id,
                suggestion_id=one.suggestion_id,
                place=place,
            )
        )
        db.session.flush()
        return True
    again = update(DigestItem).where(
        DigestItem.suggestion_id == one.suggestion_id, DigestItem.reply == Reply.LATER
    )
    asked = {"reply": None, "replied_at": None, "replied_by_id": None, "note": None}
    return bool(changed(again.values(digest_id=digest.id, place=place, **asked)))


def called(need: Need, organisation: Organisation, address: str) -> str:
    """Whom a letter to this address greets: who asked for it, else the organisation's contact."""
    asked = need.contact_name if need.contact_email == address else None
    return asked or organisation.contact_name or organisation.name


def _post(digest: Digest, name: str) -> None:
    outbox.post(
        "connections.digest_letter",
        kind="connections.digest",
        key=f"digest-{digest.code}",
        address=digest.address,
        name=name,
        hub_id=digest.hub_id,
        about=digest,
        args={"digest_id": digest.id},
    )


# ------------------------------------------------------------------ answers
def answer(item: DigestItem, given: Answered) -> None:
    """An owner answers, or changes their mind while the hub has not acted on it.

    A "no" dismisses the suggestion with the owner's reason, a later "yes" chooses it again.
    Raises Refused("digest_settled").
    """
    with transaction():
        lock(item)
        if not queries.still_open(item):
            raise Refused("digest_settled")
        suggestion, before = item.suggestion, item.reply
        no = given.reply is Reply.NO
        item.reply, item.replied_at = given.reply, clock.now()
        why = given.why or DismissReason.OTHER
        item.why = why if no else None
        item.note, item.replied_by_id = given.note, _user_id()
        if no:
            suggestions.dismiss_suggestion(
                suggestion.need_id, suggestion.technology_id, why, given.note
            )
        elif before is Reply.NO:
            suggestions.accept_suggestion(suggestion.need_id, suggestion.technology_id)
        audit.record("owner_answered", suggestion.need, item=item.code, answer=given.reply)


def handle(item: DigestItem) -> None:
    """The hub has acted on an answer; from now on it stands. Raises Refused("not_answered")."""
    with transaction():
        lock(item)
        if item.reply is None:
            raise Refused("not_answered")
        if item.handled_at is None:
            item.handled_at, item.handled_by_id = clock.now(), _user_id()
            audit.record("owner_answer_handled", item.suggestion.need, item=item.code)


def reopen(item: DigestItem) -> None:
    """It was not acted on after all."""
    with transaction():
        lock(item)
        if item.handled_at is not None:
            item.handled_at = item.handled_by_id = None
            audit.record("owner_answer_reopened", item.suggestion.need, item=item.code)


def _user_id() -> int | None:
    """Who of the office records this; None when the owner does by their link."""
    return current_user.id if current_user and current_user.is_authenticated else None


# ------------------------------------------------------------------ the way out
def stop(digest: Digest) -> None:
    """No more letters to this address of the organisation."""
    with transaction():
        lock(digest.organisation)  # two of its letters may say so at once
        if not is_stopped(digest):
            db.session.add(
                DigestStop(
                    organisation_id=digest.organisation_id,
                    address=digest.address,
                    stopped_at=clock.now(),
                )
            )
            audit.record("digests_stopped", digest.organisation)


def start_again(digest: Digest) -> None:
    """Letters after all."""
    with transaction():
        if changed(delete(DigestStop).where(_stop_of(digest))):
            audit.record("digests_wanted_again", digest.organisation)


def is_stopped(digest: Digest) -> bool:
    return db.session.scalar(select(DigestStop.id).where(_stop_of(digest))) is not None


def _stop_of(digest: Digest) -> ColumnElement[bool]:
    return and_(
        DigestStop.organisation_id == digest.organisation_id,
        DigestStop.address == digest.address,
    )
