"""Saving a record that somebody else may have saved meanwhile: nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import wtforms

from app.core import web
from app.core.errors import Refused
from app.core.forms import BaseForm
from app.core.i18n import _


class VersionedForm(BaseForm):
    """A form that remembers which version of the record it was opened with."""

    version = wtforms.HiddenField()

    def opened_version(self) -> int:
        """0 when the browser sent none: then it is refused as changed meanwhile."""
        return web.etag_version(self.version.data) or 0


@dataclass
class Outcome:
    """What became of a submitted form: `both` are (label, their text, my text) in a conflict."""

    done: bool = False
    status: int = 200
    both: list[tuple[str, str, str]] = field(default_factory=list)


def attempt(
    form: VersionedForm,
    deed: Callable[[], object],
    anew: Callable[[], VersionedForm] | None = None,
) -> Outcome:
    """Do the deed if the form was sent without mistake; a refusal becomes the form's error.

    `anew` makes the form from the record as it is now, to show both texts side by side.
    """
    if not form.submitted():
        return Outcome(status=422 if form.errors else 200)
    try:
        deed()
        return Outcome(done=True)
    except Refused as refusal:
        form.refuse(refusal)
        if refusal.code != "changed_meanwhile" or anew is None:
            return Outcome(status=422)
        now = anew()
        form.version.data = now.version.data
        return Outcome(status=409, both=differences(form, now))


def differences(mine: VersionedForm, theirs: VersionedForm) -> list[tuple[str, str, str]]:
    """Label, their text and mine, of every field in which two forms differ."""
    return [
        (str(one.label.text), _shown(theirs[name]), _shown(one))
        for name, one in mine._fields.items()
        if name not in {"version", "csrf_token"} and _shown(theirs[name]) != _shown(one)
    ]


def _shown(one: Any) -> str:
    """What a field shows: labels of choices, yes or no of a box, else its text."""
    if hasattr(one, "iter_choices"):
        chosen = one.data if isinstance(one.data, list) else [one.data]
        names = {str(choice[0]): str(choice[1]) for choice in one.iter_choices()}
        return "; ".join(names.get(str(value), "") for value in chosen if value)
    if isinstance(one.data, bool):
        return _("yes") if one.data else _("no")
    return str(one._value() if hasattr(one, "_value") else one.data or "")
