"""A group's own answers: a spreadsheet to fill in, rows on the page, and what is kept."""

import io
import re
import zipfile
from datetime import date

import pytest
import python_calamine
from sqlalchemy import select

from app.core import sheets
from app.core.db import db
from app.registrations.delegations import members
from app.registrations.imports import rows as imports
from app.registrations.models import Registration
from app.registrations.questions.rules import Kind
from tests.factories.registrations import make_category, make_question
from tests.registrations.questions.common import MEALS, said

HEADS = [
    "Họ và tên",
    "Thư điện tử",
    "Điện thoại",
    "Năm sinh",
    "Tên người giám hộ",
    "Điện thoại người giám hộ",
]


@pytest.fixture
def category(event):
    return make_category(event, code="delegate", name="Đại biểu")


@pytest.fixture
def asked(event, category):
    """Who eats (required), how they eat meat (only then), nights, a date, a file, an outsider's."""
    made = [
        make_question(event, label="Bữa trưa", kind=Kind.ONE, lines=MEALS, required=True),
        make_question(event, label="Món mặn", conditions=["q1:o2"]),
        make_question(event, label="Số đêm", kind=Kind.NUMBER, least=0, most=5),
        make_question(event, label="Đến ngày", kind=Kind.DATE),
        make_question(event, label="Ảnh thẻ", kind=Kind.FILE),
        make_question(event, label="Chỉ hỏi báo chí", categories=["press"]),
    ]
    return [question.code for question in made]


def address(category):
    return f"/events/{category.event.slug}/register/group"


def fields(category, **more):
    return {
        "category": category.id,
        "group": "Đoàn Lam Hồng",
        "leader": "Trưởng Đoàn",
        "email": "doan@example.org",
        "way": "names",
        "short": "none",
        "agreed": "y",
    } | more


def with_rows(client, submit, category, heads, *rows, **more):
    """The page after the rows were filled in from a file."""
    content = sheets.write(heads, rows, "xlsx")
    answer = submit(
        client,
        address(category),
        **fields(category, read_file="1", **more),
        file=(io.BytesIO(content), "doan.xlsx"),
    )
    return answer.get_data(as_text=True)


def typed_in(page):
    """What the page would send of the people."""
    found = dict(re.findall(r'<input[^>]* name="(people-[^"]+)"[^>]* value="([^"]*)"', page))
    chosen = r'<select[^>]* name="(people-[^"]+)"[^>]*>(?:(?!</select>).)*selected value="([^"]*)"'
    return found | dict(re.findall(chosen, page, re.DOTALL))


def everybody():
    return db.session.scalars(select(Registration).order_by(Registration.id)).all()


def test_the_file_to_fill_in_has_a_column_for_each_question_that_applies(client, category, asked):
    content = client.get(f"{address(category)}/template").data

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    table, guide, lists = (book.get_sheet_by_index(n).to_python() for n in range(3))
    heads = table[0]
    assert heads == [*HEADS, "Bữa trưa *", "Món mặn", "Số đêm", "Đến ngày"]
    assert lists == [["Ăn chay"], ["Ăn mặn"]]
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'sqref="(G[^"]+)"><formula1>([^<]+)', xml) == [("G2:G51", "lists!$A$1:$A$2")]
    told = {row[0]: row[1:] for row in guide[1:]}
    assert list(told) == ["Bữa trưa", "Món mặn", "Số đêm", "Đến ngày", "Ảnh thẻ"]
    assert told["Món mặn"][3] == "Bữa trưa → Ăn mặn"
    assert "trang riêng" in told["Ảnh thẻ"][1]
    assert "0" in told["Số đêm"][1]
    assert sheets.read(content, "group.xlsx").header == heads, "what goes out comes in again"
    english = client.get(f"{address(category)}/template?lang=en&format=csv").data
    for head in (heads, sheets.read(english).header):
        assert set(members.COLUMNS.values()) <= imports.columns(head).keys()


def test_a_question_called_like_a_column_of_ours_is_told_apart(client, event, category):
    make_question(event, label="Họ tên")
    make_question(event, label="Cỡ áo")
    make_question(event, label="Cỡ áo")

    content = client.get(f"{address(category)}/template?format=csv").data

    assert sheets.read(content).header == [*HEADS, "Họ tên (q1)", "Cỡ áo", "Cỡ áo (q3)"]


def test_answers_come_with_the_file_and_are_kept_for_each(client, submit, category, asked):
    page = with_rows(
        client,
        submit,
        category,
        ["Họ và tên", "Bữa trưa *", "Món mặn", "Số đêm", "Đến ngày"],
        ["Lê Một", "ăn mặn", "Cá", 2, date(2026, 12, 3)],
        ["Trần Hai", None, None, 1.5, None],
    )
    answer = submit(client, address(category), **fields(category), **typed_in(page), answer_q1="o1")

    assert answer.status_code == 303
    first, second = map(said, everybody())
    assert first == {
        "Bữa trưa": "Ăn mặn",
        "Món mặn": "Cá",
        "Số đêm": "2",
        "Đến ngày": "03/12/2026",
    }
    assert second == {"Bữa trưa": "Ăn chay", "Số đêm": "1,5"}, "the rest as the group"


def test_each_bad_cell_is_named_and_nobody_is_signed_up(client, submit, category, asked):
    page = with_rows(
        client,
        submit,
        category,
        ["full_name", "Bữa trưa", "Số đêm", "Đến ngày"],
        ["Lê Một", "Ăn gì đó", 9, "mai"],
        ["Trần Hai", "Ăn chay", 2, None],
    )

    problems = re.findall(r'<li><a href="#people-(\d-answer_q\d)">([^<]*)</a>: ([^<]*)', page)
    assert [(cell, label) for cell, label, _sentence in problems] == [
        ("0-answer_q1", "Người thứ 1, Lê Một · Bữa trưa"),
        ("0-answer_q3", "Người thứ 1, Lê Một · Số đêm"),
        ("0-answer_q4", "Người thứ 1, Lê Một · Đến ngày"),
    ]
    assert "Ăn gì đó" in problems[0][2], "what the cell says"
    assert "Ăn chay, Ăn mặn" in problems[0][2], "what it could say"
    sent = submit(client, address(category), **fields(category), **typed_in(page))
    assert sent.status_code == 200
    assert everybody() == []


def test_what_is_not_asked_of_somebody_is_left_out_and_said(client, submit, category, asked):
    page = with_rows(
        client, submit, category, ["full_name", "Bữa trưa", "Món mặn"], ["Lê Một", "Ăn chay", "Cá"]
    )
    submit(client, address(category), **fields(category), **typed_in(page))

    assert "câu trả lời được bỏ qua" in page
    assert said(everybody()[0]) == {"Bữa trưa": "Ăn chay"}


def test_a_head_count_says_the_same_for_all(client, submit, category, asked):
    submit(client, address(category), **fields(category, way="count", heads="3", answer_q1="o1"))

    assert [said(each) for each in everybody()] == [{"Bữa trưa": "Ăn chay"}] * 3


def test_the_office_fills_in_a_file_of_its_own(office, submit, event, category, asked):
    url = f"/events/{event.slug}/desk/registrations/import"
    content = office.get(f"{url}/template").data
    heads = sheets.read(content, "people.xlsx").header
    assert {"role", "consent_processing", "Bữa trưa *", "Chỉ hỏi báo chí"} <= set(heads)
    values = {
        "full_name": "Lê Một",
        "email": "mot@example.org",
        "role": "Đại biểu",
        "consent_processing": "yes",
        "Bữa trưa *": "Ăn chay",
        "Món mặn": "Cá",
    }

    filled = sheets.write(heads, [[values.get(head) for head in heads]], "xlsx")
    sent = submit(office, url, file=(io.BytesIO(filled), "khach.xlsx"))
    page = office.get(sent.location).get_data(as_text=True)

    assert "Món mặn (1 dòng)" in page, "an answer that nobody asked for is not lost in silence"
