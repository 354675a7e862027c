"""What people type to sign in, invite and set up."""

from __future__ import annotations

import wtforms

from app.accounts.words import ROLES
from app.core.access import Role
from app.core.forms import (
    BaseForm,
    ChoiceField,
    DateField,
    EmailField,
    MaxLength,
    Required,
    TextField,
    choices,
)
from app.core.i18n import _l

HUB_ROLES = {
    role: ROLES[role] for role in (Role.VIEWER, Role.STEWARD, Role.ORGANISER, Role.MANAGER)
}


class SignInForm(BaseForm):
    email = TextField(_l("E-mail"), [Required(), MaxLength(254)])
    password = wtforms.PasswordField(_l("Password"), [Required()])


class ForgottenForm(BaseForm):
    email = EmailField(_l("E-mail"), [Required()])


class NewPasswordForm(BaseForm):
    password = wtforms.PasswordField(
        _l("New password"),
        [Required()],
        description=_l("At least 10 characters; a short sentence is easy to remember."),
    )


class ChangePasswordForm(NewPasswordForm):
    present = wtforms.PasswordField(_l("Present password"), [Required()])


class InviteForm(BaseForm):
    name = TextField(_l("Full name"), [Required(), MaxLength(120)])
    email = EmailField(_l("E-mail"), [Required()])
    role = wtforms.RadioField(_l("Role"), choices=choices(HUB_ROLES), default=Role.ORGANISER.value)


class RoleForm(BaseForm):
    role = ChoiceField(_l("Role"), choices=choices(HUB_ROLES))


class HubForm(BaseForm):
    name = TextField(_l("Name of the hub"), [Required(), MaxLength(200)])
    short_name = TextField(_l("Short name"), [MaxLength(80)])
    contact_email = EmailField(_l("Contact e-mail"))
    contact_phone = TextField(_l("Contact phone"), [MaxLength(30)])
    address = TextField(_l("Address"), [MaxLength(300)])


class SetUpForm(BaseForm):
    hub_code = TextField(
        _l("Code of the hub"),
        [
            Required(),
            MaxLength(10),
            wtforms.validators.Regexp(
                r"^[A-Za-z][A-Za-z0-9]*$", message=_l("Letters and digits, like H01.")
            ),
        ],
        default="H01",
        description=_l("Letters and digits, like H01; it stands in addresses and reports."),
    )
    hub_name = TextField(_l("Name of the hub"), [Required(), MaxLength(200)])
    province = ChoiceField(_l("Province"), [Required()])
    opened_on = DateField(_l("Opened on"), [Required()], description=_l("dd/mm/yyyy"))
    name = TextField(_l("Your full name"), [Required(), MaxLength(120)])
    email = EmailField(_l("Your e-mail"), [Required()])
    password = wtforms.PasswordField(
        _l("Password"),
        [Required()],
        description=_l("At least 10 characters; a short sentence is easy to remember."),
    )
