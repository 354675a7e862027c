"""The code lists of the catalogue (fields, kinds of organisation, …) from app/catalogue/data."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from app.core.i18n import locale_code

_FOLDER = Path(__file__).parent / "data"
FIELDS, ORG_TYPES, TRANSFER_FORMS, IP_KINDS = "fields", "org_types", "transfer_forms", "ip_kinds"


@cache
def rows(vocabulary: str) -> dict[str, dict[str, str]]:
    """The rows of one list by code, in the order of the file."""
    with (_FOLDER / f"{vocabulary}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def name(vocabulary: str, code: str | None) -> str:
    """What a code stands for, in the language of the request; an unknown code stays as it is."""
    row = rows(vocabulary).get(code or "")
    if row is None:
        return code or ""
    return row["name_vi"] if locale_code() == "vi" else row["name_en"]


def choices(vocabulary: str, empty: str | None = None) -> list[tuple[str, str]]:
    """Choices of a select, with an empty first one when `empty` says what it means."""
    found = [(code, name(vocabulary, code)) for code in rows(vocabulary)]
    return [("", empty), *found] if empty is not None else found


def field(code: str | None) -> str:
    return name(FIELDS, code)


def org_type(code: str | None) -> str:
    return name(ORG_TYPES, code)


def transfer_form(code: str | None) -> str:
    return name(TRANSFER_FORMS, code)


def ip_kind(code: str | None) -> str:
    return name(IP_KINDS, code)
