"""What a kiosk says to visitors, in every language: kindly, and always where to go."""

from __future__ import annotations

from app.core.i18n import LANGUAGES, _, force_locale

ICONS = ["circle-check", "repeat", "clock", "info-circle", "printer"]


def words() -> dict[str, dict[str, str]]:
    """Texts by language and key; `{name}` parts are filled in by the script."""
    found = {}
    for language in LANGUAGES:
        with force_locale(language):
            found[language] = _words() | {"language": _other(language)}
    return found


def _other(language: str) -> str:
    """What the button says that changes the language."""
    return next(name for code, name in LANGUAGES.items() if code != language)


def _words() -> dict[str, str]:
    return {
        "start": _("Welcome! Check in here"),
        "hold": _("Hold the QR code from your mail or your badge before the camera."),
        "noCode": _("No code at hand? The registration desk is glad to help."),
        "wait": _("One moment…"),
        "again": _("Next visitor"),
        "welcome": _("Welcome, {name}!"),
        "welcomeAll": _("Welcome!"),
        "printing": _("Your badge is being printed. Take it and come in."),
        "comeIn": _("Come in with the badge you have. Without one, the registration desk helps."),
        "deskPrints": _(
            "Come in. There is no network here now: the registration desk prints your badge."
        ),
        "repeatTitle": _("You are checked in already"),
        "repeat": _("This code was used before. If that was not you, please go to the desk."),
        "waitingTitle": _("You are on the waiting list"),
        "waiting": _("The registration desk tells you whether a place is free."),
        "waitingNumber": _(
            "You are number {number} on the waiting list. The registration desk tells you whether "
            "a place is free."
        ),
        "offeredTitle": _("A place is kept for you"),
        "offered": _("Take it by the link in our mail, or at the registration desk."),
        "pendingTitle": _("Your registration is being looked at"),
        "pending": _("The registration desk tells you how it stands."),
        "cancelledTitle": _("This registration was cancelled"),
        "cancelled": _("Come to the registration desk: a new badge takes a minute."),
        "revokedTitle": _("This code is no longer valid"),
        "revoked": _("Show the code of your newest mail, or go to the registration desk."),
        "wrong_timeTitle": _("Not open yet"),
        "otherEventTitle": _("This code is for another event"),
        "elsewhereTitle": _("Please take another entrance"),
        "elsewhere": _("The registration desk shows you the way."),
        "unknownTitle": _("We do not know this code"),
        "unknown": _("Show the QR code from our mail, or go to the registration desk."),
        "hours": _("{point} is open from {opens} to {closes}."),
        "days": _("The event is open from {first} to {last}."),
        "offlineFirst": _("No network. The first start of a device needs it once."),
        "badLink": _("This link is not complete. Scan the device's code once more."),
        "notPaired": _("This is not a kiosk yet: open the link that the organisers made."),
        "closed": _("This kiosk is closed. Please go to the registration desk."),
        "cameraDenied": _("The camera is not allowed. Allow it in the browser's settings."),
        "cameraMissing": _("No camera found. Use a USB scanner, or type the code."),
        "cameraInsecure": _(
            "The camera works only over https. Use a USB scanner, or type the code."
        ),
        "decoderFailed": _("The reader could not be loaded. Use a USB scanner, or type the code."),
    }
