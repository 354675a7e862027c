"""A change of the day at 500 announced meetings: a table on standard output.

    .venv/bin/python -m benchmarks.timetable_replan [--seeds 3]

"Forced" could not stay, "moved" are others that did not.
"""

from __future__ import annotations

import argparse
from collections import Counter

from app.connections.scheduling.answer import Limits
from app.connections.scheduling.instance import Instance, Meeting, parse_instance
from app.connections.scheduling.replan import Changes, replan
from app.connections.scheduling.timetable import solve
from benchmarks.fairs import fair

MAY = {None: "as many as needed", 2: "two", 0: "nobody"}
HEAD = "change|may move|forced|moved|placed|weight of the bound|seconds"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seeds", type=int, default=3)
    given = options.parse_args()
    columns = HEAD.split("|")
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|", flush=True)
    for seed in range(1, given.seeds + 1):
        instance = parse_instance(fair(200, 500, days=1, full=False, seed=seed))
        announced = solve(instance, Limits(seconds=2.0)).places
        for name, changes in cases(instance).items():
            for most in (None, 2, 0):
                found = replan(instance, announced, changes, most)
                table = found.timetable
                may = MAY[most]
                print(
                    f"| {name} | {may} | {found.forced} | {found.moved} | {len(table.places)} | "
                    f"{table.weight / table.weight_bound:.2%} | {table.seconds:.2f} |",
                    flush=True,
                )


def cases(instance: Instance) -> dict[str, Changes]:
    """What happens on such days."""
    load = Counter(side for meeting in instance.meetings for side in meeting.sides)
    by_load = [person for person, _ in load.most_common()]
    pairs = {frozenset(meeting.sides) for meeting in instance.meetings}
    sellers = [person for person in reversed(by_load) if person[0] == "s"][:20]
    seekers = [person for person in reversed(by_load) if person[0] == "n"][:20]
    spread = [(a, seekers[(n + off) % 20]) for off in range(20) for n, a in enumerate(sellers)]
    crowd = [(a, b) for a in sellers for b in seekers]
    fewer = {slot: round(0.05 * count) for slot, count in enumerate(instance.tables)}
    return {
        "the busiest cancels": Changes(cancelled=frozenset(by_load[:1])),
        "a busy one comes three slots late": Changes(closed={by_load[9]: frozenset(range(3))}),
        "5% of the tables are lost": Changes(tables_lost=fewer),
        "20 new requests": Changes(new=requests(spread, pairs)),
        "20 new requests to two": Changes(new=requests(crowd, pairs)),
    }


def requests(wishes: list[tuple[str, str]], known: set[frozenset[str]]) -> tuple[Meeting, ...]:
    """The first twenty that nobody has asked for before."""
    free = [wish for wish in wishes if frozenset(wish) not in known][:20]
    return tuple(Meeting(f"new{n}", a, b, weight=1 + n % 3) for n, (a, b) in enumerate(free))


if __name__ == "__main__":
    main()
