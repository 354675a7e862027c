"""What enough attendance is, and what a person's presence at a session follows from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class EnrolmentState(StrEnum):
    ENROLLED = "enrolled"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class AttendanceState(StrEnum):
    """What is marked by hand."""

    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"


#: Marks that say that a person was there.
THERE = (AttendanceState.PRESENT, AttendanceState.LATE)


@dataclass(frozen=True)
class Lesson:
    """One session of a class as one trainee had it. `hours`: what it is worth in full."""

    hours: float
    attended: bool


@dataclass(frozen=True)
class Result:
    """What a trainee's lessons come to."""

    attended: int
    lessons: int
    hours: float
    passed: bool


def was_there(mark: AttendanceState | None, *, scanned: bool) -> bool:
    """Whether a person was at a session: a mark by hand decides, else the scan at the door.

    Who scanned in and left at once is marked absent by the teacher; who forgot the badge is
    marked present. The hand knows more than the scanner.
    """
    return mark in THERE if mark is not None else scanned


def passed(attended: int, lessons: int, percent: int) -> bool:
    """Whether `attended` of `lessons` sessions are enough where `percent` of them are asked.

    Nobody passes without having been there, even where nothing is asked.
    """
    return attended > 0 and attended * 100 >= lessons * percent


def result(lessons: Iterable[Lesson], percent: int) -> Result:
    """A trainee's sessions, hours and whether they are enough."""
    had = list(lessons)
    attended = sum(lesson.attended for lesson in had)
    hours = sum(lesson.hours for lesson in had if lesson.attended)
    return Result(attended, len(had), hours, passed(attended, len(had), percent))
