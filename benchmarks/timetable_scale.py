"""Meeting timetables from 100 to 5,000 meetings: a table on standard output.

    .venv/bin/python -m benchmarks.timetable_scale [--seconds 10] [--seeds 1]

Each is solved in a process of its own. "First" is when the first timetable stood: a complete
one where all meetings fit. The bound on the weight is a flow (app/connections/scheduling/flow.py).
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource

from app.connections.scheduling.answer import Limits, Progress, schedule_as_json
from app.connections.scheduling.instance import parse_instance
from app.connections.scheduling.timetable import solve
from benchmarks.fairs import fair

SIZES = ((50, 100, 1), (200, 500, 1), (400, 1000, 2), (1000, 2500, 2), (2000, 5000, 3))
HEAD = "participants|meetings|days|kind|first s|placed|weight|of the bound|breaks|seconds|MB"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--seeds", type=int, default=1)
    given = options.parse_args()
    columns = HEAD.split("|")
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|", flush=True)
    context = multiprocessing.get_context("spawn")
    for participants, meetings, days in SIZES:
        for full in (False, True):
            for seed in range(1, given.seeds + 1):
                with context.Pool(1) as pool:
                    asked = (participants, meetings, days, full, seed, given.seconds)
                    print(pool.apply(measure, asked), flush=True)


def measure(
    participants: int, meetings: int, days: int, full: bool, seed: int, seconds: float
) -> str:
    """Solve one fair; its row of the table."""
    instance = parse_instance(fair(participants, meetings, days=days, full=full, seed=seed))
    first: list[float] = []

    def watch(news: Progress) -> None:
        enough = news.placed == meetings or (full and news.placed)
        if enough and not first:
            first.append(news.seconds)

    found = solve(instance, Limits(seconds, 2), progress=watch)
    rows = schedule_as_json(instance, found)["assignments"]
    assert len(rows) == len({(row["slot"], row["table"]) for row in rows})
    kind = "over-full" if full else "all fit"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    share = found.weight / found.weight_bound
    when = f"{first[0]:.2f}" if first else "–"
    return (
        f"| {participants} | {meetings} | {days} | {kind} | {when} | {len(found.places)} | "
        f"{found.weight} | {share:.2%} | {found.breaks} (≥ {found.breaks_bound}) | "
        f"{found.seconds:.1f} | {memory} |"
    )


if __name__ == "__main__":
    main()
