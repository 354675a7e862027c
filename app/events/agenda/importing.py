"""An agenda out of a spreadsheet: read row by row, every mistake named, nothing saved here.

The columns are those of the export, so that an agenda can be taken out, changed in a
spreadsheet and put back; common Vietnamese heads are understood too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.core import text
from app.core.errors import Refused
from app.core.i18n import _
from app.core.sheets import Cell, Sheet
from app.events.agenda.actions import SessionGiven, SpeakerGiven, given_of
from app.events.kinds import SessionKind
from app.events.models import Event, EventSession, Room

#: Column → heads that mean it, folded. The first is the export's.
HEADS = {
    "code": ("code", "ma", "ma phien"),
    "kind": ("kind", "loai", "loai phien", "hinh thuc phien"),
    "title": ("title_vi", "title", "ten phien", "tieu de", "noi dung"),
    "title_en": ("title_en", "ten tieng anh"),
    "field": ("field", "linh vuc"),
    "speaker": ("speaker", "dien gia", "nguoi trinh bay"),
    "expert": ("expert_code", "ma chuyen gia"),
    "house": ("speaker_org", "don vi", "don vi cua dien gia"),
    "room": ("room", "phong", "dia diem"),
    "start": ("start", "bat dau", "tu"),
    "end": ("end", "ket thuc", "den"),
    "capacity": ("capacity", "so cho", "suc chua"),
    "online": ("online", "truc tuyen"),
    "certificate": ("gives_certificate", "cap chung nhan", "chung nhan"),
    "hours": ("hours", "so gio", "thoi luong"),
    "enrolment": ("enrolment_needed", "can ghi danh", "phai ghi danh"),
}
NEEDED = ("title", "start", "end")
KINDS = {
    SessionKind.CEREMONY: ("nghi le", "khai mac", "be mac", "le"),
    SessionKind.WORKSHOP: ("hoi thao",),
    SessionKind.ROUNDTABLE: ("toa dam",),
    SessionKind.TALK: ("tham luan", "bao cao", "trinh bay"),
    SessionKind.TRAINING: ("tap huan", "lop tap huan"),
    SessionKind.DEMO: ("trinh dien",),
    SessionKind.B2B: ("ket noi", "ket noi cung cau"),
    SessionKind.BREAK: ("giai lao", "nghi"),
}
YES = {"yes", "y", "true", "1", "x", "co"}
NO = {"no", "n", "false", "0", "", "khong"}
SHAPES = ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M", "%d/%m/%Y %Hh%M", "%d/%m/%Y %Hh")


@dataclass
class ImportRow:
    """One line of the file: what it gives, or what is wrong with it, by column."""

    number: int
    cells: dict[str, Cell]
    given: SessionGiven | None = None
    fate: str = "new"  # new, changed, same
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What rows may refer to: rooms by code or name, experts by code, present sessions."""

    event: Event
    rooms: Sequence[Room]
    experts: Mapping[str, tuple[int, str, str]]  # code → id, name, organisation
    sessions: Mapping[str, EventSession]
    fields: frozenset[str]


def read_rows(sheet: Sheet, known: Known) -> list[ImportRow]:
    """Every row with what it gives or what is wrong.

    Raises Refused("columns_missing") or ("no_sessions_in_file").
    """
    places = _columns(sheet.header)
    missing = [HEADS[name][0] for name in NEEDED if name not in places]
    if missing:
        raise Refused("columns_missing", columns=", ".join(missing))
    if not sheet.rows:
        raise Refused("no_sessions_in_file")
    rows = [
        _row(number, {name: cells[place] for name, place in places.items()}, known)
        for number, cells in zip(sheet.numbers, sheet.rows, strict=True)
    ]
    _mark_repeated_codes(rows)
    return rows


def _columns(header: Sequence[str]) -> dict[str, int]:
    heads = {text.fold(head): place for place, head in reversed(list(enumerate(header)))}
    return {
        name: heads[word] for name, words in HEADS.items() for word in words[::-1] if word in heads
    }


def _row(number: int, cells: dict[str, Cell], known: Known) -> ImportRow:
    row = ImportRow(number, cells)
    values: dict[str, Any] = {}
    for name, read in READERS.items():
        try:
            values |= read(cells, known)
        except ValueError as trouble:
            row.errors[name] = str(trouble)
    if not row.errors and values["ends_at"] <= values["starts_at"]:
        row.errors["end"] = _("The end must come after the beginning.")
    if row.errors:
        return row
    session = known.sessions.get(values["code"] or "")
    if session is not None:
        before = given_of(session)
        kept: dict[str, Any] = {"summary": before.summary, "online_url": before.online_url}
        kept |= {} if "title_en" in cells else {"title_en": before.title_en}
        kept |= {} if "enrolment" in cells else {"enrolment_needed": before.enrolment_needed}
        row.given = SessionGiven(**(values | kept))
        row.fate = "same" if row.given == before else "changed"
    else:
        row.given = SessionGiven(**values)
    return row


def _mark_repeated_codes(rows: Sequence[ImportRow]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        code = row.given.code if row.given else None
        if code in seen:
            row.errors["code"] = _("Line %(line)s has this code already.", line=seen[code])
        elif code:
            seen[code] = row.number


# ---------------------------------------------------------------------- one cell each
def _text(cells: dict[str, Cell], name: str, most: int) -> str | None:
    value = cells.get(name)
    if value is None:
        return None
    if isinstance(value, datetime):
        raise ValueError(_("This is a date; a text is needed here."))
    said = text.clean(str(value))
    if len(said) > most:
        raise ValueError(
            _("At most %(most)d characters; this has %(has)d.", most=most, has=len(said))
        )
    return said or None


def _code(cells: dict[str, Cell], known: Known) -> dict[str, Any]:
    return {"code": _text(cells, "code", 20)}


def _kind(cells: dict[str, Cell], known: Known) -> dict[str, Any]:
    said = text.fold(_text(cells, "kind", 60) or "workshop")
    for kind, words in KINDS.items():
        if said == kind.value or said in words:
            return {"kind": kind}
    known_kinds = ", ".join(kind.value for kind in SessionKind)
    raise ValueError(_("Not a kind of session. One of: %(kinds)s", kinds=known_kinds))


def _title(cells: dict[str, Cell], known: Known) -> dict[str, Any]:
    title = _text(cells, "title", 300)
    if title is None:
        raise ValueError(_("The title is missing."))
    if text.looks_legacy_encoded(title):
        raise ValueError(_("This is text in an old font (TCVN3 or VNI). Convert it to Unicode."))
    return {"title": title, "title_en": _text(cells, "title_en", 300)}


def _field(cells: dict[str, Cell], known: Known) -> dict[str, Any]:
    code = _text(cells, "field", 10)
    if code is not None and code not in known.fields:
        raise ValueError(_("There is no field %(code)s.", code=code))
    return {"field": code}


def _start(cells: dict[str, Cell], known: Known) -> dict[str, Any]:
    begin = _moment(cells.get("start"), known.event)
    day = begin.astimezone(known.event.zone).date()
    if not known.event.starts_on <= day <= known.event.ends_on:
        first, last = f"{known.event.starts_on:%d/%m/%Y}", f"{known.event.ends_on:%d/%m/%Y}"
        raise ValueError(
            _("Outside the event's days, %(first)s to %(last)s.", first=first, last=last)
        )
    return {"starts_at": begin}


def _end(cells: dict[str, Cell], known: Known) -> dict[str, Any]:
    return {"ends_at": _moment(cells.get("end"), known.event)}


def _moment(cell: Cell, event: Event) -> datetime:
    """A moment; without a zone it is local time."""
    found = cell
    if isinstance(cell, str):
        found = _parsed(cell)
    if not isinstance(found, datetime):
        raise ValueError(_("Date and time look like 03/12/2026 08:30."))
    return (found if found.tzinfo else found.replace(tzinfo=event.zone)).astimezone(UTC)


def _parsed(said: str) -> datetime | None:
    for shape in SHAPES:
        try:
            return datetime.strptime(said.strip(), shape)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(said.strip())
    except ValueError:
        return None


def _room(cells: dict[str, Cell], known: Known) -> dict[str, Any]:
    said = _text(cells, "room", 120)
    if said is None:
        return {"room_id": None}
    wanted = text.fold(said)
    found = [room for room in known.rooms if wanted in (text.fold(room.code), text.fold(room.name))]
    if len(found) != 1:
        raise ValueError(_("The venue has no room %(room)s. Add it to the venue first.", room=said))
    return {"room_id": found[0].id}


def _capacity(cells: dict[str, Cell], known: Known) -> dict[str, Any]:
    number = _number(cells.get("capacity"))
    if number is not None and (number != int(number) or not 0 < number < 1_000_000):
        raise ValueError(_("A whole number, please."))
    return {"capacity": int(number) if number is not None else None}


def _hours(cells: dict[str, Cell], known: Known) -> dict[str, Any]:
    number = _number(cells.get("hours"))
    if number is not None and not 0 < number <= 1000:
        raise ValueError(_("A number, please, like 2,5."))
    return {"hours": number}


def _number(cell: Cell) -> float | None:
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise ValueError(_("A number, please, like 2,5."))
    try:
        return float(str(cell).strip().replace(",", "."))
    except ValueError as trouble:
        raise ValueError(_("A number, please, like 2,5.")) from trouble


def _flags(cells: dict[str, Cell], known: Known) -> dict[str, Any]:
    training = _kind(cells, known)["kind"] is SessionKind.TRAINING
    return {
        "online": _flag(cells.get("online")),
        "gives_certificate": _flag(cells.get("certificate")),
        "enrolment_needed": _flag(cells["enrolment"]) if "enrolment" in cells else training,
    }


def _flag(cell: Cell) -> bool:
    said = text.fold(str(cell if cell is not None else ""))
    if said in YES or said in NO:
        return said in YES
    raise ValueError(_("Write yes or no."))


def _speakers(cells: dict[str, Cell], known: Known) -> dict[str, Any]:
    """Names, expert codes and organisations; several are parted by semicolons."""
    names, codes, houses = (
        [part.strip() for part in (_text(cells, name, 1000) or "").split(";")]
        for name in ("speaker", "expert", "house")
    )
    speakers = []
    for place in range(max(len(names), len(codes))):
        name, code, house = (
            parts[place] if place < len(parts) else "" for parts in (names, codes, houses)
        )
        if code and code not in known.experts:
            raise ValueError(_("There is no expert %(code)s.", code=code))
        expert_id, expert, theirs = known.experts[code] if code else (None, "", "")
        if name or expert:
            speakers.append(
                SpeakerGiven((name or expert)[:120], (house or theirs)[:200] or None, expert_id)
            )
    return {"speakers": tuple(speakers)}


READERS = {
    "code": _code,
    "kind": _kind,
    "title": _title,
    "field": _field,
    "start": _start,
    "end": _end,
    "room": _room,
    "capacity": _capacity,
    "hours": _hours,
    "online": _flags,
    "speaker": _speakers,
}
