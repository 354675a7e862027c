"""Where things are: the own hub with its fair, another event of it, and the stranger's hub."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import Hub
from app.core.db import db
from app.events.models import Event

HUB, OTHER_HUB, OTHER_EVENT = "h01", "h02", "hoi-cho-cua-diem-khac"


def event_of(slug: str) -> Event:
    return db.session.scalars(sa.select(Event).where(Event.slug == slug)).one()


def hub_of(slug: str) -> Hub:
    return db.session.scalars(sa.select(Hub).where(Hub.slug == slug)).one()
