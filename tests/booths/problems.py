"""Booth problems for tests, and a judge of plans written without the product's rules."""

from __future__ import annotations

import itertools
import math
import random
from collections import defaultdict
from typing import Any

from hypothesis import strategies as st


def booth(id: str, **fields: Any) -> dict[str, Any]:
    """A plain booth, 3 m × 3 m, that has nothing special."""
    plain = {
        "id": id,
        "zone": None,
        "x": 0.0,
        "y": 0.0,
        "width": 3.0,
        "depth": 3.0,
        "area_m2": 9.0,
        "power_kw": 3.5,
        "water": False,
        "internet": False,
        "max_exhibits": 3,
        "shared": False,
    }
    return plain | fields


def exhibit(id: str, organisation: str = "o1", **fields: Any) -> dict[str, Any]:
    """An exhibit that fits anywhere."""
    plain = {
        "id": id,
        "organisation": organisation,
        "field": None,
        "area_m2": 4.5,
        "power_kw": 1.0,
        "water": False,
        "internet": False,
        "zone": None,
        "fixed": None,
        "apart_from": [],
        "weight": 1,
    }
    return plain | fields


def problem(booths: list, exhibits: list, apart_m: float = 6.0) -> dict[str, Any]:
    return {"name": "p", "apart_m": apart_m, "booths": booths, "exhibits": exhibits}


def faults(problem: dict, plan: dict) -> list[tuple]:
    """Every hard rule that a plan breaks, judged from the rules' text alone."""
    booths = {b["id"]: b for b in problem["booths"]}
    exhibits = {e["id"]: e for e in problem["exhibits"]}
    at = {a["exhibit"]: a["booth"] for a in plan["assignments"]}
    named = [a["exhibit"] for a in plan["assignments"]] + [u["exhibit"] for u in plan["unplaced"]]
    found: list[tuple] = []
    if sorted(named) != sorted(exhibits):
        found.append(("not every exhibit once", sorted(named)))
    found += [("no reason", u["exhibit"]) for u in plan["unplaced"] if not u["reason"].strip()]
    found += [("moved", e) for e, x in exhibits.items() if x["fixed"] and at.get(e) != x["fixed"]]
    for b, place in booths.items():
        inside = [exhibits[e] for e in at if at[e] == b]
        if sum(e["area_m2"] for e in inside) > place["area_m2"] + 1e-6:
            found.append(("area", b))
        if sum(e["power_kw"] for e in inside) > place["power_kw"] + 1e-6:
            found.append(("power", b))
        if len(inside) > place["max_exhibits"]:
            found.append(("count", b))
        if not place["shared"] and len({e["organisation"] for e in inside}) > 1:
            found.append(("organisations", b))
        for e in inside:
            for need in ("water", "internet"):
                if e[need] and not place[need]:
                    found.append((need, e["id"]))
            if e["zone"] and e["zone"] != place["zone"]:
                found.append(("zone", e["id"]))
    for e, other in itertools.product(exhibits, repeat=2):
        if other in exhibits[e]["apart_from"] and e in at and other in at:
            one, two = booths[at[e]], booths[at[other]]
            if math.dist(middle(one), middle(two)) < problem["apart_m"] - 1e-6:
                found.append(("too close", e, other))
    return found


def middle(b: dict) -> tuple[float, float]:
    return b["x"] + b["width"] / 2, b["y"] + b["depth"] / 2


def score(problem: dict, at: dict[str, str]) -> tuple[int, int, int]:
    """Weight, less extra booths, less extra zones: greater is better."""
    zone = {b["id"]: b["zone"] for b in problem["booths"]}
    organisations, fields = defaultdict(set), defaultdict(set)
    weight = 0
    for e in problem["exhibits"]:
        if e["id"] in at:
            weight += e["weight"]
            organisations[e["organisation"]].add(at[e["id"]])
            if e["field"] and zone[at[e["id"]]]:
                fields[e["field"]].add(zone[at[e["id"]]])
    return (
        weight,
        -sum(len(used) - 1 for used in organisations.values()),
        -sum(len(used) - 1 for used in fields.values()),
    )


def best_score(problem: dict) -> tuple[int, int, int] | None:
    """The best score there is, by trying every plan; None when the fixed cannot stand."""
    exhibits = [e["id"] for e in problem["exhibits"]]
    places = [None, *(b["id"] for b in problem["booths"])]
    best = None
    for choice in itertools.product(places, repeat=len(exhibits)):
        at = {e: b for e, b in zip(exhibits, choice, strict=True) if b}
        plan = {
            "assignments": [{"exhibit": e, "booth": b} for e, b in at.items()],
            "unplaced": [{"exhibit": e, "reason": "-"} for e in exhibits if e not in at],
        }
        if not faults(problem, plan):
            found = score(problem, at)
            best = found if best is None else max(best, found)
    return best


def random_problem(seed: int, n_booths: int, n_exhibits: int, n_fixed: int = 0) -> dict[str, Any]:
    """A tight problem with all kinds of wishes; fixed exhibits may or may not be able to stand."""
    r = random.Random(seed)
    booths = [
        booth(
            f"b{n}",
            zone=r.choice(["A", "B", None]),
            x=n % 4 * 3.0,
            y=n // 4 * 6.0,
            area_m2=r.choice([9.0, 9.0, 18.0]),
            power_kw=r.choice([2.2, 3.5, 11.0]),
            water=r.random() < 0.3,
            internet=r.random() < 0.7,
            max_exhibits=r.choice([1, 2, 3]),
            shared=r.random() < 0.2,
        )
        for n in range(n_booths)
    ]
    exhibits = [
        exhibit(
            f"e{n}",
            f"o{r.randrange(max(1, n_exhibits // 2))}",
            field=r.choice(["f1", "f2", None]),
            area_m2=r.choice([1.0, 2.72, 4.5, 9.0]),
            power_kw=r.choice([0, 0.3, 1.1, 3.0, 7.5]),
            water=r.random() < 0.2,
            internet=r.random() < 0.4,
            zone=r.choice(["A", None, None, None]),
            weight=r.choice([1, 1, 2, 5]),
        )
        for n in range(n_exhibits)
    ]
    for e in exhibits:
        if r.random() < 0.15:
            e["apart_from"] = [r.choice(exhibits)["id"]]
    for e in r.sample(exhibits, min(n_fixed, n_exhibits)):
        e["fixed"] = r.choice(booths)["id"]
    return problem(booths, exhibits)


tiny_problems = st.builds(
    random_problem,
    st.integers(0, 10**6),
    n_booths=st.integers(1, 3),
    n_exhibits=st.integers(1, 5),
    n_fixed=st.integers(0, 1),
)

middling_problems = st.builds(
    random_problem,
    st.integers(0, 10**6),
    n_booths=st.integers(1, 15),
    n_exhibits=st.integers(1, 40),
    n_fixed=st.integers(0, 3),
)
