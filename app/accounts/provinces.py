"""The provinces of Viet Nam since 01/07/2025, from app/accounts/data/provinces.csv."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from app.core.i18n import locale_code

FILE = Path(__file__).parent / "data" / "provinces.csv"


@lru_cache(maxsize=1)
def rows() -> dict[str, dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def name(code: str | None) -> str:
    """A province's name in the language of the request; the code itself when it is unknown."""
    row = rows().get(code or "")
    if row is None:
        return code or ""
    return row["name_vi"] if locale_code() == "vi" else row["name_en"]


def short(code: str | None) -> str:
    """The name without "Tỉnh" or "Thành phố"."""
    full = name(code)
    for word in ("Tỉnh ", "Thành phố "):
        full = full.removeprefix(word)
    for word in (" Province", " City"):
        full = full.removesuffix(word)
    return full


def choices() -> list[tuple[str, str]]:
    return [(code, short(code)) for code in rows()]
