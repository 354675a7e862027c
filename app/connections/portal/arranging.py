"""What the organisers set for the meetings of an event."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from app.catalogue.models import Need, Technology
from app.connections.models import MeetingRequest
from app.connections.portal import actions, queries
from app.connections.portal.models import MeetingLimit, MeetingRules, Pair, PairRule, Profile
from app.connections.requests.actions import MOST_WEIGHT
from app.connections.stages import RequestState
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event


@dataclass(frozen=True, slots=True)
class Rules:
    """See MeetingRules."""

    is_open: bool = True
    most_open: int = 8
    answer_days: int = 5
    least: int | None = None
    most: int | None = None


def set_rules(event: Event, rules: Rules) -> MeetingRules:
    """How meetings are asked for; opening the portal fills its directory.

    Raises Refused("limits_crossed").
    """
    _check(rules.least, rules.most)
    with transaction():
        row = queries.rules_of(event.id)
        if row is None:
            row = MeetingRules(event_id=event.id)
            db.session.add(row)
        for name in ("is_open", "most_open", "answer_days", "least", "most"):
            setattr(row, name, getattr(rules, name))
        db.session.flush()
        audit.record(
            "meeting_rules_changed",
            row,
            hub_id=event.hub_id,
            event_id=event.id,
            open=rules.is_open,
        )
        if rules.is_open:
            actions.fill_directory(event.id)
    return row


def _check(least: int | None, most: int | None) -> None:
    if least is not None and most is not None and least > most:
        raise Refused("limits_crossed", field="most")


def say(event: Event, one: int, other: int, kind: Pair) -> PairRule:
    """Two organisations (ids) must meet, or never; what was said before is replaced.

    Who must meet has full weight in every request of theirs. Raises Refused("pair_itself").
    """
    if one == other:
        raise Refused("pair_itself", field="other")
    a, b = sorted((one, other))
    with transaction():
        known = select(PairRule).where(
            PairRule.event_id == event.id, PairRule.a_id == a, PairRule.b_id == b
        )
        row = db.session.scalar(known)
        if row is None:
            row = PairRule(event_id=event.id, a_id=a, b_id=b, kind=kind)
            db.session.add(row)
        row.kind = kind
        try:
            db.session.flush()
        except IntegrityError as clash:
            raise Refused("changed_meanwhile") from clash
        if kind is Pair.MUST:
            _full_weight(event.id, a, b)
        audit.record("pair_said", row, hub_id=event.hub_id, event_id=event.id, kind=kind)
    return row


def _full_weight(event_id: int, a: int, b: int) -> None:
    need, offer = aliased(Need), aliased(Technology)
    theirs = (
        select(MeetingRequest.id)
        .join(need, need.id == MeetingRequest.need_id)
        .join(offer, offer.id == MeetingRequest.technology_id)
        .where(
            MeetingRequest.event_id == event_id,
            MeetingRequest.state.in_([RequestState.REQUESTED, RequestState.ACCEPTED]),
            need.organisation_id.in_((a, b)),
            offer.organisation_id.in_((a, b)),
        )
    )
    ids = db.session.scalars(theirs).all()
    raised = update(MeetingRequest).where(MeetingRequest.id.in_(ids))
    db.session.execute(
        raised.values(weight=MOST_WEIGHT, version=MeetingRequest.version + 1),
        execution_options={"synchronize_session": "fetch"},
    )


def drop(event: Event, rule: PairRule) -> None:
    """Nothing is said of the two any more."""
    with transaction():
        audit.record("pair_dropped", rule, hub_id=event.hub_id, event_id=event.id)
        db.session.delete(rule)


def set_limit(event: Event, organisation_id: int, least: int | None, most: int | None) -> None:
    """Other numbers for one organisation; both empty: those of all. Raises
    Refused("limits_crossed")."""
    _check(least, most)
    with transaction():
        known = select(MeetingLimit).where(
            MeetingLimit.event_id == event.id, MeetingLimit.organisation_id == organisation_id
        )
        row = db.session.scalar(known)
        if row is None:
            row = MeetingLimit(event_id=event.id, organisation_id=organisation_id)
            db.session.add(row)
        row.least, row.most = least, most
        db.session.flush()
        audit.record("meeting_limit_set", event, hub_id=event.hub_id, organisation=organisation_id)
        if least is None and most is None:
            db.session.delete(row)


def set_speaker(profile: Profile, organisation_id: int | None) -> None:
    """For whom a participant speaks: they see and answer what that organisation was asked."""
    with transaction():
        profile.speaks = organisation_id is not None
        if organisation_id is not None and organisation_id != profile.organisation_id:
            profile.organisation_id = organisation_id
            profile.need_id = profile.technology_id = None
        profile.version += 1
        audit.record(
            "speaker_set",
            profile.registration,
            hub_id=profile.registration.event.hub_id,
            organisation=organisation_id,
        )
