"""The outbox: every mail that is to go out, as a row written with the deed it tells of.

A mail's `key` is unique, so a deed has one mail however often its job is tried again, and
nobody gets a second one by a retry. The row says what became of it: waiting, sent, failed and
why, stopped by somebody, or needless since. Of the text that was sent a copy is kept, without
the personal links in it: who reads the outbox must not act in the name of others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core import audit, clock, ids, jobs
from app.core.db import changed, db, transaction
from app.core.errors import Refused
from app.core.i18n import LazyString
from app.core.text import fold

KEEP = timedelta(days=730)
_PERSONAL = re.compile(r"(https?://\S*?/)[A-Za-z0-9_.\-]{40,}")


class MailState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    STOPPED = "stopped"  # by somebody
    NEEDLESS = "needless"  # when its turn came there was nothing to say any more


AHEAD = (MailState.WAITING, MailState.SENDING)
AGAIN = (MailState.FAILED, MailState.STOPPED)


class Mail(db.Model):
    """One mail to one address. `about` names the row it is about (a registration)."""

    __table_args__ = (
        sa.Index("ix_mail_event", "event_id", "state", "created_at"),
        sa.Index("ix_mail_hub", "hub_id", "created_at"),
        sa.Index("ix_mail_about", "about", "about_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(60))  # what it is called: KINDS
    task: Mapped[str] = mapped_column(String(80))
    args: Mapped[dict[str, Any]]
    address: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(Text)  # name and address
    hub_id: Mapped[int | None]
    event_id: Mapped[int | None]
    about: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None]
    advertising: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(String(300))
    subject: Mapped[str | None] = mapped_column(String(300))
    text: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


#: kind -> what the mail is called; each package names its own (words.py)
KINDS: dict[str, LazyString] = {}


def kind_name(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def post(
    task: str,
    *,
    kind: str,
    key: str,
    address: str,
    name: str,
    args: dict[str, Any],
    hub_id: int | None,
    event_id: int | None = None,
    about: Any = None,
    advertising: bool = False,
    run_after: datetime | None = None,
) -> Mail:
    """Write a mail down with its job, inside the deed's transaction.

    The task gets `args` and the key, and sends through `mail.send(key=…)`. A key that was used
    before is the caller's mistake (see `fresh`): the database refuses it.
    """
    mail = Mail(
        code=ids.code(16),
        key=key,
        kind=kind,
        task=task,
        args=args,
        address=address,
        name=name,
        folded=fold(f"{name} {address}"),
        hub_id=hub_id,
        event_id=event_id,
        about=about.__tablename__ if about is not None else None,
        about_id=about.id if about is not None else None,
        advertising=advertising,
        state=MailState.WAITING,
        attempts=0,
        created_at=clock.now(),
    )
    db.session.add(mail)
    _enqueue(mail, run_after)
    return mail


def _enqueue(mail: Mail, run_after: datetime | None = None) -> None:
    jobs.enqueue(
        mail.task,
        hub_id=mail.hub_id,
        event_id=mail.event_id,
        run_after=run_after,
        key=mail.key,
        **mail.args,
    )


def about(row: Any) -> list[Mail]:
    """The mails about a row, oldest first."""
    found = select(Mail).where(Mail.about == row.__tablename__, Mail.about_id == row.id)
    return list(db.session.scalars(found.order_by(Mail.id)))


def fresh(keys: Collection[str]) -> set[str]:
    """The keys under which nothing was written yet."""
    known = db.session.scalars(select(Mail.key).where(Mail.key.in_(keys)))
    return set(keys) - set(known)


# ------------------------------------------------------------------ told by whoever sends
def claim(key: str) -> bool:
    """Begin to send: whether the mail is still to go. True too for what no outbox knows."""
    with transaction():
        mine = update(Mail).where(Mail.key == key, Mail.state.in_(AHEAD))
        if changed(mine.values(state=MailState.SENDING, attempts=Mail.attempts + 1)):
            return True
        return db.session.scalar(select(Mail.id).where(Mail.key == key)) is None


def sent(key: str, subject: str, text: str) -> None:
    """It is on its way; keep what it said."""
    kept = _PERSONAL.sub(r"\1…", text)
    with transaction():
        mine = update(Mail).where(Mail.key == key)
        values = {"state": MailState.SENT, "sent_at": clock.now(), "reason": None}
        db.session.execute(mine.values(subject=subject[:300], text=kept, **values))


def _settle(args: dict[str, Any], state: jobs.State, error: str | None) -> None:
    """A job has ended or will be tried again: the mail it was to send says so."""
    key = args.get("key")
    if not isinstance(key, str):
        return
    becomes = {
        jobs.State.QUEUED: MailState.WAITING,
        jobs.State.FAILED: MailState.FAILED,
        jobs.State.CANCELLED: MailState.STOPPED,
    }.get(state, MailState.NEEDLESS)
    mine = update(Mail).where(Mail.key == key, Mail.state.in_(AHEAD))
    reason = error[:300] if error else None
    db.session.execute(mine.values(state=becomes, reason=reason))


if _settle not in jobs.settled:
    jobs.settled.append(_settle)


# ------------------------------------------------------------------ told by a restored backup
def sent_since(moment: datetime) -> list[tuple[str, datetime]]:
    """What went out since a moment: key and when."""
    found = select(Mail.key, Mail.sent_at).where(Mail.sent_at >= moment)
    return [(key, at) for key, at in db.session.execute(found) if at is not None]


def note_sent(letters: Iterable[tuple[str, datetime]]) -> None:
    """These went out already, whatever the rows say: nobody gets them twice."""
    with transaction():
        for key, at in letters:
            mine = update(Mail).where(Mail.key == key, Mail.state != MailState.SENT)
            values = {"state": MailState.SENT, "sent_at": at, "reason": None}
            db.session.execute(mine.values(**values))


# ------------------------------------------------------------------ what people do with it
def again(mails: Iterable[Mail]) -> int:
    """Send what failed or was stopped after all; how many. What was sent stays sent once."""
    number = 0
    with transaction():
        for mail in mails:
            mine = update(Mail).where(Mail.id == mail.id, Mail.state.in_(AGAIN))
            if mail.address and changed(mine.values(state=MailState.WAITING, reason=None)):
                _enqueue(mail)
                audit.record("mail_again", mail)
                number += 1
    return number


def stop(mails: Iterable[Mail]) -> int:
    """Keep back what has not gone yet; how many."""
    number = 0
    with transaction():
        for mail in mails:
            mine = update(Mail).where(Mail.id == mail.id, Mail.state == MailState.WAITING)
            if changed(mine.values(state=MailState.STOPPED, reason=None)):
                audit.record("mail_stopped", mail)
                number += 1
    return number


def again_one(mail: Mail) -> None:
    """Raises Refused("mail_not_again") when it was sent, or is on its way."""
    if not again([mail]):
        raise Refused("mail_not_again")


def stop_one(mail: Mail) -> None:
    """Raises Refused("mail_gone") when it is too late."""
    if not stop([mail]):
        raise Refused("mail_gone")


def forget(model: Any, ids: Collection[int]) -> None:
    """Drop the person from all mails about some rows, inside the erasing transaction.

    That there were mails, and when, stays. What waits will find nobody to write to.
    """
    mine = update(Mail).where(Mail.about == model.__tablename__, Mail.about_id.in_(ids))
    blank = {"address": "", "name": "", "folded": "", "subject": None, "text": None}
    db.session.execute(mine.values(reason=None, **blank))


def sweep() -> None:
    """Drop what is so old that nobody asks for it."""
    with transaction():
        db.session.execute(sa.delete(Mail).where(Mail.created_at < clock.now() - KEEP))
