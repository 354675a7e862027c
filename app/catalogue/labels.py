"""What the states, sources and reasons of the catalogue are called."""

from __future__ import annotations

from app.catalogue.states import (
    Confidentiality,
    DismissReason,
    NeedSource,
    NeedState,
    SuggestionState,
    TechnologyState,
)
from app.core.i18n import _l

NEED_STATES = {
    NeedState.RECEIVED: _l("received"),
    NeedState.VERIFIED: _l("verified"),
    NeedState.SEARCHING: _l("searching"),
    NeedState.MATCHED: _l("matched"),
    NeedState.NEGOTIATING: _l("negotiating"),
    NeedState.RESOLVED: _l("resolved"),
    NeedState.CLOSED_UNRESOLVED: _l("closed unresolved"),
    NeedState.REJECTED: _l("rejected"),
    NeedState.DUPLICATE: _l("duplicate"),
}
NEED_TAGS = {
    NeedState.RECEIVED: "warn",
    NeedState.VERIFIED: "info",
    NeedState.SEARCHING: "info",
    NeedState.MATCHED: "info",
    NeedState.NEGOTIATING: "info",
    NeedState.RESOLVED: "ok",
    NeedState.CLOSED_UNRESOLVED: "",
    NeedState.REJECTED: "bad",
    NeedState.DUPLICATE: "",
}
#: The deed that leads to a state, as a button says it.
NEED_DEEDS = {
    NeedState.RECEIVED: _l("Take up again"),
    NeedState.VERIFIED: _l("Verified: it is a real need"),
    NeedState.SEARCHING: _l("Start searching"),
    NeedState.MATCHED: _l("A technology is found"),
    NeedState.NEGOTIATING: _l("They negotiate"),
    NeedState.RESOLVED: _l("Resolved"),
    NeedState.CLOSED_UNRESOLVED: _l("Close unresolved…"),
    NeedState.REJECTED: _l("Not a technology need…"),
    NeedState.DUPLICATE: _l("Same as another need…"),
}
CONFIDENTIALITY = {
    Confidentiality.PUBLIC: _l("public"),
    Confidentiality.ANONYMOUS: _l("anonymous"),
    Confidentiality.PRIVATE: _l("private"),
}
CONFIDENTIALITY_HINTS = {
    Confidentiality.PUBLIC: _l("Everyone sees the need and who has it."),
    Confidentiality.ANONYMOUS: _l("Everyone sees the need, nobody outside sees who has it."),
    Confidentiality.PRIVATE: _l(
        "Only the officers of this hub see it, and whom its owner lets in."
    ),
}
SOURCES = {
    NeedSource.PHONE: _l("by phone"),
    NeedSource.VISIT: _l("on a visit"),
    NeedSource.EVENT: _l("at an event"),
    NeedSource.WEB: _l("through the web"),
    NeedSource.SURVEY: _l("in a survey"),
    NeedSource.OFFICIAL_LETTER: _l("by official letter"),
}
TECHNOLOGY_STATES = {
    TechnologyState.DRAFT: _l("draft"),
    TechnologyState.SUBMITTED: _l("awaits approval"),
    TechnologyState.APPROVED: _l("approved"),
    TechnologyState.REFUSED: _l("refused"),
    TechnologyState.ARCHIVED: _l("archived"),
}
TECHNOLOGY_TAGS = {
    TechnologyState.DRAFT: "",
    TechnologyState.SUBMITTED: "warn",
    TechnologyState.APPROVED: "ok",
    TechnologyState.REFUSED: "bad",
    TechnologyState.ARCHIVED: "",
}
SUGGESTION_STATES = {
    SuggestionState.SUGGESTED: _l("To decide"),
    SuggestionState.ACCEPTED: _l("Chosen"),
    SuggestionState.DISMISSED: _l("Dismissed"),
}
DISMISS_REASONS = {
    DismissReason.OFF_TARGET: _l("not what is looked for"),
    DismissReason.TOO_DEAR: _l("too dear"),
    DismissReason.NOT_MATURE: _l("not mature yet"),
    DismissReason.WRONG_SCALE: _l("wrong scale"),
    DismissReason.ALREADY_SOLVED: _l("already solved"),
    DismissReason.NO_ANSWER: _l("no answer"),
    DismissReason.RIGHTS_UNCLEAR: _l("rights unclear"),
    DismissReason.OTHER: _l("another reason"),
}
IP_STATUS = {
    "none": _l("not protected"),
    "applied": _l("application filed"),
    "accepted": _l("application accepted"),
    "granted": _l("granted"),
    "refused": _l("refused"),
    "expired": _l("expired"),
}
TRL = {
    1: _l("basic principles"),
    2: _l("idea of a use"),
    3: _l("proof of principle"),
    4: _l("tried in the laboratory"),
    5: _l("tried in a simulated environment"),
    6: _l("prototype in a relevant environment"),
    7: _l("prototype in operation"),
    8: _l("complete, tested and certified"),
    9: _l("on the market"),
}
TRL_GROUPS = {
    "1-3": _l("research (TRL 1–3)"),
    "4-6": _l("prototype (TRL 4–6)"),
    "7-8": _l("ready to transfer (TRL 7–8)"),
    "9": _l("sold already (TRL 9)"),
}
TITLES = ("GS", "PGS", "GS.TS", "PGS.TS", "TSKH", "GS.TSKH", "PGS.TSKH", "TS", "ThS", "KS", "BS",
          "BSCKI", "BSCKII", "DS", "CN")  # fmt: skip
LANGUAGES = {
    "vi": _l("Vietnamese"),
    "en": _l("English"),
    "fr": _l("French"),
    "de": _l("German"),
    "ja": _l("Japanese"),
    "ko": _l("Korean"),
    "zh": _l("Chinese"),
    "ru": _l("Russian"),
}
GENDERS = {"M": _l("male"), "F": _l("female"), "X": _l("other")}
#: What an audit entry on a record says in its history.
DEEDS = {
    "organisation_created": _l("Recorded"),
    "organisation_edited": _l("Edited"),
    "organisation_archived": _l("Archived"),
    "organisation_restored": _l("Restored from the archive"),
    "technology_created": _l("Recorded"),
    "technology_edited": _l("Edited"),
    "technology_archived": _l("Archived"),
    "technology_restored": _l("Restored from the archive"),
    "technology_approved": _l("Approved"),
    "technology_refused": _l("Refused"),
    "technology_submitted": _l("Submitted for approval"),
    "need_created": _l("Recorded"),
    "need_edited": _l("Edited"),
    "need_archived": _l("Archived"),
    "need_restored": _l("Restored from the archive"),
    "need_stepped": _l("State changed"),
    "need_opening_asked": _l("Another hub asked to read it in full"),
    "need_opened": _l("Opened to somebody"),
    "need_opening_refused": _l("Reading refused"),
    "need_opening_revoked": _l("Reading ended"),
    "suggestion_accepted": _l("Suggestion accepted"),
    "suggestion_dismissed": _l("Suggestion dismissed"),
    "suggestion_undone": _l("Decision on a suggestion taken back"),
    "expert_provided": _l("Expert's profile handed over"),
    "expert_withdrawn": _l("Hand-over of an expert's profile taken back"),
    "expert_created": _l("Recorded"),
    "expert_edited": _l("Edited"),
    "expert_approved": _l("Profile approved"),
    "expert_archived": _l("Archived"),
    "expert_restored": _l("Restored from the archive"),
    "catalogue_imported": _l("Imported"),
}
