"""A checker and a brute force of their own, written from the rules and sharing no code with
the solver."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any


def breaks_of(instance: dict[str, Any], person: str, slot_of: dict[str, int]) -> int:
    """How often somebody waits between two meetings of one day."""
    mine = sorted(
        slot_of[m["id"]]
        for m in instance["meetings"]
        if m["id"] in slot_of and person in (m["a"], m["b"])
    )
    day = instance["day_of_slot"]
    return sum(1 for x, y in zip(mine, mine[1:], strict=False) if day[x] == day[y] and y - x > 1)


def faults(instance: dict[str, Any], slot_of: dict[str, int]) -> list[str]:
    """Every hard rule that a timetable breaks; leaving meetings out is not one of them."""
    wrong: list[str] = []
    forbidden = {p["id"]: p["forbidden"] for p in instance["participants"]}
    diary: Counter[tuple[str, int]] = Counter()
    for m in instance["meetings"]:
        if m["id"] not in slot_of:
            continue
        slot = slot_of[m["id"]]
        for side in (m["a"], m["b"]):
            diary[side, slot] += 1
            if slot in forbidden[side]:
                wrong.append(f"{side} cannot in {slot}")
        if m["session"] and instance["session_of_slot"][slot] != m["session"]:
            wrong.append(f"{m['id']} in the wrong session")
        if m["fixed"] is not None and m["fixed"] != slot:
            wrong.append(f"{m['id']} left its slot")
        for before in m["after"]:
            if before not in slot_of or slot_of[before] >= slot:
                wrong.append(f"{m['id']} before {before}")
    wrong += [f"{who} twice in {slot}" for (who, slot), n in diary.items() if n > 1]
    where = {m["id"]: m.get("place") for m in instance["meetings"]}
    shut = {row["place"]: row["slots"] for row in instance.get("closed", [])}
    for (place, slot), n in Counter((where[name], slot) for name, slot in slot_of.items()).items():
        if place is None and n > instance["tables_per_slot"][slot]:
            wrong.append(f"too few tables in {slot}")
        if place not in (None, "online") and (n > 1 or slot in shut.get(place, [])):
            wrong.append(f"{place} is taken in {slot}")
    if instance["fairness"] is not None:
        numbers = [breaks_of(instance, p["id"], slot_of) for p in instance["participants"]]
        if max(numbers) - min(numbers) > instance["fairness"]:
            wrong.append("unfair")
    return wrong


def all_breaks(instance: dict[str, Any], slot_of: dict[str, int]) -> int:
    return sum(breaks_of(instance, p["id"], slot_of) for p in instance["participants"])


def best_by_trying(
    instance: dict[str, Any], before: dict[str, int] | None = None
) -> tuple[int, int, int] | None:
    """Most weight, fewest moved, fewest breaks of all timetables there are; None: there is none."""
    names = [m["id"] for m in instance["meetings"]]
    weight = {m["id"]: m["weight"] for m in instance["meetings"]}
    choices: list[int | None] = [*range(instance["n_slots"])]
    if instance["optional"]:
        choices.append(None)
    best: tuple[int, int, int] | None = None
    for picked in product(choices, repeat=len(names)):
        slot_of = {n: s for n, s in zip(names, picked, strict=True) if s is not None}
        if faults(instance, slot_of):
            continue
        moved = sum(slot_of.get(n) != s for n, s in (before or {}).items())
        score = (-sum(weight[n] for n in slot_of), moved, all_breaks(instance, slot_of))
        best = score if best is None else min(best, score)
    return None if best is None else (-best[0], best[1], best[2])


def badly_seated(instance: dict[str, Any], seats: dict[str, tuple[int, int | None]]) -> list[str]:
    """Meetings without a table of their own that need one, or with one that need none.

    `seats`: by meeting, slot and table."""
    where = {m["id"]: m.get("place") for m in instance["meetings"]}
    taken = Counter(seat for name, seat in seats.items() if where[name] is None)
    return [
        name
        for name, (slot, table) in seats.items()
        if (table is not None) != (where[name] is None)
        or table is not None
        and (taken[slot, table] > 1 or not 0 <= table < instance["tables_per_slot"][slot])
    ]
