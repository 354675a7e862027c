"""Lists of sessions, exhibits and hubs."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts import provinces
from app.accounts.models import Hub
from app.booths.models import Booth, Exhibit, Exhibitor
from app.catalogue import vocabulary
from app.catalogue.models import Organisation, Technology
from app.core.i18n import _l
from app.core.web import url_if
from app.events.labels import SESSION_KINDS, speakers_line, title_of
from app.events.models import EventSession
from app.reports.listing.kind import Col, Kind, Rows


def sessions(_viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        return (
            select(EventSession)
            .join(keys, keys.c.id == EventSession.id)
            .options(
                joinedload(EventSession.room),
                joinedload(EventSession.event),
                selectinload(EventSession.speakers),
            )
        )

    in_order = (EventSession.starts_at, EventSession.code, EventSession.id)
    return Kind(
        _l("Sessions"),
        (
            Col("code", _l("Code"), lambda s: s.code, (EventSession.code, EventSession.id)),
            Col("title", _l("Title"), title_of, (EventSession.title, EventSession.id)),
            Col(
                "kind",
                _l("Kind"),
                lambda s: str(SESSION_KINDS[s.kind]),
                (EventSession.kind, *in_order),
            ),
            Col("begins", _l("Begins"), lambda s: s.starts_at, in_order),
            Col("room", _l("Room"), lambda s: s.room.name if s.room else None),
            Col("speakers", _l("Speakers"), speakers_line),
            Col("event", _l("Event"), lambda s: s.event.name, (EventSession.event_id, *in_order)),
        ),
        rows,
        lambda s: url_if("workshops.session_list", slug=s.event.slug, code=s.code),
        "begins",
        (EventSession.folded,),
    )


def exhibits(_viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        return (
            select(Exhibit)
            .join(keys, keys.c.id == Exhibit.id)
            .join(Exhibit.technology)
            .join(Exhibit.exhibitor)
            .join(Exhibitor.organisation)
            .outerjoin(Exhibit.booth)
            .options(
                joinedload(Exhibit.technology),
                joinedload(Exhibit.exhibitor).joinedload(Exhibitor.organisation),
                joinedload(Exhibit.booth),
                joinedload(Exhibit.event),
            )
        )

    return Kind(
        _l("Exhibits"),
        (
            Col(
                "technology",
                _l("Technology"),
                lambda e: f"{e.technology.code} {e.technology.title}",
                (Technology.code, Exhibit.id),
            ),
            Col(
                "organisation",
                _l("Exhibitor"),
                lambda e: e.exhibitor.organisation.name,
                (Organisation.sort_key, Exhibit.id),
            ),
            Col(
                "field",
                _l("Field"),
                lambda e: vocabulary.field(e.technology.field),
                (Technology.field, Exhibit.id),
            ),
            Col(
                "booth",
                _l("Booth"),
                lambda e: e.booth.code if e.booth else None,
                (Booth.code, Exhibit.id),
            ),
            Col("area", _l("Area, m²"), lambda e: e.area_m2, (Exhibit.area_m2, Exhibit.id)),
            Col("power", _l("Power, kW"), lambda e: e.power_kw, (Exhibit.power_kw, Exhibit.id)),
        ),
        rows,
        lambda e: url_if("booths.exhibit", slug=e.event.slug, code=e.code),
        "technology",
        (Technology.folded, Organisation.folded),
    )


def hubs(_viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        return select(Hub).join(keys, keys.c.id == Hub.id)

    return Kind(
        _l("Hubs"),
        (
            Col("code", _l("Code"), lambda h: h.code, (Hub.code, Hub.id)),
            Col("name", _l("Hub"), lambda h: h.name, (Hub.name, Hub.id)),
            Col(
                "province",
                _l("Province"),
                lambda h: provinces.short(h.province),
                (Hub.province, Hub.id),
            ),
            Col("opened", _l("Opened"), lambda h: h.opened_on, (Hub.opened_on, Hub.id)),
        ),
        rows,
        lambda h: url_if("events.hub_desk", hub=h.slug),
        "code",
    )
