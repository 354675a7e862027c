"""The signed link of a board: `/board/<code>-<signature>`, the same whenever it is made."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app
from itsdangerous import Signer
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.locks import lock
from app.core.web import outside
from app.events.models import Event
from app.registrations.board.models import BoardLink

PURPOSE = "ketnoi.board"


def token_of(link: BoardLink) -> str:
    signer = Signer(current_app.config["SECRET_KEY"], salt=PURPOSE, digest_method=hashlib.sha256)
    return f"{link.code}-{signer.get_signature(link.code).decode()}"


def address_of(link: BoardLink, page: str = "") -> str:
    """The link of the board or of a further page of it, absolute."""
    return outside(f"/board/{token_of(link)}{page}")


def of_event(event: Event) -> BoardLink | None:
    return db.session.scalar(select(BoardLink).where(BoardLink.event_id == event.id))


def find(token: str) -> BoardLink | None:
    """What a link opens, with its event; None when it opens nothing (any more)."""
    code, dash, _signature = token.partition("-")
    if not dash or len(token) > 80 or not token.isascii():
        return None
    with_event = joinedload(BoardLink.event).joinedload(Event.venue)
    found = select(BoardLink).where(BoardLink.code == code).options(with_event)
    link = db.session.scalar(found)
    return link if link is not None and hmac.compare_digest(token, token_of(link)) else None


def renew(event: Event) -> BoardLink:
    """A new link for the event's board; the one before opens nothing any more."""
    with transaction():
        locked = select(Event.id).where(Event.id == event.id).with_for_update()
        db.session.execute(locked)
        link = of_event(event)
        if link is None:
            link = BoardLink(event_id=event.id)
            db.session.add(link)
        link.code, link.created_at = ids.code(16), clock.now()
        audit.record("board_link_made", link, hub_id=event.hub_id)
    return link


def show_tables(link: BoardLink, *, shown: bool) -> None:
    """Let the link open the page that names who meets at each table, or no longer."""
    with transaction():
        lock(link)
        if link.tables != shown:
            link.tables = shown
            deed = "board_tables_shown" if shown else "board_tables_hidden"
            audit.record(deed, link, hub_id=link.event.hub_id)
