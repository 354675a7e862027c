"""What an import would do, without doing it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.core import sheets
from app.core.errors import Refused
from app.core.words import say
from app.events.models import Event
from app.registrations.imports import actions, rows, store
from app.registrations.imports.rows import Incoming

MOST_SHOWN = 200


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be signed up: the row's number, whose it is, column and sentence."""

    number: int
    name: str
    said: list[tuple[str, str]]


@dataclass(frozen=True)
class Preview:
    """Counts and problems; nothing can be imported while there are problems."""

    total: int
    confirmed: int
    waiting: int
    by_category: dict[str, int]
    problems: list[Problem]
    sample: list[Incoming]
    unasked: dict[str, int]  # columns, and in how many rows the answer is left out


def preview(event: Event, upload: store.Upload, *, all_agreed: bool) -> Preview:
    """Read the file and judge every row as the import would."""
    sheet = sheets.read(upload.content, upload.name)
    asked = actions.columns_of(event.id)
    found = rows.read(
        sheet.header,
        sheet.rows,
        sheet.numbers,
        actions.names_of(event.id),
        all_agreed=all_agreed,
        questions=asked,
    )
    outcome = actions.judge(event, found)
    by_number = dict(outcome.refused)
    problems = [_problem(row, by_number[row.number]) for row in found if row.number in by_number]
    good = [row for row in found if row.number not in by_number]
    return Preview(
        total=len(found),
        confirmed=outcome.confirmed,
        waiting=outcome.waiting,
        by_category=dict(Counter(row.category for row in good)),
        problems=problems,
        sample=good[:10],
        unasked=dict(Counter(title for row in good for title in row.unasked)),
    )


def _problem(row: Incoming, code: str) -> Problem:
    said = list(row.errors.items()) or [("", say(Refused(code)))]
    return Problem(row.number, row.name, said)
