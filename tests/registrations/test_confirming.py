"""An address is confirmed by pressing behind the link that only letters carry; from then on
whoever merely typed it sees no more than the badge."""

import pytest
from sqlalchemy import select

from app.core import jobs
from app.core.db import db
from app.core.outbox import Mail
from app.registrations.doubles import actions as doubles
from app.registrations.models import Registration
from app.registrations.own import actions as own
from app.registrations.own import link
from app.registrations.person import Details
from tests.conftest import csrf_of
from tests.factories.registrations import make_category, make_open_event, make_registration

PAGES = [
    ("GET", "/details"),
    ("GET", "/consents"),
    ("GET", "/answers"),
    ("GET", "/data"),
    ("GET", "/data.json"),
    ("GET", "/data.zip"),
    ("GET", "/transfer"),
    ("GET", "/exhibitors"),
    ("GET", "/sessions"),
    ("POST", "/details"),
    ("POST", "/erase"),
    ("POST", "/exhibitors/withdraw"),
]


@pytest.fixture
def person(app):
    made = make_registration(make_category(make_open_event()), email="ha@example.org")
    return db.session.get_one(Registration, made.id)


def shown(person):
    return f"/r/{link.token_of(person.code, person.link_nonce)}"


def mailed(person):
    return f"/r/{link.mailed_token_of(person)}"


def confirmed(person):
    db.session.refresh(person)
    return person.email_confirmed_at is not None


def test_opening_a_letters_link_confirms_nothing_and_pressing_does(client, submit, person):
    assert "/confirm" in client.get(mailed(person)).get_data(as_text=True)
    assert not confirmed(person)

    submit(client, f"{mailed(person)}/confirm")

    assert confirmed(person)
    assert "/confirm" not in client.get(mailed(person)).get_data(as_text=True)


def test_any_deed_by_the_letters_link_confirms(client, submit, person):
    submit(client, f"{mailed(person)}/consents", consents=["news"])

    assert confirmed(person)


def test_the_link_that_was_shown_confirms_nothing(client, submit, person):
    assert "/confirm" not in client.get(shown(person)).get_data(as_text=True)
    submit(client, f"{shown(person)}/confirm")
    submit(client, f"{shown(person)}/consents", consents=["news"])

    assert not confirmed(person)


@pytest.mark.parametrize(("method", "rest"), PAGES)
def test_who_only_typed_the_address_sees_nothing_added_since(client, person, method, rest):
    own.confirm_email(person)
    token = csrf_of(client.get(shown(person)).get_data(as_text=True))

    sent = {"csrf_token": token, "sure": "yes", "name": "X", "phone": "0990000123"}
    answer = client.open(shown(person) + rest, method=method, data=sent)

    assert (answer.status_code, answer.location) == (303, shown(person))
    db.session.refresh(person)
    assert (person.name != "X", person.erased_at) == (True, None)


def test_before_that_the_same_pages_are_open(client, person):
    """Or the pages would be closed to everybody, and the test above would prove nothing."""
    assert [
        client.get(shown(person) + rest).status_code for method, rest in PAGES if method == "GET"
    ] == [200] * 9


def test_the_badge_stays_and_the_page_says_which_link_shows_the_rest(client, submit, person):
    submit(
        client, f"{mailed(person)}/details", name="Bí Mật", phone="0990000123", email=person.email
    )

    page = client.get(f"{shown(person)}?lang=en").get_data(as_text=True)

    assert "The rest opens by the link in our letter" in page
    assert "0990 000 123" not in page
    assert client.get(f"{shown(person)}/badge.pdf").status_code == 200
    submit(client, f"{shown(person)}/link")
    letters = db.session.scalars(select(Mail.kind)).all()
    assert "registrations.link" in letters


def test_links_of_the_page_keep_the_letters_link(client, person):
    page = client.get(mailed(person)).get_data(as_text=True)

    assert mailed(person) in page
    assert shown(person) not in page


def test_a_new_address_is_to_be_confirmed_anew(client, submit, person):
    own.confirm_email(person)
    before = mailed(person)

    own.change_details(person, Details("Hà", "moi@example.org", None, None))

    assert not confirmed(person)
    assert client.get(before).status_code == 404


def test_made_one_of_two_the_typed_link_shows_nothing_of_the_other(client, person):
    other = make_registration(person.category, name=person.name, email="khac@example.org")
    before = shown(person)

    doubles.merge(person, other)

    assert client.get(before).status_code == 404
    assert client.get(mailed(person)).status_code == 200


def test_letters_carry_the_link_that_confirms(app, person):
    jobs.drain()

    assert link.address_of(person).endswith(mailed(person))
    assert mailed(person) != shown(person)
