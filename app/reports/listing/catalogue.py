"""Lists of needs, technologies, experts and hand-overs.

`viewer` is the hub whose officers read the list: what is private to another hub stays so.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import provinces
from app.catalogue import labels, vocabulary
from app.catalogue.models import Expert, ExpertHandover, Need, Organisation, Technology
from app.catalogue.states import Confidentiality
from app.core.i18n import _, _l
from app.core.web import url_if
from app.reports.listing.kind import Col, Kind, Rows


def need_title(need: Need, viewer: int | None) -> str:
    """A need's title, for officers of a hub."""
    if need.hub_id != viewer and need.confidentiality is Confidentiality.PRIVATE:
        return _("Private need of another hub")
    return need.title


def need_owner(need: Need, organisation: Organisation, viewer: int | None) -> str:
    """Whose need it is; the anonymous ones of other hubs tell only the kind and the place."""
    if need.hub_id == viewer or need.confidentiality is Confidentiality.PUBLIC:
        return organisation.name
    kind = vocabulary.org_type(organisation.org_type)
    return _("%(kind)s in %(place)s", kind=kind, place=provinces.short(organisation.province))


def need_words(column: Any, viewer: int | None) -> sa.ColumnElement[str]:
    """A column that tells what a need says, for searching and sorting: empty where it is hidden."""
    return _where_shown(column, Need.confidentiality != Confidentiality.PRIVATE, viewer)


def owner_words(column: Any, viewer: int | None) -> sa.ColumnElement[str]:
    """The same of a column that tells who has the need."""
    return _where_shown(column, Need.confidentiality == Confidentiality.PUBLIC, viewer)


def _where_shown(
    column: Any, shown: sa.ColumnElement[bool], viewer: int | None
) -> sa.ColumnElement[str]:
    own = Need.hub_id == viewer if viewer is not None else sa.false()
    return sa.case((sa.or_(shown, own), column), else_="")


def need_url(need: Need) -> str | None:
    return url_if("catalogue.need", hub=need.hub.slug, code=need.code)


def needs(viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        return (
            select(Need)
            .join(keys, keys.c.id == Need.id)
            .join(Need.organisation)
            .options(joinedload(Need.organisation), joinedload(Need.hub))
        )

    return Kind(
        _l("Needs"),
        (
            Col("code", _l("Code"), lambda n: n.code, (Need.code, Need.id)),
            Col(
                "title",
                _l("Need"),
                lambda n: need_title(n, viewer),
                (need_words(Need.sort_key, viewer), Need.id),
            ),
            Col(
                "organisation",
                _l("Organisation"),
                lambda n: need_owner(n, n.organisation, viewer),
                (owner_words(Organisation.sort_key, viewer), Need.id),
            ),
            Col("field", _l("Field"), lambda n: vocabulary.field(n.field), (Need.field, Need.id)),
            Col(
                "received",
                _l("Received on"),
                lambda n: n.received_on,
                (Need.received_on, Need.id),
            ),
            Col(
                "state",
                _l("State"),
                lambda n: str(labels.NEED_STATES[n.state]),
                (Need.state, Need.id),
            ),
            Col("hub", _l("Hub"), lambda n: n.hub.code, (Need.hub_id, Need.id)),
        ),
        rows,
        need_url,
        "received",
        (need_words(Need.folded, viewer),),
    )


def technologies(_viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        return (
            select(Technology)
            .join(keys, keys.c.id == Technology.id)
            .join(Technology.organisation)
            .options(joinedload(Technology.organisation), joinedload(Technology.hub))
        )

    return Kind(
        _l("Technologies"),
        (
            Col("code", _l("Code"), lambda t: t.code, (Technology.code, Technology.id)),
            Col("title", _l("Technology"), lambda t: t.title, (Technology.sort_key, Technology.id)),
            Col(
                "organisation",
                _l("Organisation"),
                lambda t: t.organisation.name,
                (Organisation.sort_key, Technology.id),
            ),
            Col(
                "field",
                _l("Field"),
                lambda t: vocabulary.field(t.field),
                (Technology.field, Technology.id),
            ),
            Col("trl", _l("TRL"), lambda t: t.trl, (Technology.trl, Technology.id)),
            Col(
                "verified",
                _l("Verified"),
                lambda t: t.verified_on,
                (Technology.verified_on, Technology.id),
            ),
        ),
        rows,
        lambda t: url_if("catalogue.technology", hub=t.hub.slug, code=t.code),
        "title",
        (Technology.folded,),
    )


def experts(_viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        return (
            select(Expert)
            .join(keys, keys.c.id == Expert.id)
            .options(joinedload(Expert.hub), joinedload(Expert.organisation))
        )

    return Kind(
        _l("Experts"),
        (
            Col("name", _l("Full name"), expert_name, (Expert.sort_key, Expert.id)),
            Col("organisation", _l("Organisation"), _works_at),
            Col(
                "fields",
                _l("Fields"),
                lambda e: ", ".join(vocabulary.field(code) for code in e.fields),
            ),
            Col(
                "approved",
                _l("Approved"),
                lambda e: e.approved_on,
                (Expert.approved_on, Expert.id),
            ),
            Col("hub", _l("Hub"), lambda e: e.hub.code, (Expert.hub_id, Expert.id)),
        ),
        rows,
        lambda e: url_if("catalogue.expert", hub=e.hub.slug, code=e.code),
        "name",
        (Expert.folded,),
    )


def expert_name(expert: Expert) -> str:
    return " ".join(filter(None, (expert.academic_title, expert.full_name)))


def _works_at(expert: Expert) -> str | None:
    return expert.organisation.name if expert.organisation else expert.organisation_name


def handovers(viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        return (
            select(ExpertHandover)
            .join(keys, keys.c.id == ExpertHandover.id)
            .join(ExpertHandover.expert)
            .join(ExpertHandover.need)
            .options(
                joinedload(ExpertHandover.expert),
                joinedload(ExpertHandover.need).options(
                    joinedload(Need.hub), joinedload(Need.organisation)
                ),
            )
        )

    return Kind(
        _l("Profiles provided"),
        (
            Col(
                "expert",
                _l("Expert"),
                lambda h: expert_name(h.expert),
                (Expert.sort_key, ExpertHandover.id),
            ),
            Col(
                "need",
                _l("Need"),
                lambda h: need_title(h.need, viewer),
                (need_words(Need.sort_key, viewer), ExpertHandover.id),
            ),
            Col(
                "organisation",
                _l("Organisation"),
                lambda h: need_owner(h.need, h.need.organisation, viewer),
            ),
            Col(
                "provided",
                _l("Provided"),
                lambda h: h.provided_on,
                (ExpertHandover.provided_on, ExpertHandover.id),
            ),
        ),
        rows,
        lambda h: need_url(h.need),
        "provided",
        (Expert.folded, need_words(Need.folded, viewer)),
    )
