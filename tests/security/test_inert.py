"""A marker set through page, letter, calendar, CSV, XLSX and PDF: it comes out as plain text."""

from __future__ import annotations

import csv
import io
import zipfile
from email import policy
from email.parser import BytesParser

import icalendar
import pytest
from pypdf import PdfReader

from app.core import jobs
from app.core.db import transaction
from app.registrations.own import link
from tests.crawl import parsed
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.events import make_session
from tests.factories.registrations import make_category, make_open_event, make_registration
from tests.security.junk import BRACES, MADE, SVG

FORMULA = "=1+1"
BREAK = "An\r\nBcc: thief@example.org\r\nEND:VEVENT\r\nBEGIN:VEVENT"
BIDI, ZALGO = "\u202eexe.An\u202c", "Z" + "\u0335\u0321" * 100 + "o"
TITLE = f"{SVG} {BRACES} <b>đậm</b> & {{{{event.__init__}}}} ${{7331*7}} <para>"


@pytest.fixture
def marked(app, client, sign_in):
    """A fair in whose every text somebody tried something, and an organiser who looks."""
    hub = make_hub(code="H01")
    event = make_open_event(hub, name=TITLE, summary=TITLE)
    category = make_category(event, name=f"Khách {SVG}")
    make_session(event, title=TITLE, summary=BREAK, speakers=[f"An {SVG}"], code="S01")
    organisation = make_organisation(hub, name=f"{FORMULA} {SVG}", code="O01")
    make_technology(hub, organisation, title=TITLE, description=TITLE, code="T01")
    make_need(hub, organisation, title=f"{FORMULA} {BRACES}", code="N01")
    person = make_registration(
        category, name=f"{FORMULA} {SVG}", organisation=f"@SUM(A1) {BRACES}", email="an@example.org"
    )
    with transaction():
        slug, token = event.slug, link.token_of(person.code, person.link_nonce)
    sign_in(client, "manager", hub=hub)
    return client, slug, token


def is_inert(text: str) -> bool:
    tags = parsed("/", text).tags
    alive = [t for t, known in tags if any(name.startswith("on") for name in known)]
    return not alive and MADE not in text and "<b>đậm" not in text and "<para>" not in text


def test_pages(marked) -> None:
    client, slug, token = marked
    at = f"/events/{slug}"
    pages = ["/", at, f"{at}/register", f"/r/{token}", f"/r/{token}/data", f"/r/{token}/details"]
    pages += [
        f"{at}/desk{end}" for end in ("", "/registrations", "/agenda", "/sessions", "/report")
    ]
    pages += ["/technologies", "/technologies?q=svg", "/needs", "/hubs/h01", "/hubs/h01/find?q=svg"]
    pages += [f"/hubs/h01/{end}" for end in ("needs/N01", "technologies/T01", "organisations/O01")]
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert is_inert(answer.get_data(as_text=True)), path


def test_letters(app, marked) -> None:
    folder = app.config["KETNOI"].data_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()
    jobs.drain()
    letters = list(folder.glob("*.eml"))
    assert letters
    for file in letters:
        letter = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        assert letter["Bcc"] is None
        assert letter["To"] == "an@example.org"
        assert [part.get_content_type() for part in letter.walk()].count("text/html") == 0
        text = letter.get_body().get_content()
        assert MADE not in text


def test_calendars(marked) -> None:
    client, slug, token = marked
    for path in (f"/events/{slug}/agenda.ics", "/calendar.ics", f"/r/{token}/event.ics"):
        content = client.get(path).data
        calendar = icalendar.Calendar.from_ical(content)
        events = [part for part in calendar.walk() if part.name == "VEVENT"]
        assert len(events) == 1, path
        assert b"\r\nBcc:" not in content
        assert MADE.encode() not in content


def test_tables(marked) -> None:
    client, slug, _token = marked
    for path in (
        f"/events/{slug}/desk/registrations",
        "/hubs/h01/organisations",
        "/hubs/h01/needs",
    ):
        table = client.get(f"{path}?format=csv").get_data(as_text=True).lstrip("\ufeff")
        delimiter = ";" if table.partition("\n")[0].count(";") else ","
        cells = [
            cell for row in csv.reader(io.StringIO(table), delimiter=delimiter) for cell in row
        ]
        assert any(FORMULA in cell for cell in cells), path
        assert [cell for cell in cells if cell[:1] in set("=+-@\t\r")] == [], path
        book = client.get(f"{path}?format=xlsx").data
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            sheets = [parts.read(n).decode() for n in parts.namelist() if "worksheets/" in n]
        assert all("<f>" not in sheet for sheet in sheets)
        assert all("<hyperlink" not in sheet for sheet in sheets)


def test_papers(marked) -> None:
    client, slug, token = marked
    desk = f"/events/{slug}/desk"
    for path in (f"/r/{token}/badge.pdf", f"{desk}/report.pdf", f"{desk}/classes/S01/list.pdf"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        reader = PdfReader(io.BytesIO(answer.data))
        text = "".join(page.extract_text() for page in reader.pages)
        assert MADE not in text
        assert b"/JavaScript" not in answer.data
        assert b"/Launch" not in answer.data


@pytest.mark.parametrize("bad", [BIDI, ZALGO], ids=["bidi", "zalgo"])
def test_what_cannot_be_seen_is_taken_out_of_names(app, bad: str) -> None:
    from app.core.text import clean

    kept = clean(bad)
    assert "\u202e" not in kept
    assert len(kept) < 12


@pytest.mark.parametrize("bad", ["An\x00", "An\x1b[31m", "An\x07"])
def test_control_characters_are_refused(app, bad: str) -> None:
    from app.core.text import clean

    with pytest.raises(ValueError, match="not allowed"):
        clean(bad)


def test_no_letter_can_be_given_another_header(app) -> None:
    from app.core.mail import compose

    made = compose(
        to="an@example.org",
        template="accounts/mail/reset",
        locale="vi",
        key="k",
        attachments=[],
        headers={},
        context={"name": BREAK, "link": "https://ketnoi.example.org/x"},
    )
    again = BytesParser(policy=policy.default).parsebytes(made.as_bytes())
    assert again["Bcc"] is None
    assert len(again.get_all("Subject")) == 1
    with pytest.raises(ValueError, match="newline|linefeed"):
        compose(
            to="an@example.org\r\nBcc: thief@example.org",
            template="accounts/mail/reset",
            locale="vi",
            key="k",
            attachments=[],
            headers={},
            context={"name": "An", "link": "/"},
        )
