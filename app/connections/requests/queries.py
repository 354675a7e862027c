"""Meeting requests of an event, shaped for their pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import Hub
from app.catalogue.models import Need, Organisation, Suggestion, Technology
from app.catalogue.states import SuggestionState
from app.connections.models import Meeting, MeetingRequest
from app.connections.portal import pairs
from app.connections.requests.importing import Known, Offer
from app.connections.stages import RequestState, Way
from app.core import clock, lists
from app.core.db import db
from app.core.i18n import _
from app.events.kinds import EventState
from app.events.models import Event

Choices = list[tuple[str, str]]  # code and line of a select
Demand = aliased(Organisation)
Supply = aliased(Organisation)
SORTS = {
    "code": (MeetingRequest.code, MeetingRequest.id),
    "need": (Need.sort_key, MeetingRequest.id),
    "technology": (Technology.sort_key, MeetingRequest.id),
    "weight": (MeetingRequest.weight, MeetingRequest.id),
    "asked": (MeetingRequest.requested_at, MeetingRequest.id),
    "answer": (MeetingRequest.expires_at.is_(None), MeetingRequest.expires_at, MeetingRequest.id),
}


def listed(event: Event, q: str, state: str, mode: str) -> Select[Any]:
    """The requests that a list page's filters leave."""
    found = (
        select(MeetingRequest)
        .join(MeetingRequest.need)
        .join(MeetingRequest.technology)
        .join(Demand, Demand.id == Need.organisation_id)
        .join(Supply, Supply.id == Technology.organisation_id)
        .where(MeetingRequest.event_id == event.id)
        .options(
            contains_eager(MeetingRequest.need).contains_eager(Need.organisation.of_type(Demand)),
            contains_eager(MeetingRequest.technology).contains_eager(
                Technology.organisation.of_type(Supply)
            ),
        )
    )
    if state in set(RequestState):
        found = found.where(MeetingRequest.state == state)
    if mode in set(Way):
        way = Way(mode)
        found = found.where(
            MeetingRequest.mode == way.mode, MeetingRequest.at_booth.is_(way is Way.BOOTH)
        )
    if lists.words(q):
        names = (Need.folded, Technology.folded, Demand.folded, Supply.folded)
        code = MeetingRequest.code == q.strip().upper()
        found = found.where(or_(code, *(lists.matching(name, q) for name in names)))
    return found


def counts(event: Event) -> dict[RequestState, int]:
    """How many requests stand in each state."""
    found = (
        select(MeetingRequest.state, func.count())
        .where(MeetingRequest.event_id == event.id)
        .group_by(MeetingRequest.state)
    )
    return dict(db.session.execute(found).all())


def by_code(event: Event, code: str) -> MeetingRequest | None:
    found = (
        select(MeetingRequest)
        .where(MeetingRequest.event_id == event.id, MeetingRequest.code == code)
        .options(
            joinedload(MeetingRequest.need).joinedload(Need.organisation),
            joinedload(MeetingRequest.technology).joinedload(Technology.organisation),
        )
    )
    return db.session.scalar(found)


def meeting_of(request: MeetingRequest) -> Meeting | None:
    return db.session.scalar(select(Meeting).where(Meeting.request_id == request.id))


def need_choices(hub_id: int) -> Choices:
    """A hub's needs for a select: code and title with the organisation."""
    found = (
        select(Need.code, Need.title, Organisation.short_name, Organisation.name)
        .join(Need.organisation)
        .where(Need.hub_id == hub_id, Need.archived_at.is_(None))
        .order_by(Need.sort_key)
    )
    return _lines(found)


def technology_groups(hub_id: int, need_code: str, first: str) -> Choices | dict[str, Choices]:
    """Technologies for a select: those accepted for the need first, then the hub's by name.

    Accepted ones may be another hub's; their value is the code of the public catalogue.
    `first` is the line that chooses none.
    """
    offered = (
        select(Technology.code, Technology.title, Organisation.short_name, Organisation.name)
        .join(Technology.organisation)
        .where(Technology.archived_at.is_(None))
        .order_by(Technology.sort_key)
    )
    ours = offered.where(Technology.hub_id == hub_id)
    fitting = (
        offered.add_columns(Technology.public_code, Technology.hub_id == hub_id)
        .join(Suggestion, Suggestion.technology_id == Technology.id)
        .join(Need, Need.id == Suggestion.need_id)
        .where(Suggestion.hub_id == hub_id, Suggestion.state == SuggestionState.ACCEPTED)
        .where(Need.hub_id == hub_id, Need.code == need_code)
    )
    near = [
        (code if own else public_code, f"{code} · {title} ({short or name})")
        for code, title, short, name, public_code, own in db.session.execute(fitting)
        if need_code
    ]
    known = {value for value, _line in near}
    rest = [line for line in _lines(ours) if line[0] not in known]
    if not near:
        return [("", first), *rest]
    return {_("Accepted for this need"): [("", first), *near], _("All technologies"): rest}


def technology_chosen(hub_id: int, value: str | None) -> Technology | None:
    """What a value of `technology_groups` stands for: the hub's own, or one it accepted."""
    accepted = select(Suggestion.id).where(
        Suggestion.technology_id == Technology.id,
        Suggestion.hub_id == hub_id,
        Suggestion.state == SuggestionState.ACCEPTED,
    )
    own = and_(Technology.hub_id == hub_id, Technology.code == value)
    theirs = and_(Technology.public_code == value, accepted.exists())
    return db.session.scalar(select(Technology).where(or_(own, theirs))) if value else None


def _lines(statement: Executable) -> Choices:
    return [
        (code, f"{code} · {title} ({short or name})")
        for code, title, short, name in db.session.execute(statement)
    ]


def _open_suggestions(event: Event) -> list[Any]:
    """Conditions of accepted suggestions for which no meeting was asked at this event yet."""
    asked = select(MeetingRequest.id).where(
        MeetingRequest.event_id == event.id,
        MeetingRequest.need_id == Suggestion.need_id,
        MeetingRequest.technology_id == Suggestion.technology_id,
    )
    accepted = Suggestion.state == SuggestionState.ACCEPTED
    offered = select(Technology.organisation_id).where(Technology.id == Suggestion.technology_id)
    wanted = select(Need.organisation_id).where(Need.id == Suggestion.need_id)
    never = pairs.never_between(event.id, wanted.scalar_subquery(), offered.scalar_subquery())
    return [Suggestion.hub_id == event.hub_id, accepted, ~asked.exists(), ~never]


def open_suggestions(event: Event) -> list[Suggestion]:
    """Accepted suggestions of the hub for which no meeting was asked at this event yet."""
    found = (
        select(Suggestion)
        .where(*_open_suggestions(event))
        .options(joinedload(Suggestion.need), joinedload(Suggestion.technology))
        .order_by(Suggestion.id)
    )
    return list(db.session.scalars(found))


def open_suggestion_count(event: Event) -> int:
    found = select(func.count()).select_from(Suggestion).where(*_open_suggestions(event))
    return db.session.scalar(found) or 0


def coming_events(hub: Hub) -> list[Event]:
    """Events of a hub that are not over, at which a meeting can still be asked for."""
    found = (
        select(Event)
        .where(
            Event.hub_id == hub.id,
            Event.ends_on >= clock.today(),
            Event.state != EventState.CANCELLED,
        )
        .order_by(Event.starts_on, Event.id)
    )
    return list(db.session.scalars(found))


def with_open_answers() -> list[Event]:
    """Events at which some request's time to answer is over."""
    late = select(MeetingRequest.event_id).where(
        MeetingRequest.state == RequestState.REQUESTED, MeetingRequest.expires_at < clock.now()
    )
    return list(db.session.scalars(select(Event).where(Event.id.in_(late)).order_by(Event.id)))


def known_to(event: Event) -> Known:
    """What the rows of a file may refer to, in three statements."""
    offers = [
        {
            code: Offer(title, organisation_id)
            for code, title, organisation_id in db.session.execute(
                select(model.code, model.title, model.organisation_id).where(
                    model.hub_id == event.hub_id, model.archived_at.is_(None)
                )
            )
        }
        for model in (Need, Technology)
    ]
    asked = select(MeetingRequest.code, Need.code, Technology.code).join(MeetingRequest.need)
    rows = db.session.execute(
        asked.join(MeetingRequest.technology).where(MeetingRequest.event_id == event.id)
    ).all()
    return Known(
        needs=offers[0],
        technologies=offers[1],
        codes=frozenset(code for code, _need, _technology in rows),
        pairs=frozenset((need, technology) for _code, need, technology in rows),
    )
