"""A meeting that nobody had planned: two people sit down at a free table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from app.accounts.models import Hub
from app.catalogue.models import Need, Organisation, Technology
from app.catalogue.needs.actions import NeedGiven, create_need
from app.catalogue.organisations.actions import OrganisationGiven, create_organisation
from app.catalogue.states import OPEN_NEEDS, Confidentiality, NeedSource
from app.connections.models import Meeting, Presence
from app.connections.presence import queries
from app.connections.presence.links import table_numbers
from app.connections.stages import MeetingState, Mode, Proof, Side
from app.core import audit, clock, ids, lists
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import date_text, time_text
from app.core.text import fold
from app.events.models import Event
from app.registrations.checkin.queries import people_named
from app.registrations.models import Registration

LENGTH = timedelta(minutes=20)
FOUND = 8
#: What a guest without a kind of organisation comes from: a firm.
USUAL_TYPE = "ENT"
USUAL_FIELD = "EDUC"  # technology services


@dataclass(frozen=True, slots=True)
class Party:
    """Who sits on one side: a guest (with the organisation on the badge, if the hub knows it)
    or an organisation found by name. `key` stands in the address of the page."""

    key: str
    name: str
    organisation: Organisation | None
    guest: Registration | None

    @property
    def named(self) -> str:
        """The organisation as people see it."""
        if self.organisation is not None:
            return self.organisation.name
        return (self.guest.organisation or "") if self.guest else ""


def party(event: Event, key: str) -> Party | None:
    """The party behind "p<registration code>" or "o<organisation code>"."""
    kind, code = key[:1], key[1:]
    if kind == "p":
        found = select(Registration).where(
            Registration.event_id == event.id,
            Registration.code == code,
            Registration.erased_at.is_(None),
        )
        guest = db.session.scalar(found)
        if guest is None:
            return None
        return Party(key, guest.name, queries.organisation_of(event.hub_id, guest), guest)
    if kind == "o":
        firm = db.session.scalar(
            select(Organisation).where(
                Organisation.hub_id == event.hub_id, Organisation.code == code
            )
        )
        return Party(key, firm.name, firm, None) if firm else None
    return None


def found(event: Event, q: str) -> list[tuple[str, str, str]]:
    """People and organisations by name: (key, name, what is said of them)."""
    if len("".join(lists.words(q))) < 2:
        return []
    people = [
        (f"p{row.code}", row.name, row.organisation or str(row.category))
        for row in people_named(event.id, q)[:FOUND]
    ]
    firms = db.session.execute(
        select(Organisation.code, Organisation.name, Organisation.contact_name)
        .where(
            Organisation.hub_id == event.hub_id,
            Organisation.archived_at.is_(None),
            lists.matching(Organisation.folded, q),
        )
        .order_by(Organisation.sort_key, Organisation.id)
        .limit(FOUND)
    )
    return people + [(f"o{code}", name, contact or "") for code, name, contact in firms]


def needs_of(party: Party) -> list[Need]:
    if party.organisation is None:
        return []
    rows = select(Need).where(
        Need.organisation_id == party.organisation.id,
        Need.archived_at.is_(None),
        Need.state.in_(OPEN_NEEDS),
    )
    return list(db.session.scalars(rows.order_by(Need.received_on.desc(), Need.id)))


def technologies_of(party: Party) -> list[Technology]:
    if party.organisation is None:
        return []
    rows = select(Technology).where(
        Technology.organisation_id == party.organisation.id, Technology.archived_at.is_(None)
    )
    return list(db.session.scalars(rows.order_by(Technology.sort_key, Technology.id)))


def free_tables(event: Event) -> list[tuple[int, bool]]:
    """All tables with whether nobody sits there now."""
    now = clock.now()
    taken = select(Meeting.table_number).where(
        Meeting.event_id == event.id,
        Meeting.state.in_([MeetingState.ANNOUNCED, MeetingState.HELD]),
        Meeting.starts_at < now + LENGTH,
        Meeting.ends_at > now,
    )
    busy = set(db.session.scalars(taken))
    return [(number, number not in busy) for number in table_numbers(event)]


def record(
    event: Event,
    demand: Party,
    supply: Party,
    *,
    table: int | None,
    need_code: str | None = None,
    topic: str | None = None,
    technology_code: str | None = None,
) -> Meeting:
    """Both sit at the table now: the meeting is held, and its minutes are due.

    What the hub does not know yet is taken in: an organisation named on a badge, and a need by
    its topic. Raises Refused("two_people" | "no_organisation" | "topic_missing" |
    "table_taken" | "meeting_twice").
    """
    if demand.key == supply.key or (demand.named and fold(demand.named) == fold(supply.named)):
        raise Refused("two_people")
    with transaction():
        hub = db.session.scalars(select(Hub).where(Hub.id == event.hub_id).with_for_update()).one()
        if table is not None and (table, True) not in free_tables(event):
            raise Refused("table_taken", table=table)
        buyer, seller = _organisation(hub, demand), _organisation(hub, supply)
        _refuse_again(buyer, seller)
        offers = technologies_of(supply)
        technology = next((one for one in offers if one.code == technology_code), None)
        about = next((one.field for one in [technology, *offers] if one), USUAL_FIELD)
        need = _need(hub, buyer, demand, need_code, topic, about)
        now = clock.now()
        meeting = Meeting(
            code=ids.code(16),
            hub_id=hub.id,
            event_id=event.id,
            need_id=need.id,
            technology_id=technology.id if technology else None,
            demand_id=buyer.id,
            supply_id=seller.id,
            mode=Mode.ON_SITE,
            state=MeetingState.HELD,
            proof=Proof.SCANS if demand.guest and supply.guest else Proof.HAND,
            starts_at=now,
            ends_at=now + LENGTH,
            announced_at=now,
            table_number=table,
            walk_up=True,
        )
        db.session.add(meeting)
        db.session.flush()
        for side, one in ((Side.DEMAND, demand), (Side.SUPPLY, supply)):
            if one.guest is not None:
                db.session.add(
                    Presence(meeting_id=meeting.id, side=side, registration_id=one.guest.id, at=now)
                )
        audit.record("walk_up_recorded", meeting, hub_id=hub.id)
    return meeting


def _refuse_again(buyer: Organisation, seller: Organisation) -> None:
    """The same two do not sit down twice: it was pressed twice, or is in the timetable."""
    now = clock.now()
    theirs = select(Meeting).where(
        Meeting.demand_id.in_([buyer.id, seller.id]),
        Meeting.supply_id.in_([buyer.id, seller.id]),
        Meeting.state.in_([MeetingState.ANNOUNCED, MeetingState.HELD]),
        Meeting.starts_at < now + LENGTH,
        Meeting.ends_at > now,
    )
    other = db.session.scalars(theirs.order_by(Meeting.id).limit(1)).first()
    if other is not None:
        a, b = other.sides
        at = other.starts_at
        raise Refused("meeting_twice", a=a, b=b, time=time_text(at), day=date_text(at))


def _organisation(hub: Hub, one: Party) -> Organisation:
    """Who sits there; looked for once more, with the hub held, before it is taken in."""
    if one.organisation is not None:
        return one.organisation
    guest = one.guest
    if guest is None or not guest.organisation:
        raise Refused("no_organisation", name=one.name)
    known = queries.organisation_of(hub.id, guest)
    if known is not None:
        return known
    given = OrganisationGiven(
        name=guest.organisation,
        org_type=guest.org_type or USUAL_TYPE,
        province=guest.province or hub.province,
    )
    return create_organisation(hub.id, given)


def _need(
    hub: Hub,
    buyer: Organisation,
    demand: Party,
    code: str | None,
    topic: str | None,
    field: str,
) -> Need:
    known = {need.code: need for need in needs_of(demand)}
    if code and code in known and not topic:
        return known[code]
    if not topic:
        raise Refused("topic_missing", field="topic")
    given = NeedGiven(
        organisation_id=buyer.id,
        title=topic,
        description=topic,
        field=field,
        province=buyer.province,
        confidentiality=Confidentiality.ANONYMOUS,
        source=NeedSource.EVENT,
        received_on=clock.today(),
    )
    return create_need(hub.id, given)


def likely_demand(one: Party, other: Party) -> bool:
    """Whether the first of two looks for something rather than the second: it has needs, and
    the other has technologies."""
    if one.organisation is None or other.organisation is None:
        return True
    pair = [one.organisation.id, other.organisation.id]
    wanted = dict(
        db.session.execute(
            select(Need.organisation_id, func.count())
            .where(Need.organisation_id.in_(pair), Need.archived_at.is_(None))
            .group_by(Need.organisation_id)
        ).all()
    )
    offered = dict(
        db.session.execute(
            select(Technology.organisation_id, func.count())
            .where(Technology.organisation_id.in_(pair), Technology.archived_at.is_(None))
            .group_by(Technology.organisation_id)
        ).all()
    )

    def leans(organisation_id: int) -> int:
        return (wanted.get(organisation_id, 0) > 0) - (offered.get(organisation_id, 0) > 0)

    return leans(pair[0]) >= leans(pair[1])
