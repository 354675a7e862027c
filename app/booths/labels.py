"""States, rules and reasons in the words of organisers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.booths.layout import Supply
from app.booths.models import ExhibitorState
from app.booths.reasons import Change, Need, Unplaced
from app.booths.rules import Reason, Rule
from app.core.i18n import _, _l, ngettext, number_text

EXHIBITOR_STATES = {
    ExhibitorState.DRAFT: _l("Being written"),
    ExhibitorState.SUBMITTED: _l("To be decided"),
    ExhibitorState.NEEDS_CHANGES: _l("Needs changes"),
    ExhibitorState.APPROVED: _l("Approved"),
    ExhibitorState.REFUSED: _l("Refused"),
    ExhibitorState.WITHDRAWN: _l("Withdrawn"),
}
EXHIBITOR_TAGS = {
    ExhibitorState.DRAFT: "",
    ExhibitorState.SUBMITTED: "warn",
    ExhibitorState.NEEDS_CHANGES: "warn",
    ExhibitorState.APPROVED: "ok",
    ExhibitorState.REFUSED: "bad",
    ExhibitorState.WITHDRAWN: "",
}
SUPPLIES = {
    Supply.ALL: _l("every booth"),
    Supply.NONE: _l("no booth"),
    Supply.ENDS: _l("both ends of each row"),
    Supply.EVERY_OTHER: _l("every other booth"),
}


def kilowatts(value: float) -> str:
    return _("%(number)s kW", number=number_text(float(value), 2))


def square_metres(value: float) -> str:
    return _("%(number)s m²", number=number_text(float(value), 2))


def size(width: float, depth: float) -> str:
    """3 × 3 m"""
    return _(
        "%(width)s × %(depth)s m", width=number_text(float(width)), depth=number_text(float(depth))
    )


def say(reason: Reason) -> str:
    """One rule that keeps an exhibit out of a booth, as a sentence without a full stop."""
    d = reason.details
    match reason.rule:
        case Rule.WATER:
            return _("there is no water")
        case Rule.INTERNET:
            return _("there is no internet")
        case Rule.ZONE:
            if d["has"] is None:
                return _("zone %(wanted)s is asked for; this booth is in none", wanted=d["wanted"])
            return _(
                "zone %(wanted)s is asked for; this is zone %(has)s",
                wanted=d["wanted"],
                has=d["has"],
            )
        case Rule.FIXED:
            return _("it is locked in booth %(booth)s", booth=d["booth"])
        case Rule.POWER:
            short = kilowatts(d["need"] - d["free"])
            return _(
                "%(short)s short: needs %(need)s, %(free)s of %(whole)s free",
                short=short,
                need=kilowatts(d["need"]),
                free=kilowatts(max(d["free"], 0)),
                whole=kilowatts(d["whole"]),
            )
        case Rule.AREA:
            short = square_metres(d["need"] - d["free"])
            return _(
                "%(short)s short: needs %(need)s, %(free)s of %(whole)s free",
                short=short,
                need=square_metres(d["need"]),
                free=square_metres(max(d["free"], 0)),
                whole=square_metres(d["whole"]),
            )
        case Rule.COUNT:
            return ngettext(
                "it takes %(num)s exhibit, and is full",
                "it takes %(num)s exhibits, and is full",
                d["limit"],
            )
        case Rule.ORGANISATION:
            return _("%(other)s has it alone", other=d["other"])
        case Rule.TOO_CLOSE:
            return _(
                "%(metres)s m from %(other)s in %(booth)s; %(least)s m are asked for",
                metres=number_text(float(d["metres"]), 2),
                other=d["other"],
                booth=d["booth"],
                least=number_text(float(d["least"])),
            )
        case Rule.APART_FROM_ITSELF:
            return _("it asks to stand apart from itself")


class Told:
    """Reasons that become one sentence when somebody reads them, in the reader's language."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = list(reasons)

    def __str__(self) -> str:
        return "; ".join(say(reason) for reason in self.reasons)


def say_unplaced(unplaced: Unplaced) -> str:
    """Why an exhibit has no place, in one or two sentences."""
    if unplaced.code == "no_booths":
        return _("There is no booth yet.")
    if unplaced.code == "apart_from_itself":
        return _("It asks to stand apart from itself.")
    details = unplaced.details
    needs = [say_need(name, amount) for name, amount in details["needs"]]
    if unplaced.code == "all_taken":
        return _say_taken(details, needs)
    if len(needs) > 1:
        return _("Needs %(needs)s at once. No booth has them together.", needs=listed(needs))
    if "most" in details:
        unit = kilowatts if details["needs"][0][0] == "power" else square_metres
        return _(
            "Needs %(need)s. The most any booth has is %(most)s.",
            need=needs[0],
            most=unit(details["most"]),
        )
    return _("Needs %(need)s. No booth has it.", need=needs[0])


def _say_taken(details: Any, needs: list[str]) -> str:
    blocked = details["blocked"]
    words = {
        Rule.ORGANISATION: _l("%(n)s belong to others"),
        Rule.COUNT: _l("%(n)s hold as many exhibits as they may"),
        Rule.POWER: _l("%(n)s have too little power left"),
        Rule.AREA: _l("%(n)s have too little area left"),
        Rule.TOO_CLOSE: _l("%(n)s are too close to %(others)s"),
    }
    others = listed(details.get("too_close_to", []))
    parts = [
        str(text) % {"n": blocked[rule.value], "others": others}
        for rule, text in words.items()
        if blocked.get(rule.value)
    ]
    count = details["booths"]
    if needs:
        first = ngettext(
            "%(num)s booth has %(needs)s, and it is not free:",
            "%(num)s booths have %(needs)s, and none is free:",
            count,
            needs=listed(needs),
        )
    else:
        first = ngettext(
            "%(num)s booth would do, and it is not free:",
            "%(num)s booths would do, and none is free:",
            count,
        )
    return f"{first} {listed(parts)}."


def say_need(name: str, amount: float | str | None) -> str:
    """One thing that an exhibit asks of a booth."""
    match name:
        case "power":
            return kilowatts(float(amount or 0))
        case "area":
            return square_metres(float(amount or 0))
        case "zone":
            return _("zone %(zone)s", zone=amount)
        case "water":
            return _("water")
        case _:
            return _("internet")


def say_change(change: Change) -> str:
    """The smallest change that would make room: what to do at one booth."""
    return _(
        "%(what)s in %(booth)s",
        what=listed([_say_lacking(reason) for reason in change.lacking]),
        booth=change.booth,
    )


def _say_lacking(reason: Reason) -> str:
    d = reason.details
    match reason.rule:
        case Rule.WATER:
            return _("lay water")
        case Rule.INTERNET:
            return _("run internet")
        case Rule.POWER | Rule.AREA:
            unit = kilowatts if reason.rule is Rule.POWER else square_metres
            missing = unit(d["need"] - d["free"])
            if reason.of_the_booth:
                return _("%(more)s more", more=missing)
            return _("free %(room)s", room=missing)
        case Rule.COUNT:
            return _("one exhibit fewer")
        case Rule.ZONE:
            return _("give up zone %(zone)s", zone=d["wanted"])
        case _:
            return say(reason)


def listed(parts: list[str]) -> str:
    """a, b and c"""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s", first=", ".join(parts[:-1]), last=parts[-1])


def needs_of(area: float, power: float, water: bool, internet: bool, zone: str | None) -> str:
    """Everything an exhibit asks for, in one line."""
    needs: list[Need] = [("area", area)]
    if power:
        needs.append(("power", power))
    if water:
        needs.append(("water", None))
    if internet:
        needs.append(("internet", None))
    if zone:
        needs.append(("zone", zone))
    return ", ".join(say_need(name, amount) for name, amount in needs)
