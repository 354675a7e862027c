"""What changes experts' profiles."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue import records, vocabulary
from app.catalogue.models import Expert
from app.catalogue.suggestions import upkeep
from app.core import audit, clock
from app.core.db import db, transaction
from app.core.text import fold, name_key


@dataclass(frozen=True)
class ExpertGiven:
    """What is known of an expert. Name and field may be public while phone and e-mail are not."""

    full_name: str
    fields: list[str]
    expertise: str
    province: str
    organisation_id: int | None = None
    organisation_name: str | None = None
    academic_title: str | None = None
    gender: str | None = None
    years_experience: int | None = None
    languages: list[str] | None = None
    email: str | None = None
    phone: str | None = None
    public_profile: bool = False


def derived(code: str, given: ExpertGiven) -> dict[str, str]:
    fields = (vocabulary.rows(vocabulary.FIELDS).get(f, {}).get("name_vi") for f in given.fields)
    searched = (code, given.full_name, given.expertise, given.organisation_name, *fields)
    return {
        "folded": fold(" ".join(filter(None, searched))),
        "sort_key": name_key(given.full_name),
    }


def create_expert(
    hub_id: int, given: ExpertGiven, *, code: str | None = None, approved: bool = True
) -> Expert:
    """Record an expert; an officer who enters a profile approves it at once."""
    with transaction():
        records.lock_hub(hub_id)
        if code is None:
            code = records.next_codes(Expert, hub_id)[0]
        else:
            records.check_code(Expert, hub_id, code)
        row = Expert(
            hub_id=hub_id,
            code=code,
            created_at=clock.now(),
            approved_on=clock.today() if approved else None,
        )
        _write(row, given)
        db.session.add(row)
        row.changed_in = records.counted_change()
        audit.record("expert_created", row)
    return row


def edit_expert(expert_id: int, version: int | None, given: ExpertGiven) -> Expert:
    """Change a profile. Raises Refused("changed_meanwhile")."""
    with transaction():
        row = records.locked(Expert, expert_id, version)
        changed = _write(row, given)
        if changed:
            row.version += 1
            row.changed_in = records.counted_change()
            audit.record("expert_edited", row, fields=changed)
    return row


def approve_expert(expert_id: int) -> Expert:
    """Take a profile into the stock that is counted and suggested."""
    with transaction():
        row = records.locked(Expert, expert_id)
        if row.approved_on is None:
            row.approved_on = clock.today()
            row.version += 1
            row.changed_in = records.counted_change()
            upkeep.refresh_later()
            audit.record("expert_approved", row)
    return row


def _write(row: Expert, given: ExpertGiven) -> list[str]:
    changed = records.put(row, given)
    row.languages = given.languages or []
    for name, value in derived(row.code, given).items():
        setattr(row, name, value)
    return changed
