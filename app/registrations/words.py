"""What registrations say to people: states, consents, sources, refusals."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import outbox, words
from app.core.i18n import LazyString, _l
from app.registrations.states import BadgeState, Purpose, Source, Status, Verdict

STATUSES: dict[Status, LazyString] = {
    Status.CONFIRMED: _l("confirmed"),
    Status.PENDING: _l("waiting for approval"),
    Status.WAITING: _l("on the waiting list"),
    Status.CANCELLED: _l("cancelled"),
}
STATUS_TAGS = {
    Status.CONFIRMED: "ok",
    Status.PENDING: "warn",
    Status.WAITING: "info",
    Status.CANCELLED: "bad",
}
BADGE_STATES: dict[BadgeState, LazyString] = {
    BadgeState.VALID: _l("valid"),
    BadgeState.REVOKED: _l("revoked"),
    BadgeState.CANCELLED: _l("cancelled"),
}
BADGE_TAGS = {BadgeState.VALID: "ok", BadgeState.REVOKED: "bad", BadgeState.CANCELLED: "bad"}
VERDICTS: dict[Verdict, LazyString] = {
    Verdict.FORGED: _l("not one of our badges"),
    Verdict.UNKNOWN: _l("badge not known"),
    Verdict.WRONG_EVENT: _l("badge of another event"),
    Verdict.REVOKED: _l("badge was revoked"),
    Verdict.CANCELLED: _l("registration was cancelled"),
    Verdict.WRONG_TIME: _l("outside the hours"),
    Verdict.WRONG_CATEGORY: _l("category not let in here"),
    Verdict.NOT_ENROLLED: _l("not enrolled"),
    Verdict.ADMITTED: _l("came in"),
    Verdict.REPEAT: _l("was in already"),
    Verdict.EXITED: _l("went out"),
}
SOURCES: dict[Source, LazyString] = {
    Source.WEB: _l("the public page"),
    Source.API: _l("another program"),
    Source.DESK: _l("the desk"),
    Source.IMPORT: _l("a spreadsheet"),
}


@dataclass(frozen=True)
class ConsentText:
    """What a person reads beside a box. A change here is a new CONSENT_VERSION (person.py)."""

    title: LazyString
    text: LazyString
    short: LazyString  # in lists


CONSENTS: dict[Purpose, ConsentText] = {
    Purpose.EVENT_OPERATIONS: ConsentText(
        _l("Use my details to run this event"),
        _l("Print the badge, admit me, tell me of changes. Identity erased after 12 months."),
        _l("running the event"),
    ),
    Purpose.LEAD_SHARING: ConsentText(
        _l("Let an exhibitor who scans my badge contact me"),
        _l("Name, organisation, e-mail and phone; only the booth you show your badge to."),
        _l("contact by exhibitors"),
    ),
    Purpose.NEWS: ConsentText(
        _l("Send me news of later events"),
        _l("At most one letter a month."),
        _l("news of later events"),
    ),
    Purpose.PHOTO: ConsentText(
        _l("Use photos and films with me in reports"),
        _l("In the organisers' news and reports, never in advertising."),
        _l("photos and films"),
    ),
    Purpose.DIRECTORY: ConsentText(
        _l("Show my name in the matching directory"),
        _l("Other participants may ask you for a meeting."),
        _l("the matching directory"),
    ),
}

#: What the audit trail's deeds are called in a person's history.
DEEDS: dict[str, LazyString] = {
    "signed_up": _l("Signed up"),
    "approved": _l("Approved"),
    "refused": _l("Refused"),
    "cancelled": _l("Cancelled"),
    "restored": _l("Cancellation taken back"),
    "moved_up": _l("Moved up from the waiting list"),
    "category_changed": _l("Category changed"),
    "details_changed": _l("Details changed"),
    "email_confirmed": _l("E-mail address confirmed"),
    "consents_changed": _l("Consents changed"),
    "badges_revoked": _l("Badge revoked"),
    "badge_printed": _l("Badge printed"),
    "badge_reprinted": _l("New badge made"),
    "link_sent": _l("Link sent again"),
    "erased": _l("Personal data erased"),
    "exported": _l("Own data taken out"),
}

outbox.KINDS.update(
    {
        "registrations.confirmation": _l("Confirmation of the sign-up"),
        "registrations.waiting": _l("On the waiting list"),
        "registrations.pending": _l("Received, waiting for approval"),
        "registrations.approved": _l("Approved, with the badge"),
        "registrations.refused": _l("Refused, with the reason"),
        "registrations.cancelled": _l("Cancelled"),
        "registrations.restored": _l("Cancellation taken back"),
        "registrations.moved_up": _l("Moved up from the waiting list"),
        "registrations.changed": _l("New category, new badge"),
        "registrations.reminder": _l("Reminder before the event"),
        "registrations.thanks": _l("Thanks after the event"),
        "registrations.transfer_offer": _l("Place offered to a colleague"),
        "registrations.transferred": _l("Place handed over"),
        "registrations.link": _l("Link sent once more"),
        "registrations.link_new": _l("New link after a new address"),
    }
)
words.register_deeds(
    DEEDS
    | {
        "board_link_made": _l("Live board: new link"),
        "board_tables_shown": _l("Live board: the link opens the tables too"),
        "board_tables_hidden": _l("Live board: the link opens the board alone"),
        "transfer_offered": _l("Place offered to a colleague"),
        "transfer_taken_back": _l("Offer of the place taken back"),
        "transferred": _l("Place handed over"),
        "taken_over": _l("Place taken over from a colleague"),
        "mail_again": _l("Mail put back into the queue"),
        "mail_stopped": _l("Mail stopped"),
        "badge_design_chosen": _l("Design of the badges chosen"),
        "category_created": _l("Category added"),
        "category_removed": _l("Category deleted"),
        "device_restored": _l("Scanner back in use"),
        "point_added": _l("Point added"),
        "point_changed": _l("Point changed"),
        "point_closed": _l("Point closed"),
        "point_reopened": _l("Point opened again"),
    }
)
words.register(
    {
        "already_signed_up": _l("This person is already signed up for the event."),
        "closed": _l("Sign-up is not open now."),
        "no_such_category": _l("Choose one of the categories that are open for sign-up."),
        "consent_needed": _l("Without this box we cannot make a badge."),
        "guardian_needed": _l("Name the guardian of a person under 16."),
        "address_needed": _l("Give an e-mail address or a phone number."),
        "key_reused": _l("This Idempotency-Key was used for another request before."),
        "key_too_long": _l("An Idempotency-Key has at most 200 characters."),
        "not_pending": _l("This registration does not wait for a decision any more."),
        "not_cancelled": _l("This registration is not cancelled."),
        "not_confirmed": _l("Only a confirmed registration can do this."),
        "badge_printed": _l(
            "This badge was printed before. Print it again: it asks for the reason."
        ),
        "no_valid_badge": _l("There is no valid badge to revoke."),
        "category_full": _l("%(category)s has no place left."),
        "event_off": _l("This event does not take place."),
        "category_code_taken": _l("There is a category %(taken)s already."),
        "category_in_use": _l(
            "%(category)s has people, codes or scanning points of its own. Close it instead."
        ),
        "places_below_taken": _l("%(taken)s places are taken already; fewer is not possible."),
        "sheet_columns_missing": _l("These columns are missing: %(columns)s."),
        "sheet_expired": _l("The preview has expired. Choose the file again."),
        "sheet_has_errors": _l("Nothing was imported. Put the marked rows right first."),
        "erased": _l("The personal data of this registration was erased."),
        "event_over": _l("The event is over."),
        "own_address": _l("This is your own address; name your colleague's."),
        "transfer_gone": _l("This place is not offered any more."),
        "handed_over": _l("This place was handed over to somebody else."),
        "tag_empty": _l("Type a tag: one or a few words."),
        "tag_long": _l("A tag has at most %(most)s characters."),
        "tags_too_many": _l("At most %(most)s tags; take one off first."),
        "mail_gone": _l("This mail is on its way already; it cannot be stopped any more."),
        "mail_not_again": _l("This mail was sent or is still waiting; it goes to a person once."),
    }
)

words.register_records(
    {
        "registration": _l("Registration"),
        "category": _l("Category"),
        "badge": _l("Badge"),
        "point": _l("Point"),
        "letter_text": _l("Letter"),
        "message": _l("Message"),
        "sign_up_question": _l("Question"),
    }
)
