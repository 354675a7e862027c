"""What the portal's refusals, deeds and letters are called."""

from __future__ import annotations

from app.core import outbox, words
from app.core.i18n import _l

READINESS = {
    "3": _l("An idea or a first trial (TRL 1–3)"),
    "6": _l("A prototype that was tested (TRL 4–6)"),
    "9": _l("In use, or ready for it (TRL 7–9)"),
}

words.register(
    {
        "portal_closed": _l("No meetings can be asked for at the moment."),
        "address_unconfirmed": _l(
            "Others are shown to those whose e-mail address is confirmed: open the link in our "
            "letter and press “Yes, this is my address” there."
        ),
        "wants_missing": _l("First say in your profile what you look for."),
        "offers_missing": _l("First say in your profile what you offer."),
        "own_organisation_missing": _l(
            "No organisation stands on the badge of %(name)s. Add it under “Change details” first."
        ),
        "they_offer_nothing": _l("This person has not said yet what they offer."),
        "they_want_nothing": _l("This person has not said yet what they look for."),
        "too_many_open": _l(
            "%(most)s of your requests wait for an answer, and more cannot be open at a time. "
            "Withdraw one, or wait for an answer."
        ),
        "never_meet": _l("The organisers do not arrange a meeting of these two."),
        "request_expired_now": _l("The time to answer this request is over."),
        "not_your_turn": _l("The other side is to answer this request."),
        "limit_reached": _l(
            "%(name)s has agreed to %(most)s meetings already, as many as the organisers allow."
        ),
        "pair_itself": _l("Choose two different organisations."),
        "limits_crossed": _l("The largest number must not be below the smallest."),
    }
)
words.register_deeds(
    {
        "profile_changed": _l("Profile for meetings changed"),
        "request_proposed": _l("Something else proposed"),
        "request_handed_on": _l("Request handed on to a colleague"),
        "acted_for": _l("The office acted for this person in the portal"),
        "meeting_rules_changed": _l("Rules for meetings changed"),
        "pair_said": _l("Said who must or must never meet"),
        "pair_dropped": _l("Rule for two organisations dropped"),
        "meeting_limit_set": _l("Number of meetings of an organisation set"),
        "speaker_set": _l("Said for whom a participant speaks"),
    }
)
words.register_records({"meeting_rules": _l("Rules for meetings"), "pair_rule": _l("Pair")})
outbox.KINDS["connections.asked"] = _l("Somebody asks for a meeting")
