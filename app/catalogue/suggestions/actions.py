"""What people decide about suggestions: accept, dismiss with a reason, take back."""

from __future__ import annotations

from sqlalchemy import Select, select

from app.catalogue import records
from app.catalogue.models import Expert, ExpertHandover, Need, Suggestion, Technology
from app.catalogue.reasons import Reasons
from app.catalogue.states import DismissReason, NeedState, SuggestionState
from app.catalogue.suggestions import index
from app.core import audit, clock
from app.core.db import db, transaction
from app.core.errors import Refused


def accept_suggestion(need_id: int, technology_id: int) -> Suggestion:
    """A person finds that the technology fits; a need that was searched for is matched then."""
    with transaction():
        need = records.locked(Need, need_id)
        row = _decided(need, technology_id, SuggestionState.ACCEPTED, "suggestion_accepted")
        if need.state in (NeedState.VERIFIED, NeedState.SEARCHING):
            before, need.state = need.state, NeedState.MATCHED
            need.version += 1
            audit.record("need_stepped", need, before=before, after=need.state)
    return row


def dismiss_suggestion(
    need_id: int, technology_id: int, reason: DismissReason, note: str | None = None
) -> Suggestion:
    """A person finds that the technology does not fit; it is not suggested again."""
    with transaction():
        need = records.locked(Need, need_id)
        row = _decided(need, technology_id, SuggestionState.DISMISSED, "suggestion_dismissed")
        row.dismiss_reason, row.note = reason, note
        _back_to_searching(need)
    return row


def undo_decision(need_id: int, technology_id: int) -> Suggestion:
    """Take a decision back: the technology is merely suggested again."""
    with transaction():
        need = records.locked(Need, need_id)
        row = _decided(need, technology_id, SuggestionState.SUGGESTED, "suggestion_undone")
        _back_to_searching(need)
    return row


def _decided(need: Need, technology_id: int, state: SuggestionState, deed: str) -> Suggestion:
    """The suggestion's row in its new state; made when the pair was never stored."""
    wanted = select(Suggestion).where(
        Suggestion.need_id == need.id, Suggestion.technology_id == technology_id
    )
    row = db.session.scalar(wanted)
    if row is None:
        row = _made(need, technology_id)
    row.state = state
    row.dismiss_reason = row.note = None
    row.decided_at = clock.now() if state is not SuggestionState.SUGGESTED else None
    db.session.flush()
    audit.record(deed, need, technology=technology_id)
    return row


def _made(need: Need, technology_id: int) -> Suggestion:
    technology = db.session.get(Technology, technology_id)
    if technology is None:
        raise Refused("not_found")
    ranked = {suggestion.id: suggestion for suggestion in index.technologies_for(need)}
    found = ranked.get(technology_id)
    row = Suggestion(
        hub_id=need.hub_id,
        need_id=need.id,
        technology_id=technology_id,
        score=found.score if found else 0.0,  # 0: a person's own idea
        reasons=(found.reasons if found else Reasons(trl=technology.trl)).as_dict(),
        state=SuggestionState.SUGGESTED,
        created_at=clock.now(),
    )
    db.session.add(row)
    return row


def _back_to_searching(need: Need) -> None:
    """A matched need without any accepted technology is searched for again."""
    accepted = select(Suggestion.id).where(
        Suggestion.need_id == need.id, Suggestion.state == SuggestionState.ACCEPTED
    )
    if need.state is NeedState.MATCHED and db.session.scalar(accepted.limit(1)) is None:
        need.state = NeedState.SEARCHING
        need.version += 1
        audit.record("need_stepped", need, before=NeedState.MATCHED, after=need.state)


def provide_expert(need_id: int, expert_id: int, note: str | None = None) -> ExpertHandover:
    """Hand an expert's profile to who has the need; a pair counts once."""
    with transaction():
        need = records.locked(Need, need_id)
        if db.session.get(Expert, expert_id) is None:
            raise Refused("not_found")
        row = db.session.scalar(_handover(need_id, expert_id))
        if row is None:
            row = ExpertHandover(
                hub_id=need.hub_id,
                need_id=need_id,
                expert_id=expert_id,
                provided_on=clock.today(),
                note=note,
                created_at=clock.now(),
            )
            db.session.add(row)
            audit.record("expert_provided", need, expert=expert_id)
    return row


def withdraw_expert(need_id: int, expert_id: int) -> None:
    """Take a hand-over back that was entered by mistake."""
    with transaction():
        need = records.locked(Need, need_id)
        row = db.session.scalar(_handover(need_id, expert_id))
        if row is not None:
            db.session.delete(row)
            audit.record("expert_withdrawn", need, expert=expert_id)


def _handover(need_id: int, expert_id: int) -> Select[ExpertHandover]:
    return select(ExpertHandover).where(
        ExpertHandover.need_id == need_id, ExpertHandover.expert_id == expert_id
    )
