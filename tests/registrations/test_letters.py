"""Letters: in the person's language, with badge and calendar entry, each once."""

import email
from email import policy

import pytest
from icalendar import Calendar

from app.core import jobs, mail
from app.registrations import actions
from app.registrations.own import actions as own
from app.registrations.own import link
from tests.factories.registrations import make_category, make_registration

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def letters(app):
    """Send what waits; the letters in the folder, in order."""
    folder = app.config["KETNOI"].data_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()

    def read():
        jobs.drain()
        files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [email.message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]

    return read


def attachments(letter):
    return {part.get_filename().rpartition(".")[2]: part for part in letter.iter_attachments()}


def body(letter):
    return letter.get_body().get_content()


def test_the_confirmation_brings_badge_calendar_and_link(letters):
    registration = make_registration()

    (letter,) = letters()

    assert letter["To"] == registration.email
    assert registration.event.name in letter["Subject"]
    assert link.address_of(registration) in body(letter)
    found = attachments(letter)
    assert found["pdf"].get_content().startswith(b"%PDF")
    entry = Calendar.from_ical(found["ics"].get_content()).walk("VEVENT")[0]
    assert entry["STATUS"] == "CONFIRMED"


def test_nothing_is_written_in_the_links_but_the_installations_address(letters, app, client):
    registration = make_registration()

    (letter,) = letters()

    assert app.config["KETNOI"].base_url + "/r/" in body(letter)
    assert "localhost" not in body(letter).replace(app.config["KETNOI"].base_url, "")
    assert registration.name in body(letter)


@pytest.mark.parametrize(("locale", "word"), [("en", "Dear"), ("vi", "Kính gửi")])
def test_letters_speak_the_persons_language(letters, locale, word):
    make_registration(locale=locale)

    assert word in body(letters()[0])


def test_each_deed_writes_one_letter(letters):
    category = make_category(places=1, approval=True)
    first, second = make_registration(category), make_registration(category)
    actions.approve(first)
    actions.cancel(first)
    actions.refuse(second, "Chưa đủ giấy tờ")

    found = letters()

    assert len(found) == 6  # two received, approved, moved up, cancelled, refused
    assert "Chưa đủ giấy tờ" in body(found[-1])
    gone = Calendar.from_ical(attachments(found[-2])["ics"].get_content())
    assert (gone["METHOD"], gone.walk("VEVENT")[0]["STATUS"]) == ("CANCEL", "CANCELLED")


def test_a_job_run_again_sends_the_same_letter_not_another(letters):
    registration = make_registration()
    found = letters()
    key = "same"
    task = jobs.TASKS["registrations.letter"].run

    for _time in range(2):
        task(kind="approved", registration_id=registration.id, key=key)

    again = letters()
    assert len(again) == len(found) + 1
    assert len({letter["Message-ID"] for letter in again}) == len(again)


def test_nothing_goes_to_who_was_erased_and_old_letters_go(letters):
    registration = make_registration()
    other = make_registration()
    assert len(letters()) == 2

    own.erase(registration)

    assert [letter["To"] for letter in letters()] == [other.email]


def test_names_cannot_add_headers_to_a_letter(letters):
    make_registration(name="Hà\nBcc: x@example.org")

    (letter,) = letters()

    assert letter["Bcc"] is None


def test_forgetting_deletes_only_that_address(letters, app):
    make_registration(email="a@example.org")
    make_registration(email="ba@example.org")
    letters()

    assert mail.forget(["A@example.org"]) == 1
