"""A hub's own words: what they find, whom they leave alone, and the pages that change them."""

import base64
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.catalogue.concepts import actions
from app.catalogue.concepts.actions import ConceptGiven
from app.catalogue.matching import Document, Index, Question
from app.catalogue.models import Concept
from app.catalogue.own_words import HubWords, OwnConcept
from app.catalogue.suggestions import index
from app.core import sheets
from app.core.db import db
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_technology

CATALOGUE = [
    Document(1, "Máy sấy bơm nhiệt cho nông sản", "Sấy 2 tấn mỗi mẻ."),
    Document(2, "Chế phẩm vi sinh cho ao nuôi", "Xử lý đáy ao, ổn định tảo."),
    Document(3, "Probiotics for shrimp ponds", "Keeps the water of the pond clean."),
    Document(4, "Phần mềm nhật ký sản xuất", "Chạy trên điện thoại."),
]


def found(catalogue, question, *concepts, off=frozenset(), known=None) -> list:
    made = Index(catalogue)
    made.know(concepts if known is None else known)
    return [s.id for s in made.rank(Question(question), own=HubWords(concepts, off))]


# ---------------------------------------------------------------- what they find
PROBIOTIC = OwnConcept(
    "+1",
    vi=("chế phẩm vi sinh", "men vi sinh"),
    en=("probiotic",),
    abbreviations=("cpvs",),
    problems=("tôm chết sớm",),
)


@pytest.mark.parametrize("question", ["Cần men vi sinh", "men vi sinh", "Looking for probiotic"])
def test_one_meaning_is_found_in_both_languages(question):
    for offer in (2, 3):
        offers = [document for document in CATALOGUE if document.id in (1, 4, offer)]
        assert found(offers, question, PROBIOTIC) == [offer]


@pytest.mark.parametrize("question", ["Tìm CPVS", "tim cpvs"])
def test_an_abbreviation_stands_for_its_words(question):
    assert found(CATALOGUE, question) == []
    assert found(CATALOGUE, question, PROBIOTIC) == [2]


def test_a_problem_finds_its_solution_and_the_reason_names_both():
    question = Question("Nhà tôi bị tôm chết sớm, mất trắng hai vụ liền")
    made = Index(CATALOGUE)
    assert made.rank(question) == []

    made.know([PROBIOTIC])
    offered = {s.id: s.reasons.alike for s in made.rank(question, own=HubWords([PROBIOTIC]))}

    assert offered.keys() == {2, 3}
    assert ("tôm chết sớm", "chế phẩm vi sinh") in offered[2]
    assert ("tôm chết sớm", "probiotics") in offered[3]


def test_words_added_to_a_built_in_group_meet_its_words_both_ways():
    air = OwnConcept("+5", vi=("hong gió quạt",), built_in="drying")
    offers = [*CATALOGUE, Document(5, "Giàn hong gió quạt", "Cho hành tím.")]
    assert set(found(offers, "máy sấy", air)) == {1, 5}
    question = "Cần hong gió quạt nông sản"
    assert found(CATALOGUE, question, air)[0] == 1


def test_a_built_in_group_switched_off_says_nothing():
    assert found(CATALOGUE, "dryer") == [1]
    assert found(CATALOGUE, "dryer", off=frozenset({"drying"})) == []


def test_words_of_one_hub_leave_the_questions_of_others_alone():
    questions = ["men vi sinh", "máy sấy nông sản", "ao nuôi tôm", "phần mềm"]
    for question in questions:
        assert found(CATALOGUE, question, known=[PROBIOTIC]) == found(CATALOGUE, question)


WORDS = "máy sấy lọc nước vi sinh men ao tôm pond water dryer"
SYLLABLES = st.sampled_from(WORDS.split())
phrase = st.lists(SYLLABLES, min_size=1, max_size=3).map(" ".join)
concepts = st.builds(
    OwnConcept,
    key=st.sampled_from(["+1", "+2", "+3"]),
    vi=st.lists(phrase, max_size=2).map(tuple),
    en=st.lists(phrase, max_size=2).map(tuple),
    problems=st.lists(phrase, max_size=1).map(tuple),
)
sets = st.lists(concepts, unique_by=lambda c: c.key, max_size=3)
texts = st.lists(SYLLABLES, min_size=1, max_size=9).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(sets, sets, st.lists(texts, min_size=1, max_size=6), texts)
def test_an_index_told_of_new_words_answers_like_one_built_with_them(old, new, offers, question):
    documents = [Document(n, text) for n, text in enumerate(offers)]
    patched, fresh = Index(), Index()
    patched.know(old)
    for document in documents:
        patched.put(document)
    patched.know(new)
    fresh.know(new)
    for document in documents:
        fresh.put(document)

    own = HubWords(new)
    assert patched.rank(Question(question), own=own) == fresh.rank(Question(question), own=own)
    assert patched.rank(Question(question)) == Index(documents).rank(Question(question))


# ---------------------------------------------------------------- the pages
def text(answer) -> str:
    return answer.get_data(as_text=True)


def at(hub, path: str = "") -> str:
    return f"/hubs/{hub.slug}/thesaurus{path}"


def suggested(need) -> list[int]:
    return [int(str(s.id)) for s in index.technologies_for(need)]


def test_saved_words_count_at_once_and_switched_off_ones_no_more(office, hub, submit):
    need = make_need(hub, title="Ao bị tôm chết sớm", description="Cần giúp.", field="AQUA")
    other = make_need(title="Ao bị tôm chết sớm", description="Cần giúp.", field="AQUA")
    offer = make_technology(title="Men vi sinh xử lý đáy", description="Bột.", field="AQUA")
    make_technology(title="Máy sấy thóc", description="Sấy.", field="POST")
    assert suggested(need) == []

    submit(office, at(hub, "/new"), vi="men vi sinh\nchế phẩm vi sinh", problems="tôm chết sớm")
    row = db.session.scalars(select(Concept)).one()
    assert (row.name, row.vi) == ("men vi sinh", ["men vi sinh", "chế phẩm vi sinh"])
    assert (suggested(need), suggested(other)) == ([offer.id], [])

    submit(office, at(hub, f"/{row.code}/switch-off"))
    assert suggested(need) == []
    submit(office, at(hub, f"/{row.code}/switch-on"))
    assert suggested(need) == [offer.id]


def test_a_trial_shows_before_and_after_and_saves_nothing(office, hub, submit):
    make_technology(title="Máy sấy thóc", description="Sấy.", field="POST")
    make_technology(title="Men vi sinh", description="Bột cho ao.", field="AQUA")

    answer = submit(
        office, at(hub, "/new"), vi="men vi sinh", problems="chết sớm", trial="1",
        question="tôm chết sớm",
    )  # fmt: skip

    page = text(answer)
    after = page[page.index('id="trial"') : page.index("</section>")]
    assert re.findall(r"<li>([^<]*?) <span", after) == ["1. Men vi sinh"]
    assert "men vi sinh</textarea>" in page  # what was typed stays
    assert db.session.scalars(select(Concept)).all() == []


def test_a_built_in_group_is_switched_off_for_this_hub_and_on_again(office, hub, submit):
    make_technology(title="Máy sấy thóc", description="Chạy điện.", field="POST")
    need, other = (
        make_need(at_, title="Looking for a dryer", description="A dryer.") for at_ in (hub, None)
    )
    page = text(office.get(at(hub, "?q=dryer&kind=built_in")))
    places = re.findall(r'/built-in/(\d+)">s', page)
    assert suggested(need) != []

    for place in places:
        submit(office, at(hub, f"/built-in/{place}/switch-off"))
        submit(office, at(hub, f"/built-in/{place}/switch-off"))  # twice is once
    assert suggested(need) == []
    assert suggested(other) != []
    assert "máy sấy" in text(office.get(at(hub, "?kind=off"))).lower()

    for place in places:
        submit(office, at(hub, f"/built-in/{place}/switch-on"))
    assert suggested(need) != []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "ít nhất một từ"),
        ({"vi": "một hai ba bốn năm sáu bảy"}, "quá dài"),
        ({"vi": "!!!"}, "không có từ nào"),
        ({"abbreviations": "xyz"}, "viết tắt của từ nào"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(office, hub, submit, typed, said):
    answer = submit(office, at(hub, "/new"), **typed)
    assert answer.status_code == 422
    assert said in text(answer)


def test_an_export_comes_back_as_it_was(office, hub, submit):
    given = ConceptGiven("Vi sinh", ["men vi sinh"], ["probiotic"], ["cpvs"], ["tôm chết"])
    actions.add_concept(hub.id, given)
    actions.add_concept(hub.id, ConceptGiven("Hong", ["hong gió quạt"], built_in="drying"))
    sheet = office.get(at(hub, "?kind=own&format=xlsx")).data
    elsewhere = make_hub()

    rows = sheets.read(sheet, "x.xlsx").rows
    assert len(rows) == 2
    answer = submit(office, at(hub, "/import"), file=(io.BytesIO(sheet), "words.xlsx"))
    assert "2 nhóm giữ nguyên" in text(answer)

    changed = b"name,vi,problems\nVi sinh,men vi sinh;vi sinh,\nSang,khung sang,"
    kept = base64.b64encode(changed).decode()
    submit(office, at(hub, "/import/confirm"), file=kept, name="a.csv")
    own = db.session.scalars(select(Concept).order_by(Concept.id)).all()
    assert [(row.name, row.vi, row.problems) for row in own] == [
        ("Vi sinh", ["men vi sinh", "vi sinh"], []),
        ("Hong", ["hong gió quạt"], []),
        ("Sang", ["khung sang"], []),
    ]
    assert db.session.scalars(select(Concept).where(Concept.hub_id == elsewhere.id)).all() == []
