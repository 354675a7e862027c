"""The portal, by whose page it is: the participant, an organisation asked by letter, the desk."""

from __future__ import annotations

from app.connections.portal import answer_views, desk_views, own_views
from app.connections.portal.blueprint import bp

__all__ = ["answer_views", "bp", "desk_views", "own_views"]
