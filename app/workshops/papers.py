"""The attendance list of a class on paper, and lists for spreadsheets (domain.md 2.7)."""

from __future__ import annotations

from collections.abc import Sequence

from app.accounts import provinces
from app.core import clock, sheets
from app.core.forms import phone_text
from app.core.i18n import _, date_text, number_text, span_text, time_text
from app.events.labels import SESSION_KINDS, short_title, speakers_line
from app.events.models import Event, EventSession
from app.registrations.models import Registration
from app.workshops.classes import Trainee, hours_of, title_of
from app.workshops.queries import Seat, Standing
from app.workshops.words import ENROLMENT_STATES, MARKS

EMPTY_LINES = 5  # for those who come without having enrolled


def attendance_list(
    event: Event, sessions: Sequence[EventSession], people: Sequence[Registration]
) -> bytes:
    """A list to sign, landscape: one column per session of the class, in the order given."""
    from app.core.documents.papers import Column, build, page_room, paragraph, space, table, title

    times = [
        _("Session %(number)s", number=n) if len(sessions) > 1 else _("Attended")
        for n in range(1, len(sessions) + 1)
    ]
    columns = [
        Column(_("Row no."), 0.7, "center"),
        Column(_("Full name"), 2.6),
        Column(_("Born"), 0.7, "center"),
        Column(_("Sex"), 0.6, "center"),
        Column(_("Organisation"), 3.2),
        Column(_("Province"), 1.2),
        Column(_("Phone"), 1.5),
        *(Column(time, 0.9, "center") for time in times),
        Column(_("Signature"), 1.6),
    ]
    rows = [
        [n, *_person(person), *("" for _time in times), ""] for n, person in enumerate(people, 1)
    ]
    blank = ["" for _column in columns]
    rows += [[len(people) + n, *blank[1:]] for n in range(1, EMPTY_LINES + 1)]
    return build(
        [
            title(_("Attendance list"), "official"),
            paragraph(title_of(event, sessions), "center", "official"),
            *(paragraph(_line_of(session), "center", "official") for session in sessions),
            space(4),
            table(columns, rows, width=page_room("official", wide=True), look="official"),
        ],
        name=f"{_('Attendance list')} {sessions[0].code}",
        look="official",
        wide=True,
    )


def _person(person: Registration) -> list[str]:
    return [
        person.name,
        str(person.birth_year or ""),
        sex(person.gender),
        person.organisation or "",
        provinces.short(person.province),
        phone_text(person.phone),
    ]


def sex(letter: str | None) -> str:
    return {"F": _("female"), "M": _("male")}.get(letter or "", "")


def _line_of(session: EventSession) -> str:
    times = f"{time_text(session.starts_at)}–{time_text(session.ends_at)}"
    parts = [
        f"{times} {date_text(session.starts_at)}",
        session.room.name if session.room else "",
        speakers_line(session),
        _("%(hours)s hours", hours=number_text(hours_of(session))),
    ]
    return " · ".join(part for part in parts if part)


def session_table(
    standings: Sequence[Standing],
) -> tuple[list[sheets.Column], list[list[sheets.Cell]]]:
    """Sessions with their figures for a spreadsheet."""
    columns = [
        sheets.Column(_("Code")),
        sheets.Column(_("Title")),
        sheets.Column(_("Kind")),
        sheets.Column(_("Begins")),
        sheets.Column(_("Ends")),
        sheets.Column(_("Room")),
        sheets.Column(_("Seats")),
        sheets.Column(_("Enrolled")),
        sheets.Column(_("Waiting")),
        sheets.Column(_("Present")),
    ]
    rows: list[list[sheets.Cell]] = [
        [
            row.session.code,
            row.session.title,
            str(SESSION_KINDS[row.session.kind]),
            clock.local(row.session.starts_at),
            clock.local(row.session.ends_at),
            row.session.room.name if row.session.room else None,
            row.session.capacity,
            row.enrolled,
            row.waiting,
            row.present,
        ]
        for row in standings
    ]
    return columns, rows


def seat_table(seats: Sequence[Seat]) -> tuple[list[sheets.Column], list[list[sheets.Cell]]]:
    """A session's list for a spreadsheet."""
    columns = [
        sheets.Column(_("Row no.")),
        sheets.Column(_("Code")),
        sheets.Column(_("Full name")),
        sheets.Column(_("Born")),
        sheets.Column(_("Organisation")),
        sheets.Column(_("Province")),
        sheets.Column(_("E-mail")),
        sheets.Column(_("Phone")),
        sheets.Column(_("Enrolment")),
        sheets.Column(_("Scanned at the door")),
        sheets.Column(_("Marked by hand")),
        sheets.Column(_("Present")),
    ]
    rows: list[list[sheets.Cell]] = [
        [
            n,
            seat.registration.code,
            seat.registration.name,
            seat.registration.birth_year,
            seat.registration.organisation,
            provinces.short(seat.registration.province),
            seat.registration.email,
            phone_text(seat.registration.phone),
            str(ENROLMENT_STATES[seat.state]) if seat.state else None,
            clock.local(seat.scanned_at) if seat.scanned_at else None,
            str(MARKS[seat.mark]) if seat.mark else None,
            _("yes") if seat.there else _("no"),
        ]
        for n, seat in enumerate(seats, 1)
    ]
    return columns, rows


def trainee_table(
    trainees: Sequence[Trainee],
) -> tuple[list[sheets.Column], list[list[sheets.Cell]]]:
    """Trainees with their results for a spreadsheet."""
    columns = [
        sheets.Column(_("Class")),
        sheets.Column(_("Code")),
        sheets.Column(_("Full name")),
        sheets.Column(_("Born")),
        sheets.Column(_("Organisation")),
        sheets.Column(_("Sessions attended")),
        sheets.Column(_("Sessions of the class")),
        sheets.Column(_("Hours")),
        sheets.Column(_("Attendance is enough")),
    ]
    rows: list[list[sheets.Cell]] = [
        [
            class_title(one),
            one.registration.code,
            one.registration.name,
            one.registration.birth_year,
            one.registration.organisation,
            one.result.attended,
            one.result.lessons,
            _whole(one.result.hours),
            _("yes") if one.result.passed else _("no"),
        ]
        for one in trainees
    ]
    return columns, rows


def _whole(hours: float) -> float:
    """3 rather than 3.0, where it is."""
    return int(hours) if hours == int(hours) else hours


def class_title(trainee: Trainee) -> str:
    """A class of one session has that session's title, a longer one its first and last code."""
    first, last = trainee.sessions[0], trainee.sessions[-1]
    if first is last:
        return f"{first.code} {short_title(first)}"
    days = span_text(clock.local(first.starts_at).date(), clock.local(last.starts_at).date())
    return f"{first.code}–{last.code} · {days}"
