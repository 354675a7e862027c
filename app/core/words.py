"""What each refusal says to people: packages register a sentence per code."""

from __future__ import annotations

from app.core.errors import Refused
from app.core.i18n import LazyString, _, _l

_SENTENCES: dict[str, LazyString | str] = {
    "changed_meanwhile": _l(
        "Someone else has changed this in the meantime. Both versions are shown."
    ),
    "not_found": _l("This does not exist, or no longer."),
    "too_many": _l("That is too much at once."),
    "upload_too_large": _l("The file is too large: at most 10 MB."),
    "upload_kind": _l("Only PDF, PNG, JPEG and WebP files can be kept here."),
    "backup_damaged": _l("This backup is damaged or incomplete. Nothing was changed."),
    "backup_other_database": _l("This backup is of another kind of database (%(kind)s)."),
    "backup_no_client": _l(
        "pg_dump and pg_restore are needed for this; install postgresql-client."
    ),
}


def register(sentences: dict[str, LazyString | str]) -> None:
    """Give refusal codes their sentences. A sentence may use the refusal's details."""
    _SENTENCES.update(sentences)


def known_codes() -> set[str]:
    return set(_SENTENCES)


def say(refusal: Refused) -> str:
    """The sentence for a refusal, in the language of the request."""
    sentence = _SENTENCES.get(refusal.code)
    if sentence is None:
        return _("This was refused (%(code)s).", code=refusal.code)
    return str(sentence) % refusal.details if "%(" in str(sentence) else str(sentence)


_DEEDS: dict[str, LazyString | str] = {}


def register_deeds(sentences: dict[str, LazyString | str]) -> None:
    """Give the deeds of the audit trail words that organisers read ("Session moved")."""
    _DEEDS.update(sentences)


def deed(action: str) -> str | None:
    """What a deed is called, None where no package gave it a name."""
    sentence = _DEEDS.get(action)
    return str(sentence) if sentence is not None else None


_RECORDS: dict[str, LazyString | str] = {}


def register_records(names: dict[str, LazyString | str]) -> None:
    """Give the tables that the audit trail speaks of the names that people use."""
    _RECORDS.update(names)


def record(table: str) -> str:
    """What a record of a table is called."""
    return str(_RECORDS.get(table) or table.replace("_", " "))
