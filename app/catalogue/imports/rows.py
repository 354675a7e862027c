"""Rows of a sheet, read cell by cell and checked: what is wrong is named by row and column.

Cells may hold codes or the names people use, dates as dates or as text, phones that lost their
first 0, amounts like "480 triệu", yes as "có" or "x".
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.accounts import provinces
from app.catalogue import labels, vocabulary
from app.catalogue.duplicates import tax_code
from app.catalogue.imports.columns import COLUMNS, Column, Holds, Kind, places
from app.catalogue.states import Confidentiality, NeedSource, NeedState
from app.core.errors import Refused
from app.core.forms import email_or_error, parse_date, parse_money, phone_or_error
from app.core.i18n import _
from app.core.sheets import Cell, Sheet
from app.core.text import clean, fold, looks_legacy_encoded

_OLD_PROVINCES = Path(__file__).parents[1] / "data" / "provinces_old.csv"


@dataclass(frozen=True)
class Problem:
    """A cell that cannot stay as it is: its row in the file, its column's title, its text, why."""

    row: int
    column: str
    value: str
    message: str


@dataclass
class Rows:
    """A checked sheet: `good` are (row number, values by column name).

    `partly` are rows with a bad cell and what could be read of them.
    """

    good: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    partly: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # heads that mean nothing here


def read_rows(kind: Kind, sheet: Sheet) -> Rows:
    """All rows of a sheet. Raises Refused("import_no_columns" | "import_empty")."""
    where = places(kind, sheet.header)
    for column in COLUMNS[kind]:
        if column.required and column.name not in where:
            raise Refused("import_no_columns", column=str(column.title))
    if not sheet.rows:
        raise Refused("import_empty")
    found = Rows()
    known = set(where.values())
    found.unknown = [h for i, h in enumerate(sheet.header) if h and i not in known]
    columns = [column for column in COLUMNS[kind] if column.name in where]
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        values: dict[str, Any] = {}
        problems = []
        for column in columns:
            cell = cells[where[column.name]]
            try:
                values[column.name] = _value(column, cell)
            except ValueError as trouble:
                problems.append(Problem(number, str(column.title), _shown(cell), str(trouble)))
        found.problems += problems
        (found.partly if problems else found.good).append((number, values))
    return found


def _value(column: Column, cell: Cell) -> Any:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        if column.required:
            raise ValueError(_("This cell must not be empty."))
        return None
    if isinstance(cell, str) and looks_legacy_encoded(cell):
        raise ValueError(_("Written in an old font (TCVN3 or VNI): convert the file to Unicode."))
    return _READERS[column.holds](cell, column)


def code_of(holds: Holds, text: str) -> str:
    """The code of a province, a kind of organisation or a sex by its code or name in either
    language, for sheets of other packages. Raises ValueError with a sentence."""
    code: str = _READERS[holds](text, COLUMNS[Kind.ORGANISATIONS][0])
    return code


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell)[:80]


# ---------------------------------------------------------------------- single cells
def _line(cell: Cell, column: Column, *, lines: bool = False) -> str:
    text = str(cell)
    try:
        text = clean(text, lines=lines)
    except ValueError as trouble:
        raise ValueError(_("This contains characters that cannot be stored.")) from trouble
    if column.most and len(text) > column.most:
        words = _("At most %(most)d characters; this has %(has)d.", most=column.most, has=len(text))
        raise ValueError(words)
    return text


def _text(cell: Cell, column: Column) -> str:
    return _line(cell, column, lines=True)


def _code(cell: Cell, column: Column) -> str:
    code = _line(cell, column).upper()
    if not all(c.isascii() and (c.isalnum() or c in "-_.") for c in code):
        raise ValueError(_("Codes hold letters, digits, - and _ only."))
    return code


def _email(cell: Cell, column: Column) -> str:
    return email_or_error(_line(cell, column))


def _phone(cell: Cell, column: Column) -> str:
    text = str(cell) if isinstance(cell, int) else _line(cell, column)
    if text.isdigit() and len(text) == 9:
        text = "0" + text  # a spreadsheet took the first 0 for nothing
    return phone_or_error(text)


def _tax_code(cell: Cell, column: Column) -> str | None:
    text = str(cell)
    if isinstance(cell, int) and len(text) == 9:
        text = "0" + text
    try:
        return tax_code(text)
    except ValueError as trouble:
        raise ValueError(_("A tax code has 10 digits, or 10-3 for a branch.")) from trouble


def _by_code_or_name(
    rows: dict[str, dict[str, str]],
    sentence: Callable[[], str],
    shorten: str = "",
    former: dict[str, str] | None = None,
) -> Callable[[Cell, Column], str]:
    """A reader of one word out of a list, by its code or its name in either language.

    `shorten` are words a name may do without; `former` are names of old and their codes now.
    """
    known: dict[str, str] = {}
    for code, row in rows.items():
        for name in (row["name_vi"], row["name_en"], code):
            for spelling in _spellings(fold(name), shorten):
                known[spelling] = code
    for name, code in (former or {}).items():
        for spelling in _spellings(fold(name), shorten):
            known.setdefault(spelling, code)

    def read(cell: Cell, column: Column) -> str:
        text = f"{cell:02d}" if isinstance(cell, int) else str(cell)
        code = known.get(fold(unicodedata.normalize("NFC", text)))
        if code is None:
            raise ValueError(sentence())
        return code

    return read


def _spellings(folded: str, shorten: str) -> set[str]:
    short = {
        folded.removeprefix(word + " ").removesuffix(" " + word)
        for word in filter(None, shorten.split(";"))
    }
    return short | {folded}


def _former_provinces() -> dict[str, str]:
    """The names of the 63 provinces before 01/07/2025: a name is clear where a code is not."""
    with _OLD_PROVINCES.open(encoding="utf-8", newline="") as file:
        return {row["old_name_vi"]: row["new_code"] for row in csv.DictReader(file)}


_field = _by_code_or_name(
    vocabulary.rows(vocabulary.FIELDS), lambda: _("No such field: use a code or name of the list.")
)


def _fields(cell: Cell, column: Column) -> list[str]:
    parts = [part.strip() for part in str(cell).replace("\n", ";").split(";") if part.strip()]
    return list(dict.fromkeys(_field(part, column) for part in parts))


def _money(cell: Cell, column: Column) -> int:
    if isinstance(cell, bool):
        raise ValueError(_("Amounts look like 480 triệu or 1.500.000."))
    if isinstance(cell, int | float):
        if not 0 <= cell <= 10**15:
            raise ValueError(_("Amounts look like 480 triệu or 1.500.000."))
        return round(cell)
    return parse_money(str(cell))


def _number(least: float, most: float, whole: bool) -> Callable[[Cell, Column], Any]:
    def read(cell: Cell, column: Column) -> Any:
        try:
            number = float(str(cell).strip().replace(",", "."))
        except ValueError as trouble:
            raise ValueError(_("A number, please, like 2,5.")) from trouble
        if not least <= number <= most or (whole and not number.is_integer()):
            words = _("A number from %(least)s to %(most)s.", least=f"{least:g}", most=f"{most:g}")
            raise ValueError(words)
        return int(number) if whole else number

    return read


def _trl(cell: Cell, column: Column) -> int:
    text = fold(str(cell)).removeprefix("trl").strip()
    if not text.isdigit() or not 1 <= int(text) <= 9:
        raise ValueError(_("TRL is a number from 1 to 9."))
    return int(text)


def _day(cell: Cell, column: Column) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return parse_date(str(cell).split(" ")[0])


_YES = {"yes", "y", "co", "x", "true", "1", "dung", "v", "✓"}
_NO = {"no", "n", "khong", "false", "0", "sai", "-"}


def _flag(cell: Cell, column: Column) -> bool:
    if isinstance(cell, bool):
        return cell
    text = fold(str(cell))
    if text not in _YES | _NO:
        raise ValueError(_("Write yes or no (có, không)."))
    return text in _YES


_LETTERS = {
    "vi": ("vi", "tieng viet", "viet", "vietnamese"),
    "en": ("en", "tieng anh", "anh", "english"),
}


def _language(cell: Cell, column: Column) -> str:
    text = fold(str(cell))
    for code, names in _LETTERS.items():
        if text in names:
            return code
    raise ValueError(_("Write vi or en."))


def _languages(cell: Cell, column: Column) -> list[str]:
    parts = [fold(part) for part in str(cell).replace(",", ";").split(";") if part.strip()]
    return [part[:20] for part in parts][:10]


def _gender(cell: Cell, column: Column) -> str:
    word = fold(str(cell))
    found = {"m": "M", "nam": "M", "male": "M", "f": "F", "nu": "F", "female": "F", "x": "X"}
    if word not in found:
        raise ValueError(_("Write M or F (nam, nữ)."))
    return found[word]


def _enum(
    members: type[Any], names: dict[Any, Any], sentence: Callable[[], str]
) -> Callable[[Cell, Column], Any]:
    """A reader of an enum by its value or by what it is called in the language of the request."""

    def read(cell: Cell, column: Column) -> Any:
        text = fold(str(cell))
        for member in members:
            if text in {fold(member.value), fold(str(names[member]))}:
                return member
        raise ValueError(sentence())

    return read


def _ip_status(cell: Cell, column: Column) -> str:
    text = fold(str(cell))
    for status, name in labels.IP_STATUS.items():
        if text in {status, fold(str(name))}:
            return status
    raise ValueError(_("Not a state of protection: none, applied, accepted, granted…"))


_READERS: dict[Holds, Callable[[Cell, Column], Any]] = {
    Holds.CODE: _code,
    Holds.LINE: _line,
    Holds.TEXT: _text,
    Holds.EMAIL: _email,
    Holds.PHONE: _phone,
    Holds.TAX_CODE: _tax_code,
    Holds.FIELD: _field,
    Holds.FIELDS: _fields,
    Holds.ORG_TYPE: _by_code_or_name(
        vocabulary.rows(vocabulary.ORG_TYPES),
        lambda: _("No such type: use a code or name of the list."),
    ),
    Holds.PROVINCE: _by_code_or_name(
        provinces.rows(),
        lambda: _("No such province since 01/07/2025: use its code or name."),
        shorten="tinh;thanh pho;tp;province;city",
        former=_former_provinces(),
    ),
    Holds.TRANSFER_FORM: _by_code_or_name(
        vocabulary.rows(vocabulary.TRANSFER_FORMS),
        lambda: _("No such form of transfer: use a code or name of the list."),
    ),
    Holds.IP_KIND: _by_code_or_name(
        vocabulary.rows(vocabulary.IP_KINDS),
        lambda: _("No such kind of protection: use a code or name of the list."),
    ),
    Holds.IP_STATUS: _ip_status,
    Holds.MONEY: _money,
    Holds.WHOLE: _number(0, 100, whole=True),
    Holds.DECIMAL: _number(0, 10_000, whole=False),
    Holds.TRL: _trl,
    Holds.DAY: _day,
    Holds.FLAG: _flag,
    Holds.LANGUAGE: _language,
    Holds.LANGUAGES: _languages,
    Holds.GENDER: _gender,
    Holds.NEED_STATE: _enum(NeedState, labels.NEED_STATES, lambda: _("No such state of a need.")),
    Holds.CONFIDENTIALITY: _enum(
        Confidentiality,
        labels.CONFIDENTIALITY,
        lambda: _("Write public, anonymous or private (công khai, ẩn danh, riêng)."),
    ),
    Holds.SOURCE: _enum(NeedSource, labels.SOURCES, lambda: _("No such source of a need.")),
}
