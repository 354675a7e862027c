"""What changes needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.catalogue import records
from app.catalogue.duplicates import named_in
from app.catalogue.models import Need, Organisation
from app.catalogue.organisations.actions import OrganisationGiven, create_organisation
from app.catalogue.states import Confidentiality, NeedSource, NeedState, may_step
from app.catalogue.suggestions import upkeep
from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.text import collation_key, fold

_ON_THE_WAY = {
    NeedState.VERIFIED,
    NeedState.SEARCHING,
    NeedState.MATCHED,
    NeedState.CLOSED_UNRESOLVED,
}
#: What a connection has come to -> from where it moves the need there.
MOVED_BY_CONNECTION = {
    NeedState.NEGOTIATING: frozenset(_ON_THE_WAY),
    NeedState.RESOLVED: frozenset(_ON_THE_WAY | {NeedState.NEGOTIATING}),
}


@dataclass(frozen=True)
class NeedGiven:
    """What is known of a need. Budgets in VND, `phone` E.164."""

    organisation_id: int
    title: str
    description: str
    field: str
    province: str
    confidentiality: Confidentiality
    source: NeedSource
    received_on: date
    contact_name: str | None = None
    contact_phone: str | None = None
    contact_email: str | None = None
    requirements: str | None = None
    scale: str | None = None
    budget_min_vnd: int | None = None
    budget_max_vnd: int | None = None
    desired_trl_min: int | None = None
    desired_transfer_form: str | None = None
    needs_expert: bool = False
    needed_by: date | None = None


def derived(code: str, given: NeedGiven) -> dict[str, str]:
    """The searched text holds nobody's name: what is public must not be found by a hidden one."""
    searched = (code, given.title, given.description, given.requirements, given.scale)
    return {
        "folded": fold(" ".join(filter(None, searched))),
        "sort_key": collation_key(given.title),
    }


def create_need(
    hub_id: int,
    given: NeedGiven,
    *,
    code: str | None = None,
    state: NeedState = NeedState.RECEIVED,
) -> Need:
    """Take a need in. Raises Refused("names_the_asker" | "budget_order" | "code_taken")."""
    with transaction():
        _check(given)
        records.lock_hub(hub_id)
        if code is None:
            code = records.next_codes(Need, hub_id)[0]
        else:
            records.check_code(Need, hub_id, code)
        row = Need(
            hub_id=hub_id,
            code=code,
            public_code=ids.code(12),
            state=state,
            created_at=clock.now(),
        )
        records.put(row, given)
        _derive(row, given)
        db.session.add(row)
        audit.record("need_created", row, source=given.source)
        upkeep.refresh_later()
    return row


def take_down_need(hub_id: int, asker: OrganisationGiven | int, **given: Any) -> Need:
    """A need from a phone call: its organisation is made in the same deed when it is new.

    `asker` is the id of a known organisation, or what is known of a new one.
    """
    with transaction():
        if isinstance(asker, OrganisationGiven):
            asker = create_organisation(hub_id, asker).id
        return create_need(hub_id, NeedGiven(organisation_id=asker, **given))


def edit_need(need_id: int, version: int | None, given: NeedGiven) -> Need:
    """Change a need. Raises Refused("changed_meanwhile" | "names_the_asker" | "budget_order")."""
    with transaction():
        row = records.locked(Need, need_id, version)
        _check(given)
        changed = records.put(row, given)
        if changed:
            _derive(row, given)
            row.version += 1
            audit.record("need_edited", row, fields=changed)
            upkeep.refresh_later()
    return row


def step_need(
    need_id: int,
    after: NeedState,
    *,
    note: str | None = None,
    duplicate_of: str | None = None,
    resolved_on: date | None = None,
) -> Need:
    """Take a need one step on.

    A rejected or closed need says why, a duplicate names the need it repeats (its code in the
    same hub). Raises Refused("step_not_allowed" | "reason_missing" | "duplicate_unknown").
    """
    with transaction():
        row = records.locked(Need, need_id)
        if row.state is after:
            return row  # clicked twice
        if not may_step(row.state, after):
            raise Refused("step_not_allowed")
        if after in (NeedState.REJECTED, NeedState.CLOSED_UNRESOLVED) and not (note or "").strip():
            raise Refused("reason_missing", field="note")
        row.duplicate_of_id = _original(row, duplicate_of) if after is NeedState.DUPLICATE else None
        before, row.state = row.state, after
        row.state_note = note
        row.resolved_on = (resolved_on or clock.today()) if after is NeedState.RESOLVED else None
        row.version += 1
        audit.record("need_stepped", row, before=before, after=after)
        upkeep.refresh_later()
    return row


def follow(need_id: int, after: NeedState, *, connection: str, on: date) -> None:
    """A connection of the need has come so far that the need stands further on.

    Needs that nobody has verified, or that were refused, stay where a person put them; none is
    taken back this way. `connection`: its code, for the audit trail.
    """
    with transaction():
        row = records.locked(Need, need_id)
        if row.state not in MOVED_BY_CONNECTION[after]:
            return
        before, row.state = row.state, after
        row.state_note = None
        row.resolved_on = on if after is NeedState.RESOLVED else None
        row.version += 1
        audit.record("need_stepped", row, before=before, after=after, connection=connection)
        upkeep.refresh_later()


def unfollow(need_id: int, *, connection: str) -> None:
    """What moved the need was a mistake: it stands where it stood, unless it moved on since."""
    with transaction():
        row = records.locked(Need, need_id)
        last = next((e for e in audit.history(row) if e.action == "need_stepped"), None)
        if last is not None and last.details.get("connection") == connection:
            undo_step(need_id)


def undo_step(need_id: int) -> Need:
    """Take the last step back: the need stands where it stood before.

    Raises Refused("step_not_allowed") when something else has happened since.
    """
    with transaction():
        row = records.locked(Need, need_id)
        last = next((e for e in audit.history(row) if e.action == "need_stepped"), None)
        if last is None or last.details.get("after") != row.state.value:
            raise Refused("step_not_allowed")
        after, row.state = row.state, NeedState(last.details["before"])
        row.duplicate_of_id = row.resolved_on = row.state_note = None
        row.version += 1
        audit.record("need_stepped", row, before=after, after=row.state)
        upkeep.refresh_later()
    return row


def _original(row: Need, code: str | None) -> int:
    wanted = select(Need.id).where(
        Need.hub_id == row.hub_id, Need.code == (code or "").strip().upper(), Need.id != row.id
    )
    found = db.session.scalar(wanted)
    if found is None:
        raise Refused("duplicate_unknown", field="duplicate_of")
    return found


def _check(given: NeedGiven) -> None:
    low, high = given.budget_min_vnd, given.budget_max_vnd
    if low is not None and high is not None and low > high:
        raise Refused("budget_order", field="budget_max_vnd")
    if given.confidentiality is Confidentiality.ANONYMOUS:
        asker = db.session.get_one(Organisation, given.organisation_id)
        text = f"{given.title}. {given.description}. {given.requirements or ''}"
        if named_in(asker.name, text):
            raise Refused("names_the_asker", field="description")


def _derive(row: Need, given: NeedGiven) -> None:
    for name, value in derived(row.code, given).items():
        setattr(row, name, value)
