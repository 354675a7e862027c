"""Leads, by whose page it is: the exhibitor's phone, the organisers, the visitor."""

from __future__ import annotations

from app.connections.leads import office_views, offline_views, own_views, phone_views
from app.connections.leads.blueprint import bp

__all__ = ["bp", "office_views", "offline_views", "own_views", "phone_views"]
