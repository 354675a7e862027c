"""How long badges take and how large they are: `python benchmarks/badges.py [N]`.

Measures CPU time on one core for N badges (default 600) of the longest and the usual names,
fonts already loaded, and prints one line per layout. Targets: 3 ms and 4 kB a badge.
"""

from __future__ import annotations

import random
import sys
import time

from app.registrations.badges.design import Paper
from app.registrations.badges.layout import Event, Face
from app.registrations.badges.pdf import render

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


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 600
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


if __name__ == "__main__":
    main()
