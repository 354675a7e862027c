"""The history of one record in words: when, who, what."""

from __future__ import annotations

from typing import Any

from app.accounts.deeds import deeds_on
from app.core import words
from app.core.i18n import datetime_text


def history_of(subject: Any) -> list[tuple[str, str | None, str]]:
    """The latest deeds on a record, newest first, in one statement: (when, who, what)."""
    return [
        (datetime_text(deed.at), who, words.deed(deed.action) or deed.action)
        for deed, who in deeds_on(subject)
    ]
