"""Workbooks unpacked and measured before a reader meets them.

A few kilobytes of XLSX can ask for gigabytes: sizes in an archive's directory may lie, and one cell
far away asks for a grid of billions.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from app.core.errors import Refused

MAX_UNPACKED = 64 * 1024 * 1024
MAX_ENTRIES = 300
MAX_RATIO = 200  # unpacked to packed; honest workbooks stay under 60
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 100_000  # characters; Excel allows 32,767


def repacked(data: bytes) -> bytes:
    """The workbook's XML parts in a plain archive, each unpacked and measured by us.

    The reader then meets nothing that its own unpacking or its grid of cells could blow up on.
    """
    repacked = io.BytesIO()
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(repacked, "w") as plain:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise Refused("sheet_bomb")
            seen = set()
            for entry in entries:
                if not entry.filename.lower().endswith((".xml", ".rels")):
                    continue  # pictures, macros, printer settings
                if entry.filename.lower() in seen or entry.flag_bits & 1:
                    raise Refused("sheet_broken")
                seen.add(entry.filename.lower())
                part = _unpacked(archive, entry, MAX_UNPACKED - total)
                total += len(part)
                _measure(part)
                plain.writestr(entry.filename, part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise Refused("sheet_broken") from error
    return repacked.getvalue()


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    with archive.open(entry) as stream:  # never more than the size declared, checksum verified
        part = stream.read(room + 1)
    if len(part) > room or len(part) > MAX_RATIO * max(entry.compress_size, 1024):
        raise Refused("sheet_bomb")
    return part


class Measure:
    """Follows cells and texts of a part; refuses filled cells and texts outside the limits."""

    def __init__(self) -> None:
        self.row, self.column = 0, 0
        self.cell: tuple[int, int] | None = None
        self.characters = 0  # of the present cell or shared text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name in ("c", "si"):
            self.characters = 0
        if self.cell is not None:
            row, column = self.cell
            if row > MAX_ROWS + 20:
                raise Refused("sheet_too_many_rows", limit=MAX_ROWS)
            if column > MAX_COLUMNS:
                raise Refused("sheet_too_many_columns", limit=MAX_COLUMNS)
        elif name == "row":
            self.row = _whole(attributes.get("r"), self.row + 1)
            self.column = 0
        elif name == "c":
            self.row, self.column = _position(attributes.get("r"), self.row, self.column + 1)
            self.cell = (self.row, self.column)

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.cell = None

    def text(self, characters: str) -> None:
        self.characters += len(characters)
        if self.characters > MAX_CELL:
            raise Refused("sheet_bomb")

    def doctype(self, *_: object) -> None:
        raise Refused("sheet_broken")  # no workbook has one; entities hide there


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else otherwise


def _position(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column of "AB12"; those given where there is no reference."""
    found = re.fullmatch(r"([A-Za-z]{1,7})([0-9]{1,9})", reference or "")
    if not found:
        if reference:
            raise Refused("sheet_broken")
        return row, column
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _measure(part: bytes) -> None:
    parser = expat.ParserCreate()
    measure = Measure()
    parser.StartElementHandler = measure.start
    parser.EndElementHandler = measure.end
    parser.CharacterDataHandler = measure.text
    parser.StartDoctypeDeclHandler = measure.doctype
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise Refused("sheet_broken") from error
