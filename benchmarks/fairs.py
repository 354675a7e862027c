"""Meeting fairs out of a seed: a few sought-after suppliers, many seekers, one to three days.

`full=False`: a timetable is drawn first and the requests, gaps and fixed times are taken from
it, so that all of them can be placed. `full=True`: half as many requests again as tables.
"""

from __future__ import annotations

import random
from typing import Any

SLOTS_A_DAY = 16


def fair(participants: int, meetings: int, *, days: int, full: bool, seed: int) -> dict[str, Any]:
    """An instance in the public format."""
    rng = random.Random(f"{participants}-{meetings}-{days}-{full}-{seed}")
    slots = SLOTS_A_DAY * days
    suppliers = [f"s{n:04}" for n in range(participants * 2 // 5)]
    seekers = [f"n{n:04}" for n in range(participants - len(suppliers))]
    room = meetings / 1.5 if full else meetings / 0.9
    tables = max(1, -(-round(room) // slots))
    pick_a, pick_b = _skewed(suppliers, rng), _skewed(seekers, rng)
    rows: list[dict[str, Any]] = []
    busy: dict[str, set[int]] = {person: set() for person in suppliers + seekers}
    pairs: set[tuple[str, str]] = set()
    taken = [0] * slots
    while len(rows) < meetings:
        a, b = pick_a(), pick_b()
        if (a, b) in pairs:
            continue
        both = [
            s for s in range(slots) if taken[s] < tables and s not in busy[a] and s not in busy[b]
        ]
        if not full and not both:
            continue
        slot = rng.choice(both) if both else None
        if slot is not None:
            taken[slot] += 1
            busy[a].add(slot)
            busy[b].add(slot)
        pairs.add((a, b))
        weight = rng.choice((1, 1, 1, 2, 2, 3, 5))
        fixed = slot if rng.random() < 0.01 else None
        rows.append({"id": f"m{len(rows):05}", "a": a, "b": b, "weight": weight, "fixed": fixed})
    return {
        "name": f"fair-{participants}-{meetings}-{days}d-{'full' if full else 'fits'}",
        "n_slots": slots,
        "day_of_slot": [slot // SLOTS_A_DAY for slot in range(slots)],
        "session_of_slot": [1 + slot % SLOTS_A_DAY // 8 for slot in range(slots)],
        "tables_per_slot": [tables] * slots,
        "participants": [
            {"id": person, "forbidden": _gaps(slots, taken_by, rng)}
            for person, taken_by in busy.items()
        ],
        "meetings": [row | {"session": 0, "after": []} for row in rows],
        "fairness": None,
        "optional": True,
    }


def _skewed(people: list[str], rng: random.Random) -> Any:
    """Draws the first of a list much more often than the last."""
    weights = [1 / (rank + 8) ** 0.7 for rank in range(len(people))]
    return lambda: rng.choices(people, weights)[0]


def _gaps(slots: int, busy: set[int], rng: random.Random) -> list[int]:
    """Up to a fifth of the slots, in one or two stretches; never where they are to meet."""
    closed: set[int] = set()
    for _ in range(rng.randint(0, 2)):
        start, length = rng.randrange(slots), rng.randint(1, max(1, slots // 10))
        closed |= set(range(start, min(slots, start + length)))
    return sorted(closed - busy)
