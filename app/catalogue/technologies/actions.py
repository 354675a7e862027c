"""What changes technologies."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue import records
from app.catalogue.models import Technology
from app.catalogue.states import TechnologyState
from app.catalogue.suggestions import upkeep
from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.text import collation_key, fold


@dataclass(frozen=True)
class TechnologyGiven:
    """What is known of a technology on offer. `price_vnd` None means negotiable."""

    organisation_id: int
    title: str
    description: str
    field: str
    trl: int
    province: str
    title_en: str | None = None
    advantages: str | None = None
    applications: str | None = None
    origin: str | None = None
    ip_kind: str | None = None
    ip_status: str | None = None
    ip_number: str | None = None
    transfer_form: str | None = None
    price_vnd: int | None = None
    booth_width_m: float | None = None
    power_kw: float | None = None
    needs_water: bool = False
    needs_internet: bool = False
    publish_ok: bool = False


def derived(code: str, given: TechnologyGiven) -> dict[str, str]:
    searched = (code, given.title, given.title_en, given.description)
    more = (given.advantages, given.applications)
    return {
        "folded": fold(" ".join(filter(None, (*searched, *more)))),
        "sort_key": collation_key(given.title),
    }


def create_technology(
    hub_id: int,
    given: TechnologyGiven,
    *,
    code: str | None = None,
    state: TechnologyState = TechnologyState.SUBMITTED,
) -> Technology:
    """Record a technology; it is suggested and shown once it is approved."""
    with transaction():
        records.lock_hub(hub_id)
        if code is None:
            code = records.next_codes(Technology, hub_id)[0]
        else:
            records.check_code(Technology, hub_id, code)
        row = Technology(
            hub_id=hub_id,
            code=code,
            public_code=ids.code(12),
            state=state,
            created_at=clock.now(),
            verified_on=clock.today() if state is TechnologyState.APPROVED else None,
        )
        records.put(row, given)
        _derive(row, given)
        db.session.add(row)
        _changed(row)
        audit.record("technology_created", row)
    return row


def edit_technology(technology_id: int, version: int | None, given: TechnologyGiven) -> Technology:
    """Change a technology. Raises Refused("changed_meanwhile")."""
    with transaction():
        row = records.locked(Technology, technology_id, version)
        changed = records.put(row, given)
        if changed:
            _derive(row, given)
            row.version += 1
            _changed(row)
            audit.record("technology_edited", row, fields=changed)
    return row


def submit_technology(technology_id: int) -> Technology:
    """Hand a draft or a refused technology in for approval."""
    return _step(
        technology_id,
        (TechnologyState.DRAFT, TechnologyState.REFUSED),
        TechnologyState.SUBMITTED,
        "technology_submitted",
    )


def approve_technology(technology_id: int) -> Technology:
    """Take a technology into the catalogue; the first time counts as the day of verification."""
    with transaction():
        row = _step(
            technology_id,
            (TechnologyState.DRAFT, TechnologyState.SUBMITTED, TechnologyState.REFUSED),
            TechnologyState.APPROVED,
            "technology_approved",
        )
        row.refused_reason = None
        if row.verified_on is None:
            row.verified_on = clock.today()
    return row


def refuse_technology(technology_id: int, reason: str) -> Technology:
    """Turn a technology down, with the reason its owner will read."""
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    with transaction():
        row = _step(
            technology_id,
            (TechnologyState.SUBMITTED, TechnologyState.APPROVED),
            TechnologyState.REFUSED,
            "technology_refused",
        )
        row.refused_reason = reason
    return row


def _step(
    technology_id: int, allowed: tuple[TechnologyState, ...], after: TechnologyState, deed: str
) -> Technology:
    with transaction():
        row = records.locked(Technology, technology_id)
        if row.state is after:
            return row
        if row.state not in allowed:
            raise Refused("step_not_allowed")
        before, row.state = row.state, after
        row.version += 1
        _changed(row)
        audit.record(deed, row, before=before)
    return row


def _derive(row: Technology, given: TechnologyGiven) -> None:
    for name, value in derived(row.code, given).items():
        setattr(row, name, value)


def _changed(row: Technology) -> None:
    row.changed_in = records.counted_change()
    upkeep.refresh_later()
