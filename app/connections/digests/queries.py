"""What waits to be told, what was told and answered; each in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts import provinces
from app.accounts.models import Hub
from app.catalogue.models import Need, Organisation, Suggestion, Technology
from app.catalogue.reasons import Reasons
from app.catalogue.states import OPEN_NEEDS, SuggestionState, TechnologyState
from app.catalogue.suggestions.wording import Line, lines
from app.connections.digests import contents
from app.connections.digests.contents import Candidate, Every, Owner, Reply
from app.connections.digests.models import Digest, DigestItem, DigestPlan, DigestStop
from app.connections.models import Meeting, MeetingRequest
from app.connections.stages import MeetingState, RequestState
from app.core import clock, lists, outbox
from app.core.db import db

Supply = aliased(Organisation)
Letter = aliased(outbox.Mail)
#: The two are to meet, have met, or were asked to: nobody need be told of the other any more.
MET = or_(
    exists().where(
        Meeting.need_id == Suggestion.need_id,
        Meeting.technology_id == Suggestion.technology_id,
        Meeting.state != MeetingState.CANCELLED,
    ),
    exists().where(
        MeetingRequest.need_id == Suggestion.need_id,
        MeetingRequest.technology_id == Suggestion.technology_id,
        MeetingRequest.state.in_([RequestState.REQUESTED, RequestState.ACCEPTED]),
    ),
)
OPEN_NEED = and_(Need.state.in_(OPEN_NEEDS), Need.archived_at.is_(None))
ON_OFFER = and_(
    Technology.state == TechnologyState.APPROVED,
    Technology.archived_at.is_(None),
    Technology.publish_ok,
)
CHOSEN = Suggestion.state == SuggestionState.ACCEPTED
#: The letter did not go: it failed, or somebody kept it back.
NOT_SENT = exists().where(
    Letter.about == "digest", Letter.about_id == Digest.id, Letter.state.in_(outbox.AGAIN)
)
STANDS = and_(OPEN_NEED, ON_OFFER, CHOSEN, DigestItem.handled_at.is_(None), ~MET)
#: What the hub's chips show; the first two wait for the hub.
STATES: dict[str, ColumnElement[bool]] = {
    "yes": and_(DigestItem.reply == Reply.YES, STANDS),
    "phone": and_(DigestItem.reply.is_(None), or_(Digest.by_phone, NOT_SENT), STANDS),
    "silent": and_(DigestItem.reply.is_(None), ~Digest.by_phone, ~NOT_SENT, STANDS),
    "later": and_(DigestItem.reply == Reply.LATER, STANDS),
    "no": DigestItem.reply == Reply.NO,
    "done": and_(DigestItem.reply == Reply.YES, or_(DigestItem.handled_at.is_not(None), MET)),
}
SORTS = {
    "told": (Digest.written_at, DigestItem.id),
    "answered": (DigestItem.replied_at, DigestItem.id),
    "need": (Need.sort_key, DigestItem.id),
}


# ------------------------------------------------------------------ to be told
def candidates(hub_id: int) -> list[Candidate]:
    """Chosen suggestions of a hub that their owners do not know of, or put off long enough ago."""
    put_off = and_(
        DigestItem.reply == Reply.LATER,
        DigestItem.handled_at.is_(None),
        DigestItem.replied_at <= clock.now() - contents.AGAIN,
    )
    found = (
        select(
            Suggestion.id,
            Suggestion.need_id,
            Need.organisation_id,
            func.coalesce(Need.contact_email, Organisation.email, ""),
            Suggestion.score,
            func.coalesce(Suggestion.decided_at, Suggestion.created_at),
            DigestItem.replied_at,
        )
        .join(Suggestion.need)
        .join(Need.organisation)
        .join(Suggestion.technology)
        .outerjoin(DigestItem, DigestItem.suggestion_id == Suggestion.id)
        .where(
            Suggestion.hub_id == hub_id,
            *(CHOSEN, OPEN_NEED, ON_OFFER, ~MET),
            Organisation.archived_at.is_(None),
            Technology.organisation_id != Need.organisation_id,
            or_(DigestItem.id.is_(None), put_off),
        )
    )
    return [
        Candidate(suggestion_id, need_id, Owner(firm_id, address), score, chosen_at, later_at)
        for suggestion_id, need_id, firm_id, address, score, chosen_at, later_at in (
            db.session.execute(found)
        )
    ]


def plans() -> list[DigestPlan]:
    """The hubs that write digests."""
    found = select(DigestPlan).where(DigestPlan.every != Every.OFF)
    return list(db.session.scalars(found.order_by(DigestPlan.hub_id)))


def plan_of(hub: Hub) -> DigestPlan | None:
    return db.session.scalar(select(DigestPlan).where(DigestPlan.hub_id == hub.id))


def stopped(organisation_ids: set[int]) -> set[Owner]:
    """Who wants no digests."""
    found = select(DigestStop.organisation_id, DigestStop.address).where(
        DigestStop.organisation_id.in_(organisation_ids)
    )
    return {Owner(*row) for row in db.session.execute(found)}


# ------------------------------------------------------------------ told
@dataclass(frozen=True)
class Told:
    """One suggestion as its owner sees it."""

    item: DigestItem
    met: bool

    @property
    def need(self) -> Need:
        return self.item.suggestion.need

    @property
    def technology(self) -> Technology:
        return self.item.suggestion.technology

    @property
    def place(self) -> str:
        """Where it comes from."""
        return provinces.short(self.technology.province)

    @property
    def on_offer(self) -> bool:
        one = self.technology
        approved = one.state is TechnologyState.APPROVED and one.archived_at is None
        return approved and one.publish_ok

    @property
    def open(self) -> bool:
        """Whether an answer still counts."""
        state, reply = self.item.suggestion.state, self.item.reply
        refused = state is SuggestionState.DISMISSED and reply is Reply.NO
        return contents.answerable(
            open_need=self.need.state in OPEN_NEEDS and self.need.archived_at is None,
            on_offer=self.on_offer,
            chosen=state is SuggestionState.ACCEPTED or refused,
            handled=self.item.handled_at is not None or self.met,
        )

    @property
    def lines(self) -> list[Line]:
        """What speaks for and against it."""
        reasons = Reasons.from_dict(self.item.suggestion.reasons)
        return lines(self.need, self.technology, reasons)


def _told() -> Select[Any]:
    suggestion = joinedload(DigestItem.suggestion)
    found: Any = select(DigestItem, MET)
    return found.join(Suggestion, Suggestion.id == DigestItem.suggestion_id).options(
        suggestion.joinedload(Suggestion.need),
        suggestion.joinedload(Suggestion.technology).joinedload(Technology.organisation),
    )


def told(digest: Digest) -> list[Told]:
    """What a digest tells, in its order: one statement."""
    found = _told().where(DigestItem.digest_id == digest.id).order_by(DigestItem.place)
    return [Told(item, met) for item, met in db.session.execute(found)]


def still_open(item: DigestItem) -> bool:
    """Whether an answer to it counts at this moment."""
    found = _told().where(DigestItem.id == item.id).execution_options(populate_existing=True)
    row = db.session.execute(found).one()
    return Told(*row).open


def by_needs(shown: list[Told]) -> list[tuple[Need, list[Told]]]:
    """The same, need by need."""
    found: dict[int, tuple[Need, list[Told]]] = {}
    for one in shown:
        found.setdefault(one.need.id, (one.need, []))[1].append(one)
    return list(found.values())


def digest_by_code(code: str) -> Digest | None:
    found = select(Digest).where(Digest.code == code)
    return db.session.scalar(found.options(joinedload(Digest.hub), joinedload(Digest.organisation)))


def item_of(digest: Digest, code: str) -> DigestItem | None:
    found = select(DigestItem).where(DigestItem.digest_id == digest.id, DigestItem.code == code)
    return db.session.scalar(found)


# ------------------------------------------------------------------ the hub's list
def listed(hub: Hub, filters: dict[str, str]) -> Select[Any]:
    """What a hub told and was answered: (item, whether they met, the letter). Filters: q, state."""
    letter = outbox.Mail
    found = (
        _joined(select(DigestItem, MET, letter))
        .join(Technology.organisation.of_type(Supply))
        .outerjoin(letter, and_(letter.about == "digest", letter.about_id == Digest.id))
        .where(Digest.hub_id == hub.id)
        .options(
            contains_eager(DigestItem.digest).contains_eager(Digest.organisation),
            contains_eager(DigestItem.suggestion).options(
                contains_eager(Suggestion.need),
                contains_eager(Suggestion.technology).contains_eager(
                    Technology.organisation.of_type(Supply)
                ),
            ),
        )
    )
    if filters.get("state") in STATES:
        found = found.where(STATES[filters["state"]])
    q = filters.get("q", "")
    if lists.words(q):
        names = (Need.folded, Technology.folded, Organisation.folded, Supply.folded)
        found = found.where(or_(*(lists.matching(name, q) for name in names)))
    return found


def _joined(statement: Any) -> Select[Any]:
    return (
        statement.join(DigestItem.digest)
        .join(Digest.organisation)
        .join(DigestItem.suggestion)
        .join(Suggestion.need)
        .join(Suggestion.technology)
    )


def counts(hub_id: int, *names: str) -> Select[Any]:
    """How many items stand in each state, under its name; a SELECT of one row."""
    columns = [func.count().filter(STATES[name]).label(f"digest_{name}") for name in names]
    return _joined(select(*columns).select_from(DigestItem)).where(Digest.hub_id == hub_id)


def item_in(hub: Hub, code: str) -> DigestItem | None:
    """One item of a hub, with all that it is about."""
    found = (
        select(DigestItem)
        .join(DigestItem.digest)
        .where(Digest.hub_id == hub.id, DigestItem.code == code)
        .options(
            joinedload(DigestItem.digest).joinedload(Digest.organisation),
            joinedload(DigestItem.suggestion).options(
                joinedload(Suggestion.need),
                joinedload(Suggestion.technology).joinedload(Technology.organisation),
            ),
        )
    )
    return db.session.scalar(found)


# ------------------------------------------------------------------ on other pages
def of_need(need: Need) -> list[tuple[int, DigestItem | None]]:
    """By technology: what the owner of a need was told; None: chosen and still to be told."""
    to_be_told = and_(CHOSEN, DigestItem.id.is_(None), ~MET)
    found = (
        select(Suggestion.technology_id, DigestItem)
        .select_from(Suggestion)
        .outerjoin(DigestItem, DigestItem.suggestion_id == Suggestion.id)
        .where(Suggestion.need_id == need.id, or_(DigestItem.id.is_not(None), to_be_told))
        .options(joinedload(DigestItem.digest))
    )
    return [(technology_id, item) for technology_id, item in db.session.execute(found)]


def of_organisation(organisation: Organisation, most: int = 10) -> list[tuple[DigestItem, str]]:
    """The latest that an organisation was told of, with the technology's title."""
    found = (
        select(DigestItem, Technology.title)
        .join(DigestItem.digest)
        .join(DigestItem.suggestion)
        .join(Suggestion.technology)
        .where(Digest.organisation_id == organisation.id)
        .order_by(Digest.written_at.desc(), DigestItem.place)
        .limit(most)
        .options(contains_eager(DigestItem.digest))
    )
    return [(item, title) for item, title in db.session.execute(found)]


def stops_of(organisation: Organisation) -> list[tuple[str, datetime]]:
    """The addresses of an organisation that want no digests, and since when."""
    found = select(DigestStop.address, DigestStop.stopped_at)
    rows = db.session.execute(found.where(DigestStop.organisation_id == organisation.id))
    return [(address, at) for address, at in rows]
