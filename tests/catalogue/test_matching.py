"""Which technologies fit a need: the ranking rule, its words and its silence."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.match_set import UnusableSet, rank_set
from app.catalogue.matching import FITS, Document, Index, Question
from app.catalogue.reasons import Reasons
from app.catalogue.terms import Script, script_of, tokens
from app.catalogue.thesaurus import built_in, stem

DEV_SET = Path(__file__).parents[2] / "benchmarks" / "data" / "matching_dev.json"

CATALOGUE = [
    Document(1, "Máy sấy bơm nhiệt cho nông sản", "Sấy 2 tấn mỗi mẻ, tiết kiệm điện.",
             frozenset({"POST"}), 8, "40"),
    Document(2, "Chế phẩm nấm đối kháng trị bệnh thối rễ cam", "Bón gốc hai lần mỗi vụ.",
             frozenset({"CROP"}), 9, "40"),
    Document(3, "Phần mềm truy xuất nguồn gốc bằng mã QR", "Nhật ký sản xuất trên điện thoại.",
             frozenset({"ICT"}), 9, "01"),
    Document(4, "Bể lọc asen cho giếng khoan hộ gia đình", "Vật liệu lọc thay mỗi năm.",
             frozenset({"WATR"}), 7, "35"),
    Document(5, "Cân đóng bao gạo tự động", "600 bao mỗi giờ, sai số 20 g.",
             frozenset({"FOOD"}), 9, "82"),
    Document(6, "Máy sấy thóc tầng sôi", "Sấy thóc ướt 10 tấn mỗi giờ, đốt trấu.",
             frozenset({"POST"}), 9, "82"),
]  # fmt: skip


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(CATALOGUE)


def ids(suggestions) -> list:
    return [suggestion.id for suggestion in suggestions]


# ---------------------------------------------------------------- what fits
@pytest.mark.parametrize(
    ("title", "best"),
    [
        ("Cần máy sấy nông sản tiết kiệm điện", 1),
        ("can may say nong san tiet kiem dien", 1),
        ("Dryer for farm produce, we need to save electricity", 1),
        ("Vườn cam bị thối rễ, vàng lá", 2),
        ("Orange trees with root rot", 2),
        ("HTX muốn TXNG sản phẩm", 3),
        ("Traceability for cooperatives", 3),
        ("Nước giếng nhiễm thạch tín", 4),
        ("gieng khoan nhiem asen", 4),
    ],
)
def test_the_right_technology_comes_first_in_every_way_of_writing(index, title, best):
    assert ids(index.rank(Question(title)))[0] == best


@pytest.mark.parametrize(
    "title", ["Đóng du thuyền vỏ nhôm 40 mét", "Kỹ thuật cấy ngọc trai", "", "!!! 2026", "the of a"]
)
def test_nothing_is_suggested_when_nothing_fits(index, title):
    assert index.rank(Question(title)) == []


def test_shared_fields_raise_a_technology():
    twins = [
        Document(n, "Máy sấy nông sản", "", frozenset({field}))
        for n, field in enumerate(["ENER", "POST"])
    ]
    found = Index(twins).rank(Question("máy sấy", "", frozenset({"POST"})))
    assert ids(found) == [1, 0]
    assert found[0].score > 1.5 * found[1].score


def test_readiness_and_province_decide_between_equals_only():
    twins = [
        Document(1, "Máy sấy nông sản", "", trl=4, province="01"),
        Document(2, "Máy sấy nông sản", "", trl=8, province="01"),
        Document(3, "Máy sấy nông sản", "", trl=8, province="40"),
        Document(4, "Máy sấy nông sản và thóc", "Sấy thóc", trl=2, province="01"),
    ]
    question = Question("máy sấy thóc", trl=7, province="40")
    assert ids(Index(twins).rank(question)) == [4, 3, 2, 1]


def test_what_is_not_admitted_is_left_out(index):
    question = Question("Cần máy sấy nông sản tiết kiệm điện")
    assert ids(index.rank(question, admits=lambda document: document.id != 1))[0] == 6


def test_at_most_as_many_as_asked_for(index):
    assert len(index.search("máy sấy", limit=1)) == 1


# ---------------------------------------------------------------- why
def test_reasons_name_the_shared_words_and_the_words_of_like_meaning(index):
    question = Question("Cần hong khô nông sản", "", frozenset({"POST"}), 7, "40")
    reasons = index.rank(question)[0].reasons
    assert reasons == Reasons(
        shared=("nông sản",),
        alike=(("hong", "máy sấy"),),
        fields=("POST",),
        trl=8,
        concepts=("drying", "farm produce"),
        trl_enough=True,
        same_province=True,
    )
    assert (
        reasons.sentence() == "shared: nông sản, hong ~ máy sấy; same field; TRL 8; same province"
    )


def test_reasons_survive_being_kept_as_json(index):
    for suggestion in index.search("sấy thóc, lọc nước"):
        kept = json.loads(json.dumps(suggestion.reasons.as_dict()))
        assert Reasons.from_dict(kept) == suggestion.reasons


# ---------------------------------------------------------------- the index
WORDS = "máy sấy lọc nước thải cam lúa gạo phần mềm quản lý ong mật bể lọc chè sao đèn led ao"
words = st.sampled_from(WORDS.split())
texts = st.lists(words, min_size=1, max_size=8).map(" ".join)
documents = st.builds(
    Document,
    id=st.integers(0, 8),
    title=texts,
    description=texts,
    fields=st.frozensets(st.sampled_from("ABC"), max_size=2),
    trl=st.none() | st.integers(1, 9),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(documents, max_size=14), st.lists(st.integers(0, 8), max_size=4), texts)
def test_a_patched_index_answers_like_one_built_anew(saved, dropped, question):
    patched = Index()
    left = {}
    for document in saved:
        patched.put(document)
        left[document.id] = document
    for identity in dropped:
        patched.drop(identity)
        left.pop(identity, None)

    fresh = Index(left.values())

    assert patched.rank(Question(question)) == fresh.rank(Question(question))
    assert len(patched) == len(left)


@settings(max_examples=60, deadline=None)
@given(st.lists(documents, unique_by=lambda d: d.id), texts, st.randoms())
def test_the_order_of_the_catalogue_does_not_matter(saved, question, random):
    shuffled = list(saved)
    random.shuffle(shuffled)
    assert Index(saved).rank(Question(question)) == Index(shuffled).rank(Question(question))


@settings(max_examples=60, deadline=None)
@given(st.lists(documents, unique_by=lambda d: d.id), texts)
def test_suggestions_are_sorted_and_the_first_one_fits(saved, question):
    found = Index(saved).rank(Question(question))
    scores = [suggestion.score for suggestion in found]
    assert scores == sorted(scores, reverse=True)
    assert not scores or scores[0] >= FITS


# ---------------------------------------------------------------- reading texts
@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Máy sấy cá khô", Script.MARKED),
        ("may say ca kho", Script.BARE),
        ("We need a dryer for fish", Script.ENGLISH),
        ("Fish dryer", Script.ENGLISH),
        ("", Script.BARE),
    ],
)
def test_the_script_of_a_text_is_seen(text, script):
    assert script_of(tokens(text)) is script


def test_a_compound_keeps_its_parts_from_being_misread():
    words_ = tokens("điều kiện trồng hạt điều")
    named = {hit.concept for hit in built_in().concepts(words_, Script.MARKED)}
    assert named == {"cashew"}


def test_abbreviations_are_spelled_out():
    spelled = built_in().spelled_out(tokens("HTX cần XLNT"))
    assert " ".join(word.typed for word in spelled) == "hợp tác xã cần xử lý nước thải"


def test_english_words_of_one_family_share_a_stem():
    assert {stem(word) for word in ["dry", "dryer", "dried", "drying"]} == {"dry"}
    assert {stem(word) for word in ["cut", "cutting", "cutter", "cuts"]} == {"cut"}


# ---------------------------------------------------------------- sets
def test_a_set_is_ranked_with_nothing_but_itself():
    document = {
        "technologies": [
            {"id": "a", "title": "Máy sấy thóc", "fields": ["x"], "trl": 8},
            {"id": "b", "title": "Lọc nước giếng", "description": "", "fields": []},
        ],
        "needs": [
            {"id": "n1", "title": "Thóc ướt cần sấy", "fields": ["x"]},
            {"id": "n2", "title": "Đóng du thuyền"},
        ],
        "search_queries": [{"id": "q1", "text": "loc nuoc"}],
    }
    run = rank_set(document)
    assert {need: [row[0] for row in rows] for need, rows in run.items()} == {
        "n1": ["a"],
        "n2": [],
        "q1": ["b"],
    }
    assert run["n1"][0][2] == "shared: sấy, thóc; same field; TRL 8"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "the set must be a JSON object"),
        ({"needs": []}, '"technologies" must be a list'),
        ({"technologies": [{"title": "x"}], "needs": []}, 'technologies[0] must be an object'),
        ({"technologies": [], "needs": [{"id": "n"}]}, '"n": "title" must be text'),
        ({"technologies": [], "needs": [{"id": "n", "title": "x", "fields": "y"}]},
         '"n": "fields" must be a list of texts'),
        ({"technologies": [{"id": "a", "title": "x"}] * 2, "needs": []}, 'id "a" is there twice'),
    ],
)  # fmt: skip
def test_an_unusable_set_is_refused_with_the_place(document, message):
    with pytest.raises(UnusableSet) as refused:
        rank_set(document)
    assert message in str(refused.value)


def test_quality_on_the_development_set_holds():
    from benchmarks.matching import quality

    figures = quality(json.loads(DEV_SET.read_text(encoding="utf-8")))
    assert figures["ndcg"] >= 0.9
    assert (figures["silent"], figures["unanswered_silent"]) == (0, 2)
