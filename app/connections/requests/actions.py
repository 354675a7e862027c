"""Asking for a meeting, and answering."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.catalogue.models import Need, Suggestion, Technology
from app.connections import booths
from app.connections.models import Meeting, MeetingRequest
from app.connections.notices.letters import tell_answers
from app.connections.portal import pairs
from app.connections.portal.models import Pair
from app.connections.requests import queries
from app.connections.stages import MeetingState, Mode, RequestState, Side, Way
from app.core import audit, clock
from app.core.db import changed, db, transaction
from app.core.errors import Refused
from app.core.locks import lock
from app.events.models import Event

ANSWER_WITHIN = timedelta(days=7)
MOST_WEIGHT = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose wish a request is: the side, the registration of who asks and of who is asked."""

    side: Side | None = None
    by_id: int | None = None
    of_id: int | None = None


NOBODY = Asked()


def create(
    event: Event,
    need: Need,
    technology: Technology,
    *,
    weight: int = 3,
    mode: Mode | Way = Mode.ON_SITE,
    place: str | None = None,
    message: str | None = None,
    code: str | None = None,
    suggestion_id: int | None = None,
    answer_by: date | None = None,
    asked: Asked = NOBODY,
) -> MeetingRequest:
    """Ask that a need's side and a technology's side meet at an event.

    Unanswered it expires at the end of the day `answer_by` (None: in 7 days). The suggestion
    of the pair, where there is one, is kept with it. Who must meet is asked with full weight.
    `place`: which booth of the technology side, or the link to join online.
    Raises Refused("same_organisation" | "answer_by_past" | "never_meet" | "request_exists" |
    "booth_not_theirs" | "link_wrong").
    """
    if need.organisation_id == technology.organisation_id:
        raise Refused("same_organisation", field="technology")
    if answer_by is not None and answer_by < clock.today():
        raise Refused("answer_by_past", field="answer_by")
    with transaction():
        said = pairs.said_of(event.id, need.organisation_id, technology.organisation_id)
        if said is Pair.NEVER:
            raise Refused("never_meet", field="technology")
        request = MeetingRequest(
            event_id=event.id,
            code=code or _next_code(event),
            need_id=need.id,
            technology_id=technology.id,
            suggestion_id=suggestion_id or _suggestion_of(need.id, technology.id),
            weight=MOST_WEIGHT if said is Pair.MUST else weight,
            mode=Way(mode).mode,
            at_booth=mode is Way.BOOTH,
            place=booths.checked(event.id, technology.organisation_id, Way(mode), place),
            state=RequestState.REQUESTED,
            message=message,
            requested_at=clock.now(),
            expires_at=_end_of(answer_by) if answer_by else clock.now() + ANSWER_WITHIN,
            asked_by_id=asked.by_id,
            asked_of_id=asked.of_id,
            asked_side=asked.side,
        )
        db.session.add(request)
        try:
            db.session.flush()
        except IntegrityError as clash:
            raise Refused("request_exists") from clash
        audit.record("meeting_requested", request, hub_id=event.hub_id, code=request.code)
    return request


def _end_of(day: date) -> Any:
    return clock.day_bounds(day, day)[1]


def _suggestion_of(need_id: int, technology_id: int) -> int | None:
    found = select(Suggestion.id).where(
        Suggestion.need_id == need_id, Suggestion.technology_id == technology_id
    )
    return db.session.scalar(found)


def _next_code(event: Event) -> str:
    """The next free code, Q001…; codes of other shapes do not count.

    The event's row is locked, so that two people get two codes.
    """
    db.session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    found = select(MeetingRequest.code).where(
        MeetingRequest.event_id == event.id, MeetingRequest.code.like("Q%")
    )
    numbers = [re.fullmatch(r"Q([0-9]{1,9})", code) for code in db.session.scalars(found)]
    return f"Q{max((int(n[1]) for n in numbers if n), default=0) + 1:03}"


def answer(
    request: MeetingRequest,
    *,
    accept: bool,
    reason: str | None = None,
    wish: tuple[Way, str | None] | None = None,
) -> None:
    """Accept or decline, and tell both sides; an answer can be changed until a meeting stands in
    the timetable. `wish`: how and where who accepts would like it, None: as asked.

    Raises Refused("request_in_timetable" | "request_answered" | "booth_not_theirs").
    """
    with transaction():
        _answer(request, accept, reason)
        if accept and wish is not None:
            set_wish(request, *wish)
        tell_answers([request], request.state)


def _answer(request: MeetingRequest, accept: bool, reason: str | None) -> None:
    _fresh(request)
    if request.state in {RequestState.WITHDRAWN, RequestState.EXPIRED}:
        raise Refused("request_answered")
    request.state = RequestState.ACCEPTED if accept else RequestState.DECLINED
    request.answered_at = clock.now()
    request.decline_reason = None if accept else reason
    request.version += 1
    deed = "request_accepted" if accept else "request_declined"
    audit.record(deed, request, hub_id=request.event.hub_id, code=request.code)


def set_wish(request: MeetingRequest, way: Way, place: str | None) -> bool:
    """Note how and where the two shall meet, inside the deed of whoever says so; whether that
    is another than before. Raises Refused("booth_not_theirs" | "link_wrong")."""
    place = booths.checked(request.event_id, request.technology.organisation_id, way, place)
    if (request.way, request.place) == (way, place):
        return False
    request.mode, request.at_booth, request.place = way.mode, way is Way.BOOTH, place
    request.version += 1
    hub_id = request.event.hub_id
    audit.record("request_place_changed", request, hub_id=hub_id, way=way, place=place)
    return True


def answer_many(
    requests: Sequence[MeetingRequest], *, accept: bool, reason: str | None = None
) -> int:
    """Accept or decline all that still wait for an answer, in one deed; how many."""
    with transaction():
        waiting = [r for r in requests if r.state is RequestState.REQUESTED]
        for request in waiting:
            _answer(request, accept, reason)
        tell_answers(waiting, RequestState.ACCEPTED if accept else RequestState.DECLINED)
    return len(waiting)


def withdraw(request: MeetingRequest) -> None:
    """Whoever asked does not want it any more; who had been asked or had agreed is told."""
    with transaction():
        _fresh(request)
        request.state = RequestState.WITHDRAWN
        request.answered_at = clock.now()
        request.version += 1
        audit.record("request_withdrawn", request, hub_id=request.event.hub_id, code=request.code)
        tell_answers([request], request.state)


def reopen(request: MeetingRequest) -> None:
    """Take an answer, a withdrawal or an expiry back; there are 7 days to answer again."""
    with transaction():
        _fresh(request)
        request.state = RequestState.REQUESTED
        request.answered_at = request.decline_reason = request.proposal = None
        request.expires_at = clock.now() + ANSWER_WITHIN
        request.version += 1
        audit.record("request_reopened", request, hub_id=request.event.hub_id, code=request.code)


def expire(request: MeetingRequest) -> None:
    """Nobody answered in time."""
    with transaction():
        request.state = RequestState.EXPIRED
        request.answered_at = clock.now()
        request.version += 1
        audit.record("request_expired", request, hub_id=request.event.hub_id, code=request.code)


def expire_due(event: Event) -> int:
    """Let all requests expire whose time to answer is over; how many."""
    with transaction():
        due = (
            update(MeetingRequest)
            .where(
                MeetingRequest.event_id == event.id,
                MeetingRequest.state == RequestState.REQUESTED,
                MeetingRequest.expires_at < clock.now(),
            )
            .values(
                state=RequestState.EXPIRED,
                answered_at=clock.now(),
                version=MeetingRequest.version + 1,
            )
        )
        count = changed(due)
        if count:
            details = {"event_id": event.id, "hub_id": event.hub_id, "count": count}
            audit.record("requests_expired", event, **details)
    return count


def ask_for_accepted(event: Event) -> int:
    """A request for each accepted suggestion that has none at this event; how many."""
    with transaction():
        number = int(_next_code(event)[1:])
        found = queries.open_suggestions(event)
        for offset, suggestion in enumerate(found):
            create(
                event,
                suggestion.need,
                suggestion.technology,
                code=f"Q{number + offset:03}",
                suggestion_id=suggestion.id,
            )
    return len(found)


def import_rows(event: Event, rows: list[dict[str, Any]]) -> int:
    """Requests from a sheet (code, need, technology, weight, mode), all or nothing; how many.

    Codes of needs and technologies are those of the event's hub; rows without a code get the
    next ones. Raises Refused("not_found" | "request_exists").
    """
    needs = _by_code(Need, event.hub_id, {row["need"] for row in rows})
    technologies = _by_code(Technology, event.hub_id, {row["technology"] for row in rows})
    with transaction():
        pairs = select(Suggestion.need_id, Suggestion.technology_id, Suggestion.id)
        found = db.session.execute(pairs.where(Suggestion.hub_id == event.hub_id))
        suggestions = {(need_id, technology_id): id_ for need_id, technology_id, id_ in found}
        now, number = clock.now(), int(_next_code(event)[1:])
        given = {row.get("code") for row in rows}
        for row in rows:
            need_id, technology_id = needs[row["need"]], technologies[row["technology"]]
            code = row.get("code")
            while not code or (code in given and not row.get("code")):
                code, number = f"Q{number:03}", number + 1
            db.session.add(
                MeetingRequest(
                    event_id=event.id,
                    code=code,
                    need_id=need_id,
                    technology_id=technology_id,
                    suggestion_id=suggestions.get((need_id, technology_id)),
                    weight=int(row["weight"]),
                    mode=Way(row["mode"]).mode,
                    at_booth=row["mode"] == Way.BOOTH,
                    message=row.get("message"),
                    state=RequestState.REQUESTED,
                    requested_at=now,
                    expires_at=now + ANSWER_WITHIN,
                )
            )
        try:
            db.session.flush()
        except IntegrityError as clash:
            raise Refused("request_exists") from clash
        details = {"event_id": event.id, "hub_id": event.hub_id, "count": len(rows)}
        audit.record("requests_imported", event, **details)
    return len(rows)


def _by_code(model: Any, hub_id: int, codes: set[str]) -> dict[str, int]:
    found = select(model.code, model.id).where(model.hub_id == hub_id, model.code.in_(codes))
    known: dict[str, int] = dict(db.session.execute(found).all())
    for code in sorted(codes - known.keys()):
        raise Refused("not_found", what=code)
    return known


def _fresh(request: MeetingRequest) -> None:
    """The request as it stands now, locked. Raises Refused("request_in_timetable")."""
    lock(request)
    live = select(Meeting.id).where(
        Meeting.request_id == request.id, Meeting.state != MeetingState.CANCELLED
    )
    if db.session.scalar(live) is not None:
        raise Refused("request_in_timetable")
