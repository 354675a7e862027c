"""What became of the meetings: held or missed at the fair, followed up in the weeks after."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.catalogue.states import DismissReason
from app.connections.followups import actions as followups
from app.connections.followups.actions import Result
from app.connections.meetings import actions as meetings
from app.connections.models import Connection, Meeting, MeetingRequest
from app.connections.requests import actions as requests
from app.connections.stages import MeetingState, OutcomeKind, RequestState
from app.core import clock
from app.core.db import db
from app.demo import sample
from app.demo.play.stage import Stage

NEXT_STEPS = {
    OutcomeKind.FOLLOW_UP: "Gọi lại, gửi hồ sơ kỹ thuật",
    OutcomeKind.SITE_VISIT: "Khảo sát tại cơ sở",
    OutcomeKind.SAMPLE_TEST: "Gửi mẫu thử",
    OutcomeKind.MOU: "Soạn kế hoạch thực hiện biên bản",
    OutcomeKind.COOPERATION_AGREEMENT: "Soạn kế hoạch thực hiện thỏa thuận",
}
NO_FIT = "Quy mô chưa phù hợp với nhu cầu."
DISCUSSION = "Hai bên trao đổi về yêu cầu kỹ thuật, điều kiện chuyển giao và kinh phí."
ANSWERED_ON, EXPIRED_ON = -7, -4  # days before the fair


@dataclass(frozen=True)
class Ending:
    """How one meeting ends by the files, `days` after it."""

    state: MeetingState
    kind: OutcomeKind | None
    days: int
    value_vnd: int | None


def endings() -> dict[str, Ending]:
    """By code of the request."""
    return {
        row["request"]: Ending(
            MeetingState(row["held"]),
            OutcomeKind(row["outcome_kind"]) if row["outcome_kind"] else None,
            int(row["days_after"] or 0),
            int(row["value_vnd"]) if row["value_vnd"] else None,
        )
        for row in sample.rows("outcomes")
    }


def answer_requests(stage: Stage) -> None:
    """The asked side answers; a few never do, and their requests expire."""
    answers = {row["code"]: row["answer"] for row in sample.rows("meeting_requests")}
    waiting = [request for request in _requests(stage) if request.state is RequestState.REQUESTED]
    silent = []
    for place, request in enumerate(waiting):
        said = answers.get(request.code, RequestState.EXPIRED)
        if said == RequestState.EXPIRED:
            silent.append(request)
            continue
        with clock.at(stage.given.on(ANSWERED_ON, "08:30") + timedelta(minutes=4 * place)):
            accept = said == RequestState.ACCEPTED
            requests.answer(request, accept=accept, reason=None if accept else "Chưa phù hợp")
    with clock.at(stage.given.on(EXPIRED_ON, "17:00")):
        for request in silent:
            requests.expire(request)


def _requests(stage: Stage) -> list[MeetingRequest]:
    found = select(MeetingRequest).where(MeetingRequest.event_id == stage.event.id)
    return list(db.session.scalars(found.order_by(MeetingRequest.code)))


def hold(stage: Stage) -> dict[date, list[tuple[Connection, Ending]]]:
    """Every announced meeting at its time; what is to come of it later, by the day it comes."""
    known, later = endings(), defaultdict(list)
    found = (
        select(Meeting)
        .where(Meeting.event_id == stage.event.id, Meeting.state == MeetingState.ANNOUNCED)
        .options(joinedload(Meeting.request))
        .order_by(Meeting.starts_at, Meeting.table_number)
    )
    for meeting in db.session.scalars(found).all():
        ending = known.get(meeting.request.code) if meeting.request else None
        if ending is None:
            continue
        with clock.at(meeting.ends_at + timedelta(minutes=2)):
            if ending.kind is None:
                meetings.record_no_show(meeting, ending.state)
                continue
            day = clock.today()
            connection = meetings.record_held(meeting, _first(ending, day), discussion=DISCUSSION)
            if ending.days:
                later[day + timedelta(days=ending.days)].append((connection, ending))
    return later


def _first(ending: Ending, day: date) -> Result:
    """What is written down at the table: the outcome, or that there is something to follow."""
    if not ending.days:
        return _result(ending, day)
    return Result(
        OutcomeKind.INFORMATION,
        day,
        next_step="Liên hệ lại theo hẹn",
        next_due=day + timedelta(days=ending.days),
    )


def _result(ending: Ending, day: date) -> Result:
    assert ending.kind is not None
    ended = ending.kind is OutcomeKind.NO_FIT
    step = NEXT_STEPS.get(ending.kind)
    return Result(
        ending.kind,
        day,
        value_vnd=ending.value_vnd,
        note=NO_FIT if ended else None,
        next_step=step,
        next_due=day + timedelta(days=30) if step else None,
        why=DismissReason.WRONG_SCALE if ended else None,
    )


def follow_up(stage: Stage, later: dict[date, list[tuple[Connection, Ending]]]) -> None:
    """The weeks after the fair: visits, tests, papers signed, some come to nothing."""
    for day, steps in sorted(later.items()):
        with clock.at(stage.given.on((day - stage.given.start).days, "16:00")):
            for connection, ending in steps:
                followups.add_step(connection, _result(ending, day))
