"""The states a record of the catalogue goes through, and which steps are allowed."""

from __future__ import annotations

from enum import StrEnum


class NeedState(StrEnum):
    RECEIVED = "received"
    VERIFIED = "verified"
    SEARCHING = "searching"
    MATCHED = "matched"
    NEGOTIATING = "negotiating"
    RESOLVED = "resolved"
    CLOSED_UNRESOLVED = "closed_unresolved"
    REJECTED = "rejected"
    DUPLICATE = "duplicate_of"


#: States that count as taken in (IND01): verified and everything after it.
COUNTED_NEEDS = (
    NeedState.VERIFIED,
    NeedState.SEARCHING,
    NeedState.MATCHED,
    NeedState.NEGOTIATING,
    NeedState.RESOLVED,
    NeedState.CLOSED_UNRESOLVED,
)

#: Where help is still being looked for.
OPEN_NEEDS = (
    NeedState.RECEIVED,
    NeedState.VERIFIED,
    NeedState.SEARCHING,
    NeedState.MATCHED,
    NeedState.NEGOTIATING,
)
#: What strangers never see, whatever its confidentiality.
HIDDEN_NEEDS = (NeedState.REJECTED, NeedState.DUPLICATE)

_WAYS_OUT = (NeedState.REJECTED, NeedState.DUPLICATE)
NEED_STEPS: dict[NeedState, tuple[NeedState, ...]] = {
    NeedState.RECEIVED: (NeedState.VERIFIED, *_WAYS_OUT),
    NeedState.VERIFIED: (
        NeedState.SEARCHING,
        NeedState.MATCHED,
        NeedState.CLOSED_UNRESOLVED,
        *_WAYS_OUT,
    ),
    NeedState.SEARCHING: (NeedState.MATCHED, NeedState.CLOSED_UNRESOLVED, *_WAYS_OUT),
    NeedState.MATCHED: (
        NeedState.NEGOTIATING,
        NeedState.SEARCHING,
        NeedState.RESOLVED,
        NeedState.CLOSED_UNRESOLVED,
    ),
    NeedState.NEGOTIATING: (
        NeedState.RESOLVED,
        NeedState.SEARCHING,
        NeedState.CLOSED_UNRESOLVED,
    ),
    NeedState.RESOLVED: (NeedState.NEGOTIATING,),
    NeedState.CLOSED_UNRESOLVED: (NeedState.SEARCHING,),
    NeedState.REJECTED: (NeedState.RECEIVED,),
    NeedState.DUPLICATE: (NeedState.RECEIVED,),
}


def may_step(before: NeedState, after: NeedState) -> bool:
    """Whether a need may go from one state to another in one step."""
    return after in NEED_STEPS[before]


class Confidentiality(StrEnum):
    PUBLIC = "public"
    ANONYMOUS = "anonymous"
    PRIVATE = "private"


class OpeningState(StrEnum):
    """How far somebody is with reading a need that is not public."""

    ASKED = "asked"
    OPEN = "open"
    REFUSED = "refused"
    REVOKED = "revoked"


class NeedSource(StrEnum):
    PHONE = "phone"
    VISIT = "visit"
    EVENT = "event"
    WEB = "web"
    SURVEY = "survey"
    OFFICIAL_LETTER = "official_letter"


class TechnologyState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    ARCHIVED = "archived"


class SuggestionState(StrEnum):
    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class DismissReason(StrEnum):
    OFF_TARGET = "off_target"
    TOO_DEAR = "too_dear"
    NOT_MATURE = "not_mature"
    WRONG_SCALE = "wrong_scale"
    ALREADY_SOLVED = "already_solved"
    NO_ANSWER = "no_answer"
    RIGHTS_UNCLEAR = "rights_unclear"
    OTHER = "other"
