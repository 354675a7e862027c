"""The deed itself, for one registration of a batch: the same actions as everywhere."""

from __future__ import annotations

from app.core import outbox
from app.core.db import db
from app.core.errors import Refused
from app.registrations import actions, tags
from app.registrations.batches.kinds import Deed
from app.registrations.batches.models import Batch, BatchItem
from app.registrations.letters import news
from app.registrations.letters.models import Message
from app.registrations.models import Registration


def do(batch: Batch, item: BatchItem, registration: Registration) -> None:
    """Do it to one, inside a transaction; remember in the item what taking it back needs."""
    if registration.erased_at is not None:
        raise Refused("erased")
    deed, args = batch.deed, batch.args
    if deed is Deed.APPROVE:
        actions.approve(registration)
    elif deed is Deed.REFUSE:
        actions.refuse(registration, args["reason"])
    elif deed is Deed.CANCEL:
        if not actions.cancel(registration):
            raise Refused("cancelled_already")
    elif deed is Deed.CATEGORY:
        actions.lock_all([registration], and_category=args["category_id"])
        item.before = registration.category_id
        if registration.category_id == args["category_id"]:
            raise Refused("same_category")
        actions.change_category(registration, args["category_id"])
    elif deed is Deed.MAIL:
        _mail(args["message_id"], registration)
    elif deed is Deed.TAG:
        if not tags.add(registration, args["tag"]):
            raise Refused("tagged_already")
    elif not tags.remove(registration, args["tag"]):
        raise Refused("not_tagged")


def undo(batch: Batch, item: BatchItem, registration: Registration) -> None:
    """Take it back for one, as far as it can be."""
    if registration.erased_at is not None:
        raise Refused("erased")
    if batch.deed in (Deed.REFUSE, Deed.CANCEL):
        actions.restore(registration)
    elif batch.deed is Deed.CATEGORY:
        actions.change_category(registration, item.before or 0)
    elif batch.deed is Deed.TAG:
        tags.remove(registration, batch.args["tag"])
    else:
        tags.add(registration, batch.args["tag"])


def _mail(message_id: int, registration: Registration) -> None:
    message = db.session.get_one(Message, message_id)
    if not registration.email:
        raise Refused("no_address")
    if message.advertising and not news.wants_news(registration):
        raise Refused("no_news_consent")
    key = news.key_of(message, registration.id)
    if not outbox.fresh({key}):
        raise Refused("mailed_already")
    news.post(message, registration, key)
