"""What people are asked at sign-up, and their answers on their own page and in programs."""

import io
import json
import zipfile

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Refused
from app.registrations.models import Registration
from app.registrations.own import actions as own
from app.registrations.own import export
from app.registrations.questions import queries
from app.registrations.questions.rules import Kind
from tests.factories.registrations import (
    make_category,
    make_question,
    make_registration,
)
from tests.registrations.questions.common import (
    MEALS,
    fields,
    kept_files,
    number_of_answers,
    own_url,
    picture,
    register,
    said,
    the_one,
)


def test_every_kind_is_answered_and_kept(client, submit, event):
    category = make_category(event)
    for kind, lines in [
        (Kind.LINE, []),
        (Kind.TEXT, []),
        (Kind.ONE, MEALS),
        (Kind.SEVERAL, MEALS),
        (Kind.YES_NO, []),
        (Kind.NUMBER, []),
        (Kind.DATE, []),
        (Kind.FILE, []),
    ]:
        make_question(event, kind=kind, label=kind.value, lines=lines, required=True)

    answer = submit(
        client,
        register(event),
        **fields(category),
        answer_q1="Xe máy",
        answer_q2="Dòng một\nDòng hai",
        answer_q3="o1",
        answer_q4=["o2", "o1"],
        answer_q5="no",
        answer_q6="2,5",
        answer_q7="3/12/2026",
        answer_q8=(io.BytesIO(picture()), "thẻ nhà báo.png"),
    )

    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert said(the_one()) == {
        "line": "Xe máy",
        "text": "Dòng một\nDòng hai",
        "one": "Ăn chay",
        "several": "Ăn chay, Ăn mặn",
        "yes_no": "Không",
        "number": "2,5",
        "date": "03/12/2026",
        "file": "thẻ nhà báo.png",
    }


def test_what_does_not_concern_a_person_is_neither_required_nor_kept(client, submit, event):
    visitor, press = make_category(event, code="visitor"), make_category(event, code="press")
    make_question(event, label="Số thẻ", required=True, categories=["press"])
    make_question(event, label="Ở lại", kind=Kind.YES_NO)
    make_question(event, label="Mấy đêm", required=True, conditions=["q2:yes"])

    submit(client, register(event), **fields(visitor, answer_q2="no", answer_q3="hai"))
    asked = submit(
        client, register(event), **fields(press, email="an@example.org", answer_q2="yes")
    )

    assert said(the_one()) == {"Ở lại": "Không"}
    page = asked.get_data(as_text=True)
    assert 'id="answer_q1-error"' in page
    assert 'id="answer_q3-error"' in page


def test_what_was_typed_stays_when_an_answer_will_not_do(client, submit, event):
    category = make_category(event)
    make_question(event, label="Chiều cao", kind=Kind.NUMBER, least=1, most=250)
    make_question(event, label="Ghi chú")

    answer = submit(
        client, register(event), **fields(category, answer_q1="cao", answer_q2="Cần xe lăn")
    )

    page = answer.get_data(as_text=True)
    assert 'value="cao"' in page
    assert 'value="Cần xe lăn"' in page
    assert number_of_answers() == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg onload=alert(1)>", "a.svg"),
        (b"MZ" + b"\0" * 100, "a.png"),
        (b"%PDF-" + b"0" * (5 * 1024 * 1024), "a.pdf"),
    ],
)
def test_files_of_other_kinds_or_too_large_are_refused_and_leave_nothing(
    client, submit, event, content, name
):
    category = make_category(event)
    make_question(event, label="Ảnh", kind=Kind.FILE)
    make_question(event, label="Ảnh khác", kind=Kind.FILE)
    before = kept_files()

    answer = submit(
        client,
        register(event),
        **fields(category),
        answer_q1=(io.BytesIO(picture()), "b.png"),
        answer_q2=(io.BytesIO(content), name),
    )

    assert 'id="answer_q2-error"' in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count(Registration.id))) == 0
    assert kept_files() == before


def test_who_was_there_already_leaves_no_file(client, submit, event):
    category = make_category(event)
    make_registration(category, email="ha@example.org")
    make_question(event, label="Ảnh", kind=Kind.FILE)
    before = kept_files()

    answer = submit(
        client, register(event), **fields(category, answer_q1=(io.BytesIO(picture()), "b.png"))
    )

    assert answer.status_code == 303
    assert kept_files() == before


def test_a_file_goes_to_its_owner_and_the_office_alone(client, app, submit, sign_in, event):
    category = make_category(event)
    make_question(event, label="Ảnh", kind=Kind.FILE)
    submit(client, register(event), **fields(category, answer_q1=(io.BytesIO(picture()), "b.png")))
    registration, other = the_one(), make_registration(category)
    address = f"/events/{event.slug}/desk/registrations/{registration.code}/answers/q1"

    mine = client.get(own_url(registration, "/answers/q1"))

    assert (mine.status_code, mine.mimetype) == (200, "image/jpeg")
    assert mine.headers["Content-Disposition"].startswith("attachment")
    assert mine.headers["Content-Security-Policy"] == "sandbox"
    assert client.get(own_url(other, "/answers/q1")).status_code == 404
    assert client.get(address).status_code in {303, 401}
    organiser = sign_in(app.test_client(), "organiser", hub=event.hub)
    assert organiser.get(address).status_code == 200
    assert sign_in(app.test_client(), "steward", hub=event.hub).get(address).status_code == 403


def test_a_person_changes_answers_and_replaces_the_file(client, submit, event):
    category = make_category(event)
    make_question(event, label="Bữa trưa", required=True)
    make_question(event, label="Ảnh", kind=Kind.FILE)
    submit(
        client,
        register(event),
        **fields(category, answer_q1="Cơm", answer_q2=(io.BytesIO(picture()), "b.png")),
    )
    registration, before = the_one(), kept_files()
    mine = own_url(registration, "/answers")

    empty = submit(client, mine, answer_q1="")
    changed = submit(client, mine, answer_q1="Phở", answer_q2=(io.BytesIO(picture()), "c.png"))

    assert 'id="answer_q1-error"' in empty.get_data(as_text=True)
    assert changed.status_code == 303
    assert said(registration) == {"Bữa trưa": "Phở", "Ảnh": "c.png"}
    assert len(kept_files()) == len(before)
    assert kept_files() != before
    submit(client, mine, answer_q1="Phở", answer_q2_drop="y")
    assert said(registration) == {"Bữa trưa": "Phở"}
    assert len(kept_files()) == len(before) - 1


def test_the_export_holds_the_answers_and_erasing_leaves_none(client, submit, event):
    category = make_category(event)
    make_question(event, label="Bữa trưa")
    make_question(event, label="Ảnh", kind=Kind.FILE)
    before = kept_files()
    submit(
        client,
        register(event),
        **fields(category, answer_q1="Cơm", answer_q2=(io.BytesIO(picture()), "b.png")),
    )
    registration = the_one()

    archive = zipfile.ZipFile(io.BytesIO(export.archive(registration)))

    held = json.loads(archive.read("data.json"))["answers"]
    assert [(each["label"], each["text"]) for each in held] == [
        ("Bữa trưa", "Cơm"),
        ("Ảnh", "b.png"),
    ]
    assert archive.read("answers/1-b.png").startswith(b"\xff\xd8")
    own.erase(registration)
    assert number_of_answers() == 0
    assert kept_files() == before


def test_programs_answer_by_code_and_may_leave_any_out(client, event):
    category = make_category(event)
    make_question(event, label="Bữa trưa", kind=Kind.ONE, lines=MEALS, required=True)
    make_question(event, label="Đêm", kind=Kind.NUMBER)
    make_question(event, label="Phiên dịch", kind=Kind.YES_NO)
    url = f"/api/v1/events/{event.slug}/registrations"
    body = {
        "category": category.code,
        "name": "Nguyễn An",
        "email": "an@example.org",
        "consents": ["event_operations"],
    }

    plain = client.post(url, json=body)
    full = client.post(
        url,
        json=body
        | {
            "email": "binh@example.org",
            "answers": {"q1": "o2", "q2": 2, "q3": True, "màu": {"kind": "file"}},
        },
    )
    wrong = client.post(url, json=body | {"email": "c@example.org", "answers": {"q1": "o9"}})

    assert (plain.status_code, full.status_code, wrong.status_code) == (201, 201, 422)
    assert "q1" in wrong.get_json()["errors"]["answers"][0]
    found = db.session.scalar(
        select(Registration).where(Registration.code == full.get_json()["code"])
    )
    assert said(found) == {"Bữa trưa": "Ăn mặn", "Đêm": "2", "Phiên dịch": "Có"}
    assert found.answers == {"màu": {"kind": "file"}}
    asked = client.get(f"/api/v1/events/{event.slug}/questions").get_json()["items"]
    assert [(each["code"], each["kind"]) for each in asked] == [
        ("q1", "one"),
        ("q2", "number"),
        ("q3", "yes_no"),
    ]


def test_a_form_has_an_end(event):
    for _ in range(3):
        make_question(event, kind=Kind.FILE)

    with pytest.raises(Refused) as told:
        make_question(event, kind=Kind.FILE)

    assert told.value.code == "too_many_files"
    assert len(queries.asked(event.id)) == 3
