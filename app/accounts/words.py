"""What the refusals of this package say."""

from app.core import outbox, words
from app.core.access import Role
from app.core.i18n import _l

ROLES = {
    Role.VIEWER: _l("Viewer"),
    Role.STEWARD: _l("Steward"),
    Role.ORGANISER: _l("Organiser"),
    Role.MANAGER: _l("Manager"),
    Role.ADMIN: _l("Administrator"),
}
ROLE_HINTS = {
    Role.VIEWER: _l("Reads everything of the hub, changes nothing."),
    Role.STEWARD: _l("Works the door: scans badges, signs people up at the desk."),
    Role.ORGANISER: _l("Plans fairs and follows meetings and connections."),
    Role.MANAGER: _l("Like an organiser, and manages the hub's people and settings."),
}

words.register_deeds(
    {
        "hub_created": _l("Hub set up"),
        "user_created": _l("User added"),
        "member_added": _l("Person added to the hub"),
        "member_removed": _l("Person removed from the hub"),
        "role_changed": _l("Role changed"),
        "password_changed": _l("Password changed"),
        "device_created": _l("Scanner given out"),
        "device_revoked": _l("Scanner revoked"),
        "signing_key_added": _l("Signing key added"),
    }
)
words.register(
    {
        "wrong_sign_in": _l("E-mail or password is not right. Try again, or set a new password."),
        "slow_down": _l("Too many tries. Wait %(minutes)s minutes, then try again."),
        "password_short": _l("Use at least 10 characters; a short sentence is easy to remember."),
        "password_long": _l("Use at most 200 characters."),
        "password_common": _l("This password is easy to guess. Choose another one."),
        "password_wrong": _l("The present password is not right."),
        "link_spent": _l("This link is no longer good. Ask for a new one."),
        "email_taken": _l("Somebody with this e-mail address works here already."),
        "hub_code_taken": _l("A hub with this code exists already."),
        "last_manager": _l("This is the hub's last manager; name another one first."),
        "own_role": _l("You cannot change your own role; ask another manager."),
        "already_set_up": _l("This installation is set up already. Sign in instead."),
    }
)

outbox.KINDS["accounts.invitation"] = _l("Invitation to work here")

words.register_records(
    {
        "hub": _l("Hub"),
        "user": _l("User"),
        "membership": _l("Role in the hub"),
        "device": _l("Scanner"),
        "signing_key": _l("Signing key"),
    }
)
