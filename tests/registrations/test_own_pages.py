"""What a person does by their own link."""

import io
import json
import zipfile
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.core import clock, jobs
from app.core.db import db
from app.events import actions as events
from app.registrations import queries
from app.registrations.models import Consent
from app.registrations.own import actions as own
from app.registrations.own import link, transfer
from app.registrations.states import BadgeState, Purpose, Status
from tests.factories.registrations import make_category, make_open_event, make_registration


def url_of(registration, rest=""):
    token = link.token_of(registration.code, registration.link_nonce)
    return f"/r/{token}{rest}"


def states_of(registration):
    return [badge.state for badge in queries.badges_of(registration.id)]


def letters():
    return [job.args["kind"] for job in db.session.scalars(select(jobs.Job).order_by(jobs.Job.id))]


def details(registration, **more):
    usual = {
        "name": registration.name,
        "email": registration.email or "",
        "phone": registration.phone or "",
        "organisation": registration.organisation or "",
    }
    return usual | more


@pytest.mark.parametrize(
    "page", ["", "/details", "/consents", "/cancel", "/data", "/badge.pdf", "/event.ics"]
)
def test_looking_changes_nothing_and_is_kept_by_nobody(client, page, statements):
    registration = make_registration(consents=frozenset(Purpose))
    url = url_of(registration, page)

    with statements() as sent:
        answer = client.get(url)

    assert answer.status_code == 200
    assert "private" in answer.headers["Cache-Control"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert not [sql for sql in sent.sql if not sql.lstrip().startswith("SELECT")]
    assert len(sent) <= 8


@pytest.mark.parametrize("status", ["confirmed", "waiting", "pending", "cancelled"])
def test_the_page_says_where_the_registration_stands(client, status):
    from app.registrations import actions

    category = make_category(
        places=0 if status == "waiting" else None, approval=status == "pending"
    )
    registration = make_registration(category)
    if status == "cancelled":
        actions.cancel(registration)

    page = client.get(url_of(registration)).get_data(as_text=True)

    assert ("badge-card" in page) is (status == "confirmed")
    assert registration.name.split()[-1] in page


def test_changed_details_reach_lists_and_scanners(client, submit):
    registration = make_registration(organisation="HTX Chè")
    changed_at = queries.badges_of(registration.id)[0].changed_at

    submit(
        client,
        url_of(registration, "/details"),
        **details(registration, name="Đỗ Văn Bình", organisation="Viện Mía"),
    )

    db.session.refresh(registration)
    assert (registration.name, registration.organisation) == ("Đỗ Văn Bình", "Viện Mía")
    assert "do van binh vien mia" in registration.folded
    assert queries.badges_of(registration.id)[0].changed_at > changed_at
    assert states_of(registration) == [BadgeState.VALID]


def test_a_new_address_gets_a_new_link_and_the_old_one_ends(client, submit):
    registration = make_registration()
    old = url_of(registration)

    answer = submit(client, old + "/details", **details(registration, email="moi@example.org"))

    db.session.refresh(registration)
    assert answer.location == url_of(registration) != old
    assert client.get(old).status_code == 404
    assert client.get(answer.location).status_code == 200
    assert letters() == ["confirmation", "link_new"]


def test_the_address_of_somebody_else_is_refused_and_what_was_typed_stays(client, submit):
    category = make_category()
    make_registration(category, email="khac@example.org")
    registration = make_registration(category)

    answer = submit(
        client,
        url_of(registration, "/details"),
        **details(registration, email="khac@example.org", organisation="Viện Mía"),
    )

    page = answer.get_data(as_text=True)
    assert 'id="email-error"' in page
    assert "Viện Mía" in page
    assert "khac@example.org" in page


def test_consents_are_given_and_withdrawn_as_proof(client, submit):
    registration = make_registration(
        consents=frozenset({Purpose.EVENT_OPERATIONS, Purpose.LEAD_SHARING})
    )

    submit(client, url_of(registration, "/consents"), consents=["news"])

    assert own.current_consents(registration) == {Purpose.EVENT_OPERATIONS, Purpose.NEWS}
    kept = db.session.scalars(
        select(Consent).where(Consent.registration_id == registration.id).order_by(Consent.id)
    )
    assert [(c.purpose, c.withdrawn_at is None) for c in kept] == [
        (Purpose.EVENT_OPERATIONS, True),
        (Purpose.LEAD_SHARING, False),
        (Purpose.NEWS, True),
    ]


def test_cancelling_asks_once_and_moves_the_next_person_up(client, submit):
    category = make_category(places=1)
    first, second = make_registration(category), make_registration(category)

    assert "<form" in client.get(url_of(first, "/cancel")).get_data(as_text=True)
    assert first.status is Status.CONFIRMED
    answer = submit(client, url_of(first, "/cancel"))

    assert answer.status_code == 303
    assert [first.status, second.status] == [Status.CANCELLED, Status.CONFIRMED]


def test_the_badge_to_print_and_the_calendar_entry(client):
    registration = make_registration()

    badge = client.get(url_of(registration, "/badge.pdf"))
    entry = client.get(url_of(registration, "/event.ics")).get_data(as_text=True)

    assert badge.data.startswith(b"%PDF")
    assert "RRULE:FREQ=DAILY;COUNT=3" in entry
    assert f"UID:{registration.code}@ketnoi" in entry
    assert "BEGIN:VTIMEZONE" in entry


def test_without_a_place_there_is_no_badge_to_print(client):
    registration = make_registration(make_category(places=0))

    assert client.get(url_of(registration, "/badge.pdf")).status_code == 404


def test_the_archive_holds_the_same_in_three_forms(client):
    registration = make_registration(organisation="HTX Chè")

    answer = client.get(url_of(registration, "/data.zip"))

    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert sorted(archive.namelist()) == ["badge.pdf", "data.json", "data.xlsx"]
    data = json.loads(archive.read("data.json"))
    assert data["registration"]["organisation"] == "HTX Chè"
    assert [consent["purpose"] for consent in data["consents"]] == ["event_operations"]
    assert [badge["state"] for badge in data["badges"]] == ["valid"]


def test_erasing_asks_for_a_clear_yes(client, submit):
    registration = make_registration()

    submit(client, url_of(registration, "/erase"), page=url_of(registration, "/data"))

    db.session.refresh(registration)
    assert registration.erased_at is None


def test_after_erasing_the_link_opens_nothing_and_the_count_stays(client, submit):
    event = make_open_event(starts_on=clock.today())
    registration = make_registration(make_category(event))
    url = url_of(registration)

    answer = submit(client, url + "/erase", page=url + "/data", sure="yes")

    assert answer.status_code == 200
    assert client.get(url).status_code == 404
    db.session.refresh(registration)
    assert (registration.status, registration.name) == (Status.CONFIRMED, "")
    assert states_of(registration) == [BadgeState.REVOKED]


@pytest.mark.usefixtures("app")
def test_erased_before_the_event_the_place_goes_to_the_next():
    category = make_category(places=1)
    first, second = make_registration(category), make_registration(category)

    own.erase(first)

    assert second.status is Status.CONFIRMED
    assert first.status is Status.CANCELLED


def test_pages_speak_the_persons_language_unless_they_chose_another(client):
    registration = make_registration(locale="en")

    assert 'lang="en"' in client.get(url_of(registration)).get_data(as_text=True)
    assert 'lang="vi"' in client.get(url_of(registration) + "?lang=vi").get_data(as_text=True)


def test_the_page_the_calendar_and_offers_say_that_the_event_is_called_off(client, submit):
    registration = make_registration(make_category())
    offered = transfer.offer(registration, "Lê Cam", "cam@example.org")
    events.cancel_event(registration.event_id, "Bão số 9")

    page = client.get(url_of(registration)).text
    entry = client.get(url_of(registration, "/event.ics")).text
    taken = submit(
        client,
        urlsplit(transfer.address_of(offered)).path,
        name="Lê Cam",
        consents=["event_operations"],
    )

    assert "Bão số 9" in page
    assert "STATUS:CANCELLED" in entry
    assert taken.status_code in {409, 422}
    assert registration.status is Status.CONFIRMED
