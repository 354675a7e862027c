"""The pages of letters, by subject."""

from __future__ import annotations

from app.registrations.letters import news_views, outbox_views, text_views
from app.registrations.letters.blueprint import bp

__all__ = ["bp", "news_views", "outbox_views", "text_views"]
