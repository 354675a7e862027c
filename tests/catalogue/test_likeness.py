"""Closeness in meaning: it raises what words found, up to threefold; it adds and hides nothing."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import likeness
from app.catalogue.matching import Suggestion
from app.catalogue.reasons import Reasons

WHY = Reasons(
    shared=(), alike=(), fields=(), trl=None, trl_enough=False, same_province=False
)  # fmt: skip
vectors = st.lists(st.floats(-1, 1, width=16), min_size=4, max_size=4).map(np.array)
catalogues = st.dictionaries(st.integers(1, 9), vectors, max_size=6)


@given(vectors, catalogues, vectors)
def test_a_factor_is_between_one_and_three(asked, offered, mean):
    found = likeness.factors(asked, offered, mean)
    assert found.keys() == offered.keys()
    assert all(1 <= factor <= 3.0001 for factor in found.values())


@given(st.lists(vectors, min_size=1, max_size=6), st.randoms())
def test_the_mean_does_not_depend_on_the_order(all_of_them, chance):
    mixed = list(all_of_them)
    chance.shuffle(mixed)
    assert np.allclose(likeness.mean_of(all_of_them), likeness.mean_of(mixed), atol=1e-6)
    assert likeness.mean_of([]) is None


@given(st.dictionaries(st.integers(1, 9), st.floats(0.4, 4)), catalogues, vectors, vectors)
def test_the_same_candidates_are_left_and_those_without_a_vector_keep_their_score(
    scores, offered, asked, mean
):
    found = [Suggestion(identity, round(score, 6), WHY) for identity, score in scores.items()]
    by = likeness.factors(asked, offered, mean)
    ranked = likeness.raised(found, by, 20)
    assert {s.id for s in ranked} == scores.keys()
    assert [s.score for s in ranked] == sorted((s.score for s in ranked), reverse=True)
    unread = {s.id: s.score for s in ranked if s.id not in offered}
    assert unread == {s.id: s.score for s in found if s.id not in offered}


def test_what_points_the_same_way_once_the_mean_is_away_is_raised_most():
    mean = np.array([1.0, 1.0])
    offered = {"near": mean + [1, 0], "aside": mean + [0, 1], "against": mean - [1, 0]}
    found = likeness.factors(mean + [2, 0], offered, mean)
    assert (round(found["near"], 5), found["aside"], found["against"]) == (3.0, 1.0, 1.0)


def test_vietnamese_without_marks_is_left_to_the_words():
    assert likeness.readable("Máy sấy nông sản")
    assert likeness.readable("A dryer for farm produce, we need to save electricity")
    assert not likeness.readable("can may say nong san tiet kiem dien")
