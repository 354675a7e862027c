"""Questions of the event where somebody signs up others: a spreadsheet, a group, a handed-over
place."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core import jobs, sheets
from app.core.db import db
from app.registrations.delegations import link as groups
from app.registrations.imports import rows
from app.registrations.models import Delegation, Registration, TransferOffer
from app.registrations.own import transfer
from app.registrations.questions import answers
from app.registrations.questions.cells import Column, places, typed
from app.registrations.questions.rules import Asked, Kind
from tests.factories.registrations import make_category, make_question, make_registration
from tests.registrations.questions.common import MEALS, own_url, said

OPTIONS = {"an chay": "o1", "com, canh va ca": "o2", "ca": "o3"}


def column(kind, choices=(), code="q1", title="Câu hỏi"):
    return Column(Asked(code, kind, options=tuple(dict(choices).values())), (title,), dict(choices))


@given(st.lists(st.sampled_from(sorted(OPTIONS)), min_size=1, max_size=6, unique=True))
def test_choices_written_with_commas_are_read_back_whole(words):
    found = typed(column(Kind.SEVERAL, OPTIONS), ", ".join(words))

    assert found == [OPTIONS[word] for word in words]


@pytest.mark.parametrize(
    ("kind", "cell", "values"),
    [
        (Kind.NUMBER, 2.5, ["2,5"]),
        (Kind.NUMBER, 1.234, ["1,234"]),
        (Kind.NUMBER, 1500, ["1500"]),
        (Kind.DATE, date(2026, 12, 3), ["2026-12-03"]),
        (Kind.YES_NO, True, ["yes"]),
        (Kind.LINE, 12, ["12"]),
        (Kind.SEVERAL, "Cá và gì đó", ["Cá và gì đó"]),
        (Kind.SEVERAL, "," * 30_000, ["," * 30_000]),
        (Kind.LINE, None, []),
    ],
)
def test_cells_are_read_as_typed(kind, cell, values):
    assert typed(column(kind, OPTIONS), cell) == values


def test_a_column_of_our_own_is_not_taken_for_a_question():
    columns = [column(Kind.LINE, title="Đơn vị"), column(Kind.LINE, code="q2", title="Đơn vị")]

    assert places(columns, ["Đơn vị", "Đơn vị *"], taken=[0]) == {"q1": 1}


def test_the_import_reads_questions_and_names_bad_cells(client, office, submit, event):
    make_category(event, code="visitor", name="Khách tham quan")
    make_question(event, label="Bữa trưa", kind=Kind.SEVERAL, lines=MEALS)
    make_question(event, label="Mấy đêm", label_en="Nights", kind=Kind.NUMBER, least=0, most=5)
    head = ["full_name", "email", "role", "consent_processing", "Bữa trưa", "Nights"]
    url = f"/events/{event.slug}/desk/registrations/import"

    def sent(*lines):
        content = sheets.write(head, lines, "xlsx")
        return submit(office, url, file=(io.BytesIO(content), "khach.xlsx")).location

    assert "Mấy đêm" in office.get(url).get_data(as_text=True), "the page says what is read"
    bad = ["Lê An", "an@example.org", "visitor", "yes", "Ăn gì đó", 9]
    page = office.get(sent(bad)).get_data(as_text=True)
    assert "<code>Bữa trưa</code>" in page
    assert "<code>Nights</code>" in page

    good = ["Lê An", "an@example.org", "visitor", "yes", "ăn mặn, Vegetarian", 2]
    submit(office, sent(good))
    jobs.drain()
    made = db.session.scalars(select(Registration)).one()
    assert said(made) == {"Bữa trưa": "Ăn chay, Ăn mặn", "Mấy đêm": "2"}


def test_an_export_with_answers_comes_in_again(app, event):
    category = make_category(event, code="visitor")
    make_question(event, label="Bữa trưa", kind=Kind.SEVERAL, lines=MEALS)
    question = make_question(event, label="Đến lúc", kind=Kind.DATE)
    columns = [answers.column_of(each) for each in (question,)]
    shown = answers.given(question, ["2026-12-03"]).text

    found = rows.read(
        ["full_name", "phone", "role", "Đến lúc"],
        [["Lê An", "0990000001", "visitor", shown]],
        [2],
        {"visitor": category.code},
        all_agreed=True,
        questions=columns,
    )[0]

    assert found.answers == {question.code: ["2026-12-03"]}


@pytest.fixture
def group(client, submit, event):
    """A group of two, signed up with one answer for both and one question left open."""
    category = make_category(event)
    make_question(event, label="Bữa trưa", kind=Kind.ONE, lines=MEALS, required=True)
    make_question(event, label="Cỡ áo", required=True)
    url = f"/events/{event.slug}/register/group"
    assert "counts for everybody" in client.get(f"{url}?lang=en").get_data(as_text=True)
    answer = submit(
        client,
        url,
        category=category.id,
        group="Đoàn Lam Hồng",
        leader="Trưởng Đoàn",
        email="doan@example.org",
        way="names",
        short="none",
        agreed="y",
        answer_q1="o1",
        **{"people-0-name": "Lê An", "people-1-name": "Trần Bưởi"},
    )
    assert answer.status_code == 303
    return db.session.scalars(select(Delegation)).one()


def test_a_group_answers_once_and_completes_the_rest_for_each(client, submit, group):
    first, second = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert said(first) == said(second) == {"Bữa trưa": "Ăn chay"}
    url = f"/d/{groups.token_of(group)}"
    assert client.get(url).get_data(as_text=True).count(f"{url}/answers/") == 2

    page = client.get(f"{url}/answers/{first.code}").get_data(as_text=True)
    assert "answer_q2" in page
    assert "answer_q1" not in page, "what has an answer is the person's own"
    submit(client, f"{url}/answers/{first.code}", answer_q2="XL", answer_q1="o2")

    assert said(first) == {"Bữa trưa": "Ăn chay", "Cỡ áo": "XL"}
    assert client.get(url).get_data(as_text=True).count(f"{url}/answers/") == 1
    assert "answers" in client.get(own_url(second)).get_data(as_text=True)


def test_a_leader_answers_for_nobody_outside_the_group(client, group):
    stranger = make_registration(db.session.scalars(select(Registration)).first().category)

    found = client.get(f"/d/{groups.token_of(group)}/answers/{stranger.code}")

    assert found.status_code == 404


def test_who_takes_a_place_over_answers_too(client, submit, event):
    holder = make_registration(make_category(event))
    make_question(event, label="Bữa trưa", kind=Kind.ONE, lines=MEALS, required=True)
    transfer.offer(holder, "Trần Bưởi", "buoi@example.org")
    offer = db.session.scalars(select(TransferOffer)).one()
    url = "/" + transfer.address_of(offer).split("/", 3)[3]
    yes = {"name": "Trần Bưởi", "consents": ["event_operations"]}

    assert submit(client, url, **yes).status_code == 422
    assert submit(client, url, **yes, answer_q1="o2").status_code == 303

    db.session.refresh(holder)
    after = db.session.get(Registration, holder.transferred_to_id)
    assert (said(after), said(holder)) == ({"Bữa trưa": "Ăn mặn"}, {})
