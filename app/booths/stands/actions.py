"""What changes booths: adding, editing, removing. A booth never stands on top of another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, select

from app.booths import labels
from app.booths.floor import Floor, floor_of
from app.booths.layout import Place, overlaps
from app.booths.models import Booth
from app.booths.rules import broken_rules
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event

MOST_BOOTHS = 2000


@dataclass(frozen=True)
class Imported:
    """How many booths an import added, and how many it changed."""

    added: int
    changed: int


def lock(event_id: int) -> Event:
    """Hold an event's floor until the transaction ends; what is read after this is fresh."""
    event = db.session.scalars(select(Event).where(Event.id == event_id).with_for_update()).one()
    db.session.flush()
    db.session.expire_all()
    return event


def locked_floor(event_id: int) -> Floor:
    """The floor, read behind a lock: two organisers cannot fill the same booth at once.

    Call it inside a transaction.
    """
    return floor_of(lock(event_id))


def add_booths(event_id: int, places: Sequence[Place]) -> list[Booth]:
    """Add booths. Raises Refused `booth_code_taken`, `booths_overlap`, `too_many_booths`."""
    with transaction():
        floor = locked_floor(event_id)
        _check_room(floor.booths, places)
        booths = [Booth(event_id=event_id, **asdict(place)) for place in places]
        db.session.add_all(booths)
        db.session.flush()
        if booths:
            audit.record("booths_added", floor.event, event_id=event_id, codes=_codes(booths))
    return booths


def import_booths(event_id: int, places: Sequence[Place]) -> Imported:
    """Add the booths of a file, and change those whose codes exist; all of them or none.

    Raises Refused as `add_booths`, and `booth_limits_broken` where someone stands already.
    """
    with transaction():
        floor = locked_floor(event_id)
        known = {booth.code: booth for booth in floor.booths}
        new = [place for place in places if place.code not in known]
        changed = [p for p in places if p.code in known and not _same(known[p.code], p)]
        replaced = {place.code for place in changed}
        _check_room([b for b in floor.booths if b.code not in replaced], [*new, *changed])
        for place in changed:
            _change(known[place.code], place)
        db.session.add_all(Booth(event_id=event_id, **asdict(place)) for place in new)
        db.session.flush()
        _check_plan(event_id, replaced)
        codes = [place.code for place in [*new, *changed]]
        audit.record("booths_imported", floor.event, event_id=event_id, codes=codes[:200])
    return Imported(len(new), len(changed))


def edit_booth(booth_id: int, version: int, place: Place) -> None:
    """Change a booth's figures, place or code.

    Raises Refused `changed_meanwhile`, `booth_code_taken`, `booths_overlap`, and
    `booth_limits_broken` when those who stand there could not any more.
    """
    with transaction():
        booth = db.session.get_one(Booth, booth_id)
        floor = locked_floor(booth.event_id)
        if booth.version != version:
            raise Refused("changed_meanwhile")
        _check_room([b for b in floor.booths if b.id != booth_id], [place])
        _change(booth, place)
        db.session.flush()
        _check_plan(booth.event_id, {place.code})
        audit.record("booth_edited", booth, code=place.code)


def delete_booths(event_id: int, codes: Iterable[str]) -> int:
    """Remove empty booths; how many. Raises Refused("booth_in_use") and removes none."""
    wanted = set(codes)
    with transaction():
        floor = locked_floor(event_id)
        booths = [booth for booth in floor.booths if booth.code in wanted]
        for booth in booths:
            standing = floor.inside.get(booth.id)
            if standing:
                names = ", ".join(exhibit.code for exhibit in standing)
                raise Refused("booth_in_use", booth=booth.code, exhibits=names)
        db.session.execute(delete(Booth).where(Booth.id.in_([booth.id for booth in booths])))
        if booths:
            audit.record("booths_deleted", floor.event, event_id=event_id, codes=_codes(booths))
    return len(booths)


def place_of(booth: Booth) -> Place:
    """A booth's figures as plain data."""
    return Place(**{name: getattr(booth, name) for name in Place.__slots__})


def _same(booth: Booth, place: Place) -> bool:
    return place_of(booth) == place


def _change(booth: Booth, place: Place) -> None:
    for name, value in asdict(place).items():
        setattr(booth, name, value)
    booth.version += 1


def _check_room(standing: Sequence[Booth], places: Sequence[Place]) -> None:
    taken = {booth.code for booth in standing}
    for place in places:
        if place.code in taken:
            raise Refused("booth_code_taken", booth=place.code, field="code")
        taken.add(place.code)
    if len(taken) > MOST_BOOTHS:
        raise Refused("too_many_booths", most=MOST_BOOTHS)
    clashes = overlaps(places, standing)
    if clashes:
        one, other = clashes[0]
        raise Refused("booths_overlap", one=one, other=other)


def _check_plan(event_id: int, codes: set[str]) -> None:
    """Refuse new figures under which those who stand in the booths could not stay."""
    floor = floor_of(db.session.get_one(Event, event_id))
    broken = [one for one in broken_rules(floor.problem, floor.booth_of) if one.booth in codes]
    if broken:
        why = labels.Told([broken[0].reason])
        raise Refused("booth_limits_broken", booth=broken[0].booth, why=why)


def _codes(booths: Sequence[Booth]) -> list[str]:
    return [booth.code for booth in booths][:200]
