"""The sample files, with every date moved so that the fair begins when it is wanted."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
FIRST_DAY = date(2026, 12, 3)
FAIR = "techmart-bac-trung-bo"
CLASS = "lop-tap-huan-mau"
HUB = "H01"
FAIR_NAME = "Techmart & Techdemo Bắc Trung Bộ 2026 (giả định)"

Row = dict[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of one file, as they stand."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@dataclass(frozen=True)
class Sample:
    """The sample as it is loaded: the fair's first day, and how many times over."""

    start: date
    scale: int = 1

    @property
    def shift(self) -> timedelta:
        return self.start - FIRST_DAY

    def day(self, text: str) -> date:
        """A date of the files, moved."""
        return date.fromisoformat(text) + self.shift

    def day_or_none(self, text: str) -> date | None:
        return self.day(text) if text else None

    def moment(self, text: str) -> datetime:
        """A moment of the files, moved by whole days."""
        return datetime.fromisoformat(text) + self.shift

    def on(self, day: int, clock_time: str) -> datetime:
        """`on(-20, "09:00")`: that local time so many days after the first day (0) of the fair."""
        hour, minute = clock_time.split(":")
        opening = datetime.fromisoformat(f"{FIRST_DAY.isoformat()}T00:00:00+07:00")
        return opening + self.shift + timedelta(days=day, hours=int(hour), minutes=int(minute))


def flag(text: str) -> bool:
    return text == "yes"


def whole(text: str) -> int | None:
    return int(text) if text else None


def number(text: str) -> float | None:
    return float(text) if text else None


def words(text: str) -> list[str]:
    return [word for word in text.split(";") if word]
