"""The office makes, changes and takes away the questions of an event."""

import re

import pytest
from sqlalchemy import func, select

from app.core import sheets
from app.core.db import db
from app.core.errors import Refused
from app.registrations.models import Registration
from app.registrations.questions import actions, queries
from app.registrations.questions.rules import Kind
from tests.factories.registrations import (
    make_category,
    make_question,
)
from tests.registrations.questions.common import (
    MEALS,
    desk,
    fields,
    own_url,
    register,
    said,
    the_one,
)


def test_the_office_makes_a_question_and_the_public_form_asks_it(office, submit, event):
    category = make_category(event)

    made = submit(
        office,
        desk(event, "/new"),
        label="Bữa trưa",
        label_en="Lunch",
        kind="one",
        options="Ăn chay | Vegetarian\nĂn mặn",
        required="y",
    )

    assert made.status_code == 303
    page = office.get(register(event)).get_data(as_text=True)
    assert all(words in page for words in ("Bữa trưa", "Ăn chay", "Ăn mặn"))
    english = office.get(register(event) + "?lang=en").get_data(as_text=True)
    assert all(words in english for words in ("Lunch", "Vegetarian", "Ăn mặn"))
    refused = submit(office, register(event), **fields(category))
    assert 'id="answer_q1-error"' in refused.get_data(as_text=True)
    assert db.session.scalar(select(func.count(Registration.id))) == 0
    (question,) = queries.asked(event.id)
    submit(office, register(event), **fields(category, answer_q1=list(question.options)[0]))
    assert said(the_one()) == {"Bữa trưa": "Ăn chay"}


def test_answers_keep_the_words_and_the_kind_they_were_given_under(office, submit, event):
    category = make_category(event)
    question = make_question(event, label="Bữa trưa", kind=Kind.ONE, lines=MEALS)
    submit(office, register(event), **fields(category, answer_q1="o1"))

    submit(
        office,
        desk(event, "/q1"),
        label="Bạn cần phiên dịch?",
        kind="yes_no",
        version=question.version,
    )

    registration = the_one()
    assert said(registration) == {"Bữa trưa": "Ăn chay"}
    page = office.get(f"/events/{event.slug}/desk/registrations/{registration.code}")
    assert "Bữa trưa" in page.get_data(as_text=True)
    own_form = office.get(own_url(registration, "/answers")).get_data(as_text=True)
    assert "Bạn cần phiên dịch?" in own_form
    assert "checked" not in own_form


@pytest.mark.parametrize("deed", ["hide", "delete"])
def test_a_question_taken_away_is_asked_no_more_and_its_answers_stay(office, submit, event, deed):
    category = make_category(event)
    make_question(event, label="Bữa trưa")
    submit(office, register(event), **fields(category, answer_q1="Cơm"))

    submit(office, desk(event, f"/q1/{deed}"), page=desk(event))

    assert "Bữa trưa" not in office.get(register(event)).get_data(as_text=True)
    registration = the_one()
    one = f"/events/{event.slug}/desk/registrations/{registration.code}"
    assert "Cơm" in office.get(one).get_data(as_text=True)
    submit(office, own_url(registration, "/answers"), page=own_url(registration))
    table = sheets.read(
        office.get(f"/events/{event.slug}/desk/registrations?format=csv").data, "x.csv"
    )
    assert table.rows[0][table.header.index("Bữa trưa")] == "Cơm"
    submit(office, desk(event, f"/q1/{'show' if deed == 'hide' else 'restore'}"), page=desk(event))
    assert "Bữa trưa" in office.get(register(event)).get_data(as_text=True)


def test_what_another_question_depends_on_stays_before_it_and_in_sight(event):
    parent = make_question(event, label="Ở lại", kind=Kind.YES_NO)
    child = make_question(event, label="Mấy đêm", conditions=["q1:yes"])

    for deed, code in [
        (lambda: actions.hide(event, parent, hidden=True), "question_is_needed"),
        (lambda: actions.remove(event, parent), "question_is_needed"),
        (lambda: actions.move(event, child, -1), "question_needs_earlier"),
        (
            lambda: actions.change(event, parent, actions.Wording(Kind.LINE, "Ở lại")),
            "question_is_needed",
        ),
    ]:
        with pytest.raises(Refused) as told:
            deed()
        assert told.value.code == code
    assert [each.code for each in queries.asked(event.id)] == ["q1", "q2"]


def test_two_who_change_a_question_are_told(office, submit, event):
    question = make_question(event, label="Bữa trưa")
    actions.change(event, question, actions.Wording(Kind.LINE, "Bữa tối"))

    answer = submit(office, desk(event, "/q1"), label="Bữa sáng", kind="line", version=1)

    assert answer.status_code == 409
    assert "Bữa sáng" in answer.get_data(as_text=True)


def test_the_desk_may_leave_answers_out_and_add_them_later(office, submit, event):
    category = make_category(event)
    make_question(event, label="Bữa trưa", required=True)

    submit(
        office,
        f"/events/{event.slug}/desk/registrations/new",
        category=category.code,
        name="Trần Văn An",
        phone="0912345678",
        consents=["event_operations"],
    )

    registration = the_one()
    assert said(registration) == {}
    one = f"/events/{event.slug}/desk/registrations/{registration.code}"
    submit(office, f"{one}/answers", answer_q1="Cơm")
    assert said(registration) == {"Bữa trưa": "Cơm"}


def test_the_list_counts_choices_of_those_who_come(office, submit, event):
    category = make_category(event)
    make_question(event, label="Bữa trưa", kind=Kind.SEVERAL, lines=MEALS)
    for name, chosen in [("a", ["o1"]), ("b", ["o1", "o2"])]:
        submit(
            office,
            register(event),
            **fields(category, email=f"{name}@example.org", answer_q1=chosen),
        )

    page = office.get(desk(event)).get_data(as_text=True)

    assert re.search(r'Ăn chay <b class="num">2</b>', page)
    assert re.search(r'Ăn mặn <b class="num">1</b>', page)


def test_the_preview_sends_nothing(office, event):
    make_question(event, label="Bữa trưa", kind=Kind.FILE)

    page = office.get(desk(event, "/preview")).get_data(as_text=True)

    assert "Bữa trưa" in page
    assert "data-only-looking" in page
