"""How long badges take and how large they are: `python -m benchmarks.badges [--bulk 5000]`.

Measures CPU time on one core for 600 badges of the longest and the usual names, fonts already
loaded, and prints one line per layout; aims: 3 ms and 4 kB a badge. Then the whole job of a large
fair as a worker runs it, from its start to the file kept and the badges counted as printed; aims:
20 s and 300 MB for 5,000.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.core import jobs
from app.core.db import transaction
from app.demo.sample import FAIR
from app.factory import create_app
from app.registrations.badges.design import Paper
from app.registrations.badges.layout import Event, Face
from app.registrations.badges.pdf import render
from benchmarks.http import ROOT, Installation

NAMES = [
    "Lê Ái",
    "Nguyễn Thị Minh Hà",
    "Trần Nguyễn Hoàng Bảo Phương Uyên",
    "Công Tằng Tôn Nữ Hoàng Nguyệt Minh Châu",
]
ORGANISATIONS = [
    "Trường Đại học Cao nguyên Xanh (giả định)",
    (
        "Phân viện Nghiên cứu, Ứng dụng và Chuyển giao Công nghệ Nông nghiệp bền vững vùng "
        "Bắc Trung Bộ và Tây Nguyên (giả định)"
    ),
    "",
]
CATEGORIES = [("Khách tham quan", "indigo"), ("Diễn giả", "purple"), ("Báo chí", "teal")]


def faces(number: int) -> list[Face]:
    """Badges with random tokens of the real length; the same ones each time."""
    chance = random.Random(2026)
    made = []
    for index in range(number):
        category, colour = CATEGORIES[index % len(CATEGORIES)]
        token = "1" + "".join(chance.choice("0123456789") for _digit in range(197))
        made.append(
            Face(
                name=NAMES[index % len(NAMES)],
                given="",
                organisation=ORGANISATIONS[index // 2 % len(ORGANISATIONS)],
                short_name="",
                category=category,
                colour=colour,
                code=f"dkx7-{index:04d}",
                token=token,
            )
        )
    return made


def ask() -> None:
    """Ask for the sheet of all badges, as the office does."""
    with create_app().app_context(), transaction():
        jobs.enqueue("registrations.badge_sheet", slug=FAIR, layout=Paper.A4.value)


def bulk(number: int) -> str:
    """One job that draws this many badges and the sample's: seconds of CPU and of the clock, MB."""
    with tempfile.TemporaryDirectory() as folder:
        house = Installation(Path(folder), None)
        house.flask("db", "upgrade")
        house.flask("demo", "load")
        house.flask("categories", "create", FAIR, "bench", "--places", "1000000")
        house.python("benchmarks.crowd", str(number), "--signed", str(number))
        house.flask("jobs", "work", "--once")  # what the sample left to do
        house.python("benchmarks.badges", "--ask")
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work", "--once"]
        begun = time.monotonic()
        worker = subprocess.Popen(command, cwd=ROOT, env=house.env)
        _pid, status, used = os.wait4(worker.pid, 0)
        worker.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - begun
        made = [path for path in (Path(folder) / "files").rglob("*") if path.is_file()]
        size = max((path.stat().st_size for path in made), default=0)
    return (
        f"one job of {number:,} and the sample's: {used.ru_utime + used.ru_stime:.1f} s of CPU, "
        f"{seconds:.1f} s by the clock, at most {used.ru_maxrss / 1024:.0f} MB, "
        f"a file of {size / 1e6:.1f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bulk", type=int, default=5_000)
    parser.add_argument("--quick", action="store_true", help="a job of 500")
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        ask()
        return
    number = 600
    event = Event("Techmart & Techdemo Bắc Trung Bộ 2026 (giả định)", "03–05/12/2026 · Nghệ An")
    made = faces(number)
    render(event, made[:4])
    for paper in Paper:
        start = time.process_time()
        size = len(render(event, made, paper))
        spent = time.process_time() - start
        print(
            f"{paper.value}: {number} badges, {spent / number * 1000:.2f} ms "
            f"and {size / number / 1000:.2f} kB each"
        )
    print(bulk(500 if given.quick else given.bulk))


if __name__ == "__main__":
    main()
