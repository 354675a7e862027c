from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.reports.indicators import RULES, Figure, Passage, change, rate, visits

OPENING = datetime(2026, 12, 3, 1, 0, tzinfo=UTC)


def passage(number: int, minute: int, *, came_in: bool = True, person: int = 1) -> Passage:
    return Passage(number, person, OPENING + timedelta(minutes=minute), came_in)


def test_every_figure_has_its_rule_in_words():
    assert list(RULES) == list(Figure)
    assert [figure for figure, rule in RULES.items() if not (rule.label and rule.counts)] == []


def test_every_figure_is_explained_in_the_documents():
    text = Path(__file__).parents[2].joinpath("docs/indicators.md").read_text(encoding="utf-8")
    named = text.replace("`.value_vnd`", "`IND10.contract.value_vnd`")
    stages = {figure for figure in Figure if figure.startswith("connections.")}

    assert [f.value for f in Figure if f not in stages and f"`{f.value}`" not in named] == []
    assert "`connections.*`" in text


def test_a_return_within_half_an_hour_is_no_visit():
    scans = [
        passage(1, 0),
        passage(2, 60, came_in=False),
        passage(3, 90),
        passage(4, 120, came_in=False),
        passage(5, 151),
    ]

    assert visits(scans) == {1, 5}


def test_one_persons_way_out_does_not_touch_anothers_way_in():
    assert visits([passage(1, 0, came_in=False, person=1), passage(2, 5, person=2)]) == {2}


def test_a_way_out_excuses_only_the_next_return():
    scans = [passage(1, 0, came_in=False), passage(2, 5), passage(3, 20)]

    assert visits(scans) == {3}


@given(
    st.lists(
        st.builds(
            passage,
            number=st.integers(1, 10**6),
            minute=st.integers(0, 600),
            came_in=st.booleans(),
            person=st.integers(1, 5),
        ),
        unique_by=lambda p: p.id,
    ),
    st.randoms(use_true_random=False),
)
def test_visits_do_not_depend_on_the_order_of_scans(made, random):
    shuffled = list(made)
    random.shuffle(shuffled)

    assert visits(shuffled) == visits(made)
    assert visits(made) <= {p.id for p in made if p.came_in}


def test_a_ratio_without_a_base_is_nothing():
    assert [rate(0, 0), rate(0, 4), rate(3, 4)] == [None, 0.0, 0.75]
    assert [change(5, 0), change(5, None), change(5, 4)] == [None, None, 0.25]
