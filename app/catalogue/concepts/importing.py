"""Groups of words out of a spreadsheet: every row read, every mistake named, nothing saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.catalogue.concepts.actions import ConceptGiven, check
from app.catalogue.concepts.forms import split
from app.core import text, words
from app.core.errors import Refused
from app.core.i18n import _
from app.core.sheets import Cell, Sheet

#: Column → heads that mean it, folded. The first is the one of exports and of the empty sheet.
HEADS = {
    "name": ("name", "ten", "ten nhom", "nhom tu"),
    "vi": ("vi", "tieng viet", "tu tieng viet"),
    "en": ("en", "tieng anh", "tu tieng anh"),
    "abbreviations": ("abbreviations", "viet tat", "chu viet tat"),
    "problems": ("problems", "van de", "van de giai quyet"),
    "built_in": ("built_in", "built in", "bo sung cho"),
    "kind": ("kind", "loai"),
}
COLUMNS = [heads[0] for heads in HEADS.values()]
LISTS = ("vi", "en", "abbreviations", "problems")
OWN, BUILT_IN = "own", "built_in"  # what an export says in its last column


@dataclass
class ImportRow:
    """One line of the file: what it gives, or what is wrong with it, by column.

    `fate`: new, change (a group of this name is replaced), same, or built_in (left as it is).
    """

    number: int
    cells: dict[str, str]
    given: ConceptGiven | None = None
    fate: str = "new"
    errors: dict[str, str] = field(default_factory=dict)


def read_rows(sheet: Sheet, known: Mapping[str, ConceptGiven]) -> list[ImportRow]:
    """Every row with what it gives; `known` are the hub's own groups by folded name.

    Raises Refused("import_no_columns" | "import_empty").
    """
    heads = {text.fold(head): place for place, head in reversed(list(enumerate(sheet.header)))}
    places = {
        name: heads[word] for name, said in HEADS.items() for word in said[::-1] if word in heads
    }
    if "vi" not in places and "en" not in places:
        raise Refused("import_no_columns", column="vi")
    if not sheet.rows:
        raise Refused("import_empty")
    rows = [
        _row(number, {name: _text(cells[place]) for name, place in places.items()}, known)
        for number, cells in zip(sheet.numbers, sheet.rows, strict=True)
    ]
    _mark_repeated(rows)
    return rows


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def _row(number: int, cells: dict[str, str], known: Mapping[str, ConceptGiven]) -> ImportRow:
    row = ImportRow(number, cells)
    if text.fold(cells.get("kind", "")) == BUILT_IN:
        row.fate = BUILT_IN
        return row
    lists: dict[str, list[str]] = {}
    for column in LISTS:
        try:
            lists[column] = split(cells.get(column, ""))
        except ValueError as trouble:
            row.errors[column] = str(trouble)
    if row.errors:
        return row
    first: Collection[str] = [*lists["vi"], *lists["en"], *lists["abbreviations"]]
    built_in = cells.get("built_in") or None
    name = cells.get("name") or next(iter(first), built_in or "")
    row.given = ConceptGiven(name=text.clean(name)[:120], built_in=built_in, **lists)
    try:
        check(row.given)
    except Refused as refusal:
        row.errors[str(refusal.details.get("field", "name"))] = words.say(refusal)
    namesake = known.get(text.fold(row.given.name))
    if namesake is not None:
        row.fate = "same" if namesake == row.given else "change"
    return row


def _mark_repeated(rows: Sequence[ImportRow]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        if row.given is None:
            continue
        name = text.fold(row.given.name)
        if name in seen:
            row.errors.setdefault("name", _("The same as in line %(line)s.", line=seen[name]))
        seen.setdefault(name, row.number)
