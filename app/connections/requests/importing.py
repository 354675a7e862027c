"""Meeting requests out of a spreadsheet: every row read, every mistake named, nothing saved.

The columns are those of the sample and of the export's codes; common Vietnamese heads are
understood too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.connections.stages import Way
from app.core import text
from app.core.errors import Refused
from app.core.i18n import _
from app.core.sheets import Cell, Sheet

#: Column → heads that mean it, folded. The first is the one of the empty sheet.
HEADS = {
    "code": ("code", "ma", "ma de nghi"),
    "need": ("need", "ma nhu cau", "nhu cau"),
    "technology": ("technology", "ma cong nghe", "cong nghe"),
    "weight": ("weight", "uu tien", "muc uu tien"),
    "mode": ("mode", "hinh thuc", "cach gap"),
    "message": ("message", "ly do", "noi dung"),
}
NEEDED = ("need", "technology")
COLUMNS = [heads[0] for heads in HEADS.values()]
WAYS = {
    Way.ON_SITE: ("on_site", "on site", "truc tiep", "tai cho", "tai ban"),
    Way.BOOTH: ("booth", "at the booth", "gian hang", "tai gian hang"),
    Way.ONLINE: ("online", "truc tuyen"),
}


@dataclass(frozen=True)
class Offer:
    """A need or technology that a row may name: its title and its organisation's id."""

    title: str
    organisation_id: int


@dataclass(frozen=True)
class Known:
    """What rows may refer to, and what the event has already."""

    needs: Mapping[str, Offer]
    technologies: Mapping[str, Offer]
    codes: frozenset[str]
    pairs: frozenset[tuple[str, str]]


@dataclass
class ImportRow:
    """One line of the file: what it gives, or what is wrong with it, by column.

    `fate`: new, or same when the event has a request for this pair already.
    """

    number: int
    cells: dict[str, str]
    given: dict[str, Any] = field(default_factory=dict)
    fate: str = "new"
    errors: dict[str, str] = field(default_factory=dict)


def read_rows(sheet: Sheet, known: Known) -> list[ImportRow]:
    """Every row with what it gives or what is wrong.

    Raises Refused("columns_missing" | "no_requests_in_file").
    """
    heads = {text.fold(head): place for place, head in reversed(list(enumerate(sheet.header)))}
    places = {
        name: heads[word] for name, words in HEADS.items() for word in words[::-1] if word in heads
    }
    missing = [HEADS[name][0] for name in NEEDED if name not in places]
    if missing:
        raise Refused("columns_missing", columns=", ".join(missing))
    if not sheet.rows:
        raise Refused("no_requests_in_file")
    rows = [
        _row(number, {name: _text(cells[place]) for name, place in places.items()}, known)
        for number, cells in zip(sheet.numbers, sheet.rows, strict=True)
    ]
    _mark_repeated(rows)
    return rows


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def _row(number: int, cells: dict[str, str], known: Known) -> ImportRow:
    row = ImportRow(number, cells)
    for name, read in READERS.items():
        try:
            row.given[name] = read(cells.get(name, ""), known)
        except ValueError as trouble:
            row.errors[name] = str(trouble)
    pair = (row.given.get("need"), row.given.get("technology"))
    if pair in known.pairs:
        row.fate = "same"
    elif None not in pair:
        need, technology = known.needs[str(pair[0])], known.technologies[str(pair[1])]
        if need.organisation_id == technology.organisation_id:
            row.errors["technology"] = _("Both belong to the same organisation.")
    if row.fate == "new" and row.given.get("code") in known.codes:
        row.errors["code"] = _("This code is used at this event already.")
    return row


def _mark_repeated(rows: Sequence[ImportRow]) -> None:
    """The same pair, or the same code, twice in one file."""
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        pair = ("pair", row.given.get("need"), row.given.get("technology"))
        code = ("code", row.given.get("code"))
        for column, key in (("technology", pair), ("code", code)):
            if None in key or row.fate == "same":
                continue
            if key in seen:
                row.errors.setdefault(column, _("The same as in line %(line)s.", line=seen[key]))
            seen.setdefault(key, row.number)


def _code(said: str, known: Known) -> str | None:
    code = said.upper()
    if len(code) > 20 or not all(c.isascii() and (c.isalnum() or c in "-_.") for c in code):
        raise ValueError(_("Codes hold letters, digits, - and _ only."))
    return code or None


def _need(said: str, known: Known) -> str:
    if said.upper() not in known.needs:
        raise ValueError(_("The hub has no need with the code %(code)s.", code=said or "–"))
    return said.upper()


def _technology(said: str, known: Known) -> str:
    if said.upper() not in known.technologies:
        raise ValueError(_("The hub has no technology with the code %(code)s.", code=said or "–"))
    return said.upper()


def _weight(said: str, known: Known) -> int:
    if said not in {"", "1", "2", "3", "4", "5"}:
        raise ValueError(_("The weight is a whole number from 1 to 5."))
    return int(said or 3)


def _mode(said: str, known: Known) -> Way:
    folded = text.fold(said)
    for way, words in WAYS.items():
        if folded in words:
            return way
    if folded:
        raise ValueError(_("Write on_site, booth or online."))
    return Way.ON_SITE


def _message(said: str, known: Known) -> str | None:
    message = text.clean(said)
    if len(message) > 500:
        words = _("At most %(most)d characters; this has %(has)d.", most=500, has=len(message))
        raise ValueError(words)
    return message or None


READERS = {
    "code": _code,
    "need": _need,
    "technology": _technology,
    "weight": _weight,
    "mode": _mode,
    "message": _message,
}
