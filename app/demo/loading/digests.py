"""A technology chosen for a need of the hub, and the letter that told its owner of it."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Hub
from app.catalogue.models import Need, Technology
from app.catalogue.suggestions import actions as suggestions
from app.connections.digests import actions
from app.connections.digests.contents import Every
from app.core import clock
from app.core.db import db
from app.demo.sample import Sample

#: A need that is matched already, so that choosing changes nothing of it, and what does not meet it
#: at the fair.
CHOSEN = ("N001", "T077")


def load(given: Sample, hub: Hub) -> None:
    """Choose it by hand; its owner is told and has not answered yet."""
    need_code, technology_code = CHOSEN
    need = db.session.scalars(select(Need).where(Need.code == need_code)).one()
    found = select(Technology).where(Technology.code == technology_code)
    technology = db.session.scalars(found).one()
    with clock.at(given.on(-9, "09:40")):
        actions.plan(hub, Every.WEEKLY)
        suggestions.accept_suggestion(need.id, technology.id)
    with clock.at(given.on(-5, "08:00")):
        actions.write_now(hub)
