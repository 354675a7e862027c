"""Reasons in English, for the plan's file and the command line; pages use `words.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.booths.reasons import Change, Unplaced
from app.booths.rules import Broken, Reason, Rule


def say_broken(broken: Broken) -> str:
    """Why a fixed exhibit cannot stand in its booth."""
    return f"exhibit {broken.exhibit} cannot stand in booth {broken.booth}: {say(broken.reason)}"


def say(reason: Reason) -> str:
    """One rule that keeps an exhibit out of a booth."""
    d = reason.details
    match reason.rule:
        case Rule.WATER | Rule.INTERNET:
            return f"the booth has no {reason.rule}"
        case Rule.ZONE:
            return f"it asks for zone {d['wanted']}, the booth is in {d['has'] or 'no zone'}"
        case Rule.FIXED:
            return f"it is fixed to booth {d['booth']}"
        case Rule.AREA:
            return f"it needs {d['need']:g} m², {max(d['free'], 0):g} of {d['whole']:g} are free"
        case Rule.POWER:
            return f"it needs {d['need']:g} kW, {max(d['free'], 0):g} of {d['whole']:g} are free"
        case Rule.COUNT:
            return f"the booth takes {d['limit']} exhibits"
        case Rule.ORGANISATION:
            return f"organisation {d['other']} has the booth for itself"
        case Rule.TOO_CLOSE:
            away = f"{d['metres']:g} m away, {d['least']:g} m are asked for"
            return f"exhibit {d['other']} stands in {d['booth']}, {away}"
        case Rule.APART_FROM_ITSELF:
            return "it asks to stand apart from itself"


def say_change(change: Change) -> str:
    """What would have to change at a booth."""
    return f"in booth {change.booth}: {_listed([_say_lacking(r) for r in change.lacking])}"


def _say_lacking(reason: Reason) -> str:
    d = reason.details
    match reason.rule:
        case Rule.POWER | Rule.AREA:
            unit = "kW" if reason.rule == Rule.POWER else "m²"
            missing = f"{d['need'] - d['free']:g} {unit}"
            return f"{missing} more" if reason.of_the_booth else f"{missing} freed"
        case Rule.COUNT:
            return "one exhibit fewer"
        case Rule.ZONE:
            return f"giving up zone {d['wanted']}"
        case _:
            return str(reason.rule)


def sentence(unplaced: Unplaced) -> str:
    """Why an exhibit has no place."""
    details = unplaced.details
    if unplaced.code == "no_booths":
        return "there is no booth to stand in"
    if unplaced.code == "apart_from_itself":
        return "asks to stand apart from itself"
    needs = [_say_need(name, amount) for name, amount in details["needs"]]
    if unplaced.code == "no_booth_has":
        if len(needs) > 1:
            all_of_them = {2: "both", 3: "all three", 4: "all four", 5: "all five"}[len(needs)]
            return f"needs {_listed(needs)} together; no booth has {all_of_them}"
        most = f"; the most any booth has is {details['most']:g}" if "most" in details else ""
        return f"needs {needs[0]}; no booth has it{most}"
    return _say_taken(details, needs)


def _say_taken(details: Mapping[str, Any], needs: list[str]) -> str:
    said = {
        Rule.ORGANISATION: "{} taken by other organisations",
        Rule.COUNT: "{} with as many exhibits as allowed",
        Rule.POWER: "{} with too little power left",
        Rule.AREA: "{} with too little area left",
        Rule.TOO_CLOSE: "{} too close to " + _listed(details["too_close_to"]),
    }
    parts = [text.format(n) for rule, text in said.items() if (n := details["blocked"].get(rule))]
    what = f" with {_listed(needs)}" if needs else ""
    if details["booths"] == 1:
        return f"the only booth{what} is not free: {_listed(parts)}"
    return f"none of the {details['booths']} booths{what} is free: {_listed(parts)}"


def _say_need(name: str, amount: float | str | None) -> str:
    if name == "power":
        return f"{amount:g} kW"
    if name == "area":
        return f"{amount:g} m²"
    return f"zone {amount}" if name == "zone" else name


def _listed(parts: list[str]) -> str:
    return "".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"
