"""What is read about experts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Hub
from app.catalogue.models import Expert, ExpertHandover, Need, Organisation
from app.catalogue.search import archived, says
from app.core.db import db

SORTS = {
    "name": (Expert.sort_key, Expert.id),
    "code": (Expert.code, Expert.id),
    "province": (Expert.province, Expert.sort_key, Expert.id),
    "experience": (Expert.years_experience, Expert.id),
}


def listed(
    hub: Hub,
    q: str = "",
    field: str = "",
    province: str = "",
    state: str = "",
    *,
    in_archive: bool = False,
) -> Select[Any]:
    """The experts that a list page's filters leave."""
    found = (
        select(Expert)
        .outerjoin(Expert.organisation)
        .options(contains_eager(Expert.organisation))
        .where(
            Expert.hub_id == hub.id,
            archived(Expert.archived_at, wanted=in_archive),
            says(q, Expert.folded, func.coalesce(Organisation.folded_name, "")),
        )
    )
    if field:  # a JSON list of codes, on both databases a text like ["POST", "FOOD"]
        found = found.where(cast(Expert.fields, String).contains(f'"{field}"', autoescape=True))
    if province:
        found = found.where(Expert.province == province)
    if state == "waiting":
        found = found.where(Expert.approved_on.is_(None))
    elif state == "public":
        found = found.where(Expert.public_profile.is_(True))
    return found


def by_code(hub: Hub, code: str) -> Expert | None:
    wanted = (
        select(Expert)
        .where(Expert.hub_id == hub.id, Expert.code == code)
        .options(joinedload(Expert.organisation))
    )
    return db.session.scalar(wanted)


def provided_to(expert: Expert, hub: Hub) -> list[ExpertHandover]:
    """To which of the hub's needs the profile was handed over, the latest first."""
    found = (
        select(ExpertHandover)
        .join(ExpertHandover.need)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .options(contains_eager(ExpertHandover.need).contains_eager(Need.organisation))
        .where(ExpertHandover.expert_id == expert.id, Need.hub_id == hub.id)
        .order_by(ExpertHandover.provided_on.desc(), ExpertHandover.id.desc())
    )
    return list(db.session.scalars(found.limit(100)))
