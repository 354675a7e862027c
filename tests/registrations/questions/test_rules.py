"""Which questions are asked and which answers will do: rules without a database."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registrations.questions.rules import (
    Asked,
    Kind,
    Unfit,
    asked_of,
    judge,
    keyed,
    misplaced,
    read,
)

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "questions.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["says"])
def test_a_question_is_asked(case):
    question = Asked(
        "q9",
        Kind.LINE,
        categories=frozenset(case["categories"]),
        conditions=frozenset(tuple(pair.split(":")) for pair in case["if"]),
    )

    assert asked_of(question, case["category"], case["given"]) is case["asked"]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (Kind.LINE, "  Nguyễn  ", ["Nguyễn"]),
        (Kind.YES_NO, "yes", ["yes"]),
        (Kind.NUMBER, "2,5", ["2.5"]),
        (Kind.NUMBER, "1.500", ["1500"]),
        (Kind.NUMBER, "-7", ["-7"]),
        (Kind.NUMBER, "0,000001", ["0.000001"]),
        (Kind.DATE, "3/12/2026", ["2026-12-03"]),
        (Kind.DATE, "2026-12-03", ["2026-12-03"]),
        (Kind.DATE, "  ", []),
    ],
)
def test_an_answer_is_kept_in_one_spelling(kind, typed, kept):
    assert read(Asked("q1", kind), [typed]) == kept


@pytest.mark.parametrize(
    ("question", "typed", "reason"),
    [
        (Asked("q1", Kind.NUMBER), ["mười"], "not_a_number"),
        (Asked("q1", Kind.NUMBER), ["9" * 14], "not_a_number"),
        (Asked("q1", Kind.NUMBER, least=1), ["0"], "too_small"),
        (Asked("q1", Kind.NUMBER, most=9), ["9,5"], "too_large"),
        (Asked("q1", Kind.DATE), ["31/02/2026"], "not_a_date"),
        (Asked("q1", Kind.DATE), ["hôm nay"], "not_a_date"),
        (Asked("q1", Kind.ONE, options=("o1", "o2")), ["o3"], "not_an_option"),
        (Asked("q1", Kind.ONE, options=("o1", "o2")), ["o1", "o2"], "not_an_option"),
        (Asked("q1", Kind.YES_NO), ["maybe"], "not_an_option"),
        (Asked("q1", Kind.LINE), ["x" * 201], "too_long"),
    ],
)
def test_an_answer_that_will_not_do_says_why(question, typed, reason):
    with pytest.raises(Unfit) as told:
        read(question, typed)

    assert told.value.reason == reason


def test_choices_are_kept_in_the_order_of_the_question():
    question = Asked("q1", Kind.SEVERAL, options=("o1", "o2", "o3"))

    assert read(question, ["o3", "o1"]) == ["o1", "o3"]


def test_only_what_is_asked_must_be_answered_and_is_kept():
    questions = [
        Asked("q1", Kind.YES_NO, required=True),
        Asked("q2", Kind.LINE, required=True, conditions=frozenset({("q1", "yes")})),
        Asked("q3", Kind.LINE, required=True, categories=frozenset({"press"})),
    ]

    found = judge(questions, "visitor", {"q1": ["no"], "q2": ["left from before"], "q3": ["x"]})

    assert (found.values, found.problems) == ({"q1": ["no"]}, {})
    assert set(judge(questions, "press", {"q1": ["yes"]}).problems) == {"q2", "q3"}
    assert judge(questions, "press", {}, lenient=True).problems == {}


def test_an_answer_that_will_not_do_opens_no_further_question():
    questions = [
        Asked("q1", Kind.ONE, options=("o1",)),
        Asked("q2", Kind.LINE, required=True, conditions=frozenset({("q1", "o9")})),
    ]

    assert set(judge(questions, None, {"q1": ["o9"]}).problems) == {"q1"}


def test_what_a_question_depends_on_stands_before_it():
    parent, child = (
        Asked("q1", Kind.YES_NO),
        Asked("q2", Kind.LINE, conditions=frozenset({("q1", "yes")})),
    )

    assert misplaced([parent, child]) is None
    assert misplaced([child, parent]) == ("q2", "q1")
    assert misplaced([child]) == ("q2", "q1")


def test_a_corrected_choice_stays_the_same_choice():
    before = {"o1": ["Ăn chai", ""], "o2": ["Ăn mặn", ""]}

    corrected = keyed(before, [("Ăn chay", "Vegetarian"), ("Ăn mặn", "")])
    swapped = keyed(before, [("Ăn mặn", ""), ("Ăn chai", "")])
    added = keyed(before, [("Không ăn", ""), ("Ăn chai", ""), ("Ăn mặn", "")])

    assert list(corrected) == ["o1", "o2"]
    assert list(swapped) == ["o2", "o1"]
    assert list(added) == ["o3", "o1", "o2"]


words = st.sampled_from([f"món {n}" for n in range(12)])


@given(st.lists(words, unique=True, max_size=8), st.lists(words, unique=True, max_size=8))
def test_keys_are_never_given_twice_and_known_words_keep_theirs(first, second):
    before = keyed({}, [(word, "") for word in first])
    after = keyed(before, [(word, "") for word in second])

    assert [texts[0] for texts in after.values()] == second
    for key, texts in before.items():
        if texts[0] in second:
            assert after[key][0] == texts[0]


@given(st.lists(st.text(max_size=300), max_size=4), st.sampled_from(list(Kind)))
def test_whatever_is_typed_is_kept_or_refused_and_reads_the_same_again(raw, kind):
    question = Asked("q1", kind, options=("o1", "o2"))
    try:
        kept = read(question, raw)
    except Unfit:
        return
    assert read(question, kept) == kept


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_date_is_read_as_it_is_written_here(day):
    assert read(Asked("q1", Kind.DATE), [day.strftime("%d/%m/%Y")]) == [day.isoformat()]
