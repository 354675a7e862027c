"""Lists of meeting requests, meetings, connections and papers signed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.catalogue.models import Need, Organisation, Technology
from app.connections.models import Connection, ConnectionStep, Meeting, MeetingRequest
from app.connections.words import MEETING_STATES, MODES, OUTCOMES, REQUEST_STATES, STAGES
from app.core.i18n import _l
from app.core.web import url_if
from app.reports.listing.catalogue import (
    expert_name,
    need_owner,
    need_title,
    need_words,
    owner_words,
)
from app.reports.listing.kind import Col, Kind, Rows

Demand, Supply = aliased(Organisation), aliased(Organisation)


def requests(viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        return (
            select(MeetingRequest)
            .join(keys, keys.c.id == MeetingRequest.id)
            .join(MeetingRequest.need)
            .join(MeetingRequest.technology)
            .options(
                contains_eager(MeetingRequest.need).joinedload(Need.organisation),
                contains_eager(MeetingRequest.technology).joinedload(Technology.organisation),
                joinedload(MeetingRequest.event),
            )
        )

    return Kind(
        _l("Meeting requests"),
        (
            Col("code", _l("Code"), lambda r: r.code, (MeetingRequest.code, MeetingRequest.id)),
            Col(
                "need",
                _l("Need"),
                lambda r: need_title(r.need, viewer),
                (need_words(Need.sort_key, viewer), MeetingRequest.id),
            ),
            Col(
                "demand",
                _l("Demand side"),
                lambda r: need_owner(r.need, r.need.organisation, viewer),
            ),
            Col(
                "technology",
                _l("Technology"),
                lambda r: r.technology.title,
                (Technology.sort_key, MeetingRequest.id),
            ),
            Col("supply", _l("Supply side"), lambda r: r.technology.organisation.name),
            Col(
                "state",
                _l("Answer"),
                lambda r: str(REQUEST_STATES[r.state]),
                (MeetingRequest.state, MeetingRequest.id),
            ),
        ),
        rows,
        lambda r: url_if("requests.one", slug=r.event.slug, code=r.code),
        "code",
        (need_words(Need.folded, viewer), Technology.folded),
    )


def _of_meeting(statement: Rows) -> Rows:
    """Join what a meeting's list shows; `Meeting` is in the statement already."""
    return (
        statement.join(Meeting.need)
        .join(Demand, Demand.id == Meeting.demand_id)
        .outerjoin(Supply, Supply.id == Meeting.supply_id)
    )


def _meeting_options() -> list[Any]:
    return [
        contains_eager(Meeting.need),
        contains_eager(Meeting.demand.of_type(Demand)),
        contains_eager(Meeting.supply.of_type(Supply)),
        joinedload(Meeting.technology),
        joinedload(Meeting.expert),
        joinedload(Meeting.hub),
    ]


def offered(meeting: Meeting) -> str:
    """The technology or the expert that stands on the supply side."""
    if meeting.technology is not None:
        return meeting.technology.title
    return expert_name(meeting.expert) if meeting.expert is not None else ""


def supplier(meeting: Meeting) -> str | None:
    return meeting.supply.name if meeting.supply is not None else None


def meetings(viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        found = select(Meeting).join(keys, keys.c.id == Meeting.id)
        return _of_meeting(found).options(*_meeting_options())

    return Kind(
        _l("Meetings"),
        (
            Col(
                "need",
                _l("Need"),
                lambda m: need_title(m.need, viewer),
                (need_words(Need.sort_key, viewer), Meeting.id),
            ),
            Col(
                "demand",
                _l("Demand side"),
                lambda m: need_owner(m.need, m.demand, viewer),
                (owner_words(Demand.sort_key, viewer), Meeting.id),
            ),
            Col("offer", _l("Technology or expert"), offered),
            Col("supply", _l("Supply side"), supplier, (Supply.sort_key, Meeting.id)),
            Col("begins", _l("Begins"), lambda m: m.starts_at, (Meeting.starts_at, Meeting.id)),
            Col("mode", _l("How"), lambda m: str(MODES[m.mode]), (Meeting.mode, Meeting.id)),
            Col(
                "state",
                _l("State"),
                lambda m: str(MEETING_STATES[m.state]),
                (Meeting.state, Meeting.id),
            ),
            Col(
                "outcome",
                _l("Outcome"),
                lambda m: str(OUTCOMES[m.outcome_kind]) if m.outcome_kind else None,
                (Meeting.outcome_kind, Meeting.id),
            ),
        ),
        rows,
        lambda m: url_if("meetings.one", hub=m.hub.slug, code=m.code),
        "begins",
        (need_words(Need.folded, viewer), owner_words(Demand.folded, viewer), Supply.folded),
    )


def connections(viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        found = select(Connection).join(keys, keys.c.id == Connection.id).join(Connection.meeting)
        return _of_meeting(found).options(
            contains_eager(Connection.meeting).options(*_meeting_options()),
            joinedload(Connection.hub),
        )

    return Kind(
        _l("Connections"),
        (
            Col(
                "need",
                _l("Need"),
                lambda c: need_title(c.meeting.need, viewer),
                (need_words(Need.sort_key, viewer), Connection.id),
            ),
            Col(
                "demand",
                _l("Demand side"),
                lambda c: need_owner(c.meeting.need, c.meeting.demand, viewer),
                (owner_words(Demand.sort_key, viewer), Connection.id),
            ),
            Col("offer", _l("Technology or expert"), lambda c: offered(c.meeting)),
            Col(
                "supply",
                _l("Supply side"),
                lambda c: supplier(c.meeting),
                (Supply.sort_key, Connection.id),
            ),
            Col(
                "stage",
                _l("Stage"),
                lambda c: str(STAGES[c.stage]),
                (Connection.stage, Connection.id),
            ),
            Col("since", _l("Since"), lambda c: c.stage_on, (Connection.stage_on, Connection.id)),
            Col(
                "value",
                _l("Value, VND"),
                lambda c: c.value_vnd,
                (Connection.value_vnd, Connection.id),
                money=True,
            ),
        ),
        rows,
        lambda c: url_if("followups.one", hub=c.hub.slug, code=c.code),
        "need",
        (need_words(Need.folded, viewer), owner_words(Demand.folded, viewer), Supply.folded),
    )


def papers(viewer: int | None) -> Kind:
    def rows(keys: sa.Subquery) -> Rows:
        found = (
            select(ConnectionStep)
            .join(keys, keys.c.id == ConnectionStep.id)
            .join(ConnectionStep.connection)
            .join(Connection.meeting)
        )
        return _of_meeting(found).options(
            contains_eager(ConnectionStep.connection).options(
                contains_eager(Connection.meeting).options(*_meeting_options()),
                joinedload(Connection.hub),
            )
        )

    def meeting(step: ConnectionStep) -> Meeting:
        return step.connection.meeting

    return Kind(
        _l("Papers signed"),
        (
            Col(
                "kind",
                _l("Paper signed"),
                lambda s: str(OUTCOMES[s.outcome_kind]),
                (ConnectionStep.outcome_kind, ConnectionStep.id),
            ),
            Col(
                "demand",
                _l("Demand side"),
                lambda s: need_owner(meeting(s).need, meeting(s).demand, viewer),
                (owner_words(Demand.sort_key, viewer), ConnectionStep.id),
            ),
            Col(
                "supply",
                _l("Supply side"),
                lambda s: supplier(meeting(s)),
                (Supply.sort_key, ConnectionStep.id),
            ),
            Col("offer", _l("Technology or expert"), lambda s: offered(meeting(s))),
            Col(
                "signed",
                _l("Signed"),
                lambda s: s.happened_on,
                (ConnectionStep.happened_on, ConnectionStep.id),
            ),
            Col(
                "value",
                _l("Value, VND"),
                lambda s: s.value_vnd,
                (ConnectionStep.value_vnd, ConnectionStep.id),
                money=True,
            ),
        ),
        rows,
        lambda s: url_if("followups.one", hub=s.connection.hub.slug, code=s.connection.code),
        "signed",
        (need_words(Need.folded, viewer), owner_words(Demand.folded, viewer), Supply.folded),
    )
