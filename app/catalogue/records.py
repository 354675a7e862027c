"""What the deeds on all four kinds of record share: locks, versions, codes, the archive."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any, ClassVar, Protocol, TypeVar, cast

from sqlalchemy import CursorResult, func, select, update

from app.accounts.models import Hub
from app.catalogue.models import (
    CatalogueVersion,
    Expert,
    Need,
    Organisation,
    Technology,
)
from app.catalogue.suggestions import upkeep
from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused

Record = TypeVar("Record", Organisation, Technology, Need, Expert)
PREFIX: dict[type, str] = {Organisation: "O", Technology: "T", Need: "N", Expert: "E"}
WIDTH = 3  # N001; more digits once there are more


class Given(Protocol):
    """A frozen dataclass of what was typed; its fields are columns of the record."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


def locked(model: type[Record], identity: int, version: int | None = None) -> Record:
    """The row, held until the end of the deed.

    Raises Refused("changed_meanwhile") when `version` is given and no longer the present one:
    two people edit, the second is told and loses nothing.
    """
    row = db.session.get(model, identity, with_for_update=True, populate_existing=True)
    if row is None:
        raise Refused("not_found")
    if version is not None and row.version != version:
        raise Refused("changed_meanwhile")
    return row


def put(row: Any, given: Given) -> list[str]:
    """Write what was typed into the record; the names of the fields that changed."""
    changed = []
    for field in fields(given):  # type: ignore[arg-type]
        value = getattr(given, field.name)
        if getattr(row, field.name) != value:
            setattr(row, field.name, value)
            changed.append(field.name)
    return changed


def lock_hub(hub_id: int) -> Hub:
    """The hub, held: who makes codes in it waits for the one before."""
    return db.session.get_one(Hub, hub_id, with_for_update=True)


def next_codes(model: type[Record], hub_id: int, count: int = 1) -> list[str]:
    """Free codes of a hub: N041 after N040. Call with the hub held."""
    prefix = PREFIX[model]
    longest_first = (
        select(model.code)
        .where(model.hub_id == hub_id, model.code.like(f"{prefix}%"))
        .order_by(func.length(model.code).desc(), model.code.desc())
        .limit(200)
    )
    numbers = [
        int(code[len(prefix) :])
        for code in db.session.scalars(longest_first)
        if re.fullmatch(rf"{prefix}[0-9]{{1,9}}", code)
    ]
    first = max(numbers, default=0) + 1
    return [f"{prefix}{number:0{WIDTH}}" for number in range(first, first + count)]


def check_code(model: type[Record], hub_id: int, code: str) -> None:
    """Raises Refused("code_taken") when a record of the hub has the code already."""
    taken = select(model.id).where(model.hub_id == hub_id, model.code == code)
    if db.session.scalar(taken) is not None:
        raise Refused("code_taken", field="code", given=code)


def archive(row: Organisation | Technology | Need | Expert) -> None:
    """Put a record away: it leaves all lists but the archive, and nothing that names it breaks."""
    _move(type(row), row.id, into_archive=True)


def restore(row: Organisation | Technology | Need | Expert) -> None:
    """Take a record out of the archive again."""
    _move(type(row), row.id, into_archive=False)


def _move(model: type[Any], identity: int, *, into_archive: bool) -> None:
    with transaction():
        row = locked(model, identity)
        if (row.archived_at is not None) == into_archive:
            return  # a repeated click changes nothing
        row.archived_at = clock.now() if into_archive else None
        row.version += 1
        if isinstance(row, (Technology, Expert)):
            row.changed_in = counted_change()
            upkeep.refresh_later()
        kind = model.__tablename__
        audit.record(f"{kind}_{'archived' if into_archive else 'restored'}", row)


def counted_change(*, words: bool = False) -> int:
    """The next number of the catalogue: every process brings its index up to it.

    `words` tells that the thesaurus changed.

    The counter's row is held until the end of the deed, so numbers are committed in order:
    who has read number n has seen every change up to n.
    """
    bump = update(CatalogueVersion).where(CatalogueVersion.id == 1)
    done = db.session.execute(bump.values(number=CatalogueVersion.number + 1))
    if cast("CursorResult[Any]", done).rowcount == 0:
        db.session.add(CatalogueVersion(id=1, epoch=ids.code(16), number=1))
        db.session.flush()
    if words:
        at = update(CatalogueVersion).where(CatalogueVersion.id == 1)
        db.session.execute(at.values(words=CatalogueVersion.number))
    return db.session.scalars(select(CatalogueVersion.number)).one()
