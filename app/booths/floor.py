"""One event's floor as it stands: booths, exhibits, who stands where, and what is wrong.

Read in three statements, whatever its size; pages, papers, deeds and the solver all start
from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.booths import problem as plain
from app.booths.models import Booth, Exhibit, ExhibitApart, Exhibitor, ExhibitorState
from app.booths.rules import Broken, Reason, Rule, Standing, broken_rules, metres_between, why_not
from app.catalogue.models import Organisation
from app.core.db import db
from app.core.text import collation_key
from app.events.models import Event

APART_M = 6.0
"""Metres from centre to centre that exhibits which are apart keep: two booths' width."""

BETWEEN_HALLS_M = 100.0
"""Halls have plans of their own; side by side, their booths are never near each other."""

WAIVABLE = frozenset({Rule.ZONE, Rule.TOO_CLOSE})
"""Wishes, not needs: an organiser may place against them and says why."""


@dataclass(frozen=True)
class Hall:
    """A hall and its booths, in order of their codes."""

    name: str
    booths: list[Booth]


class Floor:
    """What `floor_of` read. Exhibits are those of approved exhibitors, in order of their codes."""

    def __init__(
        self,
        event: Event,
        booths: Sequence[Booth],
        exhibits: Sequence[Exhibit],
        apart: Sequence[tuple[int, int]],
    ) -> None:
        self.event = event
        self.booths = sorted(booths, key=lambda booth: collation_key(booth.code))
        self.exhibits = sorted(exhibits, key=lambda exhibit: collation_key(exhibit.code))
        self.apart = apart
        self.booth_by_id = {booth.id: booth for booth in booths}
        self.by_id = {exhibit.id: exhibit for exhibit in exhibits}

    @cached_property
    def halls(self) -> list[Hall]:
        """In Vietnamese order of their names."""
        names = sorted({booth.hall for booth in self.booths}, key=collation_key)
        return [Hall(name, [b for b in self.booths if b.hall == name]) for name in names]

    @cached_property
    def zones(self) -> list[str]:
        return sorted({booth.zone for booth in self.booths if booth.zone}, key=collation_key)

    @cached_property
    def inside(self) -> dict[int, list[Exhibit]]:
        """Exhibits by the id of their booth."""
        found: dict[int, list[Exhibit]] = defaultdict(list)
        for exhibit in self.exhibits:
            if exhibit.booth_id is not None:
                found[exhibit.booth_id].append(exhibit)
        return found

    @cached_property
    def placed(self) -> int:
        return sum(exhibit.booth_id is not None for exhibit in self.exhibits)

    @property
    def unplaced(self) -> list[Exhibit]:
        return [exhibit for exhibit in self.exhibits if exhibit.booth_id is None]

    @cached_property
    def booth_of(self) -> dict[str, str]:
        """Code of exhibit → code of booth."""
        return {
            exhibit.code: self.booth_by_id[exhibit.booth_id].code
            for exhibit in self.exhibits
            if exhibit.booth_id is not None
        }

    @cached_property
    def wishes(self) -> plain.Problem:
        """The floor as a problem with all that was asked for, waived or not."""
        return self._problem(waived=False)

    @cached_property
    def problem(self) -> plain.Problem:
        """The floor as a problem: what organisers waived for an exhibit that stands is not
        asked any more, so that the plan as it stands is valid."""
        return self._problem(waived=True)

    def with_all_fixed(self) -> plain.Problem:
        """The problem with everybody fixed who stands in a booth where nothing is wrong."""
        fixed = {e: b for e, b in self.booth_of.items() if b not in self.faults}
        exhibits = (
            replace(one, fixed=fixed.get(one.id, one.fixed)) for one in self.problem.exhibits
        )
        return replace(self.problem, exhibits=tuple(exhibits))

    @cached_property
    def faults(self) -> dict[str, list[Broken]]:
        """What is wrong with the plan as it stands, by the code of the booth."""
        found: dict[str, list[Broken]] = defaultdict(list)
        for broken in broken_rules(self.problem, self.booth_of):
            named = Broken(broken.exhibit, broken.booth, self._named(broken.reason))
            found[broken.booth].append(named)
        return dict(found)

    @cached_property
    def _standing_in(self) -> dict[str, list[Standing]]:
        problem = self.wishes
        found: dict[str, list[Standing]] = defaultdict(list)
        for exhibit, booth in self.booth_of.items():
            found[booth].append((problem.exhibit[exhibit], problem.booth[booth]))
        return found

    def why_not(self, exhibit: Exhibit, booth: Booth) -> list[Reason]:
        """Every reason against an exhibit in a booth as the plan stands now."""
        problem = self.wishes
        rivals = [
            (problem.exhibit[rival], problem.booth[self.booth_of[rival]])
            for rival in sorted(problem.rivals[exhibit.code])
            if self.booth_of.get(rival, booth.code) != booth.code
        ]
        others = [*self._standing_in[booth.code], *rivals]
        one, place = problem.exhibit[exhibit.code], problem.booth[booth.code]
        return [self._named(reason) for reason in why_not(one, place, others, APART_M)]

    def _named(self, reason: Reason) -> Reason:
        """The reason with an organisation's name in place of its code."""
        if reason.rule is not Rule.ORGANISATION:
            return reason
        return Reason(reason.rule, {"other": self._names[reason.details["other"]]})

    @cached_property
    def _names(self) -> dict[str, str]:
        """Code of organisation → what stands on its fascia."""
        return {e.exhibitor.organisation.code: short_name(e.exhibitor) for e in self.exhibits}

    def places_for(self, exhibit: Exhibit) -> list[tuple[Booth, list[Reason]]]:
        """All other booths with what speaks against each, those that fit first."""
        found = [
            (booth, self.why_not(exhibit, booth))
            for booth in self.booths
            if booth.id != exhibit.booth_id
        ]
        return sorted(found, key=lambda pair: _hindrance(pair[1]))

    def candidates_for(self, booth: Booth) -> list[tuple[Exhibit, list[Reason]]]:
        """Exhibits that do not stand in a booth, with what speaks against each: those that
        fit and have no place first."""
        found = [
            (exhibit, self.why_not(exhibit, booth))
            for exhibit in self.exhibits
            if exhibit.booth_id != booth.id and not exhibit.locked
        ]
        return sorted(found, key=lambda p: (_hindrance(p[1]), p[0].booth_id is not None))

    def power_used(self, booth: Booth) -> float:
        return round(sum(exhibit.power_kw for exhibit in self.inside.get(booth.id, [])), 3)

    def area_used(self, booth: Booth) -> float:
        return round(sum(exhibit.area_m2 for exhibit in self.inside.get(booth.id, [])), 3)

    def power_of(self, booths: Sequence[Booth]) -> tuple[float, float]:
        """Kilowatts used and there are, of some booths."""
        used = sum(self.power_used(booth) for booth in booths)
        return round(used, 3), round(sum(booth.power_kw for booth in booths), 3)

    def _problem(self, *, waived: bool) -> plain.Problem:
        booths = self._plain_booths()
        places = {booth.id: booth for booth in booths}
        apart = self._apart(places, waived=waived)
        return plain.Problem(
            self.event.slug,
            APART_M,
            tuple(booths),
            tuple(self._plain_exhibit(e, apart[e.code], waived=waived) for e in self.exhibits),
        )

    def _plain_booths(self) -> list[plain.Booth]:
        """Booths with the halls put side by side on one plan."""
        left, booths = 0.0, []
        for hall in self.halls:
            begin = min(booth.x for booth in hall.booths)
            for b in hall.booths:
                booths.append(
                    plain.Booth(
                        b.code,
                        b.zone,
                        round(left + b.x - begin, 3),
                        b.y,
                        b.width,
                        b.depth,
                        b.area_m2,
                        b.power_kw,
                        b.water,
                        b.internet,
                        b.max_exhibits,
                        b.shared,
                    )
                )
            left += max(b.x + b.width for b in hall.booths) - begin + BETWEEN_HALLS_M
        return booths

    def _plain_exhibit(self, exhibit: Exhibit, apart: list[str], *, waived: bool) -> plain.Exhibit:
        booth = self.booth_by_id.get(exhibit.booth_id or 0)
        zone = exhibit.zone
        if waived and booth is not None and exhibit.override_reason and booth.zone != zone:
            zone = None
        return plain.Exhibit(
            exhibit.code,
            exhibit.exhibitor.organisation.code,
            exhibit.technology.field,
            exhibit.area_m2,
            exhibit.power_kw,
            exhibit.water,
            exhibit.internet,
            zone,
            booth.code if waived and exhibit.locked and booth is not None else None,
            tuple(sorted(apart)),
            exhibit.weight,
        )

    def _apart(self, places: dict[str, plain.Booth], *, waived: bool) -> dict[str, list[str]]:
        """Whom each exhibit names as one to be apart from; each pair is named once."""
        named: dict[str, list[str]] = defaultdict(list)
        for one_id, other_id in self.apart:
            one, other = self.by_id.get(one_id), self.by_id.get(other_id)
            if one is None or other is None:
                continue
            if waived and self._near_by_permission(one, other, places):
                continue
            named[one.code].append(other.code)
        return named

    def _near_by_permission(
        self, one: Exhibit, other: Exhibit, places: dict[str, plain.Booth]
    ) -> bool:
        """Whether two that should be apart stand near each other because somebody said so."""
        if one.code not in self.booth_of or other.code not in self.booth_of:
            return False
        metres = metres_between(places[self.booth_of[one.code]], places[self.booth_of[other.code]])
        return metres < APART_M and bool(one.override_reason or other.override_reason)


def floor_of(event: Event) -> Floor:
    """The event's floor in three statements."""
    booths = db.session.scalars(select(Booth).where(Booth.event_id == event.id)).all()
    exhibits = db.session.scalars(
        select(Exhibit)
        .join(Exhibit.exhibitor)
        .join(Exhibitor.organisation)
        .join(Exhibit.technology)
        .options(
            contains_eager(Exhibit.exhibitor).contains_eager(Exhibitor.organisation),
            contains_eager(Exhibit.technology),
        )
        .where(Exhibit.event_id == event.id, Exhibitor.state == ExhibitorState.APPROVED)
    ).all()
    pairs = select(ExhibitApart.exhibit_id, ExhibitApart.other_id).join(
        Exhibit, Exhibit.id == ExhibitApart.exhibit_id
    )
    found = db.session.execute(pairs.where(Exhibit.event_id == event.id))
    apart = [(one, other) for one, other in found]
    return Floor(event, booths, exhibits, apart)


def _hindrance(reasons: Sequence[Reason]) -> tuple[int, int]:
    """How far a place is from fitting: 0 fits, 1 goes against wishes only, 2 is impossible."""
    if not reasons:
        return 0, 0
    return (1 if all(r.rule in WAIVABLE for r in reasons) else 2), len(reasons)


def short_name(exhibitor: Exhibitor) -> str:
    """What stands on the fascia: the exhibitor's own wish, else the organisation's short name."""
    firm: Organisation = exhibitor.organisation
    return exhibitor.fascia_name or firm.fascia_name or firm.short_name or firm.name
