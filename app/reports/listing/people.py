"""Lists of registrations, visits, and people at sessions and classes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.i18n import _l
from app.core.web import url_if
from app.events.labels import short_title
from app.events.models import Event, EventSession
from app.registrations.models import Category, Registration, Scan
from app.registrations.queries import category_name
from app.registrations.words import STATUSES
from app.reports.listing.kind import Col, Kind, Rows

NAME = Col("name", _l("Full name"), lambda r: r.name, (Registration.sort_key, Registration.id))
ORGANISATION = Col(
    "organisation",
    _l("Organisation"),
    lambda r: r.organisation,
    (Registration.organisation, Registration.id),
)
CATEGORY = Col(
    "category",
    _l("Comes as"),
    lambda r: category_name(r.category),
    (Category.position, Registration.sort_key, Registration.id),
)


def registration_url(person: Registration) -> str | None:
    return url_if("registrations.one", slug=person.event.slug, code=person.code)


def registrations(_viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        return (
            select(Registration)
            .join(keys, keys.c.id == Registration.id)
            .join(Registration.category)
            .options(joinedload(Registration.category), joinedload(Registration.event))
        )

    return Kind(
        _l("Registrations"),
        (
            NAME,
            CATEGORY,
            ORGANISATION,
            Col(
                "event",
                _l("Event"),
                lambda r: r.event.name,
                (Registration.event_id, Registration.id),
            ),
            Col("status", _l("State"), lambda r: str(STATUSES[r.status])),
            Col(
                "created",
                _l("Signed up"),
                lambda r: r.created_at,
                (Registration.created_at, Registration.id),
            ),
        ),
        rows,
        registration_url,
        "name",
        (Registration.folded,),
    )


def visits(_viewer: int | None) -> Kind:
    """Entries at the gates: who and when; which booths people went to is nobody's business."""

    def rows(keys: sa.Subquery) -> Rows:
        return (
            select(Scan)
            .join(keys, keys.c.id == Scan.id)
            .join(Scan.registration)
            .join(Registration.category)
            .options(
                joinedload(Scan.point),
                joinedload(Scan.registration).options(
                    joinedload(Registration.category), joinedload(Registration.event)
                ),
            )
        )

    return Kind(
        _l("Visits"),
        (
            Col(
                "name",
                _l("Full name"),
                lambda s: s.registration.name,
                (Registration.sort_key, Scan.id),
            ),
            Col(
                "category",
                _l("Comes as"),
                lambda s: category_name(s.registration.category),
                (Category.position, Scan.at, Scan.id),
            ),
            Col("organisation", _l("Organisation"), lambda s: s.registration.organisation),
            Col("gate", _l("Gate"), lambda s: s.point.name, (Scan.point_id, Scan.at, Scan.id)),
            Col("at", _l("Came in"), lambda s: s.at, (Scan.at, Scan.id)),
        ),
        rows,
        lambda s: registration_url(s.registration),
        "at",
        (Registration.folded,),
    )


def seats(_viewer: int | None) -> Kind:
    """Person × session, or trainee × class (by the class's first session)."""

    def rows(keys: sa.Subquery) -> Rows:
        return (
            select(Registration, EventSession)
            .join(keys, keys.c.registration_id == Registration.id)
            .join(EventSession, EventSession.id == keys.c.id)
            .join(Event, Event.id == EventSession.event_id)
            .options(joinedload(Registration.event))
        )

    in_order = (EventSession.starts_at, EventSession.id, Registration.id)
    return Kind(
        _l("People at sessions"),
        (
            Col(
                "name", _l("Full name"), lambda row: row[0].name, (Registration.sort_key, *in_order)
            ),
            Col(
                "organisation",
                _l("Organisation"),
                lambda row: row[0].organisation,
                (Registration.organisation, *in_order),
            ),
            Col(
                "session",
                _l("Session"),
                lambda row: f"{row[1].code} {short_title(row[1])}",
                (EventSession.starts_at, EventSession.code, Registration.sort_key, Registration.id),
            ),
            Col("begins", _l("Begins"), lambda row: row[1].starts_at, in_order),
        ),
        rows,
        lambda row: registration_url(row[0]),
        "session",
        (Registration.folded,),
        pairs=True,
    )
