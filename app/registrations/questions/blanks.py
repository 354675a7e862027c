"""The event's own questions in a workbook to be filled in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from app.core.blanks import Blank, Guide
from app.core.i18n import _
from app.core.text import fold
from app.registrations.questions import answers
from app.registrations.questions.models import SignUpQuestion
from app.registrations.questions.rules import Kind
from app.registrations.questions.words import KINDS


def columns(
    questions: Iterable[SignUpQuestion], fixed: Sequence[Blank], reserved: Collection[str]
) -> list[Blank]:
    """A column for each question, a required one with an asterisk, behind the fixed ones.

    `reserved`: heads, folded, that mean something else in such a file; a question of those
    words, or of the words of another, bears its code.
    """
    taken, found = set(reserved), list(fixed)
    for question in questions:
        if question.kind is Kind.FILE:
            continue
        title = answers.label_of(question)
        if fold(title) in taken:
            title = f"{title} ({question.code})"
        taken.add(fold(title))
        one = question.kind in {Kind.ONE, Kind.YES_NO}
        choices = [text for _key, text in answers.options_of(question)] if one else ()
        found.append(Blank(f"{title} *" if question.required else title, tuple(choices)))
    return found


def guide(questions: Iterable[SignUpQuestion], categories: Mapping[str, str]) -> Guide:
    """What each question wants, and of whom. `categories`: names by code."""
    found = list(questions)
    conditions = answers.condition_words(found)
    rows = []
    for question in found:
        asked = [", ".join(categories.get(code, code) for code in question.categories)]
        asked += [" / ".join(conditions.get(pair, pair) for pair in question.conditions)]
        rows.append(
            (
                answers.label_of(question),
                _("yes") if question.required else "",
                _answer(question),
                "\n".join(text for _key, text in answers.options_of(question)),
                "; ".join(part for part in asked if part),
            )
        )
    heads = (_("Question"), _("Must be answered"), _("Answer"), _("Choices"), _("Only asked of"))
    return Guide(heads, rows)


def _answer(question: SignUpQuestion) -> str:
    """How a cell of this kind is written."""
    if question.kind is Kind.FILE:
        return _("No column: a file is sent on each person's own page, after signing up.")
    if question.kind is Kind.SEVERAL:
        return _("Several of the choices, with commas between.")
    if question.kind is Kind.DATE:
        return _("A date like 03/12/2026.")
    if question.kind is Kind.NUMBER and question.least is not None and question.most is not None:
        return _("From %(least)s to %(most)s.", least=question.least, most=question.most)
    return str(KINDS[question.kind])
