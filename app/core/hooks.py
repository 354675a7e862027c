"""The few questions that a lower package asks and an upper one answers.

Declared here in one place, so that imports keep pointing one way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Chapter:
    """A knot on the fair's thread: where it stands and one figure."""

    key: str
    title: str
    url: str | None
    state: str  # done, now, ahead
    figure: str = ""


@dataclass(frozen=True)
class DeskTask:
    """Something that waits for an organiser."""

    title: str
    url: str
    action: str
    text: str = ""
    icon: str = "circle-check"
    urgent: bool = False
    order: int = 50


@dataclass(frozen=True)
class DeskNumber:
    """A figure of the desk; it opens its list."""

    label: str
    value: str
    url: str
    note: str = ""
    order: int = 50


@dataclass(frozen=True)
class PublicFact:
    """A line on the public page of an event (seats left, floor plan)."""

    label: str
    value: str
    url: str | None = None
    icon: str = "info-circle"
    order: int = 50


@dataclass(frozen=True)
class DoorLink:
    """What a steward opens beside the scanner; `paper`: a PDF in a window of its own."""

    event_id: int
    title: str
    url: str
    icon: str
    paper: bool = False


class Hook:
    """Answers given by the packages that registered; asked by whoever needs them."""

    def __init__(self) -> None:
        self.answers: list[Callable[..., Any]] = []

    def fill(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        """Register an answer (use as a decorator). The same function counts once."""
        if answer not in self.answers:
            self.answers.append(answer)
        return answer

    def gather(self, *args: Any, **kwargs: Any) -> list[Any]:
        """All answers' items in one list; each answer returns an iterable."""
        found: list[Any] = []
        for answer in self.answers:
            items: Iterable[Any] = answer(*args, **kwargs) or ()
            found.extend(items)
        return found


#: (event) -> [Chapter]: the fair's thread, ordered by THREAD
thread = Hook()
#: (event) -> [DeskTask] for one fair
desk_tasks = Hook()
#: (hub) -> [DeskTask] for the hub as a whole
hub_tasks = Hook()
#: (event) -> [DeskNumber]
desk_numbers = Hook()
#: (hub) -> [DeskNumber]
hub_numbers = Hook()
#: (event) -> [PublicFact]
public_facts = Hook()
#: (events) -> [DoorLink] of all of them, where a steward lands after signing in
door_links = Hook()
#: (session_ids, registration_ids or a query of them)
#:  -> [(session id, registration id, since when it has a seat)]
session_door_admits = Hook()
#: (registration) -> [dict(title, url, text)] for the person's own page
own_page = Hook()
#: (registration) -> [(name, rows)] for the export of a person's data
personal_data = Hook()
#: (need) -> [(technology id, sentence)]: what its owner was told of suggestions, and answered
suggestions_told = Hook()
#: (organisation) -> [(title, address of the whole list, [(what, text beneath it)])] for its page
organisation_page = Hook()
#: (the organisation that stays, the one that goes) called inside the deed that makes one of two,
#: before their records move: settles what both have only once, or refuses
organisations_merging = Hook()
#: (the exhibitor that stays, the one that goes) called inside that deed where both exhibit at one
#: event, before the second row ends
exhibitors_merging = Hook()
#: (event) called inside the deed that makes it, for what every event begins with
event_created = Hook()
#: (event) called at the end of the deed that takes its cancellation back
event_restored = Hook()
#: (registration, when) called inside the deed that cancels it, before anything else changes
registration_ended = Hook()
#: (registration, when it had been cancelled) called at the end of the deed that restores it
registration_restored = Hook()
#: (registration) called inside the erasing transaction; returns nothing
erase_person = Hook()
#: (registration, purposes) called inside the transaction that takes consents back
consents_withdrawn = Hook()
#: (kept, gone) called inside the transaction that makes two registrations of a person one
merge_people = Hook()
#: (before, after) called inside the transaction in which a colleague takes somebody's place
place_handed_over = Hook()
#: (registration) -> [(what, number)] of what belongs to it and would move with a merge
belongings = Hook()
#: (hub, words) -> [dict(kind, title, text, url)] for the search in the head
find = Hook()
#: () called in a thread of its own when a web worker begins to serve: gets something ready that
#: the first question would wait for, and says what, for the log
serving = Hook()
#: () called about once an hour by the worker, for what falls due by itself; returns nothing
hourly = Hook()

THREAD = ("plan", "booths", "registrations", "scan", "meetings", "connections", "report")


def chapters(event: Any) -> list[Chapter]:
    """The fair's thread in its order."""
    found = {chapter.key: chapter for chapter in thread.gather(event)}
    return [found[key] for key in THREAD if key in found]
