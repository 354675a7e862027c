"""Two people changed one thing: both texts, field by field."""

from __future__ import annotations

from typing import Any

from app.core.forms import BaseForm
from app.core.i18n import _


def both_texts(mine: BaseForm, theirs: BaseForm) -> list[tuple[str, str, str]]:
    """Label, their text and mine, of every field in which two forms differ."""
    return [
        (str(field.label.text), shown(theirs[name]), shown(field))
        for name, field in mine._fields.items()
        if name not in {"version", "csrf_token"} and shown(theirs[name]) != shown(field)
    ]


def shown(field: Any) -> str:
    """What a field shows: the label of a choice, yes or no of a box, else its text."""
    if hasattr(field, "iter_choices"):
        chosen = {str(choice[0]): str(choice[1]) for choice in field.iter_choices()}
        return chosen.get(str(field.data or ""), "")
    if hasattr(field, "entries"):
        return "; ".join(filter(None, (_entry(entry.data) for entry in field.entries)))
    if isinstance(field.data, bool):
        return _("yes") if field.data else _("no")
    return str(field._value() if hasattr(field, "_value") else field.data or "")


def _entry(data: dict[str, Any]) -> str:
    return ", ".join(str(value) for value in data.values() if value)
