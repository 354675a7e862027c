"""What a hub's decisions teach its next suggestions, how it says so, and how it is forgotten."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.catalogue.learning import (
    HIGH,
    LEAST,
    LOW,
    Decision,
    Kind,
    Lessons,
    Pair,
    factor,
    learnt,
    reordered,
)
from app.catalogue.lessons import queries
from app.catalogue.models import Learning
from app.catalogue.states import DismissReason
from app.catalogue.suggestions import actions
from app.catalogue.suggestions.queries import board
from app.core.audit import AuditEntry
from app.core.db import db
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology

DAY = datetime(2026, 11, 2, tzinfo=UTC)
pairs = st.builds(
    Pair,
    st.sampled_from(["POST", "FOOD"]),
    st.sampled_from(["MECH", "FOOD"]),
    st.frozensets(st.sampled_from(["drying", "cold store", "+1"])),
    st.integers(1, 4),
    st.integers(1, 2),
)
decisions = st.builds(
    Decision,
    st.integers(1, 5),
    pairs,
    st.integers(0, 9).map(lambda n: DAY + timedelta(days=n)),
    st.none() | st.sampled_from(DismissReason),
)
histories = st.lists(decisions, max_size=25, unique_by=lambda d: (d.need, d.pair.technology))


def pair(technology: int = 1, **other) -> Pair:
    known = {
        "need_field": "POST",
        "technology_field": "MECH",
        "concepts": frozenset(),
        "organisation": 1,
    }
    return Pair(technology=technology, **known | other)


# ---------------------------------------------------------------- the rule
@given(pairs)
def test_who_decided_nothing_changes_nothing(one):
    assert learnt([]).about(one) == []
    assert factor(learnt([]).about(one)) == 1


@given(histories, pairs, st.randoms())
def test_the_order_of_decisions_is_irrelevant(history, one, random):
    shuffled = list(history)
    random.shuffle(shuffled)
    assert learnt(shuffled) == learnt(history)


@given(histories, decisions, pairs)
def test_a_decision_taken_back_leaves_nothing_behind(history, last, one):
    others = [
        d for d in history if (d.need, d.pair.technology) != (last.need, last.pair.technology)
    ]
    taken_back = [d for d in [*others, last] if d != last]
    assert learnt(taken_back) == learnt(others)


@given(histories, pairs)
def test_all_lessons_together_stay_within_their_limits(history, one):
    assert LOW <= factor(learnt(history).about(one)) <= HIGH


@given(histories, pairs)
def test_a_lesson_says_nothing_before_its_least_number_of_decisions(history, one):
    for lesson in learnt(history).about(one):
        assert len(lesson.decisions) >= LEAST[lesson.kind]
        assert all(decision.teaches(lesson.kind) for decision in lesson.decisions)


@given(histories, st.dictionaries(st.integers(1, 9), st.floats(0.4, 6), max_size=8))
def test_lessons_reorder_suggestions_and_neither_add_nor_lose_one(history, scores):
    lessons = learnt(history)
    told = {identity: lessons.about(pair(identity)) for identity in scores}
    order = reordered(scores, told)
    assert sorted(order) == sorted(scores)
    learned = [scores[one] * factor(told[one]) for one in order]
    assert learned == sorted(learned, reverse=True)


@given(st.dictionaries(st.integers(1, 9), st.sampled_from([0.5, 1.0, 2.0]), max_size=8))
def test_without_lessons_the_order_stays_equal_scores_too(scores):
    ranked = dict(sorted(scores.items(), key=lambda found: -found[1]))
    assert reordered(ranked, {}) == list(ranked)


def test_four_of_five_lift_the_pair_of_fields_and_leave_others_alone():
    history = [Decision(n, pair(n), DAY) for n in range(4)]
    history.append(Decision(9, pair(9), DAY, DismissReason.OFF_TARGET))
    lessons = learnt(history)

    (lesson,) = lessons.about(pair(50, organisation=7))
    assert (lesson.kind, lesson.accepted, lesson.dismissed) == (Kind.FIELDS, 4, 1)
    assert factor([lesson]) == pytest.approx(1.147, abs=0.001)
    assert lessons.about(pair(50, need_field="ENVT", organisation=7)) == []


@pytest.mark.parametrize(
    ("why", "taught"),
    [
        (DismissReason.OFF_TARGET, [Kind.FIELDS, Kind.CONCEPT]),
        (DismissReason.NOT_MATURE, [Kind.TECHNOLOGY]),
        (DismissReason.TOO_DEAR, [Kind.TECHNOLOGY]),
        (DismissReason.NO_ANSWER, [Kind.ORGANISATION]),
        (DismissReason.ALREADY_SOLVED, []),
        (DismissReason.OTHER, []),
    ],
)
def test_the_reason_of_a_dismissal_tells_what_it_is_about(why, taught):
    one = pair(concepts=frozenset({"drying"}))
    lessons = learnt(Decision(n, one, DAY, why) for n in range(3))
    assert [lesson.kind for lesson in lessons.about(one)] == taught
    assert all(lesson.factor < 1 for lesson in lessons.about(one))


def test_what_was_forgotten_says_nothing_and_later_decisions_do():
    history = [
        Decision(n, pair(), DAY + timedelta(days=n), DismissReason.NOT_MATURE) for n in range(4)
    ]
    (lesson,) = learnt(history).about(pair())

    assert learnt(history, {lesson.code: DAY + timedelta(days=2)}).about(pair()) == []
    (anew,) = learnt(history, {lesson.code: DAY + timedelta(days=1)}).about(pair())
    assert (len(anew.decisions), len(anew.set_aside)) == (2, 2)


# ---------------------------------------------------------------- the pages
TITLE, TEXT = "Máy sấy bơm nhiệt", "Sấy nông sản 2 tấn mỗi mẻ."


@pytest.fixture
def pair_of_offers(hub):
    """Two offers alike but for their readiness, which puts the first one first."""
    maker = make_organisation(hub)
    return [make_technology(hub, maker, title=TITLE, description=TEXT, trl=n) for n in (8, 5)]


def order(need) -> list[int]:
    db.session.rollback()
    return [shown.technology.id for shown in board(need).open]


def dismiss(need, technology, why=DismissReason.NOT_MATURE):
    return actions.dismiss_suggestion(need.id, technology.id, why)


def taught(hub) -> Lessons:
    return queries.of_hub(hub.id)


def test_dismissals_move_the_hubs_own_next_suggestions_and_undoing_moves_them_back(
    hub, office, pair_of_offers, submit
):
    near, far = (one.id for one in pair_of_offers)
    need, elsewhere = make_need(hub, field="POST"), make_need(make_hub(), field="POST")
    past = [make_need(hub, field="POST") for _ in range(3)]
    assert order(need) == [near, far]
    before = order(elsewhere)

    for one in past:
        dismiss(one, pair_of_offers[0])
        dismiss(one, pair_of_offers[0])  # twice is once
        actions.accept_suggestion(one.id, far)
    assert order(need) == [far, near]
    assert order(elsewhere) == before

    page = office.get(f"/hubs/{hub.slug}/needs/{need.code}").get_data(as_text=True)
    assert "Điểm kết nối của bạn đã bỏ qua công nghệ này 3 lần:" in page
    assert "chưa hoàn thiện (3)" in page
    assert "Điểm kết nối của bạn đã nhận công nghệ này 3 trên 3 lần" in page
    assert "Điểm kết nối của bạn đã nhận 3 trên 3 gợi ý như vậy:" in page

    for one in past:
        for identity in (near, far):
            url = f"/hubs/{hub.slug}/needs/{one.code}"
            code = pair_of_offers[identity == far].public_code
            submit(office, f"{url}/suggestions/{code}/undo", page=url)
    assert order(need) == [near, far]
    assert taught(hub) == Lessons()


def test_nothing_is_suggested_for_a_need_that_nothing_fits_whatever_was_learnt(hub, pair_of_offers):
    for _ in range(4):
        actions.accept_suggestion(make_need(hub).id, pair_of_offers[0].id)
    lonely = make_need(hub, title="Đóng du thuyền", description="Vỏ nhôm, 30 mét.", field="POST")
    assert order(lonely) == []


def test_a_lesson_is_shown_with_its_decisions_forgotten_and_remembered(
    hub, office, pair_of_offers, submit
):
    need = make_need(hub, title="Sấy cam lát", field="POST")
    past = [make_need(hub, title=f"Sấy măng số {n}", field="POST") for n in range(3)]
    for one in past:
        dismiss(one, pair_of_offers[0], DismissReason.TOO_DEAR)
    url = f"/hubs/{hub.slug}/lessons"

    def read(show: str) -> str:
        return office.get(f"{url}?show={show}").get_data(as_text=True)

    page = read("")
    assert [f"{one.code} {one.title}" in page for one in past] == [True] * 3
    assert "bỏ qua: quá đắt" in page
    assert re.findall(r"[+−]\d+ %", page) == ["−19 %"]
    (forget,) = re.findall(r'action="([^"]+/forget)"', page)

    moved = order(need)
    submit(office, forget, page=url)
    assert order(need) == list(reversed(moved))
    assert re.findall(r"/forget", read("")) == []
    (remember,) = re.findall(r'action="([^"]+/remember)"', read("forgotten"))
    submit(office, remember, page=url)
    assert order(need) == moved
    submit(office, remember, page=url)  # twice is once
    assert submit(office, f"{url}/0123456789abcdef/forget", page=url).status_code == 404


def test_learning_is_switched_off_for_the_hub_and_on_again(hub, office, pair_of_offers, submit):
    need = make_need(hub, field="POST")
    for _ in range(3):
        dismiss(make_need(hub, field="POST"), pair_of_offers[0])
    moved = order(need)
    url = f"/hubs/{hub.slug}/lessons"

    submit(office, f"{url}/switch-off", page=url)
    assert order(need) == list(reversed(moved))
    assert "Điểm kết nối này đang ngừng rút kinh nghiệm" in office.get(url).get_data(as_text=True)
    submit(office, f"{url}/switch-on", page=url)
    assert order(need) == moved
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    trail = [(e.action, e.hub_id) for e in entries if e.subject_type == "learning"]
    assert trail == [("learning_off", hub.id), ("learning_on", hub.id)]


def test_who_only_looks_sees_the_lessons_and_changes_nothing(client, sign_in, hub, submit):
    viewer = sign_in(client, "viewer", hub)
    url = f"/hubs/{hub.slug}/lessons"
    assert "chưa nhận hay bỏ gợi ý nào" in viewer.get(url).get_data(as_text=True)
    answer = submit(viewer, f"{url}/switch-off", page=f"/hubs/{hub.slug}/needs")
    assert answer.status_code == 403
    assert db.session.scalars(select(Learning)).all() == []


def test_lessons_cost_a_needs_page_one_statement_however_many_there_are(
    hub, office, pair_of_offers, statements
):
    need = make_need(hub)

    def asked() -> int:
        db.session.rollback()
        with statements() as sent:
            board(need)
        return len(sent)

    asked()  # builds the index
    few = asked()
    for n in range(6):
        dismiss(make_need(hub), pair_of_offers[n % 2])
    assert asked() == few
    assert few <= 7
