"""Booths out of a spreadsheet: read row by row, every mistake named, nothing saved here.

The columns are those of the export, so that a floor can be taken out, changed in a
spreadsheet and put back; common Vietnamese heads are understood too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.booths.layout import Place
from app.booths.stands.forms import CODE, FURTHEST
from app.core import text
from app.core.errors import Refused
from app.core.i18n import _
from app.core.sheets import Cell, Sheet

#: Column → heads that mean it, folded. The first is the export's.
HEADS = {
    "code": ("code", "ma", "ma gian", "gian"),
    "hall": ("hall", "sanh", "nha"),
    "zone": ("zone", "khu"),
    "x": ("x", "x (m)"),
    "y": ("y", "y (m)"),
    "width": ("width", "rong", "rong (m)"),
    "depth": ("depth", "sau", "sau (m)"),
    "area_m2": ("area_m2", "dien tich", "dien tich (m2)"),
    "power_kw": ("power_kw", "cong suat", "dien (kw)", "cong suat (kw)"),
    "water": ("water", "nuoc"),
    "internet": ("internet", "mang"),
    "max_exhibits": ("max_exhibits", "so cong nghe toi da", "toi da"),
    "shared": ("shared", "dung chung", "chung"),
}
NEEDED = ("code", "x", "y", "width", "depth")
YES = {"yes", "y", "true", "1", "x", "co"}
NO = {"no", "n", "false", "0", "", "khong"}


@dataclass
class ImportRow:
    """One line of the file: the booth it gives, or what is wrong with it, by column."""

    number: int
    cells: Mapping[str, Cell]
    place: Place | None = None
    fate: str = "new"  # new, changed, same
    errors: dict[str, str] = field(default_factory=dict)


def read_rows(sheet: Sheet, known: Mapping[str, Place]) -> list[ImportRow]:
    """Every row with what it gives or what is wrong; `known` are the booths there are, by code.

    Raises Refused("booth_columns_missing") or ("no_booths_in_file").
    """
    heads = {text.fold(head): at for at, head in reversed(list(enumerate(sheet.header)))}
    places = {name: heads[w] for name, words in HEADS.items() for w in words[::-1] if w in heads}
    missing = [HEADS[name][0] for name in NEEDED if name not in places]
    if missing:
        raise Refused("booth_columns_missing", columns=", ".join(missing))
    if not sheet.rows:
        raise Refused("no_booths_in_file")
    rows = []
    seen: dict[str, int] = {}
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        row = _row(number, {name: cells[at] for name, at in places.items()}, known)
        code = row.place.code if row.place else None
        if code in seen:
            row.errors["code"] = _("Line %(line)s has this code already.", line=seen[code])
        elif code:
            seen[code] = number
        rows.append(row)
    return rows


def _row(number: int, cells: Mapping[str, Cell], known: Mapping[str, Place]) -> ImportRow:
    row = ImportRow(number, cells)
    values: dict[str, Any] = {}
    for name, read in READERS.items():
        try:
            values[name] = read(cells.get(name))
        except ValueError as trouble:
            row.errors[name] = str(trouble)
    if row.errors:
        return row
    if values["area_m2"] is None:
        values["area_m2"] = round(values["width"] * values["depth"], 2)
    row.place = Place(**values)
    before = known.get(row.place.code)
    if before is not None:
        row.fate = "same" if before == row.place else "changed"
    return row


def _code(cell: Cell) -> str:
    said = _line(cell, 20)
    if said is None:
        raise ValueError(_("The code is missing."))
    if not CODE.fullmatch(said):
        raise ValueError(_("Letters, digits, spaces, dots and hyphens only, like A01."))
    return said


def _line(cell: Cell, most: int) -> str | None:
    if cell is None:
        return None
    said = text.clean(str(cell))
    if len(said) > most:
        raise ValueError(
            _("At most %(most)d characters; this has %(has)d.", most=most, has=len(said))
        )
    if text.looks_legacy_encoded(said):
        raise ValueError(_("This is text in an old font (TCVN3 or VNI). Convert it to Unicode."))
    return said or None


def _number(
    least: float, most: float, otherwise: float | None, *, needed: bool = False
) -> Callable[[Cell], float | None]:
    def read(cell: Cell) -> float | None:
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            if needed:
                raise ValueError(_("A number is missing."))
            return otherwise
        if isinstance(cell, bool) or not isinstance(cell, int | float | str):
            raise ValueError(_("A number, please, like 2,5."))
        try:
            number = float(str(cell).strip().replace(",", "."))
        except ValueError as trouble:
            raise ValueError(_("A number, please, like 2,5.")) from trouble
        if not math.isfinite(number) or not least <= number <= most:
            raise ValueError(_("From %(least)s to %(most)s.", least=f"{least:g}", most=f"{most:g}"))
        return number

    return read


def _whole(cell: Cell) -> int:
    number = _number(1, 500, 3)(cell) or 0.0
    if number != int(number):
        raise ValueError(_("A whole number, please."))
    return int(number)


def _flag(cell: Cell) -> bool:
    said = text.fold(str(cell if cell is not None else ""))
    if said in YES or said in NO:
        return said in YES
    raise ValueError(_("Write yes or no."))


READERS: dict[str, Callable[[Cell], Any]] = {
    "code": _code,
    "hall": lambda cell: _line(cell, 80) or _("Hall 1"),
    "zone": lambda cell: _line(cell, 20),
    "x": _number(-FURTHEST, FURTHEST, None, needed=True),
    "y": _number(-FURTHEST, FURTHEST, None, needed=True),
    "width": _number(0.5, 200, None, needed=True),
    "depth": _number(0.5, 200, None, needed=True),
    "area_m2": _number(0.1, 40_000, None),
    "power_kw": _number(0, 10_000, 0.0),
    "water": _flag,
    "internet": _flag,
    "max_exhibits": _whole,
    "shared": _flag,
}

COLUMNS: Sequence[str] = tuple(HEADS)
