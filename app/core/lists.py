"""Lists: one page of a query, searched, sorted and filtered by what stands in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask, request

from app.core.db import db
from app.core.text import fold, whole

PER_PAGE = 50
MOST_PAGES = 100_000


@dataclass(frozen=True)
class Page:
    """What a list page shows. `sort` is a key of the given sorts; `args` what the address holds."""

    items: list[Any]
    total: int
    page: int
    pages: int
    per_page: int
    sort: str
    desc: bool
    q: str
    args: Mapping[str, str]


def words(q: str) -> list[str]:
    """The words of a search, folded; at most 8."""
    return fold(q[:200]).split()[:8]


def matching(column: Any, q: str) -> sa.ColumnElement[bool]:
    """Every word of `q` stands in a folded column (any order)."""
    escaped = (w.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for w in words(q))
    return sa.and_(sa.true(), *(column.like(f"%{w}%", escape="\\") for w in escaped))


def asked(name: str, default: str = "") -> str:
    """A filter from the address, cut to a sane length."""
    return request.args.get(name, default).replace("\x00", "")[:200]


def order(
    statement: sa.Select[Any], sorts: Mapping[str, Any], default: str
) -> tuple[sa.Select[Any], str, bool]:
    """Order by the column the address asks for (`sort=name` or `sort=-name`)."""
    wish = asked("sort", default)
    desc, key = wish.startswith("-"), wish.lstrip("-")
    if key not in sorts:
        desc, key = default.startswith("-"), default.lstrip("-")
    columns = sorts[key] if isinstance(sorts[key], (tuple, list)) else (sorts[key],)
    ordered = statement.order_by(*(sa.desc(c) if desc else sa.asc(c) for c in columns))
    return ordered, key, desc


def listing(
    statement: sa.Select[Any],
    *,
    sorts: Mapping[str, Any],
    default: str,
    per_page: int = PER_PAGE,
    everything: bool = False,
    scalars: bool = True,
) -> Page:
    """One page of `statement` in two statements; `everything` gives all rows, for exports.

    `sorts` maps what the address may ask for to a column or several; end them with an id so
    that the order is total. `default` may begin with "-".
    """
    ordered, key, desc = order(statement, sorts, default)
    count = sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())
    total = db.session.scalar(count) or 0
    pages = max(1, -(-total // per_page))
    page = _page_asked(pages)
    if not everything:
        ordered = ordered.limit(per_page).offset((page - 1) * per_page)
    rows = db.session.execute(ordered)
    items = list(rows.scalars().unique()) if scalars else list(rows.unique())
    args = {k: v for k, v in request.args.items() if v != ""}
    return Page(items, total, page, pages, per_page, key, desc, asked("q"), args)


def _page_asked(pages: int) -> int:
    """The page that the address asks for, or the nearest that there is."""
    return min(max(1, whole(asked("page"), 6) or 1), pages)


def page_of(
    rows: Sequence[Any],
    *,
    sort: str = "",
    desc: bool = False,
    per_page: int = PER_PAGE,
    everything: bool = False,
) -> Page:
    """One page of rows that are at hand already, filtered and in order (`sort`, `desc`: which)."""
    pages = max(1, -(-len(rows) // per_page))
    page = _page_asked(pages)
    start = (page - 1) * per_page
    items = list(rows) if everything else list(rows[start : start + per_page])
    args = {k: v for k, v in request.args.items() if v != ""}
    return Page(items, len(rows), page, pages, per_page, sort, desc, asked("q"), args)


def url(**changes: Any) -> str:
    """This page's address with some arguments changed (None takes one away); page starts anew."""
    args: dict[str, Any] = {k: v for k, v in request.args.items() if k != "page" and v != ""}
    args.update(changes)
    kept = {k: v for k, v in args.items() if v is not None and v != ""}
    return request.path + ("?" + urlencode(kept) if kept else "")


def init_app(app: Flask) -> None:
    app.jinja_env.globals["list_url"] = url
