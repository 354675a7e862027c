"""What the floor plan's pages show: halls as drawings, one booth's panel, power by row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.booths import labels, reasons
from app.booths.floor import Floor, Hall, short_name
from app.booths.models import Booth, Exhibit
from app.booths.rules import Reason
from app.booths.stands.drawing import Drawing, Look, Row, Stand, draw, rows_of
from app.core.i18n import _

MOST_EXPLAINED = 12
"""Unplaced exhibits that are explained on the plan's page; the list has the others."""

MOST_FITTING = 6


@dataclass(frozen=True)
class Unplaced:
    """An exhibit without a place: where it would fit, or why it fits nowhere."""

    exhibit: Exhibit
    fits: list[str]
    why: str
    change: str | None
    change_at: str | None
    no_booth: bool = False  # none would do, even if all were empty


def look_of(floor: Floor, booth: Booth) -> Look:
    if booth.code in floor.faults:
        return Look.BAD
    if not floor.inside.get(booth.id):
        return Look.FREE
    return Look.SHARED if booth.shared else Look.TAKEN


def firms_in(floor: Floor, booth: Booth) -> list[str]:
    """The names of those who stand in a booth, each once."""
    return list(dict.fromkeys(short_name(e.exhibitor) for e in floor.inside.get(booth.id, [])))


def name_on(floor: Floor, booth: Booth) -> str:
    """Who stands in a booth, as it is written on the plan."""
    firms = firms_in(floor, booth)
    if booth.shared and len(firms) > 1:
        return _("Shared: %(number)s exhibitors", number=len(firms))
    return ", ".join(firms)


def state_in_words(floor: Floor, booth: Booth) -> str:
    """The state that a plan shows by colour and stroke."""
    return {
        Look.BAD: _("something is wrong"),
        Look.FREE: _("free"),
        Look.TAKEN: _("taken"),
        Look.SHARED: _("taken, shared"),
    }[look_of(floor, booth)]


def drawing_of(floor: Floor, hall: Hall) -> Drawing:
    return draw(
        [
            Stand(
                booth.code,
                booth.zone,
                booth.x,
                booth.y,
                booth.width,
                booth.depth,
                look_of(floor, booth),
                name_on(floor, booth),
                water=booth.water,
                locked=any(exhibit.locked for exhibit in floor.inside.get(booth.id, [])),
                spoken=spoken(floor, booth),
            )
            for booth in hall.booths
        ]
    )


def spoken(floor: Floor, booth: Booth) -> str:
    """What is read aloud of a booth on the plan: code, who, size, state."""
    parts = [booth.code, name_on(floor, booth), labels.size(booth.width, booth.depth)]
    return ", ".join(part for part in [*parts, state_in_words(floor, booth)] if part)


def power_rows(floor: Floor, hall: Hall) -> list[Row]:
    return rows_of([(b.code, b.x, b.y, floor.power_used(b), b.power_kw) for b in hall.booths])


def faults_in(floor: Floor, booth: Booth) -> list[str]:
    return [
        f"{fault.exhibit}: {labels.say(fault.reason)}" for fault in floor.faults.get(booth.code, [])
    ]


def unplaced(floor: Floor, most: int = MOST_EXPLAINED) -> list[Unplaced]:
    """The heaviest exhibits without a place, with the reason read off the plan as it stands."""
    chosen = sorted(floor.unplaced, key=lambda exhibit: -exhibit.weight)[:most]
    return [explained(floor, exhibit) for exhibit in chosen]


def explained(floor: Floor, exhibit: Exhibit) -> Unplaced:
    """Where an exhibit would fit now or, when nowhere, why and what would help."""
    fits = [booth.code for booth, against in floor.places_for(exhibit) if not against]
    if fits:
        return Unplaced(exhibit, fits[:MOST_FITTING], "", None, None)
    only: Collection[str] = {exhibit.code}
    reason = reasons.explain(floor.problem, floor.booth_of, only)[0]
    change = reason.change
    return Unplaced(
        exhibit,
        [],
        labels.say_unplaced(reason),
        labels.say_change(change) if change else None,
        change.booth if change else None,
        reason.code != "all_taken",
    )


def cannot_be_more(floor: Floor, told: list[Unplaced]) -> bool:
    """Whether it is plain that no plan places more: those left out suit no booth at all."""
    return 0 < len(told) == len(floor.unplaced) and all(one.no_booth for one in told)


def choice_text(booth: Booth, against: list[Reason], floor: Floor) -> str:
    """A booth in a list of choices: its code, whether it fits, who is there."""
    if against:
        return f"{booth.code} · {labels.Told(against)}"
    there = name_on(floor, booth)
    fits = _("fits, with %(who)s", who=there) if there else _("fits, free")
    return f"{booth.code} · {fits}"


def candidate_text(exhibit: Exhibit, against: list[Reason], floor: Floor) -> str:
    """An exhibit in a list of choices: code, title, where it stands, what speaks against it."""
    stands = floor.booth_of.get(exhibit.code)
    parts = [exhibit.code, exhibit.technology.title, short_name(exhibit.exhibitor)]
    if stands:
        parts.append(_("now in %(booth)s", booth=stands))
    if against:
        parts.append(str(labels.Told(against)))
    return " · ".join(parts)
