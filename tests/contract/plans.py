"""Checkers for timetables and booth plans, written from the contract's words alone."""

from collections import defaultdict
from math import dist


def timetable_faults(instance: dict, schedule: dict) -> list[tuple]:
    """Every hard rule the schedule breaks; an empty list when it keeps them all."""
    slots = range(instance["n_slots"])
    tables = instance.get("tables_per_slot") or [instance["n_tables"]] * len(slots)
    meetings = {meeting["id"]: meeting for meeting in instance["meetings"]}
    placed = {row["meeting"]: row["slot"] for row in schedule["assignments"]}
    left = [row["meeting"] for row in schedule["unplaced"]]
    faults: list[tuple] = []
    if sorted([*(row["meeting"] for row in schedule["assignments"]), *left]) != sorted(meetings):
        faults.append(("not each meeting once",))
    if left and not instance.get("optional"):
        faults.append(("unplaced", left))
    faults += [("no reason", row["meeting"]) for row in schedule["unplaced"] if not row["reason"]]
    seats = [(row["slot"], row["table"]) for row in schedule["assignments"]]
    faults += [("table twice", seat) for seat in set(seats) if seats.count(seat) > 1]
    faults += [("no such table", at) for at in seats if not 0 <= at[1] < tables[at[0]]]
    blocked = {person["id"]: set(person["forbidden"]) for person in instance["participants"]}
    busy: dict[str, list[int]] = defaultdict(list)
    for name, slot in placed.items():
        meeting = meetings[name]
        for person in (meeting["a"], meeting["b"]):
            faults += [("blocked", person, slot)] if slot in blocked[person] else []
            faults += [("in two meetings", person, slot)] if slot in busy[person] else []
            busy[person].append(slot)
        if meeting.get("session") and instance["session_of_slot"][slot] != meeting["session"]:
            faults.append(("wrong session", name))
        if meeting.get("fixed") is not None and meeting["fixed"] != slot:
            faults.append(("fixed moved", name))
        for earlier in meeting.get("after", []):
            if placed.get(earlier, len(slots)) >= slot:
                faults.append(("too early", name, earlier))
    allowed = instance.get("fairness")
    if allowed is not None:
        numbers = [breaks_of(person, instance, placed) for person in blocked]
        if max(numbers) - min(numbers) > allowed:
            faults.append(("unfair", numbers))
    return faults


def breaks_of(person: str, instance: dict, placed: dict[str, int]) -> int:
    """Maximal runs of free slots between two of a person's meetings on one day."""
    by_day: dict[int, list[int]] = defaultdict(list)
    for meeting in instance["meetings"]:
        if person in (meeting["a"], meeting["b"]) and meeting["id"] in placed:
            slot = placed[meeting["id"]]
            by_day[instance["day_of_slot"][slot]].append(slot)
    runs = [sorted(slots) for slots in by_day.values()]
    return sum(b - a > 1 for slots in runs for a, b in zip(slots, slots[1:], strict=False))


def breaks(instance: dict, schedule: dict) -> int:
    placed = {row["meeting"]: row["slot"] for row in schedule["assignments"]}
    return sum(breaks_of(person["id"], instance, placed) for person in instance["participants"])


def weight(instance: dict, schedule: dict) -> int:
    weights = {meeting["id"]: meeting.get("weight", 1) for meeting in instance["meetings"]}
    return sum(weights[row["meeting"]] for row in schedule["assignments"])


def booth_faults(problem: dict, plan: dict) -> list[tuple]:
    """Every hard rule the booth plan breaks; an empty list when it keeps them all."""
    booths = {booth["id"]: booth for booth in problem["booths"]}
    exhibits = {exhibit["id"]: exhibit for exhibit in problem["exhibits"]}
    at = {row["exhibit"]: row["booth"] for row in plan["assignments"]}
    named = [row["exhibit"] for row in plan["assignments"] + plan["unplaced"]]
    faults: list[tuple] = [] if sorted(named) == sorted(exhibits) else [("not each exhibit once",)]
    faults += [("no reason", row["exhibit"]) for row in plan["unplaced"] if not row["reason"]]
    for booth in booths.values():
        faults += _faults_in(
            booth, [exhibits[e] for e, where in at.items() if where == booth["id"]]
        )
    for exhibit in exhibits.values():
        if exhibit["fixed"] and at.get(exhibit["id"]) != exhibit["fixed"]:
            faults.append(("fixed moved", exhibit["id"]))
        for other in exhibit["apart_from"]:
            if exhibit["id"] in at and other in at:
                apart = dist(*(_centre(booths[at[one]]) for one in (exhibit["id"], other)))
                if apart < problem["apart_m"] - 1e-6:
                    faults.append(("too close", exhibit["id"], other))
    return faults


def _faults_in(booth: dict, inside: list[dict]) -> list[tuple]:
    faults: list[tuple] = []
    for figure in ("area_m2", "power_kw"):
        if sum(exhibit[figure] for exhibit in inside) > booth[figure] + 1e-6:
            faults.append((figure, booth["id"]))
    if len(inside) > booth["max_exhibits"]:
        faults.append(("too many", booth["id"]))
    if not booth["shared"] and len({exhibit["organisation"] for exhibit in inside}) > 1:
        faults.append(("mixed", booth["id"]))
    for exhibit in inside:
        if exhibit["water"] > booth["water"] or exhibit["internet"] > booth["internet"]:
            faults.append(("water or internet", exhibit["id"]))
        if exhibit["zone"] and exhibit["zone"] != booth["zone"]:
            faults.append(("zone", exhibit["id"]))
    return faults


def _centre(booth: dict) -> tuple[float, float]:
    return booth["x"] + booth["width"] / 2, booth["y"] + booth["depth"] / 2
