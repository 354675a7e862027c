"""Organisations, technologies, needs and experts that are valid as they stand."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from app.accounts.models import Hub
from app.catalogue.experts.actions import ExpertGiven, create_expert
from app.catalogue.models import Expert, Need, Organisation, Technology
from app.catalogue.needs.actions import NeedGiven, create_need
from app.catalogue.organisations.actions import OrganisationGiven, create_organisation
from app.catalogue.states import Confidentiality, NeedSource, NeedState, TechnologyState
from app.catalogue.technologies.actions import TechnologyGiven, create_technology
from app.core.db import db
from tests.factories.accounts import make_hub

numbers = count(1)


def organisation_given(**fields: Any) -> OrganisationGiven:
    defaults: dict[str, Any] = {
        "name": f"Hợp tác xã Đồi Vàng {next(numbers)} (giả định)",
        "org_type": "COOP",
        "province": "40",
    }
    return OrganisationGiven(**(defaults | fields))


def make_organisation(hub: Hub | None = None, **fields: Any) -> Organisation:
    code = fields.pop("code", None)
    return create_organisation((hub or make_hub()).id, organisation_given(**fields), code=code)


def technology_given(organisation: Organisation, **fields: Any) -> TechnologyGiven:
    defaults: dict[str, Any] = {
        "organisation_id": organisation.id,
        "title": f"Máy sấy bơm nhiệt số {next(numbers)}",
        "description": "Sấy nông sản 2 tấn mỗi mẻ, tiết kiệm điện.",
        "field": "POST",
        "trl": 8,
        "province": "40",
        "publish_ok": True,
    }
    return TechnologyGiven(**(defaults | fields))


def make_technology(
    hub: Hub | None = None, organisation: Organisation | None = None, **fields: Any
) -> Technology:
    """An approved technology that may be published; of a new organisation unless given."""
    hub = hub or (db.session.get_one(Hub, organisation.hub_id) if organisation else make_hub())
    organisation = organisation or make_organisation(hub)
    code, state = fields.pop("code", None), fields.pop("state", TechnologyState.APPROVED)
    given = technology_given(organisation, **fields)
    return create_technology(hub.id, given, code=code, state=state)


def need_given(organisation: Organisation, **fields: Any) -> NeedGiven:
    defaults: dict[str, Any] = {
        "organisation_id": organisation.id,
        "title": f"Cần máy sấy nông sản số {next(numbers)}",
        "description": "Mùa mưa không phơi được, cần sấy 2 tấn mỗi ngày.",
        "field": "POST",
        "province": "40",
        "confidentiality": Confidentiality.PUBLIC,
        "source": NeedSource.PHONE,
        "received_on": date(2026, 8, 6),
    }
    return NeedGiven(**(defaults | fields))


def make_need(
    hub: Hub | None = None, organisation: Organisation | None = None, **fields: Any
) -> Need:
    """A verified public need; of a new organisation unless given."""
    hub = hub or (db.session.get_one(Hub, organisation.hub_id) if organisation else make_hub())
    organisation = organisation or make_organisation(hub)
    code, state = fields.pop("code", None), fields.pop("state", NeedState.VERIFIED)
    return create_need(hub.id, need_given(organisation, **fields), code=code, state=state)


def make_expert(hub: Hub | None = None, **fields: Any) -> Expert:
    """An approved expert on drying with a public profile."""
    hub = hub or make_hub()
    defaults: dict[str, Any] = {
        "full_name": f"Nguyễn Thị Minh Hà {next(numbers)}",
        "academic_title": "TS",
        "fields": ["POST"],
        "expertise": "Sấy và bảo quản nông sản sau thu hoạch",
        "province": "40",
        "languages": ["vi"],
        "public_profile": True,
    }
    code = fields.pop("code", None)
    return create_expert(hub.id, ExpertGiven(**(defaults | fields)), code=code)
