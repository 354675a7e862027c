"""How good booth plans are after a given time.

    python benchmarks/booths.py [FOLDER] [--time-limit S] [--workers N] [--seed S]

Solves every problem in the folder (default: benchmarks/data/booths) and prints one row each:
weight placed, the most that can be placed, extra booths, extra zones, and the same of the
first greedy plan. Every plan is checked against the rules before it is counted.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.booths.assignment import Limits, Plan, solve  # noqa: E402
from app.booths.problem import Problem, read_problem  # noqa: E402
from app.booths.rules import broken_rules  # noqa: E402

FOLDER = Path(__file__).parent / "data" / "booths"


def figures(problem: Problem, plan: Plan) -> str:
    """Weight/extra booths/extra zones of a plan that obeys the rules; exits when it does not."""
    broken = broken_rules(problem, plan.booth_of)
    if broken:
        sys.exit(f"{problem.name}: {broken[0]}")
    return f"{plan.score.weight}/{plan.score.extra_booths}/{plan.score.extra_zones}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    limits = Limits(seconds=given.time_limit, workers=given.workers)
    print("weight placed / extra booths / extra zones")
    print(f"{'problem':14}{'booths':>7}{'exhibits':>9}{'greedy':>14}{'found':>14}", end="")
    print(f"{'most weight':>12}{'status':>10}{'seconds':>9}")
    for file in sorted(given.folder.glob("*.json"), key=lambda file: file.stat().st_size):
        problem = read_problem(file.read_text("utf-8"))
        first = figures(problem, solve(problem, limits, stop=lambda: True))
        plan = solve(problem, limits, seed=given.seed)
        row = f"{file.stem:14}{len(problem.booths):7}{len(problem.exhibits):9}{first:>14}"
        row += f"{figures(problem, plan):>14}{plan.weight_bound:12}{plan.status.value:>10}"
        print(f"{row}{plan.seconds:9.1f}", flush=True)


if __name__ == "__main__":
    main()
