"""Published timetable instances against their proven optima: a table on standard output.

    .venv/bin/python -m benchmarks.timetable [FOLDER] [--only original] [--time-limit 60]

Seconds are those of one `solve`, the solver's loading included for the first.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from app.connections.scheduling.answer import Limits, Status, Timetable
from app.connections.scheduling.instance import read_instance
from app.connections.scheduling.timetable import solve

DATA = Path(__file__).parent / "data" / "b2b"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", nargs="?", type=Path, default=DATA)
    options.add_argument("--only", default="", help="only instances with this in their name")
    options.add_argument("--time-limit", type=float, default=57.0)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    published = json.loads((given.folder / "published.json").read_text("utf-8"))
    limits = Limits(given.time_limit, given.workers)
    print(f"{'instance':30}{'status':12}{'breaks':>7}{'bound':>7}{'published':>11}{'seconds':>9}")
    right = 0
    files = [p for p in sorted(given.folder.glob("*.json")) if p.name != "published.json"]
    files = [path for path in files if given.only in path.name]
    for path in files:
        instance = read_instance(path.read_text("utf-8"))
        found = solve(instance, limits)
        known = published[instance.name]["breaks"]
        right += agrees(found, known)
        told = "-" if known is None else known
        print(
            f"{instance.name:30}{found.status:12}{found.breaks:7}{found.breaks_bound:7}"
            f"{told:>11}{found.seconds:9.1f}{'' if agrees(found, known) else '  <'}",
            flush=True,
        )
    print(f"{right} of {len(files)} solved as published")


def agrees(found: Timetable, known: int | None) -> bool:
    """Whether the published answer was reached; None: proven that there is no timetable."""
    if known is None:
        return found.status is Status.INFEASIBLE
    return bool(found.places) and found.breaks == known


if __name__ == "__main__":
    main()
