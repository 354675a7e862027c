"""Two organisations become one: what both have only once is settled first."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from app.catalogue.models import Organisation
from app.connections.digests.models import Digest, DigestStop
from app.core import hooks
from app.core.db import db


@hooks.organisations_merging.fill
def merging(keep: Organisation, gone: Organisation) -> tuple[()]:
    """Letters to one address in one period stay two, and both their links go on answering."""
    found = select(Digest).where(Digest.organisation_id.in_((keep.id, gone.id)))
    # The latest first: where an earlier one moves to, none is left that still has to move.
    digests = list(db.session.scalars(found.order_by(Digest.period.desc(), Digest.id)))
    taken = {(row.address, row.period) for row in digests if row.organisation_id == keep.id}
    for row in digests:
        if row.organisation_id == gone.id:
            while (row.address, row.period) in taken:
                row.period += timedelta(days=1)
            taken.add((row.address, row.period))
    mine = select(DigestStop.address).where(DigestStop.organisation_id == keep.id)
    twice = delete(DigestStop).where(
        DigestStop.organisation_id == gone.id, DigestStop.address.in_(mine)
    )
    db.session.execute(twice)
    return ()
