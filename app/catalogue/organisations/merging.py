"""Two rows that are one organisation become one: everything that names the one names the other."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.catalogue import records
from app.catalogue.models import Organisation, Technology
from app.catalogue.organisations.actions import OrganisationGiven, derived
from app.catalogue.suggestions import upkeep
from app.core import audit, hooks
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import _


def references() -> list[sa.Column[Any]]:
    """Every column of the installation that names an organisation, whatever package it is of."""
    target = Organisation.__table__.c.id
    tables = db.metadata.sorted_tables
    return [c for table in tables for c in table.columns if c.references(target)]


def uses(organisation_id: int) -> dict[str, int]:
    """How many rows of which table name an organisation; tables without one are left out."""
    counted = [
        (column.table.name, select(func.count()).where(column == organisation_id).scalar_subquery())
        for column in references()
    ]
    row = db.session.execute(select(*(count for _table, count in counted))).one()
    found: dict[str, int] = {}
    for (table, _count), number in zip(counted, row, strict=True):
        if number:
            found[table] = found.get(table, 0) + number
    return found


def gained(keep: Organisation, gone: Organisation) -> list[str]:
    """The facts that the one that stays lacks and the other has."""
    return [
        field.name
        for field in fields(OrganisationGiven)
        if field.name != "note" and not getattr(keep, field.name) and getattr(gone, field.name)
    ]


def merge(keep_id: int, gone_id: int) -> Organisation:
    """Make one organisation of two; the second row ends. This cannot be undone.

    What the first lacks it takes from the second; its note keeps the second one's name. Raises
    Refused("merge_itself" | "merge_other_hub" | "merge_meets" | "merge_clash"), then nothing has
    changed.
    """
    if keep_id == gone_id:
        raise Refused("merge_itself")
    with transaction():
        rows = {i: records.locked(Organisation, i) for i in sorted((keep_id, gone_id))}
        keep, gone = rows[keep_id], rows[gone_id]
        if keep.hub_id != gone.hub_id:
            raise Refused("merge_other_hub")
        moved = uses(gone_id)
        for name in gained(keep, gone):
            setattr(keep, name, getattr(gone, name))
        also = _("Merged with %(name)s (%(code)s).", name=gone.name, code=gone.code)
        keep.note = "\n".join(filter(None, (keep.note, gone.note, also)))
        given = OrganisationGiven(
            **{f.name: getattr(keep, f.name) for f in fields(OrganisationGiven)}
        )
        for name, value in derived(keep.code, given).items():
            setattr(keep, name, value)
        keep.version += 1
        db.session.flush()
        hooks.organisations_merging.gather(keep, gone)
        _move(keep_id, gone_id)
        audit.record(
            "organisations_merged",
            keep,
            code=keep.code,
            gone=gone.code,
            name=gone.name,
            moved=moved,
        )
        db.session.delete(gone)
        upkeep.refresh_later()
    return keep


def _move(keep_id: int, gone_id: int) -> None:
    theirs = update(Technology).where(Technology.organisation_id == gone_id)
    db.session.execute(theirs.values(changed_in=records.counted_change()))
    try:
        for column in references():
            change = update(column.table).where(column == gone_id)
            db.session.execute(change.values({column.name: keep_id}))
    except IntegrityError as clash:
        raise Refused("merge_clash") from clash
    db.session.expire_all()
