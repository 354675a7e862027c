"""Cards for the tables and booths: who meets there, one card to a place and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from app.catalogue.states import Confidentiality
from app.connections.models import Meeting
from app.connections.papers.arrangement import Line, Paper, Sheet
from app.connections.presence.links import table_address
from app.connections.timetables import queries
from app.core.i18n import _, locale_code
from app.core.text import collation_key
from app.events.labels import name_of
from app.events.models import Event

Place = int | str  # a table's number, a booth's code


def place_in(meeting: Meeting) -> Place | None:
    """The table or booth of a meeting; None for one online or elsewhere."""
    return meeting.table_number if meeting.table_number is not None else meeting.booth


def in_order(place: Place) -> tuple[int, int, str]:
    """Tables by number, then booths by code."""
    if isinstance(place, int):
        return 0, place, ""
    return 1, 0, collation_key(place)


def public_sides(meeting: Meeting) -> tuple[str, str]:
    """Both sides for all eyes: who did not publish the need is not named."""
    demand, supply = meeting.sides
    if meeting.need.confidentiality is not Confidentiality.PUBLIC:
        demand = _("An organisation that is not named")
    return demand, supply


def by_place(meetings: Iterable[Meeting]) -> list[tuple[date, Place, list[Meeting]]]:
    """The meetings of each day at each table and booth that has some, in order."""
    found: dict[tuple[date, Place], list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        place = place_in(meeting)
        if place is not None:
            found[meeting.day, place].append(meeting)
    keys = sorted(found, key=lambda key: (key[0], in_order(key[1])))
    return [(day, place, found[day, place]) for day, place in keys]


def sheet_of(event: Event, day: date, place: Place, meetings: Iterable[Meeting]) -> Sheet:
    """The card of one place on one day, in the language of now."""
    return Sheet(
        language=locale_code(),
        over=name_of(event),
        title=_("Table") if isinstance(place, int) else _("Booth"),
        number=str(place),
        below=(),
        code=table_address(event, place),
        code_says=(_("Both sides: scan your badges here"),),
        lines=tuple(_line(one) for one in meetings),
    )


def _line(meeting: Meeting) -> Line:
    who = " – ".join(public_sides(meeting))
    return Line(meeting.day, meeting.starts_at, meeting.ends_at, "", (who,))


def of_event(event: Event, paper: Paper) -> bytes | None:
    """All cards, as one PDF; None while no meeting with a table or booth is announced."""
    from app.connections.papers.drawing import draw

    found = by_place(queries.schedule(event))
    if not found:
        return None
    sheets = [sheet_of(event, *one) for one in found]
    return draw(sheets, name=_("Cards for the tables") + f" · {name_of(event)}", paper=paper)
