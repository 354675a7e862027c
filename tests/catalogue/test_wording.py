"""Reasons in words, and the command that ranks a set."""

import json

import pytest

from app.catalogue.reasons import Reasons, marked
from app.catalogue.suggestions.wording import lines, sentence
from tests.factories.catalogue import make_need, make_technology


def said(need, technology, reasons=None) -> list[tuple[bool, str]]:
    found = lines(need, technology, reasons or Reasons())
    return [(line.good, " ".join([line.text, *line.words])) for line in found]


def test_what_speaks_for_stands_before_what_speaks_against(app):
    need = make_need(
        desired_trl_min=7, budget_min_vnd=300_000_000, budget_max_vnd=600_000_000,
        desired_transfer_form="LIC_NEX",
    )  # fmt: skip
    technology = make_technology(
        trl=5, price_vnd=700_000_000, transfer_form="EQUIP", field="CROP", province="01"
    )
    reasons = Reasons(shared=("máy sấy", "cam"), alike=(("hong", "sấy"),))
    with app.test_request_context():
        assert said(need, technology, reasons) == [
            (True, "Cùng nói tới máy sấy cam"),
            (True, "Gần nghĩa: hong ~ sấy"),
            (False, "Khác lĩnh vực: Trồng trọt và nông nghiệp công nghệ cao"),
            (False, "TRL 5, thấp hơn mức cần 7"),
            (False, "Khác hình thức: Mua bán máy móc, thiết bị kèm công nghệ"),
            (False, "Giá 700 triệu đồng, vượt kinh phí"),
        ]


@pytest.mark.parametrize(
    ("price", "low", "high", "words"),
    [
        (None, 1, 2, "Chưa có giá"),
        (5_000_000, None, None, "Giá 5 triệu đồng"),
        (5_000_000, 6_000_000, None, "Giá 5 triệu đồng, dưới kinh phí"),
        (5_000_000, None, 6_000_000, "Giá 5 triệu đồng, trong khoảng kinh phí"),
    ],
)
def test_a_price_is_held_against_the_budget(app, price, low, high, words):
    need = make_need(budget_min_vnd=low, budget_max_vnd=high)
    technology = make_technology(price_vnd=price)
    with app.test_request_context():
        assert words in [text for _good, text in said(need, technology)]


def test_all_reasons_fit_one_line(app):
    reasons = Reasons(("máy sấy",), (("hong", "sấy"),), ("POST",), 8, True, True)
    with app.test_request_context():
        words = "cùng nói tới: máy sấy, hong ~ sấy; cùng lĩnh vực; TRL 8; cùng tỉnh"
        assert sentence(reasons) == words


def test_phrases_are_marked_in_a_text_and_the_text_stays_whole():
    text = "Cần Máy sấy, máy hoà khí; hòa."
    pieces = marked(text, ["máy sấy", "hòa"])
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, shared in pieces if shared] == ["Máy sấy", "hoà", "hòa"]
    assert marked("", ["x"]) == []


# ---------------------------------------------------------------- flask match
SET = {
    "needs": [{"id": "n", "title": "Sấy thóc", "fields": ["f"]}, {"id": "m", "title": "Du thuyền"}],
    "technologies": [{"id": "t", "title": "Máy sấy thóc", "fields": ["f"], "trl": 9}],
}


def run(app, *args) -> tuple[int, str]:
    outcome = app.test_cli_runner().invoke(args=["match", *map(str, args)])
    return outcome.exit_code, outcome.stderr


def test_a_set_is_ranked_into_a_file(app, tmp_path):
    (tmp_path / "set.json").write_text(json.dumps(SET), "utf-8")
    assert run(app, tmp_path / "set.json", tmp_path / "run.json")[0] == 0
    made = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert made["m"] == []
    assert [(row[0], row[2]) for row in made["n"]] == [
        ("t", "cùng nói tới: sấy thóc; cùng lĩnh vực; TRL 9")
    ]


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"needs": 3}', '{"technologies": [1], "needs": []}']
)
def test_an_unusable_set_exits_2_with_one_line(app, tmp_path, content):
    (tmp_path / "set.json").write_text(content, "utf-8")
    code, said_ = run(app, tmp_path / "set.json", tmp_path / "run.json")
    assert (code, said_.strip().count("\n")) == (2, 0)
    assert run(app, tmp_path / "none.json", tmp_path / "run.json")[0] == 2
    assert not (tmp_path / "run.json").exists()
