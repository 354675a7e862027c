"""Answers out of the cells of a spreadsheet: a column is named by its question. No database.

What an export writes is understood: words of the choices in either language, several by commas,
dates as dates. A question for a file has no column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core.text import fold
from app.registrations.questions.rules import CHOICES, Asked, Judgement, Kind, judge

BETWEEN = re.compile(r"([,;/\n])")
MOST_PARTS = 400  # of a cell; more is no list of choices


@dataclass(frozen=True)
class Column:
    """A question as a column: what its head may say, and what its choices are called, folded."""

    asked: Asked
    titles: tuple[str, ...]
    choices: Mapping[str, str]  # words or key, folded -> key
    words: tuple[str, ...] = ()  # of the choices, as they are read out


def places(
    columns: Iterable[Column], header: Sequence[str], taken: Iterable[int] = ()
) -> dict[str, int]:
    """Where the column of each question stands, by the question's code; others' columns stay
    theirs, and of two questions with the same words each takes one."""
    heads = [fold(title).replace("*", "").strip() for title in header]
    used, found = set(taken), {}
    for column in columns:
        wanted = {fold(title).replace("*", "").strip() for title in column.titles if title}
        for place, head in enumerate(heads):
            if head in wanted and place not in used:
                found[column.asked.code] = place
                used.add(place)
                break
    return found


def read(
    columns: Sequence[Column], where: Mapping[str, int], row: Sequence[Any], category: str
) -> Judgement:
    """What a row says, by code; the office may leave any out, as at the desk."""
    raw = {
        column.asked.code: typed(column, row[place] if place < len(row) else None)
        for column in columns
        if (place := where.get(column.asked.code)) is not None
    }
    return judge([column.asked for column in columns], category, raw, lenient=True)


def typed(column: Column, cell: Any) -> list[str]:
    """A cell as the form would send it."""
    if cell is None or cell == "":
        return []
    if isinstance(cell, datetime):
        return [cell.date().isoformat()]
    if isinstance(cell, date):
        return [cell.isoformat()]
    if isinstance(cell, bool) and column.asked.kind is Kind.YES_NO:
        return ["yes" if cell else "no"]
    if isinstance(cell, int | float) and column.asked.kind is Kind.NUMBER:
        return [_number(cell)]
    text = str(cell)
    return _chosen(column, text) if column.asked.kind in CHOICES else [text]


def _number(cell: int | float) -> str:
    """With a comma, as it is typed here: 1.234 would be read as a thousand."""
    return f"{cell:f}".rstrip("0").rstrip(".").replace(".", ",") if cell % 1 else f"{cell:.0f}"


def _chosen(column: Column, text: str) -> list[str]:
    """The choices named in a cell: the words of one may hold a comma themselves, so the longest
    piece that is a choice counts. What is none stays as it is, for the rules to refuse."""
    if (key := column.choices.get(fold(text))) is not None:
        return [key]
    parts = BETWEEN.split(text)  # a piece, what stands behind it, a piece, …
    if column.asked.kind is not Kind.SEVERAL or len(parts) > MOST_PARTS:
        return [text]
    longest = 1 + 2 * max((len(BETWEEN.findall(words)) for words in column.choices), default=0)
    found, at = [], 0
    while at < len(parts):
        for end in range(min(at + longest, len(parts)), at, -1):
            piece = "".join(parts[at:end])
            key = column.choices.get(fold(piece))
            if key is not None or not piece.strip():
                break
        else:
            return [text]
        found += [key] if key is not None else []
        at = end + 1
    return found
