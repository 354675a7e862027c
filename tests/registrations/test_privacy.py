"""All about a person can be taken out; after erasing nothing is found, wherever one looks."""

import base64
import json
import unicodedata
import zipfile
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from sqlalchemy import String, Text, inspect, select

from app.core import clock, files, jobs
from app.core.db import db, transaction
from app.core.text import fold
from app.events.kinds import EventKind
from app.registrations.badges import tasks as badge_tasks
from app.registrations.models import Badge, Consent, Erasure, Registration
from app.registrations.own import actions as own
from app.registrations.own import export
from app.registrations.states import Purpose
from tests.factories.registrations import make_category, make_open_event, make_registration

MARK = "Mốc Nhận Diện Ẩn"
#: What the column holds by its nature is kept: states, codes, keys of other rows, our texts.
OURS = {"code", "link_nonce", "locale", "token", "text_version", "org_type", "province"}


def text_columns(model):
    """Free text columns of a model, JSON included."""
    found = []
    for column in inspect(model).columns:
        free = isinstance(column.type, String | Text) and not isinstance(column.type, sa.Enum)
        if (free or isinstance(column.type, sa.JSON)) and column.key not in OURS:
            found.append(column)
    return found


def planted(column):
    """The mark as this column can hold it."""
    if isinstance(column.type, sa.JSON):
        return {"câu hỏi": MARK}
    return MARK[: getattr(column.type, "length", None) or 200]


@pytest.fixture
def marked(app):
    """A registration with the mark in every text column of every row about the person."""
    event = make_open_event(starts_on=clock.today())
    registration = make_registration(
        make_category(event),
        consents=frozenset(Purpose),
        email="an.diem@example.org",
        phone="+84990123456",
    )
    jobs.drain()
    with transaction():
        rows = [registration]
        for model in (Badge, Consent):
            own_rows = select(model).where(model.registration_id == registration.id)
            rows += db.session.scalars(own_rows).all()
        for row in rows:
            for column in text_columns(type(row)):
                if column.key not in {"email", "phone"}:
                    setattr(row, column.key, planted(column))
    return registration


def spellings(text):
    """Every form in which somebody might look for it."""
    forms = {text, unicodedata.normalize("NFD", text), fold(text), quote(text), text.upper()}
    forms |= {json.dumps(text)[1:-1]}
    forms |= {base64.b64encode(form.encode()).decode().rstrip("=") for form in list(forms)}
    return {form.encode() for form in forms}


def everything_stored(app):
    """Every cell of every table and every file of the data folder but the database itself."""
    cells = []
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                cells += [json.dumps(v, default=str, ensure_ascii=False).encode() for v in row]
    folder = app.config["KETNOI"].data_dir
    kept = [f for f in folder.rglob("*") if f.is_file() and ".db" not in f.name]
    return cells + [file.read_bytes() for file in kept]


def test_the_mark_stands_in_every_text_column(marked):
    columns = text_columns(Registration)

    assert {c.key for c in columns} >= {"name", "organisation", "answers", "guardian", "folded"}


def test_the_export_holds_every_text_column(marked):
    archive = zipfile.ZipFile(BytesIO(export.archive(marked)))
    data = json.loads(archive.read("data.json"))

    for column in text_columns(Registration):
        said = data["registration"][column.key]
        expected = getattr(marked, column.key)
        assert said == expected, column.key
    for model, name in ((Badge, "badges"), (Consent, "consents")):
        for column in text_columns(model):
            assert all(row[column.key] for row in data[name]), column.key
    assert "an.diem@example.org" in archive.read("data.json").decode()


def test_after_erasing_nothing_is_found(marked, app):
    badge_tasks.badge_sheet(slug=marked.event.slug, layout="a4")
    with transaction():
        job = jobs.enqueue(
            "registrations.badge_sheet", event_id=marked.event_id, slug="x", layout="a4"
        )
        job.file_name, job.file_type = "badges.pdf", "application/pdf"
    files.write(f"jobs/{job.code}", MARK.encode())
    address = marked.email

    own.erase(marked)

    stored = everything_stored(app)
    for mark in (MARK, address, "+84990123456", "0990123456"):
        for form in spellings(mark):
            assert not [cell for cell in stored if form in cell], form
    assert db.session.scalar(select(Erasure.registration_code)) == marked.code


def test_the_count_stays(marked):
    before = db.session.execute(
        select(Registration.status, Registration.category_id, Registration.created_at)
    ).all()

    own.erase(marked)

    after = db.session.execute(
        select(Registration.status, Registration.category_id, Registration.created_at)
    ).all()
    assert after == before


def test_erasing_twice_changes_nothing_more(marked):
    own.erase(marked)
    erased_at = marked.erased_at

    own.erase(marked)

    assert marked.erased_at == erased_at


def test_an_erasure_is_done_again_after_an_older_backup(marked):
    code = marked.code

    assert own.erase_codes([code, "not-there"]) == 1
    assert own.erase_codes([code]) == 0
    assert own.erased_codes() == [code]


def test_who_was_erased_may_sign_up_again(marked):
    category = marked.category
    own.erase(marked)

    again = make_registration(category, email="an.diem@example.org")

    assert again.id != marked.id


def test_links_and_numbers_of_others_stay(app):
    first, second = make_registration(), make_registration()
    nonce = second.link_nonce

    own.erase(first)

    db.session.refresh(second)
    assert (second.link_nonce, second.erased_at) == (nonce, None)


def test_people_of_old_events_are_erased_and_others_stay(app):
    event = make_open_event()
    old = make_registration(make_category(event))
    lately = make_registration()
    listed = make_registration(make_category(make_open_event(kind=EventKind.TRAINING)))

    with clock.at(clock.now() + timedelta(days=365)):
        assert own.erase_old() == 0
    with transaction():
        for each in (event, listed.event):
            each.starts_on = each.ends_on = clock.today() - timedelta(days=366)

    assert own.erase_old() == 1
    assert [r.erased_at is not None for r in (old, lately, listed)] == [True, False, False]
