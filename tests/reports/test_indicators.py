from pathlib import Path

from app.reports.indicators import Figure, change, rate
from app.reports.rules import RULES


def test_every_figure_has_its_rule_in_words():
    assert list(RULES) == list(Figure)


def test_every_figure_is_explained_in_the_documents():
    text = Path(__file__).parents[2].joinpath("docs/indicators.md").read_text(encoding="utf-8")
    named = text.replace("`.value_vnd`", "`IND10.contract.value_vnd`")
    stages = {figure for figure in Figure if figure.startswith("connections.")}

    assert [f.value for f in Figure if f not in stages and f"`{f.value}`" not in named] == []
    assert "`connections.*`" in text


def test_a_ratio_without_a_base_is_nothing():
    assert [rate(0, 0), rate(0, 4), rate(3, 4)] == [None, 0.0, 0.75]
    assert [change(5, 0), change(5, None), change(5, 4)] == [None, None, 0.25]
