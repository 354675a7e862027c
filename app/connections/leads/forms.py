"""What is typed about leads: on the exhibitor's phone and at the organisers' desk."""

from __future__ import annotations

from typing import Any

import wtforms
from marshmallow import EXCLUDE, Schema, fields, validate

from app.catalogue.models import Technology
from app.connections.leads.actions import LeadScan, Noted
from app.connections.leads.sharing import Heat
from app.connections.leads.words import HEATS
from app.core.forms import (
    BaseForm,
    ChoiceField,
    DateField,
    MaxLength,
    Required,
    TextAreaField,
    TextField,
    choices,
)
from app.core.i18n import LANGUAGES, _l


class LeadForm(BaseForm):
    """What an exhibitor notes down about a visitor."""

    version = wtforms.HiddenField()
    heat = wtforms.RadioField(_l("Interest"), choices=choices(HEATS), default=Heat.WARM)
    technology = ChoiceField(_l("Interested in"))
    next_step = TextField(
        _l("Next step"), [MaxLength(300)], description=_l("Like: send the offer by Friday.")
    )
    note = TextAreaField(_l("Note"), [MaxLength(2000)])

    def offer(self, technologies: list[Technology], nothing: str) -> None:
        """What the exhibitor shows, to choose from."""
        self.technology.choices = [("", nothing), *((one.code, one.title) for one in technologies)]

    def noted(self, technologies: list[Technology]) -> Noted:
        chosen = {one.code: one.id for one in technologies}
        return Noted(
            Heat(self.heat.data),
            chosen.get(self.technology.data or ""),
            self.next_step.data,
            self.note.data,
        )


class PhoneForm(BaseForm):
    name = TextField(
        _l("What it is called"),
        [Required(), MaxLength(80)],
        description=_l("So that you know which one to revoke when it is lost: Ms Lan's phone."),
    )


class ConnectForm(BaseForm):
    """The two sides of the connection that a lead begins."""

    need = ChoiceField(_l("Need"), [Required()])
    technology = ChoiceField(_l("Technology"), [Required()])
    discussion = TextAreaField(_l("What was talked about"), [MaxLength(5000)])
    next_step = TextField(_l("Next step"), [MaxLength(300)])
    next_due = DateField(_l("Due on"))


class AgreedSchema(Schema):
    """That the visitor read the question of `version` in this language, and said yes."""

    class Meta:
        unknown = EXCLUDE

    version = fields.String(required=True, validate=validate.Length(max=20))
    locale = fields.String(required=True, validate=validate.OneOf(sorted(LANGUAGES)))


class ScanSchema(Schema):
    """One scan as a phone sends it."""

    class Meta:
        unknown = EXCLUDE

    id = fields.UUID(required=True)
    badge = fields.String(required=True, validate=validate.Length(min=1, max=400))
    at = fields.AwareDateTime(required=True)
    agreed = fields.Nested(AgreedSchema, allow_none=True, load_default=None)
    heat = fields.Enum(Heat, by_value=True, allow_none=True, load_default=None)
    note = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=2000))


def scan_of(sent: dict[str, Any]) -> LeadScan:
    """Raises marshmallow.ValidationError."""
    found = ScanSchema().load(sent)
    agreed = found["agreed"] or {}
    return LeadScan(
        id=str(found["id"]),
        badge=found["badge"],
        at=found["at"],
        agreed=agreed.get("locale"),
        version=agreed.get("version"),
        heat=found["heat"],
        note=(found["note"] or "").replace("\0", "").strip() or None,
    )
