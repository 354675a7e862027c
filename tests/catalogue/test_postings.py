"""Postings: whatever comes and goes, the sums are those of the documents that are there."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import postings
from app.catalogue.postings import Postings
from app.catalogue.raising import PROVINCE_NUDGE, TRL_NUDGE, Raises
from app.catalogue.terms import Channel

TERMS = [(Channel.EXACT, "sấy"), (Channel.EXACT, "lúa"), (Channel.SYLLABLE, "say"),
         (Channel.OWN, "+1")]  # fmt: skip
counts = st.dictionaries(st.sampled_from(TERMS), st.integers(1, 5))
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 7), counts, counts),
        st.tuples(st.just("drop"), st.integers(0, 7)),
        st.tuples(st.just("forget"), st.sampled_from(TERMS)),
    ),
    max_size=40,
)
K1, B = 1.2, 0.5


def bm25(held: dict, asked: list) -> dict:
    """The same in plain words, over documents as {identity: (terms, terms of the name)}."""
    sums: Counter = Counter()
    for weight, term in asked:
        channel = term[0]
        long = {
            i: sum(n for t, n in terms.items() if t[0] is channel) for i, (terms, _) in held.items()
        }
        for identity, (terms, named) in held.items():
            if term in terms:
                count = terms[term] + named.get(term, 0)
                usual = sum(long.values()) / len(held)
                norm = K1 * (1 - B + B * long[identity] / usual)
                sums[identity] += weight * (K1 + 1) * count / (count + norm)
    return sums


@given(deeds)
def test_sums_are_those_of_the_documents_that_are_there(todo):
    kept, held = Postings(), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "DEAD_AT_LEAST", 2)
        for deed, *given_ in todo:
            if deed == "forget":
                (term,) = given_
                kept.forget(term)
                for terms, _named in held.values():
                    terms.pop(term, None)
                continue
            identity, *texts = given_
            kept.drop(identity)
            held.pop(identity, None)
            if texts:
                terms, named = texts
                held[identity] = (dict(terms), named)
                kept.put(identity, terms, named)
            if kept.mostly_dead:
                kept.bury()
                assert len(kept.identities) == len(held)

    asked = [(1.0 + n / 4, term) for n, term in enumerate(TERMS) if term in kept]
    sums = kept.sums(asked, K1, B)
    found = {kept.identities[slot]: sums[slot] for slot in sums.nonzero()[0]}
    wanted = bm25(held, asked)
    assert found.keys() == wanted.keys()
    assert all(math.isclose(found[identity], wanted[identity]) for identity in wanted)
    for term in TERMS:
        holders = {identity for identity, (terms, _) in held.items() if term in terms}
        assert (kept.holding(term), kept.holders(term)) == (holders, len(holders))
        assert (term in set(kept)) == bool(holders)


def test_a_document_that_is_mostly_replaced_does_not_make_the_columns_grow():
    kept = Postings()
    for turn in range(5 * postings.DEAD_AT_LEAST):
        kept.drop("T001")
        kept.put("T001", {TERMS[0]: 1 + turn % 3}, {})
        if kept.mostly_dead:
            kept.bury()
    assert len(kept.identities) <= postings.DEAD_AT_LEAST + 3
    assert kept.sums([(1.0, TERMS[0])], K1, B).nonzero()[0].size == 1


def test_shared_fields_readiness_and_place_raise_a_score():
    raises = Raises()
    raises.put(frozenset({"POST"}), 8, "40")
    raises.put(frozenset({"POST", "ICT"}), None, None)
    raises.put(frozenset({"ICT"}), 3, "01")
    import numpy as np

    all_three = np.arange(3)
    found = raises.factors(frozenset({"POST"}), None, "40", 3, all_three)
    assert found.tolist() == [2 + (TRL_NUDGE + PROVINCE_NUDGE), 2, 1]
    assert raises.factors(frozenset(), 3, None, 3, all_three).tolist() == [1.51, 1.5, 1.51]
    raises.drop(frozenset({"ICT"}))
    raises.keep([1, 0])
    found = raises.factors(frozenset({"POST"}), None, None, 2, np.arange(2))
    assert found.tolist() == [2, 2 + TRL_NUDGE]
