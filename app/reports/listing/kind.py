"""What a list of records is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.core.i18n import LazyString

Cell = str | int | float | bool | date | datetime | None
Row = Any
Rows = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Col:
    """A column: heading, the value of a row, and what to sort by (a tuple that ends with an id).

    `money`: an amount in whole VND. The first column of a list is the link to the record.
    """

    key: str
    label: LazyString
    value: Callable[[Row], Cell]
    sort: tuple[Any, ...] = ()
    money: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of record: the rows named by a subquery of keys, and how they are shown.

    `rows` gives one entity per row or, with `pairs`, several; `url` leads to a row's own page,
    None where it has none. `folded` columns are searched by words without marks.
    """

    name: LazyString
    columns: tuple[Col, ...]
    rows: Callable[[sa.Subquery], Rows]
    url: Callable[[Row], str | None]
    default_sort: str
    folded: tuple[Any, ...] = ()
    pairs: bool = False

    @property
    def sorts(self) -> dict[str, tuple[Any, ...]]:
        return {column.key: column.sort for column in self.columns if column.sort}
