"""What the door says: verdicts on the scanner's screen and in lists, kinds of points, refusals."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import words
from app.core.i18n import LazyString, _l
from app.registrations.states import Direction, PointKind, PointRule, Verdict


@dataclass(frozen=True)
class Screen:
    """A verdict as the steward sees it: colour class, icon, the word in capitals, what to do."""

    kind: str  # ok, again, no, out: never told by colour alone
    icon: str
    word: LazyString
    advice: LazyString | None = None


SCREENS: dict[Verdict, Screen] = {
    Verdict.ADMITTED: Screen("ok", "circle-check", _l("WELCOME")),
    Verdict.REPEAT: Screen("again", "repeat", _l("ALREADY IN")),
    Verdict.EXITED: Screen("out", "door-exit", _l("OUT")),
    Verdict.REVOKED: Screen(
        "no",
        "circle-x",
        _l("BADGE REVOKED"),
        _l("This badge was revoked. Please send the guest to the registration desk."),
    ),
    Verdict.CANCELLED: Screen(
        "no",
        "circle-x",
        _l("CANCELLED"),
        _l("This registration was cancelled. A new badge takes about 20 seconds at the desk."),
    ),
    Verdict.FORGED: Screen(
        "no",
        "ban",
        _l("UNKNOWN CODE"),
        _l("Search by name, or make a badge for a new guest (about 20 seconds)."),
    ),
    Verdict.UNKNOWN: Screen(
        "no",
        "ban",
        _l("UNKNOWN CODE"),
        _l("Search by name, or make a badge for a new guest (about 20 seconds)."),
    ),
    Verdict.WRONG_EVENT: Screen(
        "no",
        "ban",
        _l("OTHER EVENT"),
        _l("This badge belongs to another event. Search by name, or make a new badge."),
    ),
    Verdict.WRONG_TIME: Screen(
        "no",
        "clock",
        _l("NOT OPEN NOW"),
        _l("Nobody is let in here at this time."),
    ),
    Verdict.WRONG_CATEGORY: Screen(
        "no",
        "user-x",
        _l("NOT HERE"),
        _l("Guests of this category are not let in at this point."),
    ),
    Verdict.NOT_ENROLLED: Screen(
        "no",
        "user-x",
        _l("NOT ENROLLED"),
        _l("The guest has no seat in this session. Enrol them at the desk if seats are left."),
    ),
}

VERDICTS: dict[Verdict, LazyString] = {
    Verdict.ADMITTED: _l("admitted"),
    Verdict.REPEAT: _l("already in"),
    Verdict.EXITED: _l("went out"),
    Verdict.REVOKED: _l("badge revoked"),
    Verdict.CANCELLED: _l("registration cancelled"),
    Verdict.FORGED: _l("not a badge"),
    Verdict.UNKNOWN: _l("unknown badge"),
    Verdict.WRONG_EVENT: _l("badge of another event"),
    Verdict.WRONG_TIME: _l("outside opening hours"),
    Verdict.WRONG_CATEGORY: _l("category not let in here"),
    Verdict.NOT_ENROLLED: _l("not enrolled"),
}
VERDICT_TAGS = {
    Verdict.ADMITTED: "ok",
    Verdict.EXITED: "",
    Verdict.REPEAT: "warn",
} | {verdict: "bad" for verdict, screen in SCREENS.items() if screen.kind == "no"}

KINDS: dict[PointKind, LazyString] = {
    PointKind.GATE: _l("entry gate"),
    PointKind.SESSION: _l("session door"),
    PointKind.BOOTH: _l("booth"),
    PointKind.MEAL: _l("meal"),
}
RULES: dict[PointRule, LazyString] = {
    PointRule.DAILY: _l("once a day"),
    PointRule.ONCE: _l("once in the whole event"),
    PointRule.MANY: _l("as often as they like"),
}
DIRECTIONS: dict[Direction, LazyString] = {
    Direction.IN: _l("in"),
    Direction.OUT: _l("out"),
}
NOTABLE: dict[str, LazyString] = {
    "doubles": _l("let in twice"),
    "changed": _l("told otherwise at first"),
    "conflicts": _l("same number, other content"),
    "flagged": _l("clock far off"),
    "refused": _l("turned away"),
}

DIFFERENCES: dict[str, LazyString] = {
    "doubles": _l("let in twice"),
    "let_in": _l("let in, though refused"),
    "conflicts": _l("same number, other content"),
    "again": _l("let in again by a supervisor"),
    "clock": _l("clock off, corrected"),
}

words.register_deeds({"scans_uploaded": _l("Scans taken in from a file")})
words.register(
    {
        "point_code_taken": _l("There is a point %(point)s already. Choose another code."),
        "session_has_point": _l("This session's door has a point already."),
        "kiosk_needs_point": _l("A kiosk stands at one point: choose it."),
        "point_closed": _l("This point is closed. Open it again first."),
    }
)
