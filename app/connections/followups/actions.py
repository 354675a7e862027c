"""Following a connection until it led to something or did not. Its history is append-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_login import current_user
from sqlalchemy import select

from app.accounts.models import Membership
from app.catalogue.needs import actions as needs
from app.catalogue.states import DismissReason, NeedState
from app.connections.followups import contacts
from app.connections.models import Connection, ConnectionStep, Meeting
from app.connections.stages import SIGNED, STAGE_OF, OutcomeKind, Stage
from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.locks import lock

#: What a connection says of its need: signed is not yet solved, handed over and accepted is.
NEED_AFTER = {Stage.CONTRACT: NeedState.NEGOTIATING, Stage.TRANSFERRED: NeedState.RESOLVED}


@dataclass(frozen=True)
class Result:
    """What a held meeting led to. `happened_on`: the day of the outcome, or of signing.

    `why` says why nothing came of it; None where it was not said.
    """

    kind: OutcomeKind
    happened_on: date
    value_vnd: int | None = None
    note: str | None = None
    next_step: str | None = None
    next_due: date | None = None
    why: DismissReason | None = None


def open_connection(meeting: Meeting, result: Result) -> Connection:
    """The connection a held meeting opens, with its first step; who records it follows it up."""
    with transaction():
        connection = Connection(
            code=ids.code(16),
            hub_id=meeting.hub_id,
            event_id=meeting.event_id,
            meeting_id=meeting.id,
            stage=STAGE_OF[result.kind],
            stage_on=result.happened_on,
            keeper_id=_user_id(),
            created_at=clock.now(),
        )
        db.session.add(connection)
        db.session.flush()
        contacts.take_known(connection, meeting)
        _step(connection, result, meeting_day=clock.local(meeting.starts_at).date())
        audit.record("connection_opened", connection, hub_id=meeting.hub_id, stage=connection.stage)
    return connection


def add_step(
    connection: Connection, result: Result, *, evidence: tuple[str, str] | None = None
) -> ConnectionStep:
    """Something more came of it: a new step with its evidence (what it was called, our name).

    What was planned counts as done: the next step is the one given now, or none.
    """
    with transaction():
        lock(connection)
        day = clock.local(connection.meeting.starts_at).date()
        step = _step(connection, result, meeting_day=day, evidence=evidence)
        audit.record(
            "connection_moved", connection, hub_id=connection.hub_id, stage=connection.stage
        )
    return step


def _step(
    connection: Connection,
    result: Result,
    *,
    meeting_day: date,
    evidence: tuple[str, str] | None = None,
) -> ConnectionStep:
    stage = STAGE_OF[result.kind]
    if result.happened_on > clock.today():
        raise Refused("date_ahead", field="happened_on")
    if result.happened_on < meeting_day:
        raise Refused("date_before_meeting", field="happened_on")
    if stage is Stage.CONTRACT and result.value_vnd is None:
        raise Refused("value_missing", field="value_vnd")
    step = ConnectionStep(
        connection_id=connection.id,
        stage=stage,
        outcome_kind=result.kind,
        happened_on=result.happened_on,
        value_vnd=result.value_vnd,
        why=result.why if stage is Stage.ENDED else None,
        note=result.note,
        evidence_name=evidence[0] if evidence else None,
        evidence_file=evidence[1] if evidence else None,
        user_id=_user_id(),
        recorded_at=clock.now(),
    )
    db.session.add(step)
    db.session.flush()
    connection.next_step, connection.next_due = result.next_step, result.next_due
    _stand(connection)
    connection.version += 1
    if after := NEED_AFTER.get(connection.stage):
        need_id = connection.meeting.need_id
        needs.follow(need_id, after, connection=connection.code, on=connection.stage_on)
    return step


def _user_id() -> int | None:
    """Who records this; None for commands and imports."""
    return current_user.id if current_user and current_user.is_authenticated else None


def _stand(connection: Connection) -> None:
    """Where the connection stands: its latest step that was not taken back."""
    steps = valid_steps(connection)
    latest = max(steps, key=lambda step: (step.happened_on, step.id))
    connection.stage, connection.stage_on = latest.stage, latest.happened_on
    papers = [step for step in steps if step.stage in SIGNED and step.value_vnd is not None]
    newest = max(papers, key=lambda step: (step.happened_on, step.id), default=None)
    connection.value_vnd = newest.value_vnd if newest else None
    connection.ended_why = connection.ended_reason = None
    if latest.stage is Stage.ENDED:
        connection.ended_why = latest.why
        connection.ended_reason = latest.note[:300] if latest.note else None
        connection.next_step = connection.next_due = None


def valid_steps(connection: Connection) -> list[ConnectionStep]:
    """The steps of a connection that were not taken back, oldest first."""
    found = select(ConnectionStep).where(ConnectionStep.connection_id == connection.id)
    steps = list(db.session.scalars(found.order_by(ConnectionStep.id)))
    revoked = {step.revokes_id for step in steps if step.revokes_id}
    return [step for step in steps if step.revokes_id is None and step.id not in revoked]


def take_back(connection: Connection, step: ConnectionStep) -> None:
    """A step was a mistake: a new step says so, and the connection stands where it stood.

    Raises Refused("step_revoked" | "first_step").
    """
    with transaction():
        lock(connection)
        steps = valid_steps(connection)
        if step.id not in {valid.id for valid in steps}:
            raise Refused("step_revoked")
        if len(steps) == 1:
            raise Refused("first_step")
        db.session.add(
            ConnectionStep(
                connection_id=connection.id,
                stage=step.stage,
                outcome_kind=step.outcome_kind,
                happened_on=step.happened_on,
                recorded_at=clock.now(),
                user_id=_user_id(),
                revokes_id=step.id,
            )
        )
        db.session.flush()
        before = NEED_AFTER.get(connection.stage)
        _stand(connection)
        connection.version += 1
        audit.record("connection_step_taken_back", connection, hub_id=connection.hub_id)
        if before is not None and NEED_AFTER.get(connection.stage) is not before:
            needs.unfollow(connection.meeting.need_id, connection=connection.code)


def plan_next(
    connection: Connection,
    next_step: str | None,
    next_due: date | None,
    *,
    version: int | None = None,
) -> None:
    """What is to be done next, and until when.

    Raises Refused("changed_meanwhile") when it was changed since `version` was read, and
    ("next_after_end") for a connection that ended.
    """
    with transaction():
        lock(connection)
        if version is not None and connection.version != version:
            raise Refused("changed_meanwhile")
        if connection.stage is Stage.ENDED:
            raise Refused("next_after_end")
        connection.next_step, connection.next_due = next_step, next_due
        connection.version += 1
        audit.record("next_step_planned", connection, hub_id=connection.hub_id)


def hand_to(connection: Connection, user_id: int) -> None:
    """A user of the hub follows this connection up from now on. Raises Refused("not_of_hub")."""
    with transaction():
        lock(connection)
        member = select(Membership.id).where(
            Membership.hub_id == connection.hub_id, Membership.user_id == user_id
        )
        if db.session.scalar(member.limit(1)) is None:
            raise Refused("not_of_hub", field="keeper")
        connection.keeper_id = user_id
        connection.version += 1
        audit.record("connection_handed_over", connection, hub_id=connection.hub_id)


def take_over(connection: Connection) -> None:
    """Whoever is signed in follows this connection up from now on."""
    with transaction():
        lock(connection)
        connection.keeper_id = _user_id()
        connection.version += 1
        audit.record("connection_taken_over", connection, hub_id=connection.hub_id)


def end(
    connection: Connection,
    reason: str,
    on: date | None = None,
    *,
    why: DismissReason = DismissReason.OTHER,
) -> ConnectionStep:
    """It led to nothing more; the reason is kept."""
    if not reason:
        raise Refused("reason_missing", field="note")
    result = Result(OutcomeKind.NO_FIT, on or clock.today(), note=reason, why=why)
    return add_step(connection, result)
