"""Conditions that lists of the catalogue share: words, archive, both spellings."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.core import lists
from app.core.text import spellings


def says(q: str, *columns: Any) -> sa.ColumnElement[bool]:
    """Every word of a search stands in one of the folded columns; i and y count as the same.

    "ki thuat" finds "kỹ thuật"; the words may stand in different columns and in any order.
    """
    together: Any = columns[0]
    for column in columns[1:]:
        together = together + " " + column
    return sa.and_(
        sa.true(),
        *(
            sa.or_(*(_contains(together, spelling) for spelling in spellings(word)))
            for word in lists.words(q)
        ),
    )


def _contains(column: Any, word: str) -> sa.ColumnElement[bool]:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found: sa.ColumnElement[bool] = column.like(f"%{escaped}%", escape="\\")
    return found


def archived(column: Any, *, wanted: bool) -> sa.ColumnElement[bool]:
    """Only what is in the archive, or only what is not."""
    condition: sa.ColumnElement[bool] = column.is_not(None) if wanted else column.is_(None)
    return condition
