"""What is read about organisations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from app.accounts.models import Hub
from app.catalogue.duplicates import ALIKE, bare_name, likeness
from app.catalogue.models import Expert, Need, Organisation, Technology
from app.catalogue.search import archived, says
from app.core.db import db

SORTS = {
    "name": (Organisation.sort_key, Organisation.id),
    "code": (Organisation.code, Organisation.id),
    "province": (Organisation.province, Organisation.sort_key, Organisation.id),
    "created": (Organisation.created_at, Organisation.id),
}


def listed(
    hub: Hub, q: str = "", org_type: str = "", province: str = "", *, in_archive: bool = False
) -> Select[Any]:
    """The organisations that a list page's filters leave."""
    found = select(Organisation).where(
        Organisation.hub_id == hub.id,
        archived(Organisation.archived_at, wanted=in_archive),
        says(q, Organisation.folded),
    )
    if org_type:
        found = found.where(Organisation.org_type == org_type)
    if province:
        found = found.where(Organisation.province == province)
    return found


def by_code(hub: Hub, code: str) -> Organisation | None:
    wanted = select(Organisation).where(Organisation.hub_id == hub.id, Organisation.code == code)
    return db.session.scalar(wanted)


@dataclass(frozen=True)
class Holdings:
    """What an organisation offers, looks for, and who works there."""

    technologies: list[Technology]
    needs: list[Need]
    experts: list[Expert]


def holdings(organisation: Organisation, hub: Hub) -> Holdings:
    """An organisation's records in a hub, each kind by title, archived ones left out."""

    def of(model: Any) -> list[Any]:
        found = select(model).where(
            model.organisation_id == organisation.id,
            model.hub_id == hub.id,
            model.archived_at.is_(None),
        )
        return list(db.session.scalars(found.order_by(model.sort_key, model.id).limit(200)))

    return Holdings(of(Technology), of(Need), of(Expert))


def counts(organisation_ids: list[int]) -> dict[int, tuple[int, int]]:
    """(technologies, needs) of some organisations."""
    technologies = _counted(Technology, organisation_ids)
    needs = _counted(Need, organisation_ids)
    return {i: (technologies.get(i, 0), needs.get(i, 0)) for i in organisation_ids}


def _counted(model: Any, organisation_ids: list[int]) -> dict[int, int]:
    found = (
        select(model.organisation_id, func.count())
        .where(model.organisation_id.in_(organisation_ids), model.archived_at.is_(None))
        .group_by(model.organisation_id)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def choices(hub: Hub, also: int | None = None) -> list[tuple[str, str]]:
    """A hub's organisations for a select: id and name; `also` is one that must be among them."""
    mine = Organisation.hub_id == hub.id
    wanted = mine & Organisation.archived_at.is_(None)
    found = (
        select(Organisation.id, Organisation.name, Organisation.code)
        .where(or_(wanted, Organisation.id == also) if also else wanted)
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return [(str(row.id), f"{row.name} · {row.code}") for row in db.session.execute(found)]


def same(hub: Hub, name: str) -> Organisation | None:
    """The organisation of a hub with this name, whatever its legal form and spelling."""
    wanted = select(Organisation).where(
        Organisation.hub_id == hub.id,
        Organisation.folded_name == bare_name(name),
        Organisation.archived_at.is_(None),
    )
    return db.session.scalars(wanted.order_by(Organisation.id).limit(1)).first()


def alike(
    hub: Hub, name: str, tax_code: str | None = None, but: int | None = None
) -> list[Organisation]:
    """Organisations of a hub that may be the one meant, the likeliest first; at most 5.

    By tax code, and by what the names share without their legal forms.
    """
    bare = bare_name(name)
    words = sorted(bare.split(), key=len, reverse=True)[:2]
    if not words and not tax_code:
        return []
    conditions = [Organisation.folded_name.contains(word, autoescape=True) for word in words]
    if tax_code:
        conditions.append(Organisation.tax_code == tax_code)
    wanted = (
        select(Organisation)
        .where(Organisation.hub_id == hub.id, Organisation.archived_at.is_(None), or_(*conditions))
        .order_by(Organisation.id)
        .limit(500)
    )
    scored = [
        (2.0 if tax_code and row.tax_code == tax_code else likeness(bare, row.folded_name), row)
        for row in db.session.scalars(wanted)
        if row.id != but
    ]
    scored = [(score, row) for score, row in scored if score >= ALIKE]
    scored.sort(key=lambda pair: (-pair[0], pair[1].sort_key))
    return [row for _score, row in scored[:5]]
