"""What questions, answers and their refusals are called."""

from __future__ import annotations

from collections.abc import Sequence

from app.core import words
from app.core.i18n import LazyString, _, _l
from app.registrations.questions.rules import FILE_BYTES, MOST_FILES, MOST_QUESTIONS, Kind, Unfit

KINDS: dict[Kind, LazyString] = {
    Kind.LINE: _l("one line"),
    Kind.TEXT: _l("longer text"),
    Kind.ONE: _l("one of several choices"),
    Kind.SEVERAL: _l("several choices"),
    Kind.YES_NO: _l("yes or no"),
    Kind.NUMBER: _l("number"),
    Kind.DATE: _l("date"),
    Kind.FILE: _l("file"),
}
YES_NO: dict[str, LazyString] = {"yes": _l("Yes"), "no": _l("No")}

UNFIT: dict[str, LazyString] = {
    "needed": _l("Please answer this."),
    "too_long": _l("At most %(most)d characters; this has %(has)d."),
    "not_an_option": _l("Please choose one of these."),
    "not_a_number": _l("A number, please, like 2,5."),
    "too_small": _l("Not less than %(least)s."),
    "too_large": _l("Not more than %(most)s."),
    "not_a_date": _l("Dates look like 03/12/2026."),
}


def say_of_cell(problem: Unfit, said: Sequence[str], choices: Sequence[str]) -> str:
    """Why a cell of a spreadsheet will not do: with what it says, and what it could say."""
    if problem.reason != "not_an_option":
        return say(problem)
    return _(
        "“%(said)s” is none of the choices: %(choices)s.",
        said=", ".join(said)[:60],
        choices=", ".join(choices),
    )


def say(problem: Unfit) -> str:
    """Why an answer will not do, in the language of the page."""
    sentence = str(UNFIT[problem.reason])
    return sentence % problem.details if problem.details else sentence


words.register(
    {
        "answer_unfit": _l("%(question)s: %(problem)s"),
        "answer_file_too_large": _l(
            "The file is too large: at most %(most)s MB.", most=FILE_BYTES // 1024 // 1024
        ),
        "too_many_questions": _l("At most %(most)s questions in one form.", most=MOST_QUESTIONS),
        "too_many_files": _l("At most %(most)s questions for a file.", most=MOST_FILES),
        "question_needs_earlier": _l(
            "“%(question)s” depends on “%(other)s”, which must stand before it."
        ),
        "question_is_needed": _l(
            "“%(question)s” depends on this one. Change or hide that one first."
        ),
    }
)
words.register_deeds(
    {
        "answers_changed": _l("Answers changed"),
        "question_added": _l("Question added"),
        "question_changed": _l("Question changed"),
        "question_hidden": _l("Question hidden"),
        "question_shown": _l("Question shown again"),
        "question_removed": _l("Question removed"),
        "question_restored": _l("Removed question brought back"),
    }
)
