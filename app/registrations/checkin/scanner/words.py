"""Everything the scanner's script says, in the language of the page."""

from __future__ import annotations

from typing import Any

from app.core.i18n import _
from app.registrations.checkin.words import SCREENS


def words() -> dict[str, Any]:
    """Texts by key; `{name}` parts are filled in by the script."""
    screens = {
        verdict.value: {
            "kind": screen.kind,
            "icon": screen.icon,
            "word": str(screen.word),
            "advice": str(screen.advice) if screen.advice else "",
        }
        for verdict, screen in SCREENS.items()
    }
    return {
        "screens": screens,
        "in": _("in"),
        "out": _("out"),
        "first": _("First time {time}, {point}, device {device}"),
        "firstHere": _("First time {time}, {point}"),
        "replaced": _(
            "This badge was replaced by a reprint at {time}. Please ask for the new badge."
        ),
        "revokedAt": _("Revoked at {time}. Please send the guest to the registration desk."),
        "forgedBadge": _("This looks like a badge, but its signature is not ours."),
        "notABadge": _("This code is no badge of the event"),
        "hours": _("{point} is open from {opens} to {closes}."),
        "days": _("The event is open from {first} to {last}."),
        "bySignature": _(
            "Checked on this phone: signature and list. Another gate may have scanned the badge "
            "meanwhile; that shows once the network is back."
        ),
        "notListed": _(
            "Genuine by its signature, but not on this phone's list: made after the last contact. "
            "Whether it was revoked shows once the network is back."
        ),
        "unchecked": _(
            "This phone cannot check signatures. The server will, once the network is back."
        ),
        "noList": _(
            "Genuine by its signature. This phone has no list of badges yet: whether it was "
            "revoked shows once the network is back."
        ),
        "bySignatureSlow": _("Checked on this phone: signature and list."),
        "notListedSlow": _("Genuine by its signature, but not on this phone's list."),
        "noListSlow": _("Genuine by its signature. This phone has no list of badges yet."),
        "uncheckedSlow": _("This phone cannot check signatures."),
        "notEnrolledHereSlow": _("Enrolment is not checked yet."),
        "slowAnswer": _("The server is slow: if it says otherwise, that shows here."),
        "notEnrolledHere": _("Enrolment is checked once the network is back."),
        "online": _("Connected"),
        "offline": _("Offline"),
        "slow": _("Server slow"),
        "waiting": _("{number} scans waiting"),
        "rejected": _("{number} scans not taken"),
        "syncedNow": _("synced just now"),
        "syncedAt": _("synced {time}"),
        "notSynced": _("not synced yet"),
        "inside": _("inside"),
        "device": _("Device {name}"),
        "companyNotIn": _("{number} more of this delegation are not in yet"),
        "letAllIn": _("Let all {number} in"),
        "headsNotIn": _("{number} numbered badges of this group are not in yet"),
        "letHeadsIn": _("Let them in"),
        "ofCompany": _("{number} people of the delegation"),
        "notLetIn": _("Not let in just now: {names}"),
        "undone": _("Taken back: {name} is noted as gone out."),
        "letInAgain": _("Let in again"),
        "correction": _("{name} was in already: {time}, {point}."),
        "corrected": _("{name}: {word}"),
        "nobodyFound": _("Nobody found. Try fewer words, or make a badge for a new guest."),
        "foundHere": _("Offline: only the list on this phone, by name or organisation."),
        "askedLater": _("Noted. Who this is shows once the network is back."),
        "listed": _("List of badges on this phone: as of {time}"),
        "offlineFirst": _("No network. The first start of a device needs it once."),
        "clockOff": _("clock {minutes} min off, corrected"),
        "typeMore": _("Type at least two letters."),
        "noBadge": _("no badge: send to the desk"),
        "revokedTitle": _("This device was revoked"),
        "revokedText": _(
            "It no longer opens the door. What waits here can be saved as a file for the "
            "organisers."
        ),
        "cameraDenied": _("The camera is not allowed. Allow it in the browser's settings."),
        "cameraMissing": _("No camera found. Use a USB scanner, or type the code."),
        "cameraInsecure": _(
            "The camera works only over https. Use a USB scanner, or type the code."
        ),
        "decoderFailed": _("The reader could not be loaded. Use a USB scanner, or type the code."),
        "full": _("This phone's storage is full: keep this page open until all is sent."),
        "leave": _("Scans are still waiting to be sent."),
        "badLink": _("This link is not complete. Scan the device's code once more."),
    }
