"""What changes exhibitors and exhibits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import delete, or_, select, update

from app.booths.exhibits import queries
from app.booths.floor import WAIVABLE, short_name
from app.booths.models import Exhibit, ExhibitApart, Exhibitor, ExhibitorState
from app.booths.stands.actions import lock, locked_floor
from app.catalogue.models import Technology
from app.catalogue.states import TechnologyState
from app.core import audit, clock
from app.core.audit import AuditEntry
from app.core.db import db, transaction
from app.core.errors import Refused

DEPTH_M = 1.5
"""How deep an exhibit stands: its area is the width of its booth times this, unless given."""


@dataclass(frozen=True)
class Wants:
    """What an exhibit asks of its booth: square metres, kilowatts, water, internet, zone.

    `weight` says how much it matters that it is shown, 1 to 5.
    """

    area_m2: float
    power_kw: float = 0.0
    water: bool = False
    internet: bool = False
    zone: str | None = None
    weight: int = 1


WANTS = tuple(field.name for field in fields(Wants))
STANDING = ("booth_id", "locked", "override_reason")


def wants_of(technology: Technology) -> Wants:
    """What the catalogue says that a technology needs."""
    return Wants(
        area_m2=round((technology.booth_width_m or 1.0) * DEPTH_M, 2),
        power_kw=technology.power_kw or 0.0,
        water=technology.needs_water,
        internet=technology.needs_internet,
    )


def add_exhibit(
    event_id: int,
    technology_id: int,
    wants: Wants | None = None,
    apart_from: Sequence[int] = (),
    *,
    state: ExhibitorState = ExhibitorState.APPROVED,
) -> Exhibit:
    """Show a technology at an event; its organisation becomes an exhibitor, of this `state`.

    Raises Refused `already_shown` and `technology_not_approved`.
    """
    with transaction():
        technology = db.session.get_one(Technology, technology_id)
        if technology.state is not TechnologyState.APPROVED:
            raise Refused("technology_not_approved", technology=technology.code)
        lock(event_id)
        shown = select(Exhibit.id).where(
            Exhibit.event_id == event_id, Exhibit.technology_id == technology_id
        )
        if db.session.scalar(shown):
            raise Refused("already_shown", technology=technology.code, field="technology")
        exhibitor = _exhibitor(event_id, technology.organisation_id, state)
        exhibit = Exhibit(
            event_id=event_id,
            exhibitor_id=exhibitor.id,
            technology_id=technology_id,
            created_at=clock.now(),
            **asdict(wants or wants_of(technology)),
        )
        db.session.add(exhibit)
        db.session.flush()
        _keep_apart(exhibit, apart_from)
        audit.record("exhibit_added", exhibit, technology=technology.code)
    return exhibit


def add_exhibits(event_id: int, technology_ids: Sequence[int]) -> int:
    """Show several technologies with what the catalogue says that they need; all or none."""
    with transaction():
        for technology_id in technology_ids:
            add_exhibit(event_id, technology_id)
    return len(technology_ids)


def _exhibitor(event_id: int, organisation_id: int, state: ExhibitorState) -> Exhibitor:
    found = db.session.scalar(
        select(Exhibitor).where(
            Exhibitor.event_id == event_id, Exhibitor.organisation_id == organisation_id
        )
    )
    if found is None:
        found = Exhibitor(
            event_id=event_id,
            organisation_id=organisation_id,
            state=state,
            created_at=clock.now(),
        )
        db.session.add(found)
        db.session.flush()
    return found


def edit_exhibit(
    exhibit_id: int, version: int, wants: Wants, apart_from: Sequence[int] = ()
) -> bool:
    """Change what an exhibit asks for; whether it still stands where it stood.

    When its booth does not do any more, it loses its place and its lock.
    Raises Refused("changed_meanwhile").
    """
    with transaction():
        exhibit = db.session.get_one(Exhibit, exhibit_id)
        lock(exhibit.event_id)
        if exhibit.version != version:
            raise Refused("changed_meanwhile")
        for name, value in asdict(wants).items():
            setattr(exhibit, name, value)
        exhibit.version += 1
        exhibit.unplaced_reason = None
        _keep_apart(exhibit, apart_from)
        db.session.flush()
        floor = locked_floor(exhibit.event_id)
        faults = floor.faults.get(floor.booth_of.get(exhibit.code, ""), [])
        stays = not any(fault.exhibit == exhibit.code for fault in faults)
        if not stays:
            take_out_of_booth(exhibit)
        audit.record("exhibit_edited", exhibit, stays=stays)
    return stays


def take_out_of_booth(exhibit: Exhibit) -> None:
    """The exhibit stands nowhere; lock and exception go with the place."""
    exhibit.booth_id, exhibit.override_reason = None, None
    exhibit.locked = False
    exhibit.version += 1


def _keep_apart(exhibit: Exhibit, others: Sequence[int]) -> None:
    """Exactly these exhibits of the same event are to stand away from this one."""
    mine = or_(ExhibitApart.exhibit_id == exhibit.id, ExhibitApart.other_id == exhibit.id)
    db.session.execute(delete(ExhibitApart).where(mine))
    here = select(Exhibit.id).where(
        Exhibit.event_id == exhibit.event_id, Exhibit.id.in_(others), Exhibit.id != exhibit.id
    )
    for other in db.session.scalars(here).all():
        pair = sorted((exhibit.id, other))
        db.session.add(ExhibitApart(exhibit_id=pair[0], other_id=pair[1]))


def remove_exhibit(exhibit_id: int) -> None:
    """The technology is not shown at this event. An exhibitor left with none stays listed.

    What it asked for and where it stood is kept with the deed, so that `put_back` can undo it.
    """
    with transaction():
        exhibit = db.session.get_one(Exhibit, exhibit_id)
        lock(exhibit.event_id)
        kept = {name: getattr(exhibit, name) for name in (*WANTS, *STANDING)}
        apart = queries.apart_of(exhibit)
        audit.record("exhibit_removed", exhibit, technology=exhibit.code, kept=kept, apart=apart)
        _keep_apart(exhibit, ())
        db.session.delete(exhibit)


def put_back(event_id: int, technology_id: int) -> bool:
    """Undo the latest removal of a technology's exhibit; whether it stands where it stood.

    Raises Refused `not_removed`, and what `add_exhibit` refuses.
    """
    with transaction():
        lock(event_id)
        technology = db.session.get_one(Technology, technology_id)
        removed = select(AuditEntry).where(
            AuditEntry.event_id == event_id, AuditEntry.action == "exhibit_removed"
        )
        latest = db.session.scalars(removed.order_by(AuditEntry.id.desc()).limit(500))
        deeds = (e.details for e in latest if e.details.get("technology") == technology.code)
        said = next(deeds, None)
        if said is None or "kept" not in said:
            raise Refused("not_removed", technology=technology.code)
        kept = said["kept"]
        wants = Wants(**{name: kept[name] for name in WANTS})
        exhibit = add_exhibit(event_id, technology_id, wants, said["apart"])
        floor = locked_floor(event_id)
        booth = floor.booth_by_id.get(kept["booth_id"])
        against = floor.why_not(exhibit, booth) if booth else []
        waived = WAIVABLE if kept["override_reason"] else frozenset()
        if booth is None or any(reason.rule not in waived for reason in against):
            return False
        for name in STANDING:
            setattr(exhibit, name, kept[name])
    return True


def approve_exhibitor(exhibitor_id: int) -> None:
    """Its exhibits take part in the floor plan from now on."""
    with transaction():
        exhibitor = db.session.get_one(Exhibitor, exhibitor_id)
        exhibitor.state, exhibitor.state_note = ExhibitorState.APPROVED, None
        exhibitor.version += 1
        audit.record("exhibitor_approved", exhibitor)


def refuse_exhibitor(
    exhibitor_id: int, reason: str, state: ExhibitorState = ExhibitorState.REFUSED
) -> int:
    """Turn an exhibitor down (or note that it withdrew, or must change something).

    Its exhibits leave their booths; how many did.
    """
    with transaction():
        exhibitor = db.session.get_one(Exhibitor, exhibitor_id)
        lock(exhibitor.event_id)
        exhibitor.state, exhibitor.state_note = state, reason
        exhibitor.version += 1
        standing = db.session.scalars(
            select(Exhibit).where(
                Exhibit.exhibitor_id == exhibitor_id, Exhibit.booth_id.is_not(None)
            )
        ).all()
        for exhibit in standing:
            take_out_of_booth(exhibit)
        db.session.execute(
            update(Exhibit).where(Exhibit.exhibitor_id == exhibitor_id).values(unplaced_reason=None)
        )
        audit.record("exhibitor_refused", exhibitor, state=state.value)
    return len(standing)


def name_fascia(exhibitor_id: int, version: int, fascia_name: str | None) -> str:
    """What stands on the booth's fascia; None goes back to the organisation's short name."""
    with transaction():
        exhibitor = db.session.get_one(Exhibitor, exhibitor_id)
        if exhibitor.version != version:
            raise Refused("changed_meanwhile")
        exhibitor.fascia_name = fascia_name
        exhibitor.version += 1
        audit.record("exhibitor_edited", exhibitor)
        return short_name(exhibitor)
