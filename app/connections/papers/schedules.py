"""The schedule of each organisation as a sheet to hand out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from app.catalogue.models import Organisation
from app.connections.models import Meeting
from app.connections.papers.arrangement import Line, Paper, Sheet
from app.connections.stages import Mode, Spot
from app.connections.timetables import links, queries
from app.connections.timetables.calendar import other_side, place_of
from app.core.forms import phone_text
from app.core.i18n import _, force_locale, locale_code, span_text
from app.events.labels import name_of
from app.events.models import Event


def spot_of(event: Event, meeting: Meeting) -> str:
    """Where a meeting is, in the fewest words."""
    if meeting.table_number is not None:
        return _("Table %(number)s", number=meeting.table_number)
    if meeting.mode is Mode.ONLINE:
        return _("Online")
    if meeting.slot_id is not None and meeting.spot is Spot.BOOTH:
        if meeting.booth:
            return _("Booth %(code)s", code=meeting.booth)
        return _("At the booth")
    return meeting.place or (event.venue.name if event.venue else event.place)


def by_organisation(meetings: Iterable[Meeting]) -> list[tuple[Organisation, list[Meeting]]]:
    """Everybody who meets somebody, in Vietnamese order, each with its own meetings."""
    found: dict[int, list[Meeting]] = defaultdict(list)
    known: dict[int, Organisation] = {}
    for meeting in meetings:
        for side in (meeting.demand, meeting.supply):
            if side is not None:
                known[side.id] = side
                found[side.id].append(meeting)
    return sorted(
        ((known[one], theirs) for one, theirs in found.items()),
        key=lambda pair: (pair[0].sort_key, pair[0].id),
    )


def sheet_of(event: Event, organisation: Organisation, meetings: Iterable[Meeting]) -> Sheet:
    """One organisation's meetings, in the language of now."""
    venue = event.venue.name if event.venue else event.place
    contact = " · ".join(filter(None, [event.contact_email, phone_text(event.contact_phone)]))
    return Sheet(
        language=locale_code(),
        over=name_of(event),
        title=organisation.name,
        below=tuple(filter(None, [span_text(event.starts_on, event.ends_on), venue])),
        code=links.address_of(event, organisation.id, locale_code()),
        code_says=(_("Your schedule as it stands now"),),
        lines=tuple(_line(event, organisation, meeting) for meeting in meetings),
        foot=_("If you cannot come, please tell us: %(contact)s", contact=contact)
        if contact
        else "",
    )


def _line(event: Event, organisation: Organisation, meeting: Meeting) -> Line:
    subject = " – ".join(filter(None, [meeting.need.title, meeting.offer]))
    at_booth = meeting.slot_id is not None and meeting.spot is Spot.BOOTH
    where = place_of(event, meeting) if at_booth else ""
    return Line(
        day=meeting.day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=spot_of(event, meeting),
        who=(other_side(meeting, organisation.id),),
        about=" · ".join(filter(None, [where, subject])),
        link=meeting.join_link or "",
    )


def for_all(event: Event, paper: Paper, progress: Callable[[int, int], None]) -> tuple[bytes, int]:
    """Everybody's sheet, each in its organisation's language, as one PDF; how many there are."""
    from app.connections.papers.drawing import draw

    everybody = by_organisation(queries.schedule(event))
    sheets = []
    for organisation, meetings in everybody:
        with force_locale(organisation.language):
            sheets.append(sheet_of(event, organisation, meetings))
    name = _("Meetings at %(event)s", event=name_of(event))
    return draw(sheets, name=name, paper=paper, progress=progress), len(sheets)


def for_one(event: Event, organisation: Organisation, paper: Paper = Paper.A5) -> bytes | None:
    """One organisation's sheet in the language of now; None while nothing is announced to it."""
    from app.connections.papers.drawing import draw

    meetings = queries.schedule(event, organisation.id)
    if not meetings:
        return None
    sheet = sheet_of(event, organisation, meetings)
    return draw([sheet], name=f"{organisation.name} · {name_of(event)}", paper=paper)
