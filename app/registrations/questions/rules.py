"""Which questions of a form are asked, and whether an answer will do. No framework, no database.

An answer is a list of texts, whatever the kind: one line, the keys of the choices ticked, a
number as "2.5", a date as "2026-12-03", "yes" or "no", the name of a file; none is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import count

LONGEST_LINE = 200
LONGEST_TEXT = 3_000
MOST_QUESTIONS = 40
MOST_OPTIONS = 60
MOST_FILES = 3  # questions for a file in one form
FILE_BYTES = 5 * 1024 * 1024
FARTHEST = 10**12  # of a number from zero


class Kind(StrEnum):
    LINE = "line"
    TEXT = "text"
    ONE = "one"
    SEVERAL = "several"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"


#: Kinds whose answers another question may depend on.
CHOICES = frozenset({Kind.ONE, Kind.SEVERAL, Kind.YES_NO})
YES_NO = ("yes", "no")


@dataclass(frozen=True)
class Asked:
    """A question as the rules see it. Without categories it is asked of everybody, without
    conditions whatever was answered before; else one of the answers named must be there."""

    code: str
    kind: Kind
    required: bool = False
    options: tuple[str, ...] = ()
    categories: frozenset[str] = frozenset()
    conditions: frozenset[tuple[str, str]] = frozenset()
    least: int | None = None
    most: int | None = None


class Unfit(Exception):
    """Why an answer will not do: a reason for `words.py`, and what it is about."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


@dataclass
class Judgement:
    """What was answered to the questions that were asked, and what has to be put right."""

    values: dict[str, list[str]] = field(default_factory=dict)
    problems: dict[str, Unfit] = field(default_factory=dict)
    unasked: list[str] = field(default_factory=list)  # answered all the same, and left out


def asked_of(question: Asked, category: str | None, given: Mapping[str, Sequence[str]]) -> bool:
    """Whether a question is asked, by category and by the answers to the ones before it."""
    if question.categories and category not in question.categories:
        return False
    return not question.conditions or any(
        key in given.get(code, ()) for code, key in question.conditions
    )


def still_open(
    questions: Iterable[Asked], category: str | None, given: Mapping[str, Sequence[str]]
) -> list[str]:
    """The codes of the questions that are asked of somebody and have no answer yet."""
    return [
        question.code
        for question in questions
        if not given.get(question.code) and asked_of(question, category, given)
    ]


def judge(
    questions: Iterable[Asked],
    category: str | None,
    raw: Mapping[str, Sequence[str]],
    *,
    lenient: bool = False,
) -> Judgement:
    """Read the answers in the order of the questions; what is not asked is left out.

    `lenient`: whoever answers for somebody else (the desk, a program) may leave any out.
    """
    found = Judgement()
    for question in questions:
        if not asked_of(question, category, found.values):
            found.unasked += [question.code] if any(raw.get(question.code, ())) else []
            continue
        try:
            value = read(question, raw.get(question.code, ()))
            if not value and question.required and not lenient:
                raise Unfit("needed")
        except Unfit as problem:
            found.problems[question.code] = problem
        else:
            found.values[question.code] = value
    return found


def read(question: Asked, raw: Sequence[str]) -> list[str]:
    """The answer as it is kept. Raises Unfit."""
    said = [text.strip() for text in raw if text.strip()]
    if not said:
        return []
    if question.kind in CHOICES:
        return _choice(question, said)
    if question.kind is Kind.NUMBER:
        return [_number(question, said[0])]
    if question.kind is Kind.DATE:
        return [_date(said[0])]
    longest = LONGEST_TEXT if question.kind is Kind.TEXT else LONGEST_LINE
    if len(said[0]) > longest:
        raise Unfit("too_long", most=longest, has=len(said[0]))
    return said[:1]


def _choice(question: Asked, said: list[str]) -> list[str]:
    options = YES_NO if question.kind is Kind.YES_NO else question.options
    if not set(said) <= set(options) or (question.kind is not Kind.SEVERAL and len(said) > 1):
        raise Unfit("not_an_option")
    return [option for option in options if option in said]


def _number(question: Asked, text: str) -> str:
    plain = text.replace(" ", "")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+", plain):
        plain = plain.replace(".", "")  # 1.500 is one thousand five hundred here
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?[0-9]{1,13}(\.[0-9]{1,6})?", plain):
        raise Unfit("not_a_number")
    value = float(plain)
    if abs(value) > FARTHEST:
        raise Unfit("not_a_number")
    if question.least is not None and value < question.least:
        raise Unfit("too_small", least=question.least)
    if question.most is not None and value > question.most:
        raise Unfit("too_large", most=question.most)
    return str(int(value)) if value.is_integer() else f"{value:.6f}".rstrip("0")


def _date(text: str) -> str:
    parts = re.fullmatch(r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})", text)
    if not parts:
        raise Unfit("not_a_date")
    first, month, last = (int(part) for part in parts.groups())
    year, day = (first, last) if len(parts[1]) == 4 else (last, first)
    try:
        found = date(year, month, day)
    except ValueError as trouble:
        raise Unfit("not_a_date") from trouble
    if not 1900 <= found.year <= 2200:
        raise Unfit("not_a_date")
    return found.isoformat()


def misplaced(questions: Sequence[Asked]) -> tuple[str, str] | None:
    """The first question that depends on one which does not stand before it, and that one."""
    before: set[str] = set()
    for question in questions:
        for code, _key in sorted(question.conditions):
            if code not in before:
                return question.code, code
        before.add(question.code)
    return None


def keyed(
    before: Mapping[str, Sequence[str]], lines: Sequence[tuple[str, str]]
) -> dict[str, list[str]]:
    """Options as typed anew with the keys they had: by their words, else, when none was added
    or taken away, by their place. So a corrected word stays the same choice."""
    words = {texts[0]: key for key, texts in before.items()}
    keys = [words.get(line[0]) for line in lines]
    if len(lines) == len(before):
        for place, key in enumerate(before):
            if keys[place] is None and key not in keys:
                keys[place] = key
    fresh = (f"o{number}" for number in count(1) if f"o{number}" not in before)
    return {
        key or next(fresh): [text, english]
        for (text, english), key in zip(lines, keys, strict=True)
    }


@dataclass(frozen=True)
class Given:
    """An answer with the words and the kind it was given under."""

    question_id: int
    code: str
    kind: Kind
    label: str
    label_en: str | None
    values: tuple[str, ...]
    text: str
    text_en: str
    file_stored: str | None = field(default=None, repr=False)
