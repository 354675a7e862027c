"""A change of the day at 500 announced meetings: a table on standard output.

    .venv/bin/python -m benchmarks.timetable_replan [--seeds 3]

"Forced" could not stay, "moved" are others that did not.
"""

from __future__ import annotations

import argparse
from collections import Counter

from app.connections.timetable import solve
from app.connections.timetable_answer import Limits
from app.connections.timetable_instance import Instance, Meeting, parse_instance
from app.connections.timetable_replan import Changes, replan
from benchmarks.fairs import fair

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
            for most in (None, 0):
                found = replan(instance, announced, changes, most)
                table = found.timetable
                may = "nobody" if most == 0 else "as many as needed"
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
    sellers = [person for person in reversed(by_load) if person[0] == "s"][:15]
    seekers = [person for person in reversed(by_load) if person[0] == "n"][:15]
    free = [(a, b) for a in sellers for b in seekers if frozenset((a, b)) not in pairs]
    new = tuple(Meeting(f"new{n}", a, b, weight=1 + n % 3) for n, (a, b) in enumerate(free[:20]))
    fewer = {slot: round(0.05 * count) for slot, count in enumerate(instance.tables)}
    return {
        "the busiest cancels": Changes(cancelled=frozenset(by_load[:1])),
        "a busy one comes three slots late": Changes(closed={by_load[9]: frozenset(range(3))}),
        "5% of the tables are lost": Changes(tables_lost=fewer),
        "20 new requests": Changes(new=new),
    }


if __name__ == "__main__":
    main()
