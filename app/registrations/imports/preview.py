"""What an import would do, without doing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core import sheets
from app.core.db import db
from app.core.errors import Refused
from app.core.words import say
from app.events.models import Event
from app.registrations.imports import actions, rows, store
from app.registrations.imports.rows import Incoming

MOST_SHOWN = 200
SAMPLE = 10

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be signed up: the row's number, whose it is, column and sentence."""

    number: int
    name: str
    said: list[tuple[str, str]]


@dataclass(frozen=True)
class Preview:
    """Counts, and the first of the problems; nothing can be imported while there are any."""

    total: int
    confirmed: int
    waiting: int
    by_category: dict[str, int]
    wrong: int  # rows that have to be put right
    problems: list[Problem]
    sample: list[tuple[str, str, str]]  # name, organisation, category
    unasked: dict[str, int]  # columns, and in how many rows the answer is left out


def kept(found: Mapping[str, Any]) -> Preview:
    """A preview as it was noted by `dataclasses.asdict`."""
    problems = [Problem(**each) for each in found["problems"]]
    return Preview(**{**found, "problems": problems})


def people_of(
    event_id: int, upload: store.Upload, tell: Tell = lambda done, total: None
) -> list[Incoming]:
    """The rows of the file as people or as mistakes; `tell` hears how far it is, between deeds.

    Raises Refused: "sheet_…", "sheet_columns_missing".
    """
    sheet = sheets.read(upload.content, upload.name)
    if lacking := rows.missing(sheet.header):
        raise Refused("sheet_columns_missing", columns=", ".join(lacking), field="file")
    return rows.read(
        sheet.header,
        sheet.rows,
        sheet.numbers,
        actions.names_of(event_id),
        all_agreed=upload.all_agreed,
        questions=actions.columns_of(event_id),
        tell=tell,
    )


def preview(event_id: int, upload: store.Upload, tell: Tell = lambda done, total: None) -> Preview:
    """Read the file and judge every row as the import would."""
    return seen(event_id, people_of(event_id, upload, tell))


def seen(event_id: int, found: list[Incoming]) -> Preview:
    """Every row judged as the import would now."""
    outcome = actions.judge(db.session.get_one(Event, event_id), found)
    by_number = dict(outcome.refused)
    wrong = [row for row in found if row.number in by_number]
    good = [row for row in found if row.number not in by_number]
    return Preview(
        total=len(found),
        confirmed=outcome.confirmed,
        waiting=outcome.waiting,
        by_category=dict(Counter(row.category for row in good)),
        wrong=len(wrong),
        problems=[_problem(row, by_number[row.number]) for row in wrong[:MOST_SHOWN]],
        sample=[_shown(row) for row in good[:SAMPLE]],
        unasked=dict(Counter(title for row in good for title in row.unasked)),
    )


def _problem(row: Incoming, code: str) -> Problem:
    said = list(row.errors.items()) or [("", say(Refused(code)))]
    return Problem(row.number, row.name, said)


def _shown(row: Incoming) -> tuple[str, str, str]:
    organisation = row.person.organisation if row.person else None
    return row.name, organisation or "", row.category
