"""What people type about a session; speakers are experts or anybody by name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from app.catalogue import vocabulary
from app.catalogue.models import Expert
from app.core.forms import (
    BaseForm,
    Between,
    ChoiceField,
    DecimalField,
    MaxLength,
    Required,
    Rows,
    TextAreaField,
    TextField,
    TimeField,
    WholeField,
)
from app.core.i18n import _, _l, date_text, weekday_text
from app.events.agenda.actions import SessionGiven, SpeakerGiven, house_of
from app.events.kinds import SessionKind
from app.events.labels import SESSION_KINDS
from app.events.models import Event, EventSession, Room

MOST_SPEAKERS = 12
_CODE = re.compile(r"\s*\(([^()]{1,40})\)$")
_LIKE_A_CODE = re.compile(r"\S*\d\S*")


class SpeakerForm(wtforms.Form):
    """One speaker: a name (of an expert with the code in brackets) and an organisation."""

    name = TextField(_l("Speaker"), [MaxLength(180)])
    organisation = TextField(_l("Organisation"), [MaxLength(200)])


class SessionForm(BaseForm):
    """A session; `version` is the one that was read."""

    version = wtforms.HiddenField()
    kind = ChoiceField(
        _l("Kind"), choices=[(kind.value, text) for kind, text in SESSION_KINDS.items()]
    )
    code = TextField(
        _l("Code"), [MaxLength(20)], description=_l("Empty: the next free one, like S31")
    )
    title = TextField(_l("Title"), [Required(), MaxLength(300)])
    title_en = TextField(_l("Title in English"), [MaxLength(300)])
    summary = TextAreaField(_l("What it is about"), [MaxLength(3000)])
    field = ChoiceField(_l("Field"))
    day = ChoiceField(_l("Day"))
    starts = TimeField(_l("From"), [Required()], description=_l("Like 08:30"))
    ends = TimeField(_l("Until"), [Required()])
    room = ChoiceField(_l("Room"))
    capacity = WholeField(
        _l("Places"), [Between(1, 1_000_000)], description=_l("Empty: as many as come")
    )
    enrolment_needed = wtforms.BooleanField(
        _l("People must enrol"), description=_l("The door then admits only who is enrolled.")
    )
    online = wtforms.BooleanField(_l("Can be followed online"))
    online_url = TextField(_l("Link for online guests"), [MaxLength(500)])
    gives_certificate = wtforms.BooleanField(_l("Gives a certificate"))
    hours = DecimalField(_l("Hours on the certificate"), [Between(0.25, 1000)])
    speakers = Rows(wtforms.FormField(SpeakerForm), _l("Speakers"))

    def __init__(
        self, event: Event, rooms: Sequence[Room], experts: Sequence[Expert], *args: Any, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.event = event
        self.known = {code_of(expert, event): expert for expert in experts}
        self.field.choices = vocabulary.choices("fields", _("No field"))
        self.day.choices = [(day.isoformat(), day_text(day)) for day in event.days]
        self.room.choices = [("", _("No room")), *((str(r.id), room_text(r)) for r in rooms)]

    def validate_online_url(self, field: wtforms.Field) -> None:
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_("A link begins with https://"))

    def validate_speakers(self, field: wtforms.FieldList) -> None:
        if len([entry for entry in field if entry.data["name"]]) > MOST_SPEAKERS:
            raise ValidationError(_("At most %(most)d speakers.", most=MOST_SPEAKERS))
        for entry in field:
            code = _CODE.search(entry.data["name"] or "")
            if code and _LIKE_A_CODE.fullmatch(code[1]) and code[1] not in self.known:
                raise ValidationError(_("There is no expert %(code)s.", code=code[1]))

    def given(self) -> SessionGiven:
        """The session as typed."""
        day = date.fromisoformat(self.day.data)
        starts_at, ends_at = self._moment(day, self.starts), self._moment(day, self.ends)
        if self.ends.data == "00:00":
            ends_at += timedelta(1)
        plain = (
            *("code", "title", "title_en", "summary", "field", "capacity", "enrolment_needed"),
            *("online", "online_url", "gives_certificate", "hours"),
        )
        return SessionGiven(
            **{name: self._fields[name].data for name in plain if name in self._fields},
            kind=SessionKind(self.kind.data),
            starts_at=starts_at,
            ends_at=ends_at,
            room_id=int(self.room.data) if self.room.data else None,
            speakers=tuple(self._speakers()),
        )

    def _moment(self, day: date, field: TimeField) -> datetime:
        return datetime.combine(day, time.fromisoformat(str(field.data)), self.event.zone)

    def _speakers(self) -> list[SpeakerGiven]:
        found = []
        for entry in self.speakers:
            typed, house = entry.data["name"], entry.data["organisation"]
            if not typed:
                continue
            code = _CODE.search(typed)
            expert = self.known.get(code[1]) if code else None
            if expert is not None:
                name = _CODE.sub("", typed) or expert.full_name
                found.append(SpeakerGiven(name[:120], house or house_of(expert) or None, expert.id))
            else:
                found.append(SpeakerGiven(typed[:120], house))
        return found

    def without_code(self) -> SessionForm:
        """For a session that has its code already: links and doors know it, it stays."""
        del self.code
        return self

    def with_blank_row(self) -> SessionForm:
        """One empty row more for a speaker, unless the last one is empty."""
        entries = self.speakers.entries
        last_is_used = not entries or bool(entries[-1].data["name"])
        if last_is_used and len(entries) < MOST_SPEAKERS:
            self.speakers.append_entry()
        return self


def apply_offer(typed: Any) -> Any:
    """The form as sent, with the offer whose button was pressed ("room=7", "time=10:00-11:00")."""
    name, _equals, value = (typed.get("offer") or "").partition("=")
    changed = typed.copy()
    if name == "room":
        changed["room"] = value
    elif name == "time" and "-" in value:
        changed["starts"], changed["ends"] = value.split("-", 1)
    return changed


def data_of(session: EventSession, codes: Mapping[int, str]) -> dict[str, Any]:
    """What the form of a session shows when it opens; `codes`: of the experts among speakers."""
    zone = session.event.zone
    begin, end = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    plain = (
        *("code", "title", "title_en", "summary", "field", "capacity", "enrolment_needed"),
        *("online", "online_url", "gives_certificate", "hours"),
    )
    return {name: getattr(session, name) for name in plain} | {
        "version": str(session.version),
        "kind": session.kind.value,
        "day": begin.date().isoformat(),
        "starts": f"{begin:%H:%M}",
        "ends": f"{end:%H:%M}",
        "room": str(session.room_id or ""),
        "speakers": [
            {
                "name": _with_code(speaker.name, codes.get(speaker.expert_id or 0)),
                "organisation": speaker.organisation,
            }
            for speaker in session.speakers
        ],
    }


def _with_code(name: str, code: str | None) -> str:
    return f"{name} ({code})" if code else name


def code_of(expert: Expert, event: Event) -> str:
    """An expert's code as one types it here: with the hub's when it is another's."""
    return expert.code if expert.hub_id == event.hub_id else f"{expert.hub.code}·{expert.code}"


def expert_text(expert: Expert, event: Event) -> str:
    """What a list of suggestions offers: title, name and code."""
    name = " ".join(part for part in (expert.academic_title, expert.full_name) if part)
    return f"{name} ({code_of(expert, event)})"


def room_text(room: Room) -> str:
    facts = [_("%(seats)s seats", seats=room.capacity) if room.capacity else "", room.floor or ""]
    said = " · ".join(fact for fact in facts if fact)
    return f"{room.code} · {room.name}" + (f" ({said})" if said else "")


def day_text(day: date) -> str:
    return f"{weekday_text(day)} {date_text(day)}"


class CancelSessionForm(BaseForm):
    """Why a session is called off; may be left empty."""

    reason = TextField(
        _l("Reason"), [MaxLength(500)], description=_l("Visitors read it on the public page.")
    )


class ImportForm(BaseForm):
    """The file with an agenda."""

    file = wtforms.FileField(_l("File (.xlsx or .csv)"))
