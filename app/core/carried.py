"""A small file that travels in the form of its own preview, from the choice to the deed.

Nothing is kept on the server between the two pages: no clean-up, and every worker can answer.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import request

from app.core import sheets, words
from app.core.errors import Refused
from app.core.forms import BaseForm
from app.core.i18n import _l

Row = TypeVar("Row")
MOST_BYTES = 500_000  # packed in base64 it must fit into a form field of 1 MB

words.register(
    {
        "no_file": _l("Choose the file first."),
        "file_too_large": _l("The file is too large: at most %(limit)s kB."),
    }
)


@dataclass(frozen=True)
class CarriedFile:
    content: bytes
    name: str

    @property
    def packed(self) -> str:
        """The content as a form field holds it."""
        return base64.b64encode(self.content).decode()

    def read(self) -> sheets.Sheet:
        """The table in the file. Refused when there is none."""
        return sheets.read(self.content, self.name)


def chosen(upload: Any) -> CarriedFile:
    """The file somebody chose in a file field. Refused: `no_file`, `file_too_large`."""
    if not upload or not upload.filename:
        raise Refused("no_file")
    content = upload.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused("file_too_large", limit=MOST_BYTES // 1000)
    return CarriedFile(content, upload.filename[-200:])


def looked_through(
    form: BaseForm, read: Callable[[sheets.Sheet], list[Row]]
) -> tuple[list[Row], CarriedFile | None]:
    """The rows of the file that was chosen in a form, for its preview, and the file; none where
    nothing was sent or the file is refused, which then stands at the field."""
    if form.submitted():
        try:
            file = chosen(form["file"].data)
            return read(file.read()), file
        except Refused as refusal:
            form.refuse(refusal, "file")
    return [], None


def brought_back() -> CarriedFile:
    """The file in the fields `file` and `name` of the preview's form. Refused: `sheet_broken`."""
    try:
        content = base64.b64decode(request.form.get("file", ""), validate=True)
    except ValueError as trouble:  # not base64, or not even ASCII
        raise Refused("sheet_broken") from trouble
    return CarriedFile(content, request.form.get("name", ""))
