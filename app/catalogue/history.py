"""What happened to a record, in words, newest first."""

from __future__ import annotations

from typing import Any

from app.accounts.deeds import deeds_on
from app.catalogue import labels
from app.catalogue.states import NeedState
from app.core import audit, words
from app.core.i18n import _, datetime_text

Line = tuple[str, str | None, str]


def history(row: Any, limit: int = 30) -> list[Line]:
    """(when, who, what) of the latest deeds on a record, in one statement."""
    deeds = deeds_on(row, limit)
    lines: list[Line] = [(datetime_text(deed.at), who, _what(deed)) for deed, who in deeds]
    if len(deeds) < limit and not any(deed.action.endswith("_created") for deed, _who in deeds):
        lines.append((datetime_text(row.created_at), None, _("Imported")))
    return lines


def _what(entry: audit.AuditEntry) -> str:
    named = labels.DEEDS.get(entry.action) or words.deed(entry.action)
    said = str(named or entry.action.replace("_", " "))
    before, after = entry.details.get("before"), entry.details.get("after")
    if entry.action == "need_stepped" and before in set(NeedState) and after in set(NeedState):
        one = str(labels.NEED_STATES[NeedState(before)])
        other = str(labels.NEED_STATES[NeedState(after)])
        return _("%(deed)s: %(before)s → %(after)s", deed=said, before=one, after=other)
    return said
