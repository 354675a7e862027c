"""What the office types about points, devices and guests at the desk."""

from __future__ import annotations

import re

import wtforms
from wtforms.validators import ValidationError

from app.core.forms import (
    BaseForm,
    ChoiceField,
    MaxLength,
    Required,
    TextField,
    TimeField,
    choices,
    email_or_error,
    phone_or_error,
)
from app.core.i18n import _, _l
from app.events.models import Event
from app.registrations import queries as queries_of_people
from app.registrations.checkin import queries
from app.registrations.checkin.office.actions import PointGiven
from app.registrations.checkin.words import KINDS, RULES
from app.registrations.fields import ChildFields
from app.registrations.models import Category, Point
from app.registrations.person import Person
from app.registrations.states import PointKind, PointRule, Purpose

_CODE = re.compile(r"[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?")


class PointForm(BaseForm):
    """A gate, a session's door or a booth where badges are scanned."""

    name = TextField(
        _l("Name"), [Required(), MaxLength(120)], description=_l("As stewards call it: Gate 1.")
    )
    code = TextField(
        _l("Code"),
        [Required(), MaxLength(30)],
        description=_l("Short, in small letters without marks: gate-1. Devices send it."),
    )
    kind = ChoiceField(_l("Kind"), coerce=lambda v: PointKind(v) if v else None)
    session = ChoiceField(
        _l("Session"), description=_l("For a session door, or a meal of one session's guests.")
    )
    rule = ChoiceField(
        _l("One person may come in"),
        coerce=lambda v: PointRule(v) if v else None,
        default=PointRule.DAILY,
    )
    exits = wtforms.BooleanField(
        _l("Going out is scanned here too"),
        description=_l("Who went out may come in again, and the number inside goes down."),
        default=True,
    )
    categories = wtforms.SelectMultipleField(
        _l("Only these categories"),
        coerce=int,
        widget=wtforms.widgets.ListWidget(prefix_label=False),
        option_widget=wtforms.widgets.CheckboxInput(),
        description=_l("None ticked: everybody with a badge."),
    )
    enrolment = ChoiceField(_l("Enrolment in the session"))
    opens = TimeField(_l("Opens at"), description=_l("On each day. Empty: from the day's start."))
    closes = TimeField(_l("Closes at"), description=_l("On each day. Empty: to the day's end."))
    version = wtforms.HiddenField()

    def __init__(self, event: Event, point: Point | None = None) -> None:
        super().__init__(obj=point)
        self.kind.choices = choices(KINDS)
        self.rule.choices = choices(RULES)
        self.enrolment.choices = [
            ("", _("as the session says, at its door")),
            ("yes", _("needed")),
            ("no", _("not needed")),
        ]
        self.categories.choices = [
            (one.number, queries_of_people.category_name(one))
            for one in queries_of_people.categories_of(event.id)
        ]
        self.sessions = queries.sessions(event.id)
        self.session.choices = [
            ("", _("no session")),
            *((str(one.id), f"{one.code} · {one.title}") for one in self.sessions),
        ]
        if point is not None and not self.was_sent:
            self.session.data = str(point.session_id) if point.session_id else None
            self.version.data = str(point.version)
            self.enrolment.data = {None: None, True: "yes", False: "no"}[point.enrolment]
            self.categories.data = point.categories or []

    def validate_code(self, field: wtforms.Field) -> None:
        if not _CODE.fullmatch((field.data or "").lower()):
            raise ValidationError(_("Only small letters a–z, digits and hyphens, like gate-1."))

    def validate_session(self, field: wtforms.Field) -> None:
        if self.kind.data is PointKind.SESSION and not field.data:
            raise ValidationError(_("Say whose door this is."))

    def validate_enrolment(self, field: wtforms.Field) -> None:
        if field.data == "yes" and not self.session.data:
            raise ValidationError(_("Choose the session in which guests must be enrolled."))

    def validate_closes(self, field: wtforms.Field) -> None:
        if field.data and self.opens.data and field.data <= self.opens.data:
            raise ValidationError(_("The closing must come after the opening."))

    def given(self) -> PointGiven:
        """What was typed, as the action takes it."""
        bound = self.session.data and (
            self.kind.data is PointKind.SESSION or self.enrolment.data == "yes"
        )
        return PointGiven(
            code=(self.code.data or "").lower(),
            name=self.name.data or "",
            kind=self.kind.data,
            session_id=int(self.session.data) if bound else None,
            opens=self.opens.data,
            closes=self.closes.data,
            rule=self.rule.data or PointRule.DAILY,
            exits=self.exits.data,
            categories=sorted(self.categories.data) if self.categories.data else None,
            enrolment={"yes": True, "no": False}.get(self.enrolment.data or ""),
        )


class DeviceForm(BaseForm):
    """A phone or scanner handed to somebody without an account."""

    name = TextField(
        _l("Name of the device"),
        [Required(), MaxLength(80)],
        description=_l("As written on its back: L-03."),
    )
    point = ChoiceField(_l("Point"), description=_l("It can be changed on the device."))
    kiosk = wtforms.BooleanField(
        _l("A kiosk for visitors"),
        description=_l(
            "Visitors show the code from their mail themselves and the badge is printed. It finds "
            "nobody by name, takes nothing back and keeps no names."
        ),
    )
    supervisor = wtforms.BooleanField(
        _l("A supervisor's device"),
        description=_l(
            "May let in somebody once more whose badge was scanned already, with a reason."
        ),
    )

    def __init__(self, points: list[Point]) -> None:
        super().__init__()
        self.point.choices = [
            ("", _("chosen on the device")),
            *((point.code, f"{point.name} ({point.code})") for point in points),
        ]


class WalkInForm(ChildFields):
    """A guest who comes without a badge: three fields, one box, twenty seconds."""

    name = TextField(_l("Full name"), [Required(), MaxLength(120)])
    organisation = TextField(
        _l("Organisation"), [MaxLength(200)], description=_l("Leave empty for a private person.")
    )
    contact = TextField(
        _l("Phone or e-mail"), [Required(_l("One way to reach the guest is needed."))]
    )
    category = wtforms.RadioField(_l("Comes as"), coerce=int)
    consent = wtforms.BooleanField(
        _l("The guest agrees"),
        [Required(_l("Without this box we cannot make a badge."))],
        description=_l(
            "Read out: we use name and contact to run this event, and erase them after 12 months."
        ),
    )

    def __init__(self, categories: list[Category]) -> None:
        super().__init__()
        self.category.choices = [
            (one.id, queries_of_people.category_name(one)) for one in categories
        ]
        if self.category.data is None and categories:
            self.category.data = categories[0].id
        self.email: str | None = None
        self.phone: str | None = None

    def validate_contact(self, field: wtforms.Field) -> None:
        try:
            if "@" in field.data:
                self.email = email_or_error(field.data)
            else:
                self.phone = phone_or_error(field.data)
        except ValueError as trouble:
            raise ValidationError(str(trouble)) from trouble

    def person(self) -> Person:
        """The guest, as sign-up takes them."""
        return Person(
            name=self.name.data or "",
            email=self.email,
            phone=self.phone,
            organisation=self.organisation.data,
            birth_year=self.birth_year.data,
            guardian=self.guardian.data,
            consents=frozenset({Purpose.EVENT_OPERATIONS}),
            locale="vi",
        )
