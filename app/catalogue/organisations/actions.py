"""What changes organisations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.catalogue import records
from app.catalogue.duplicates import bare_name
from app.catalogue.models import Organisation
from app.core import audit, clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.text import collation_key, fold


@dataclass(frozen=True)
class OrganisationGiven:
    """What is known of an organisation. `phone` is E.164, `province` a code of provinces.csv,
    `language` the one in which it is written to."""

    name: str
    org_type: str
    province: str
    name_en: str | None = None
    short_name: str | None = None
    fascia_name: str | None = None
    tax_code: str | None = None
    address: str | None = None
    email: str | None = None
    phone: str | None = None
    website: str | None = None
    contact_name: str | None = None
    contact_title: str | None = None
    language: str = "vi"
    note: str | None = None


def derived(code: str, given: OrganisationGiven) -> dict[str, str]:
    """The columns made from others: what is searched, compared and sorted by."""
    searched = (code, given.name, given.name_en, given.short_name, given.fascia_name)
    more = (given.tax_code, given.contact_name, given.address)
    return {
        "folded": fold(" ".join(filter(None, (*searched, *more)))),
        "folded_name": bare_name(given.name),
        "sort_key": collation_key(given.name),
    }


def create_organisation(
    hub_id: int, given: OrganisationGiven, *, code: str | None = None
) -> Organisation:
    """Record an organisation. Raises Refused("tax_code_taken" | "code_taken")."""
    with transaction():
        records.lock_hub(hub_id)
        _check_tax_code(hub_id, given.tax_code)
        if code is None:
            code = records.next_codes(Organisation, hub_id)[0]
        else:
            records.check_code(Organisation, hub_id, code)
        row = Organisation(hub_id=hub_id, code=code, created_at=clock.now())
        records.put(row, given)
        _derive(row, given)
        db.session.add(row)
        audit.record("organisation_created", row)
    return row


def edit_organisation(
    organisation_id: int, version: int | None, given: OrganisationGiven
) -> Organisation:
    """Change an organisation. Raises Refused("changed_meanwhile" | "tax_code_taken")."""
    with transaction():
        row = records.locked(Organisation, organisation_id, version)
        if given.tax_code != row.tax_code:
            _check_tax_code(row.hub_id, given.tax_code)
        changed = records.put(row, given)
        if changed:
            _derive(row, given)
            row.version += 1
            audit.record("organisation_edited", row, fields=changed)
    return row


def _derive(row: Organisation, given: OrganisationGiven) -> None:
    for name, value in derived(row.code, given).items():
        setattr(row, name, value)


def _check_tax_code(hub_id: int, tax_code: str | None) -> None:
    if tax_code is None:
        return
    found = select(Organisation).where(
        Organisation.hub_id == hub_id, Organisation.tax_code == tax_code
    )
    other = db.session.scalars(found.limit(1)).first()
    if other is not None:
        raise Refused("tax_code_taken", field="tax_code", other=other.code, name=other.name)
