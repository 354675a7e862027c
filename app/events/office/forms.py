"""What people type about an event as a whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from app.accounts import provinces
from app.accounts.models import Hub
from app.core.forms import (
    BaseForm,
    Between,
    ChoiceField,
    DateField,
    DateTimeField,
    EmailField,
    MaxLength,
    PhoneField,
    Required,
    TextAreaField,
    TextField,
    TimeField,
    WholeField,
)
from app.core.i18n import _, _l
from app.events import queries
from app.events.actions import FIELDS
from app.events.labels import EVENT_KINDS
from app.events.models import Event, Venue


class Days:
    """Fields and checks that every form about an event's days shares."""

    starts_on = DateField(_l("First day"), [Required()], description=_l("Day/month/year"))
    ends_on = DateField(_l("Last day"), [Required()], description=_l("The same for one day"))

    def validate_ends_on(self, field: wtforms.Field) -> None:
        first = self.starts_on.data  # type: ignore[attr-defined]
        if first and field.data and field.data < first:
            raise ValidationError(_("The last day cannot be before the first one."))
        if first and field.data and (field.data - first).days > 400:
            raise ValidationError(_("An event lasts 400 days at most."))


class NewEventForm(BaseForm, Days):
    """The second step for a new event: its name, days and place."""

    order = ("name",)

    name = TextField(_l("Name"), [Required(), MaxLength(200)])
    venue = ChoiceField(_l("Venue"))

    def __init__(self, hub: Hub, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venue.choices = venue_choices(hub)


class EventForm(BaseForm, Days):
    """Everything about an event; `version` is the one that was read."""

    order = ("kind", "name", "name_en", "summary")

    version = wtforms.HiddenField()
    kind = ChoiceField(
        _l("Kind"), choices=[(kind.value, text) for kind, text in EVENT_KINDS.items()]
    )
    name = TextField(_l("Name"), [Required(), MaxLength(200)])
    name_en = TextField(_l("Name in English"), [MaxLength(200)])
    summary = TextAreaField(
        _l("What visitors find"),
        [MaxLength(2000)],
        description=_l("Two or three sentences; they stand under the name on the public page."),
    )
    opens_at = TimeField(_l("Open from"), [Required()])
    closes_at = TimeField(_l("Until"), [Required()])
    venue = ChoiceField(_l("Venue"))
    province = ChoiceField(_l("Province"), description=_l("Reports count the event here."))
    registration_opens_at = DateTimeField(
        _l("Sign-up opens"), description=_l("Empty: as soon as the event is published")
    )
    registration_closes_at = DateTimeField(_l("Sign-up closes"))
    organiser_name = TextField(
        _l("Organising body"),
        [MaxLength(200)],
        description=_l("Answers for visitors' data; stands on forms and badges."),
    )
    contact_email = EmailField(_l("E-mail for questions"))
    contact_phone = PhoneField(_l("Phone for questions"))
    min_attendance = WholeField(
        _l("Attendance for a certificate (per cent)"), [Required(), Between(0, 100)]
    )

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venue.choices = venue_choices(event.hub, event.venue)
        self.province.choices = provinces.choices()

    def validate_closes_at(self, field: wtforms.Field) -> None:
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(_("This must be later than the opening."))

    def validate_registration_closes_at(self, field: wtforms.Field) -> None:
        opening = self.registration_opens_at.data
        if opening and field.data and field.data <= opening:
            raise ValidationError(_("Sign-up must close after it opens."))

    def values(self) -> dict[str, Any]:
        """The event's columns as typed."""
        own = ("venue", "version", "csrf_token")
        found = {name: field.data for name, field in self._fields.items() if name not in own}
        return found | {"venue_id": int(self.venue.data) if self.venue.data else None}


def data_of(event: Event) -> dict[str, Any]:
    """What the form of an event shows when it opens."""
    plain = {name: getattr(event, name) for name in FIELDS - {"venue_id"}}
    return plain | {"venue": str(event.venue_id or ""), "version": str(event.version)}


class CancelForm(BaseForm):
    """Why an event or a session is called off."""

    reason = TextField(
        _l("Reason"),
        [Required(), MaxLength(500)],
        description=_l("Visitors read it on the public page."),
    )


class CopyForm(BaseForm):
    """The same event again in another year."""

    name = TextField(_l("Name"), [Required(), MaxLength(200)])
    starts_on = DateField(_l("First day"), [Required()], description=_l("Day/month/year"))
    agenda = wtforms.BooleanField(
        _l("With the agenda"), description=_l("Sessions, rooms and speakers move along day by day.")
    )


class MilestoneForm(BaseForm):
    due_on = DateField(_l("Date"), [Required()], description=_l("Day/month/year"))
    title = TextField(_l("What must be done"), [Required(), MaxLength(200)])


def venue_choices(hub: Hub, present: Venue | None = None) -> list[tuple[str, Any]]:
    """The hub's venues; `present` is offered even if it is archived."""
    venues = queries.hub_venues(hub)
    if present is not None and present not in venues:
        venues.append(present)
    return [("", _l("No venue yet")), *((str(venue.id), venue.name) for venue in venues)]


def next_year(event: Event) -> tuple[str, date]:
    """What a copy would be called, and the same weekday of the same week a year later."""
    year = event.starts_on.year
    return event.name.replace(str(year), str(year + 1)), date.fromordinal(
        event.starts_on.toordinal() + 364
    )
