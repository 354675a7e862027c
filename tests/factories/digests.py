"""Suggestions that were chosen, and digests that tell of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.accounts.models import Hub
from app.catalogue.models import Need, Suggestion, Technology
from app.catalogue.suggestions.actions import accept_suggestion
from app.connections.digests import actions
from app.connections.digests.models import Digest, DigestItem
from app.core.db import db
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology


def make_chosen(
    hub: Hub | None = None, need: Need | None = None, technology: Technology | None = None
) -> Suggestion:
    """A suggestion that the hub chose, for a need whose owner can be written to."""
    hub = hub or make_hub()
    need = need or make_owned(hub)
    return accept_suggestion(need.id, (technology or make_technology(hub)).id)


def make_owned(hub: Hub, **fields: Any) -> Need:
    """A need of an organisation with an address."""
    mine = {"email": fields.pop("email", "chu.nhu.cau@example.org")}
    mine |= {"language": fields.pop("language", "vi")}
    return make_need(hub, make_organisation(hub, **mine), **fields)


def make_digest(hub: Hub | None = None, chosen: Suggestion | None = None) -> Digest:
    """A digest that tells of a suggestion, written this moment."""
    chosen = chosen or make_chosen(hub)
    hub = db.session.get_one(Hub, chosen.hub_id)
    assert actions.write_now(hub)
    return item_of(chosen).digest


def item_of(chosen: Suggestion) -> DigestItem:
    found = select(DigestItem).where(DigestItem.suggestion_id == chosen.id)
    return db.session.scalars(found).one()
