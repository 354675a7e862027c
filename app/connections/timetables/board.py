"""The timetable of an event as it stands: slots, accepted requests, meetings, who cannot when.

One reading of the database, in a fixed number of statements, from which the pages, the solver
and the deeds all work. In the instance a meeting has the code of its request.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from app.catalogue.models import Organisation
from app.connections.models import BlockedSlot, Meeting, MeetingRequest, MeetingSlot
from app.connections.portal.limits import Limits
from app.connections.portal.limits import of as limits_of
from app.connections.scheduling import instance as pure
from app.connections.scheduling.advice import Advice, advise
from app.connections.scheduling.check import Hindrance, Trouble, broken
from app.connections.scheduling.instance import Instance, Place
from app.connections.scheduling.limits import Wish, over_limit
from app.connections.scheduling.reasons import Reason, explain
from app.connections.stages import MeetingState
from app.connections.timetables import places, queries
from app.connections.timetables.queries import Block, Cause
from app.core import clock
from app.events.models import Event

MOVABLE = (MeetingState.DRAFT, MeetingState.ANNOUNCED)
MORNING, AFTERNOON = 1, 2


@dataclass(frozen=True)
class Board:
    """What `board_of` read. `derived`: by organisation and slot (ids), why they cannot meet by
    what else they are at; `said`: what was entered by hand, which decides; `booths`: by request
    (id), the code of the booth at which its technology side receives."""

    event: Event
    slots: list[MeetingSlot]
    requests: list[MeetingRequest]
    meetings: list[Meeting]
    derived: Mapping[tuple[int, int], Block]
    said: list[BlockedSlot]
    booths: Mapping[int, str]
    again: frozenset[str] = frozenset()
    limits: Limits = Limits()

    @cached_property
    def blocks(self) -> dict[tuple[int, int], Block]:
        """By organisation and slot (ids), why they cannot meet."""
        found = dict(self.derived)
        for row in self.said:
            key = (row.organisation_id, row.slot_id)
            if row.open:
                found.pop(key, None)
            else:
                found[key] = Block(Cause.SAID, row.reason or "")
        return found

    @cached_property
    def ahead(self) -> frozenset[int]:
        """Ids of the slots that have not begun."""
        now = clock.now()
        return frozenset(slot.id for slot in self.slots if slot.starts_at > now)

    @cached_property
    def index(self) -> dict[int, int]:
        """The instance's number of each slot, by id."""
        return {slot.id: number for number, slot in enumerate(self.slots)}

    @cached_property
    def meeting_of(self) -> dict[str, Meeting]:
        """The meeting of a request, by its code."""
        return {
            meeting.request.code: meeting
            for meeting in self.meetings
            if meeting.request is not None
        }

    @cached_property
    def request(self) -> dict[str, MeetingRequest]:
        return {request.code: request for request in self.requests}

    @cached_property
    def to_place(self) -> list[MeetingRequest]:
        """Requests whose meeting can still be put somewhere: not over, not called off, within
        the limits that the organisers set."""
        return [
            request
            for request in self.requests
            if request.code not in self.left_out and self._open(request)
        ]

    @cached_property
    def left_out(self) -> dict[str, Organisation | None]:
        """Requests that the organisers' limits leave out, by code, each with who has reached
        its number of meetings; None: the two never meet."""
        apart: dict[str, Organisation | None] = {}
        wishes: list[Wish] = []
        firms: dict[int, Organisation] = {}
        for request in self.requests:
            a, b = sides_of(request)
            meeting = self.meeting_of.get(request.code)
            stands = meeting is not None and meeting.slot_id is not None
            if self.limits.kept_apart(a.id, b.id) and not stands:
                apart[request.code] = None
                continue
            gone = meeting is not None and meeting.state is MeetingState.CANCELLED
            if not gone:
                firms |= {a.id: a, b.id: b}
                wishes.append(Wish(request.code, a.id, b.id, request.weight, stands))
        most = {one: n for one in firms if (n := self.limits.most_of(one)) is not None}
        over = over_limit(wishes, most) if most else {}
        return apart | {code: firms[one] for code, one in over.items()}

    def _open(self, request: MeetingRequest) -> bool:
        meeting = self.meeting_of.get(request.code)
        if meeting is None:
            return True
        begun = meeting.slot_id is not None and meeting.slot_id not in self.ahead
        return meeting.state in MOVABLE and not begun and request.code not in self.elsewhere

    @cached_property
    def elsewhere(self) -> dict[str, Meeting]:
        """By request, meetings ahead that an organiser put online or at a booth by hand: they
        take no table, keep their slot whatever is made, and keep both sides busy in it."""
        return {
            code: meeting
            for code, meeting in self.meeting_of.items()
            if meeting.slot_id in self.ahead
            and meeting.table_number is None
            and not meeting.planned
            and meeting.state in MOVABLE
            and code in self.request
            and code not in self.again
        }

    def without(self, code: str) -> Board:
        """The board as if a meeting elsewhere had no place yet, so that it can get another."""
        return replace(self, again=self.again | {code})

    @cached_property
    def _busy_elsewhere(self) -> set[tuple[int, int]]:
        """Organisations and slots (ids) of those meetings."""
        return {
            (side.id, meeting.slot_id)
            for code, meeting in self.elsewhere.items()
            for side in sides_of(self.request[code])
            if meeting.slot_id is not None
        }

    @cached_property
    def _closed(self) -> dict[str, frozenset[int]]:
        """The slots in which those meetings have a booth."""
        found: dict[str, set[int]] = defaultdict(set)
        for code, meeting in self.elsewhere.items():
            place = places.standing(self.request[code], meeting, self.booths)
            if place is not None and place != pure.ONLINE and meeting.slot_id is not None:
                found[place].add(self.index[meeting.slot_id])
        return {place: frozenset(slots) for place, slots in found.items()}

    def against_elsewhere(self, code: str, slot: MeetingSlot, place: str | None) -> list[Hindrance]:
        """What is against holding a meeting in a slot online or at a booth."""
        sides = sides_of(self.request[code])
        shut = slot.id not in self.ahead
        closed = tuple(
            self.participant(side) for side in sides if shut or (side.id, slot.id) in self.blocks
        )
        others = {
            other: places.standing(self.request[other], meeting, self.booths)
            for other, meeting in self.meeting_of.items()
            if other != code and meeting.slot_id == slot.id and other in self.request
        }
        rivals = tuple(one for one in others if set(sides) & set(sides_of(self.request[one])))
        there = tuple(
            one for one, at in others.items() if at == place != pure.ONLINE and one not in rivals
        )
        found = [Hindrance(Trouble.BLOCKED, people=closed)] if closed else []
        found += [Hindrance(Trouble.BUSY, meetings=rivals)] if rivals else []
        return [*found, Hindrance(Trouble.TAKEN, meetings=there)] if there else found

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """Who takes part, by participant id."""
        found = {}
        for request in self.requests:
            for side in sides_of(request):
                found[self.participant(side)] = side
        return dict(sorted(found.items(), key=lambda pair: pair[1].sort_key))

    def participant(self, organisation: Organisation) -> str:
        """An organisation's id in the instance: its code, with its hub's where that is another."""
        if organisation.hub_id == self.event.hub_id:
            return organisation.code
        return f"{organisation.hub.code}.{organisation.code}"

    @cached_property
    def instance(self) -> Instance:
        """The task for the solver: whatever is still to be placed."""
        participants = {
            self.participant(side): self._forbidden(side)
            for request in self.to_place
            for side in sides_of(request)
        }
        return Instance(
            name=self.event.slug,
            day_of_slot=tuple((self.day(slot) - self.event.starts_on).days for slot in self.slots),
            session_of_slot=tuple(half_of(slot) for slot in self.slots),
            tables=tuple(slot.tables for slot in self.slots),
            participants=tuple(
                pure.Participant(name, forbidden) for name, forbidden in participants.items()
            ),
            meetings=tuple(self._meeting(request, participants) for request in self.to_place),
            optional=True,
            closed=self._closed,
        )

    def day(self, slot: MeetingSlot) -> date:
        return clock.local(slot.starts_at, self.event.zone).date()

    def _forbidden(self, organisation: Organisation) -> frozenset[int]:
        return frozenset(
            number
            for slot_id, number in self.index.items()
            if slot_id not in self.ahead
            or (organisation.id, slot_id) in self.blocks
            or (organisation.id, slot_id) in self._busy_elsewhere
        )

    def _meeting(
        self, request: MeetingRequest, forbidden: Mapping[str, frozenset[int]]
    ) -> pure.Meeting:
        a, b = (self.participant(side) for side in sides_of(request))
        meeting = self.meeting_of.get(request.code)
        fixed = None
        if meeting is not None and meeting.locked and meeting.slot_id is not None:
            slot = self.index[meeting.slot_id]
            fixed = slot if slot not in forbidden[a] | forbidden[b] else None
        place = places.planned(request, meeting, self.booths)
        return pure.Meeting(request.code, a, b, fixed=fixed, weight=request.weight, place=place)

    @cached_property
    def over(self) -> bool:
        """Whether meetings had places and all of them have begun, are over or were called off."""
        return not self.places and any(meeting.slot_id is not None for meeting in self.meetings)

    @cached_property
    def begun(self) -> bool:
        """Whether some of the meetings with a place have begun."""
        return any(
            meeting.slot_id is not None and meeting.slot_id not in self.ahead
            for meeting in self.meetings
        )

    @cached_property
    def task(self) -> str:
        """Says whether requests, slots and times are as they were, whatever the hour is."""
        off = {
            code
            for code, meeting in self.meeting_of.items()
            if meeting.state is MeetingState.CANCELLED
        }
        return _digest(
            [
                [(slot.id, str(slot.starts_at), slot.tables) for slot in self.slots],
                [
                    (one.code, one.weight, *filter(None, [places.asked(one, self.booths)]))
                    for one in self.requests
                    if one.code not in off
                ],
                sorted(self.blocks),
                sorted((code, meeting.slot_id) for code, meeting in self.elsewhere.items()),
            ]
        )

    @cached_property
    def places(self) -> dict[str, Place]:
        """Where the meetings that can still move are now."""
        return {
            request.code: Place(
                self.index[meeting.slot_id],
                meeting.table_number - 1 if meeting.table_number is not None else None,
            )
            for request in self.to_place
            if (meeting := self.meeting_of.get(request.code))
            and meeting.slot_id is not None
            and request.code not in self.again
        }

    @cached_property
    def slot_of(self) -> dict[str, int]:
        return {code: place.slot for code, place in self.places.items()}

    @cached_property
    def announced(self) -> dict[str, Place]:
        """The places that people know of: a new timetable moves as few of them as it can."""
        return {
            code: place
            for code, place in self.places.items()
            if self.meeting_of[code].state is MeetingState.ANNOUNCED
        }

    @cached_property
    def unplaced(self) -> list[Reason]:
        """Why each meeting without a place has none, as things stand now."""
        return explain(self.instance, self.slot_of)

    @cached_property
    def broken(self) -> dict[str, list[Hindrance]]:
        """Meetings that cannot stay where they are: a slot was blocked, a table taken away."""
        return broken(self.instance, self.slot_of)

    @cached_property
    def advice(self) -> Advice:
        return advise(self.instance)

    @cached_property
    def breaks(self) -> dict[str, int]:
        """By participant, how often they wait between two meetings of a day."""
        slots: dict[str, list[int]] = defaultdict(list)
        for meeting in self.meetings:
            if meeting.slot_id is not None and meeting.request is not None:
                for side in sides_of(self.request.get(meeting.request.code)):
                    slots[self.participant(side)].append(self.index[meeting.slot_id])
        return {name: self.instance.breaks_of(theirs) for name, theirs in slots.items()}


def sides_of(request: MeetingRequest | None) -> tuple[Organisation, ...]:
    """The need's organisation and the technology's."""
    if request is None:
        return ()
    return request.need.organisation, request.technology.organisation


def half_of(slot: MeetingSlot) -> int:
    """Morning or afternoon."""
    return MORNING if clock.local(slot.starts_at).hour < 12 else AFTERNOON


def key_of_half(slot: MeetingSlot) -> str:
    """The half day of a slot as it stands in addresses."""
    return f"{clock.local(slot.starts_at).date().isoformat()}-{half_of(slot)}"


def board_of(event: Event) -> Board:
    """The timetable of an event, in seven statements."""
    slots, said_by_hand = queries.slots_and_blocks(event)
    requests, booths = queries.accepted(event)
    meetings = queries.meetings(event)
    organisations = {
        organisation.id: organisation for request in requests for organisation in sides_of(request)
    }
    derived = queries.derived_blocks(event, slots, organisations)
    limits = limits_of(event.id)
    return Board(event, slots, requests, meetings, derived, said_by_hand, booths, limits=limits)


def hash_of(instance: Instance) -> str:
    """Says whether what a timetable was made from is still so."""
    return _digest(pure.as_json(instance))


def _digest(what: Any) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
