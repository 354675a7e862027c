"""What a participant does in the portal; the office does the same for them, and it is noted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from app.catalogue.models import Need, Technology
from app.connections.models import MeetingRequest
from app.connections.phases.standing import refuse_wishes
from app.connections.portal import letters, limits, queries, subjects, turns
from app.connections.portal.models import Profile
from app.connections.requests import actions as requests
from app.connections.requests.actions import Asked
from app.connections.stages import RequestState, Side, Way
from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.locks import lock
from app.core.text import fold
from app.registrations.models import Registration


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of themselves; `readiness` is the TRL of what they offer."""

    wants: str | None
    offers: str | None
    fields: Collection[str] = ()
    readiness: int | None = None


def profile_for(registration: Registration) -> Profile:
    """The profile of a participant; an empty one is made where there is none.

    Two first deeds of one person at once, on two phones: the person's row is held, so that the
    second finds what the first made.
    """
    with transaction():
        known = queries.profile_of(registration.id)
        if known is None:
            lock(registration)
            known = queries.profile_of(registration.id) or _new(registration)
        return known


def _new(registration: Registration) -> Profile:
    profile = Profile(
        code=ids.code(12),
        event_id=registration.event_id,
        registration=registration,
        folded="",
        changed_at=clock.now(),
    )
    _derive(profile)
    db.session.add(profile)
    db.session.flush()
    return profile


def fill_directory(event_id: int) -> int:
    """Let all who agreed to be found stand in the directory; how many were added."""
    with transaction():
        queries.hold_without_profile(event_id)
        found = queries.without_profile(event_id)
        for registration in found:
            _new(registration)
    return len(found)


def _derive(profile: Profile) -> None:
    person = profile.registration
    words = (person.name, person.organisation, profile.wants, profile.offers)
    profile.folded = fold(" ".join(filter(None, words)))


def save_profile(registration: Registration, said: Said) -> Profile:
    """Change what a participant looks for and offers."""
    with transaction():
        profile = profile_for(registration)
        profile.wants, profile.offers = said.wants, said.offers
        profile.readiness = said.readiness if said.offers else None
        profile.field_codes = f" {' '.join(sorted(said.fields))} " if said.fields else ""
        _derive(profile)
        profile.changed_at = clock.now()
        profile.version += 1
        subjects.follow(profile)
        audit.record("profile_changed", registration, hub_id=registration.event.hub_id)
    return profile


# ------------------------------------------------------------------ asking
def ask_for_technology(
    me: Profile, technology: Technology, message: str, mode: Way, booth: str | None = None
) -> MeetingRequest:
    """Ask who offers a technology to meet, about what one looks for. See `_ask`."""
    return _ask(me, None, technology, None, message, (mode, booth))


def ask_about_need(
    me: Profile, need: Need, message: str, mode: Way, booth: str | None = None
) -> MeetingRequest:
    """Ask who has a need to meet, about what one offers. See `_ask`."""
    return _ask(me, need, None, None, message, (mode, booth))


def ask_person(
    me: Profile,
    them: Profile,
    message: str,
    mode: Way,
    booth: str | None = None,
    *,
    i_look_for: bool,
) -> MeetingRequest:
    """Ask a participant to meet: about what they offer, or about what they look for."""
    with transaction():
        if i_look_for:
            if not them.offers:
                raise Refused("they_offer_nothing")
            return _ask(me, None, subjects.technology_for(them), them, message, (mode, booth))
        if not them.wants:
            raise Refused("they_want_nothing")
        return _ask(me, subjects.need_for(them), None, them, message, (mode, booth))


def _ask(
    me: Profile,
    need: Need | None,
    technology: Technology | None,
    them: Profile | None,
    message: str,
    wish: tuple[Way, str | None],
) -> MeetingRequest:
    """`wish`: how, and at which booth of who offers (None: the usual one). Raises Refused(
    "portal_closed" | "wishes_ahead" | "wishes_closed" | "wants_missing" | "offers_missing" |
    "too_many_open" | "same_organisation" | "never_meet" | "request_exists" |
    "booth_not_theirs")."""
    with transaction():
        lock(me)
        event = me.registration.event
        rules = queries.rules_of(event.id)
        if rules is None or not queries.is_open(event, rules):
            raise Refused("portal_closed")
        refuse_wishes(event)
        if need is None and not me.wants:
            raise Refused("wants_missing")
        if technology is None and not me.offers:
            raise Refused("offers_missing")
        if queries.open_count(me.registration_id) >= rules.most_open:
            raise Refused("too_many_open", most=rules.most_open)
        side = Side.DEMAND if need is None else Side.SUPPLY
        request = requests.create(
            event,
            need or subjects.need_for(me),
            technology or subjects.technology_for(me),
            mode=wish[0],
            place=wish[1],
            message=message,
            answer_by=clock.today() + timedelta(days=rules.answer_days),
            asked=Asked(side, me.registration_id, them.registration_id if them else None),
        )
        letters.tell_asked(request)
    return request


# ------------------------------------------------------------------ answering
def answer(
    request: MeetingRequest,
    side: Side,
    *,
    accept: bool,
    reason: str | None = None,
    booth: str | None = None,
) -> None:
    """One side's answer to a request that waits for it; who accepts to meet at the booth may
    name one of several. Raises Refused("request_expired_now" | "request_answered" |
    "not_your_turn" | "limit_reached" | "request_in_timetable" | "booth_not_theirs")."""
    with transaction():
        _their_turn(request, side)
        if accept:
            _within_limits(request)
        wish = (Way.BOOTH, booth) if booth and request.at_booth else None
        requests.answer(request, accept=accept, reason=reason, wish=wish)


def _their_turn(request: MeetingRequest, side: Side) -> None:
    lock(request)
    standing = turns.standing(request.state, request.expires_at, clock.now())
    if standing is RequestState.EXPIRED:
        raise Refused("request_expired_now")
    if standing is not RequestState.REQUESTED:
        raise Refused("request_answered")
    if side not in turns.waits_for(request.asked_side, proposed=request.proposal is not None):
        raise Refused("not_your_turn")


def _within_limits(request: MeetingRequest) -> None:
    """No side agrees to more meetings than the organisers let it have."""
    sides = (request.need.organisation, request.technology.organisation)
    set_for = limits.of(request.event_id)
    for firm in sides:
        limit = set_for.most_of(firm.id)
        if limit is not None and queries.accepted_count(request.event_id, firm.id) >= limit:
            raise Refused("limit_reached", name=firm.short_name or firm.name, most=limit)


def propose(request: MeetingRequest, side: Side, words: str) -> None:
    """Not so, but so: another time or way, in words; now the asker answers. See `answer`."""
    with transaction():
        _their_turn(request, side)
        if request.asked_side is None or side is request.asked_side:
            raise Refused("not_your_turn")
        request.proposal = words
        _more_time(request)
        request.version += 1
        audit.record("request_proposed", request, hub_id=request.event.hub_id, code=request.code)
        letters.tell_asked(request)


def hand_on(request: MeetingRequest, side: Side, colleague: Profile) -> None:
    """Let a colleague of the same organisation answer, and come. See `answer`."""
    with transaction():
        _their_turn(request, side)
        if request.asked_side is None or side is request.asked_side:
            raise Refused("not_your_turn")
        if colleague.registration_id == request.asked_by_id:
            raise Refused("same_organisation")
        request.asked_of_id = colleague.registration_id
        db.session.flush()
        db.session.refresh(request)
        _more_time(request)
        request.version += 1
        audit.record("request_handed_on", request, hub_id=request.event.hub_id, code=request.code)
        letters.tell_asked(request)


def _more_time(request: MeetingRequest) -> None:
    rules = queries.rules_of(request.event_id)
    last = clock.today() + timedelta(days=rules.answer_days if rules else 5)
    request.expires_at = clock.day_bounds(last, last)[1]


def withdraw(request: MeetingRequest, side: Side) -> None:
    """Whoever asked does not want it any more, or who agreed cannot keep it: it ends for both.

    Raises Refused("request_answered" | "not_your_turn" | "request_in_timetable").
    """
    with transaction():
        lock(request)
        if request.state not in {RequestState.REQUESTED, RequestState.ACCEPTED}:
            raise Refused("request_answered")
        if request.state is RequestState.REQUESTED and side is not request.asked_side:
            raise Refused("not_your_turn")
        requests.withdraw(request)


def think_again(request: MeetingRequest, side: Side) -> None:
    """Take one's own "no" back: the request waits for an answer again."""
    with transaction():
        lock(request)
        if request.state is not RequestState.DECLINED:
            raise Refused("request_answered")
        if request.asked_side is not None and side is request.asked_side:
            raise Refused("not_your_turn")
        requests.reopen(request)


# ------------------------------------------------------------------ those who go
def leave(registration: Registration) -> None:
    """Somebody does not come: what they asked for is withdrawn, what they were asked stays open
    to their organisation."""
    with transaction():
        mine = select(MeetingRequest).where(
            MeetingRequest.asked_by_id == registration.id,
            MeetingRequest.state == RequestState.REQUESTED,
        )
        for request in db.session.scalars(mine).all():
            requests.withdraw(request)


def forget(registration: Registration) -> None:
    """Drop what a participant said of themselves; meetings keep their parties."""
    with transaction():
        profile = queries.profile_of(registration.id)
        for column in (MeetingRequest.asked_by_id, MeetingRequest.asked_of_id):
            theirs = update(MeetingRequest).where(column == registration.id)
            db.session.execute(theirs.values(message=None, proposal=None))
        if profile is not None:
            subjects.forget(profile)
            db.session.delete(profile)


def become_one(kept: Registration, gone: Registration) -> None:
    """Two sign-ups of one person: requests move; of two profiles the one with more words stays."""
    for column in (MeetingRequest.asked_by_id, MeetingRequest.asked_of_id):
        moved = update(MeetingRequest).where(column == gone.id)
        db.session.execute(moved.values({column.key: kept.id}))
    mine, theirs = (queries.profile_of(one.id) for one in (kept, gone))
    if theirs is None:
        return
    if mine is not None:
        if mine.wants or mine.offers:
            db.session.delete(theirs)
            return
        db.session.delete(mine)
        db.session.flush()
    theirs.registration = kept
    theirs.changed_at = clock.now()
