"""News of later events: only to who agreed, labelled, ended in one step."""

import email
from datetime import timedelta
from email import policy

import pytest
from sqlalchemy import select

from app.core import clock, jobs, links
from app.core.db import db
from app.core.errors import Refused
from app.core.outbox import Mail, MailState
from app.registrations.letters import news
from app.registrations.letters.compose import Words
from app.registrations.letters.models import Suppression
from app.registrations.models import Consent
from app.registrations.own import actions as own
from app.registrations.states import Purpose, Source
from tests.factories.accounts import make_hub
from tests.factories.registrations import make_category, make_open_event, make_registration

AGREED = frozenset({Purpose.EVENT_OPERATIONS, Purpose.NEWS})
WORDS = Words("Hội chợ năm sau", "Mời {{ name }} đến")


@pytest.fixture
def hub(app):
    return make_hub()


@pytest.fixture
def category(hub):
    return make_category(make_open_event(hub))


@pytest.fixture
def letters(app):
    """Send what waits; the news in the folder."""
    folder = app.config["KETNOI"].data_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()

    def read():
        while jobs.drain():
            pass
        files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        found = [email.message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]
        return [letter for letter in found if letter["List-Unsubscribe"]]

    return read


def way_out(letter):
    address = letter["List-Unsubscribe"].strip("<>")
    return address[address.index("/u/") :]


def test_only_who_agreed_gets_news_each_address_once_labelled(letters, hub, category):
    agreed = make_registration(category, consents=AGREED, email="dong.y@example.org")
    make_registration(category)
    make_registration(
        make_category(make_open_event(hub)), consents=AGREED, email="dong.y@example.org"
    )
    make_registration(consents=AGREED)  # of another hub
    english = make_registration(category, consents=AGREED, locale="en")

    message = news.write(hub.id, WORDS)

    found = {letter["To"]: letter for letter in letters()}
    assert set(found) == {agreed.email, english.email}
    assert message.number == 2
    assert found[agreed.email]["Subject"] == "[QC] Hội chợ năm sau"
    assert found[english.email]["Subject"].startswith("[AD] ")
    assert found[agreed.email]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert hub.name in found[agreed.email].get_body().get_content()


def test_the_link_shows_on_get_and_acts_on_post(letters, hub, category, client):
    person = make_registration(category, consents=AGREED)
    news.write(hub.id, WORDS)
    (letter,) = letters()

    assert client.get(way_out(letter)).status_code == 200
    assert Purpose.NEWS in own.current_consents(person)

    answer = client.post(way_out(letter), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert own.current_consents(person) == {Purpose.EVENT_OPERATIONS}
    withdrawn = select(Consent.withdrawn_at).where(Consent.purpose == Purpose.NEWS)
    assert db.session.scalar(withdrawn) is not None
    assert client.post(way_out(letter)).status_code == 200
    with pytest.raises(Refused, match="no_readers"):
        news.write(hub.id, WORDS)


def test_refusing_ends_news_for_every_registration_of_the_address(letters, hub, category):
    first = make_registration(category, consents=AGREED, email="a@example.org")
    make_registration(make_category(make_open_event(hub)), consents=AGREED, email="a@example.org")

    news.opt_out(first)

    assert news.readers(hub.id) == []


def test_a_refusal_outlives_erasure_without_keeping_the_address(hub, category):
    person = make_registration(category, consents=AGREED, email="a@example.org")
    news.opt_out(person)
    own.erase(person)

    kept = db.session.scalars(select(Suppression)).one()
    assert "a@example.org" not in kept.address_hash


def test_who_agrees_again_later_gets_news_again(hub, category):
    person = make_registration(category, consents=AGREED)
    news.opt_out(person)
    with clock.at(clock.now() + timedelta(minutes=1)):
        own.change_consents(person, AGREED, channel=Source.WEB)

    assert [reader.email for reader in news.readers(hub.id)] == [person.email]


def test_news_that_waits_does_not_go_to_who_refused_meanwhile(letters, hub, category):
    person = make_registration(category, consents=AGREED)
    message = news.write(hub.id, WORDS)
    news.write_mails(message.id)
    news.opt_out(person)

    assert letters() == []
    mine = select(Mail.state).where(Mail.kind == "registrations.news")
    assert db.session.scalars(mine).all() == [MailState.NEEDLESS]


def test_at_most_three_a_day_to_one_address(letters, hub, category):
    make_registration(category, consents=AGREED)
    for _each in range(4):
        news.write(hub.id, WORDS)

    assert len(letters()) == 3
    failed = select(Mail).where(Mail.state == MailState.FAILED)
    assert db.session.scalars(failed).one().reason


def test_a_round_of_news_run_again_writes_nothing_twice(hub, category):
    make_registration(category, consents=AGREED)
    message = news.write(hub.id, WORDS)

    assert news.write_mails(message.id) == 1
    assert news.write_mails(message.id) == 0


def test_a_link_of_another_purpose_opens_nothing(client, category):
    person = make_registration(category)
    token = links.sign("reset", {"r": person.code})

    assert client.get(f"/u/{token}").status_code == 404
    assert client.post(f"/u/{token}x").status_code == 404


def test_the_office_sees_how_many_and_how_it_reads_before_it_goes(
    client, sign_in, submit, hub, category, letters
):
    make_registration(category, consents=AGREED, name="Đặng Văn Ổi")
    make_registration(category)
    office = sign_in(client, "organiser", hub=hub)
    page = f"/hubs/{hub.slug}/news/new"
    words = {"event": "", "subject": "Tin mới", "body": "Mời {{ name }}"}

    seen = submit(office, page, preview="1", **words).get_data(as_text=True)
    assert "[QC] Tin mới" in seen
    assert "Mời Đặng Văn Ổi" in seen
    assert 'name="send"' in seen
    assert letters() == []

    wrong = submit(office, page, send="1", **words | {"body": "{{ ai }}"})
    assert wrong.status_code == 422
    assert submit(office, page, send="1", **words).status_code == 303
    assert len(letters()) == 1
    assert "Tin mới" in office.get(f"/hubs/{hub.slug}/news").get_data(as_text=True)
