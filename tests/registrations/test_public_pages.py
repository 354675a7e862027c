"""The sign-up page and its answer, as a phone without JavaScript sees them."""

import re

import pytest
from sqlalchemy import func, select

from app.core import jobs
from app.core.db import db
from app.events.kinds import EventState
from app.registrations.models import Consent, Registration
from app.registrations.states import Purpose, Status
from tests.factories.registrations import make_category, make_open_event, make_registration


def fields(category, **more):
    usual = {
        "category": category.id,
        "name": "Nguyễn Thị Minh Hà",
        "email": "ha@example.org",
        "consents": ["event_operations"],
    }
    return usual | more


def address(category):
    return f"/events/{category.event.slug}/register"


def everybody():
    return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def letters():
    return [job.args["kind"] for job in db.session.scalars(select(jobs.Job).order_by(jobs.Job.id))]


def test_signing_up_shows_the_badge(client, submit):
    category = make_category()

    answer = submit(client, address(category), **fields(category, organisation="HTX Chè"))

    assert (answer.status_code, answer.location) == (303, address(category) + "/done")
    page = client.get(answer.location).get_data(as_text=True)
    for words in ("Nguyễn Thị Minh", "Hà", "HTX Chè", category.name, 'viewBox="0 0 45 45"'):
        assert words in page
    (made,) = everybody()
    assert made.status is Status.CONFIRMED
    assert f"/r/{made.code}-" in page


def test_no_box_is_ticked_beforehand(client):
    page = client.get(address(make_category())).get_data(as_text=True)

    boxes = re.findall(r'<input[^>]+type="checkbox"[^>]*>', page)
    assert len(boxes) == len(Purpose)
    assert not any("checked" in box for box in boxes)


def test_the_form_asks_little(client):
    page = client.get(address(make_category())).get_data(as_text=True)

    typed = re.findall(r'<input[^>]+type="(?:text|email|tel)"[^>]*name="(\w+)"', page)
    typed += re.findall(r'<input[^>]+name="(\w+)"[^>]*type="(?:text|email|tel)"', page)
    always = {"name", "organisation", "phone", "email"}
    assert set(typed) == always | {"birth_year", "guardian", "guardian_phone"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": ""}, "email"),
        ({"email": "ha@"}, "email"),
        ({"email": "", "phone": "0990 000 12"}, "phone"),
        ({"consents": ["news"]}, "consents"),
        ({"category": ""}, "category"),
        ({"birth_year": "2020"}, "guardian"),
    ],
)
def test_a_refusal_keeps_what_was_typed_and_says_where(client, submit, change, field):
    category, _other = make_category(), None
    make_category(category.event)
    said = fields(category, organisation="Hợp tác xã Cam") | change

    answer = submit(client, address(category), **said)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert "Hợp tác xã Cam" in page
    if change.get("phone"):
        assert "0990 000 12" in page
    assert everybody() == []


def test_only_what_was_ticked_is_consented_to(client, submit):
    category = make_category()

    submit(client, address(category), **fields(category, consents=["event_operations", "photo"]))

    found = set(db.session.scalars(select(Consent.purpose)))
    assert found == {Purpose.EVENT_OPERATIONS, Purpose.PHOTO}


def test_an_earlier_sign_up_is_not_told_and_the_link_goes_by_letter(client, submit):
    category = make_category()
    earlier = make_registration(category, email="ha@example.org", name="Trần Bí Mật")

    answer = submit(client, address(category), **fields(category, email="HA@example.org"))

    assert (answer.status_code, answer.location) == (303, address(category) + "/done")
    page = client.get(answer.location).get_data(as_text=True)
    for secret in (earlier.code, "Bí Mật", "/r/"):
        assert secret not in page
    assert len(everybody()) == 1
    assert letters() == ["confirmation", "link"]


def test_the_link_is_sent_again_once_in_a_while_only(client, submit):
    category = make_category()
    make_registration(category, email="ha@example.org")

    for _time in range(3):
        submit(client, address(category), **fields(category))

    assert letters() == ["confirmation", "link"]


def test_pressing_twice_signs_up_once(client):
    category = make_category()
    page = client.get(address(category)).get_data(as_text=True)
    hidden = dict(re.findall(r'name="(csrf_token|key)"[^>]*value="([^"]+)"', page))
    hidden |= {"key": re.search(r'name="key"[^>]*value="([^"]+)"', page).group(1)}

    answers = [client.post(address(category), data=hidden | fields(category)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(everybody()) == 1
    assert "badge-card" in client.get(answers[1].location).get_data(as_text=True)


def test_a_full_category_says_which_place_in_the_queue(client, submit):
    category = make_category(places=1)
    make_registration(category)

    page = client.get(address(category)).get_data(as_text=True)
    assert 'data-full="' in page
    submit(client, address(category), **fields(category))

    assert [r.status for r in everybody()] == [Status.CONFIRMED, Status.WAITING]
    page = client.get(address(category) + "/done").get_data(as_text=True)
    assert "badge-card" not in page


def test_what_strangers_may_not_choose_is_not_shown(client, submit):
    event = make_open_event()
    category, hidden = make_category(event), make_category(event, public=False)

    page = client.get(address(category)).get_data(as_text=True)
    assert hidden.name not in page
    answer = submit(client, address(category), **fields(hidden))

    assert answer.status_code == 422
    assert everybody() == []


@pytest.mark.parametrize(
    "event", [{"state": EventState.CANCELLED}, {"registration_closes_at": "now"}]
)
def test_a_closed_sign_up_says_so(client, event):
    from app.core import clock

    fields_ = {key: clock.now() if value == "now" else value for key, value in event.items()}
    category = make_category(make_open_event(**fields_))

    page = client.get(address(category))

    assert page.status_code == 200
    assert "<form" not in page.get_data(as_text=True).split("<main")[1].split("</main")[0]


def test_drafts_and_unknown_events_are_not_there(client):
    draft = make_category(make_open_event(state=EventState.DRAFT))

    assert client.get(address(draft)).status_code == 404
    assert client.get("/events/nothing/register").status_code == 404


def test_the_answer_belongs_to_the_browser_that_signed_up(client, submit, app):
    category = make_category()
    submit(client, address(category), **fields(category))

    stranger = app.test_client().get(address(category) + "/done")

    assert (stranger.status_code, stranger.location) == (303, address(category))


def test_without_a_token_nothing_is_signed_up(client):
    category = make_category()

    assert client.post(address(category), data=fields(category)).status_code == 400
    assert db.session.scalar(select(func.count(Registration.id))) == 0


def test_privacy_is_explained(client):
    page = client.get("/privacy")

    assert page.status_code == 200
    assert "91/2025/QH15" in page.get_data(as_text=True)


def test_the_page_takes_a_fixed_number_of_statements(client, statements):
    event = make_open_event()
    for _number in range(9):
        category = make_category(event)
    url = address(category)

    with statements() as sent:
        client.get(url)

    assert len(sent) <= 4  # the event, its categories, its questions, whether codes are given


def test_who_chooses_no_category_is_told_so_in_vietnamese(client, submit):
    category = make_category()
    make_category(category.event)

    typed = fields(category) | {"category": ""}
    answer = submit(client, address(category), **typed)

    assert "Xin chọn một trong các mục." in answer.text
    assert "Not a valid choice" not in answer.text
