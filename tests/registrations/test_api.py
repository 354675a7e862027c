"""Sign-up for programs: answers, problems, repeated requests, the manage link."""

import time

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.registrations import queries
from app.registrations.models import Registration
from app.registrations.states import BadgeState, Status
from tests.factories.registrations import make_category, make_open_event, make_registration

JSON = {"Accept": "application/json"}


def body(category, **more):
    return {
        "category": category.code,
        "name": "Nguyễn Thị Minh Hà",
        "email": "ha@example.org",
        "consents": ["event_operations"],
    } | more


def post(client, category, said, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    slug = category.event.slug
    return client.post(f"/api/v1/events/{slug}/registrations", json=said, headers=names)


def number_of_registrations():
    return db.session.scalar(select(func.count(Registration.id)))


def test_the_answer_names_code_status_and_link(client):
    category = make_category()

    answer = post(client, category, body(category))

    assert answer.status_code == 201
    said = answer.get_json()
    made = db.session.scalars(select(Registration)).one()
    assert (said["code"], said["status"]) == (made.code, "confirmed")
    assert said["manage_url"].startswith(f"http://localhost/r/{made.code}-")
    assert [badge.state for badge in queries.badges_of(made.id)] == [BadgeState.VALID]


def test_no_cookie_and_no_csrf_token_is_asked(app):
    category = make_category()

    answer = post(app.test_client(use_cookies=False), category, body(category))

    assert answer.status_code == 201


def test_a_second_sign_up_is_told_nothing_of_the_first(client):
    category = make_category()
    earlier = make_registration(category, email="ha@example.org", name="Trần Bí Mật")

    answer = post(client, category, body(category, name="Khác"))

    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == "already_signed_up"
    text = answer.get_data(as_text=True)
    assert not any(secret in text for secret in (earlier.code, "Bí Mật", "ha@example.org"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\u0000b"}, "name"),
        ({"email": "ha"}, "email"),
        ({"email": None}, "email"),
        ({"phone": "12"}, "phone"),
        ({"consents": []}, "consents"),
        ({"consents": None}, "consents"),
        ({"consents": "event_operations"}, "consents"),
        ({"consents": ["event_operations", "no_such"]}, "consents"),
        ({"consents": [{"a": 1}]}, "consents"),
        ({"category": "nothing"}, "category"),
        ({"locale": "fr"}, "locale"),
        ({"birth_year": 1800}, "birth_year"),
        ({"birth_year": 2022}, "guardian"),
        ({"answers": {"a": "x" * 9000}}, "answers"),
        ({"answers": ["a"]}, "answers"),
    ],
)
def test_what_is_wrong_is_named_by_field(client, change, field):
    category = make_category()

    answer = post(client, category, body(category) | change)

    assert answer.status_code == 422
    problem = answer.get_json()
    assert problem["code"]
    assert all(sentence.strip() for sentence in problem["errors"][field])
    assert number_of_registrations() == 0


@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b'"x"', b"\xff", b"null"])
def test_what_is_no_object_is_a_problem(client, sent):
    slug = make_category().event.slug

    answer = client.post(
        f"/api/v1/events/{slug}/registrations", data=sent, content_type="application/json"
    )

    assert answer.status_code in {400, 422}
    assert answer.mimetype == "application/problem+json"


def test_what_strangers_may_not_choose_does_not_exist_for_them(client):
    category = make_category(public=False)

    answer = post(client, category, body(category))

    assert answer.status_code == 422
    assert "category" in answer.get_json()["errors"]


def test_a_closed_sign_up_conflicts(client):
    from app.core import clock

    category = make_category(make_open_event(registration_closes_at=clock.now()))

    answer = post(client, category, body(category))

    assert (answer.status_code, answer.get_json()["code"]) == (409, "closed")


def test_the_same_key_and_body_get_the_same_answer(client):
    category = make_category()

    answers = [post(client, category, body(category), Idempotency_Key="k1") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert answers[0].get_json() == answers[1].get_json() == answers[2].get_json()
    assert number_of_registrations() == 1


def test_the_answer_stays_the_same_when_the_registration_moves_on(client):
    category = make_category(places=1)
    first = make_registration(category)
    waiting = post(client, category, body(category), Idempotency_Key="k1").get_json()
    assert waiting["status"] == "waiting"

    client.delete(_manage(first), headers=JSON)

    assert post(client, category, body(category), Idempotency_Key="k1").get_json() == waiting


def test_the_same_key_with_another_body_is_refused(client):
    category = make_category()
    post(client, category, body(category), Idempotency_Key="k1")

    answer = post(client, category, body(category, email="x@example.org"), Idempotency_Key="k1")

    assert (answer.status_code, answer.get_json()["code"]) == (422, "key_reused")
    assert number_of_registrations() == 1


def test_a_refused_request_leaves_its_key_free(client):
    category = make_category()
    assert post(client, category, body(category, name=""), Idempotency_Key="k1").status_code == 422

    assert post(client, category, body(category), Idempotency_Key="k1").status_code == 201


def test_keys_of_different_events_do_not_meet(client):
    one, two = make_category(), make_category()

    answers = [post(client, each, body(each), Idempotency_Key="k1") for each in (one, two)]

    assert [answer.status_code for answer in answers] == [201, 201]


def _manage(registration):
    from app.registrations.own import link

    return f"/r/{link.token_of(registration.code, registration.link_nonce)}"


def test_the_link_cancels_and_the_next_in_line_moves_up(app, client):
    category = make_category(places=1)
    first, second = make_registration(category), make_registration(category)
    stranger = app.test_client(use_cookies=False)

    answers = [stranger.delete(_manage(first), headers=JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json() == {"code": first.code, "status": "cancelled"}
    assert second.status is Status.CONFIRMED


def test_a_forged_link_opens_nothing(client):
    url = _manage(make_registration())
    forged = [
        url[:-1] + ("A" if url[-1] != "A" else "B"),
        url[:-1],
        url + "A",
        url.replace("-", "_", 1),
        "/r/" + url[3:].upper(),
        "/r/-",
        "/r/" + "x" * 5000,
        "/r/ế-ế",
    ]

    for each in forged:
        assert client.get(each).status_code == 404
        assert client.delete(each, headers=JSON).status_code == 404


def test_signing_up_takes_a_fixed_number_of_statements_and_little_time(client, statements):
    category = make_category()
    for _warm in range(3):
        post(client, category, body(category, email=f"{_warm}@example.org"))
    url = f"/api/v1/events/{category.event.slug}/registrations"
    rounds, began = 20, time.process_time()

    with statements() as sent:
        for n in range(rounds):
            answer = client.post(url, json=body(category, email=f"n{n}@example.org") | {})
            assert answer.status_code == 201

    assert len(sent) <= 16 * rounds
    assert (time.process_time() - began) / rounds < 0.05


def test_mistakes_are_named_in_the_language_the_program_asks_for(client):
    category = make_category()
    wrong = {"category": category.code, "email": "no address", "locale": "fr", "consents": None}

    said = {
        language: post(client, category, wrong, Accept_Language=language).get_json()
        for language in ("vi", "en-GB,en;q=0.8", "fr")
    }

    assert said["vi"]["errors"]["name"] == ["Xin điền ô này."]
    assert said["vi"]["errors"]["locale"] == ["Chọn một trong: vi, en."]
    assert said["vi"]["title"] == "Yêu cầu có chỗ chưa đúng."
    assert said["en-GB,en;q=0.8"]["errors"]["name"] == ["Please fill this in."]
    assert said["en-GB,en;q=0.8"]["errors"]["locale"] == ["One of: vi, en."]
    assert said["fr"] == said["vi"]
