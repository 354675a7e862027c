"""The outbox: every mail, what became of it, and each once whatever is retried."""

import email
from dataclasses import replace
from email import policy

import pytest
from sqlalchemy import select

from app.core import jobs, outbox
from app.core.db import db, transaction
from app.core.jobs import Job
from app.core.outbox import Mail, MailState
from app.registrations import actions
from app.registrations.own import actions as own
from app.registrations.own import export, link
from tests.factories.accounts import make_hub
from tests.factories.registrations import make_category, make_open_event, make_registration

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def folder(app):
    found = app.config["KETNOI"].data_dir / "mail"
    for old in found.glob("*.eml"):
        old.unlink()
    return found


@pytest.fixture
def away(app):
    """No mail server answers until told otherwise."""
    settings = app.config["KETNOI"]
    app.config["KETNOI"] = replace(settings, mail="smtp://127.0.0.1:9")

    def back():
        app.config["KETNOI"] = settings

    yield back
    back()


def mails():
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def run_all_tries():
    """Let every job be due at once until none is left."""
    for _try in range(10):
        with transaction():
            for job in db.session.scalars(select(Job).where(Job.state == jobs.State.QUEUED)):
                job.run_after = job.created_at
        jobs.drain()


def test_a_mail_waits_is_sent_and_says_what_it_said(folder):
    registration = make_registration(locale="en")
    (mail,) = mails()
    assert (mail.state, mail.address, mail.text) == (MailState.WAITING, registration.email, None)

    jobs.drain()

    db.session.refresh(mail)
    assert (mail.state, mail.attempts, mail.reason) == (MailState.SENT, 1, None)
    assert registration.event.name in mail.subject
    assert "Dear" in mail.text


def test_the_copy_holds_no_link_that_acts_for_the_person(folder):
    registration = make_registration()
    jobs.drain()

    (letter,) = folder.glob("*.eml")
    message = email.message_from_bytes(letter.read_bytes(), policy=policy.default)
    token = link.mailed_token_of(registration)
    assert token in message.get_body().get_content()
    assert token not in mails()[0].text
    assert f"/events/{registration.event.slug}" in mails()[0].text


def test_what_could_not_be_sent_says_why_and_goes_once_when_sent_again(folder, away):
    make_registration()
    jobs.drain()
    (mail,) = mails()
    assert (mail.state, mail.attempts) == (MailState.WAITING, 1)
    assert "refused" in mail.reason

    run_all_tries()
    db.session.refresh(mail)
    assert (mail.state, mail.attempts) == (MailState.FAILED, 8)

    away()
    assert outbox.again([mail]) == 1
    assert outbox.again([mail]) == 0
    run_all_tries()
    assert outbox.again([mail]) == 0

    db.session.refresh(mail)
    assert mail.state is MailState.SENT
    assert len(list(folder.glob("*.eml"))) == 1


def test_a_stopped_mail_does_not_go_out_until_it_is_sent_again(folder):
    make_registration()
    (mail,) = mails()

    assert outbox.stop([mail]) == 1
    jobs.drain()
    db.session.refresh(mail)
    assert (mail.state, list(folder.glob("*.eml"))) == (MailState.STOPPED, [])

    outbox.again_one(mail)
    jobs.drain()
    assert len(list(folder.glob("*.eml"))) == 1
    assert outbox.stop([mail]) == 0


def test_a_job_that_runs_twice_sends_once(folder):
    registration = make_registration()
    (mail,) = mails()
    task = jobs.TASKS["registrations.letter"].run

    for _time in range(2):
        task(kind="confirmation", registration_id=registration.id, key=mail.key)

    db.session.refresh(mail)
    assert mail.attempts == 1


def test_one_key_is_one_mail():
    registration = make_registration()
    (mail,) = mails()

    assert outbox.fresh({mail.key, "other"}) == {"other"}
    with pytest.raises(Exception, match="(?i)unique"), transaction():
        outbox.post(
            "registrations.letter",
            kind="registrations.confirmation",
            key=mail.key,
            address=registration.email,
            name=registration.name,
            hub_id=None,
            args={},
        )
        db.session.flush()


def test_erasing_drops_the_person_and_keeps_that_there_was_a_mail(folder):
    registration = make_registration()
    jobs.drain()

    own.erase(registration)

    (mail,) = mails()
    assert (mail.name, mail.address, mail.subject, mail.text) == ("", "", None, None)
    assert mail.state is MailState.SENT


def test_what_waits_for_an_erased_person_is_not_needed(folder):
    registration = make_registration()
    own.erase(registration)
    jobs.drain()

    assert [mail.state for mail in mails()] == [MailState.NEEDLESS]


def test_the_persons_export_holds_their_letters(folder):
    registration = make_registration()
    jobs.drain()

    (letter,) = export.collect(registration)["letters"]

    assert letter["address"] == registration.email
    assert registration.event.name in letter["subject"]


# ------------------------------------------------------------------ pages
@pytest.fixture
def office(client, sign_in):
    hub = make_hub()
    event = make_open_event(hub)
    return sign_in(client, "organiser", hub=hub), event, hub


def test_the_event_lists_its_mails_and_filters_them(office):
    client, event, _hub = office
    category = make_category(event)
    first = make_registration(category, name="Trần Văn Bưởi")
    make_registration(category, name="Lê Thị Cam")
    make_registration(name="Người Khác")
    actions.cancel(first)
    at = f"/events/{event.slug}/desk/mails"

    page = client.get(at).get_data(as_text=True)
    assert "Trần Văn Bưởi" in page
    assert "Lê Thị Cam" in page
    assert "Người Khác" not in page

    found = client.get(f"{at}?q=cam").get_data(as_text=True)
    assert "Lê Thị Cam" in found
    assert "Trần Văn Bưởi" not in found
    cancelled = client.get(f"{at}?kind=registrations.cancelled").get_data(as_text=True)
    assert "Lê Thị Cam" not in cancelled.partition("<tbody>")[2]
    assert "Trần Văn Bưởi" in client.get(f"{at}?format=csv").get_data(as_text=True)


def test_the_hub_lists_the_mails_of_all_its_events(office):
    client, event, hub = office
    make_registration(make_category(event), name="Trần Văn Bưởi")
    make_registration(make_category(make_open_event(hub)), name="Lê Thị Cam")
    at = f"/hubs/{hub.slug}/mails"

    page = client.get(at).get_data(as_text=True)
    assert "Trần Văn Bưởi" in page
    assert "Lê Thị Cam" in page
    only = client.get(f"{at}?event={event.slug}").get_data(as_text=True).partition("<tbody>")[2]
    assert "Lê Thị Cam" not in only
    assert client.get(f"{at}/{mails()[0].code}").status_code == 200


def test_stopping_and_sending_again_from_the_page(office, submit, folder):
    client, event, _hub = office
    make_registration(make_category(event))
    (mail,) = mails()
    page = f"/events/{event.slug}/desk/mails/{mail.code}"

    submit(client, f"{page}/stop", page=page)
    jobs.drain()
    assert mails()[0].state is MailState.STOPPED
    submit(client, f"{page}/again", page=page)
    jobs.drain()
    assert mails()[0].state is MailState.SENT
    again = submit(client, f"{page}/again", page=page)
    assert again.status_code == 303
    assert len(list(folder.glob("*.eml"))) == 1


def test_several_are_stopped_at_once_and_what_is_sent_is_left(office, submit, folder):
    client, event, _hub = office
    category = make_category(event)
    make_registration(category)
    jobs.drain()
    make_registration(category)
    at = f"/events/{event.slug}/desk/mails"
    codes = [mail.code for mail in mails()]

    submit(client, f"{at}/bulk", page=at, chosen=codes, deed="stop")

    assert [mail.state for mail in mails()] == [MailState.SENT, MailState.STOPPED]


def test_the_desk_says_that_mails_failed(office, away):
    client, event, _hub = office
    make_registration(make_category(event))
    run_all_tries()

    page = client.get(f"/events/{event.slug}/desk").get_data(as_text=True)

    assert f"/events/{event.slug}/desk/mails?state=failed" in page
