"""Sign-up through the API, and the link by which a person manages it."""

import pytest

from .house import Browser
from .sample import CLASS, FAIR, post_sign_up, sign_up_body


def names_on_the_roster(web: Browser, device: dict[str, str]) -> set[str]:
    names, cursor = set(), ""
    while True:
        path = f"/api/v1/events/{FAIR}/roster" + (f"?cursor={cursor}" if cursor else "")
        page = web.request("GET", path, headers=device).json()
        if not page["badges"]:
            return names
        names |= {badge["name"] for badge in page["badges"] if badge["state"] == "valid"}
        cursor = page["cursor"]


def test_sign_up_confirms_and_the_badge_is_made_by_then(web, house):
    answer = post_sign_up(web, sign_up_body())

    assert answer.status == 201
    said = answer.json()
    assert said.keys() >= {"code", "status", "manage_url"}
    assert said["status"] == "confirmed"
    assert said["manage_url"].startswith(web.base + "/")
    assert len(house.tokens(FAIR)[said["code"]]) == 198


def test_the_manage_url_opens_without_signing_in(web, sign_up):
    answer = web.get(sign_up().manage_url)

    assert answer.status == 200
    assert "private" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("second", [{}, {"name": "Người Khác"}])
def test_the_same_address_signs_up_once(web, second):
    body = sign_up_body()
    first = post_sign_up(web, body)
    again = post_sign_up(web, body | {"email": body["email"].upper()} | second)

    assert first.status == 201
    assert (again.status, again.kind) == (409, "application/problem+json")
    assert again.json()["code"] == "already_signed_up"
    for secret in (first.json()["code"], first.json()["manage_url"], body["name"], body["email"]):
        assert secret not in again.text


def test_without_an_address_phone_and_folded_name_tell_people_apart(web):
    phone = {"email": None, "phone": "0990 555 123"}
    an = sign_up_body(name="Đỗ Thị Ân", **phone)
    body = {key: value for key, value in an.items() if value is not None}

    answers = [
        post_sign_up(web, body),
        post_sign_up(web, body | {"name": "do thi an", "phone": "+84 990555123"}),
        post_sign_up(web, body | {"name": "Đỗ Văn Bình"}),
    ]

    assert [answer.status for answer in answers] == [201, 409, 201]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"email": "not an address"}, "email"),
        ({"category": "no-such-category"}, "category"),
        ({"category": None}, "category"),
        ({"consents": []}, "consents"),
        ({"consents": ["news"]}, "consents"),
        ({"consents": ["event_operations", "no_such_purpose"]}, "consents"),
    ],
)
def test_what_is_missing_or_wrong_is_named(web, change, field):
    body = {k: v for k, v in (sign_up_body() | change).items() if v is not None}
    answer = post_sign_up(web, body)

    assert (answer.status, answer.kind) == (422, "application/problem+json")
    problem = answer.json()
    assert problem["code"]
    assert field in problem["errors"]
    assert all(message.strip() for message in problem["errors"][field])


def test_an_address_or_a_phone_is_needed(web):
    body = sign_up_body()
    del body["email"]
    answer = post_sign_up(web, body)

    assert answer.status == 422
    assert answer.json()["errors"].keys() & {"email", "phone"}


def test_all_fields_are_taken(web):
    body = sign_up_body(
        phone="0990 555 321",
        organisation="Hợp tác xã Thử (giả định)",
        answers={},
        consents=["event_operations", "lead_sharing", "news", "photo", "directory"],
        locale="en",
        birth_year=1980,
    )

    assert post_sign_up(web, body).status == 201


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe"])
def test_what_is_no_object_is_refused_as_a_problem(web, body):
    answer = web.request("POST", f"/api/v1/events/{FAIR}/registrations", body=body)

    assert answer.status in {400, 422}
    assert answer.kind == "application/problem+json"
    assert answer.json()["code"]


def test_a_category_strangers_may_not_choose_takes_none(web):
    answer = post_sign_up(web, sign_up_body("organiser"))

    assert answer.status in {409, 422}
    assert answer.json()["code"]


def test_a_category_with_approval_leaves_the_person_pending(sign_up, house):
    guest = sign_up("delegate")

    assert guest.status == "pending"
    assert guest.code not in house.tokens(FAIR)


def test_the_same_key_and_body_get_the_same_answer(web):
    body = sign_up_body()
    answers = [post_sign_up(web, body, key="key-one") for _ in range(3)]

    assert [answer.status for answer in answers] == [201, 201, 201]
    assert answers[0].json() == answers[1].json() == answers[2].json()


def test_the_same_key_with_another_body_is_refused(web):
    assert post_sign_up(web, sign_up_body(), key="key-two").status == 201

    answer = post_sign_up(web, sign_up_body(), key="key-two")

    assert (answer.status, answer.kind) == (422, "application/problem+json")
    assert answer.json()["code"]


def test_a_cancelled_place_goes_to_the_next_in_line(web, house, sign_up, device):
    house.ok("categories", "create", FAIR, "few", "--places", 1, "--name", "Ít chỗ")
    first, second, third = (sign_up("few") for _ in range(3))
    assert [first.status, second.status, third.status] == ["confirmed", "waiting", "waiting"]

    as_json = {"Accept": "application/json"}
    gone = [web.request("DELETE", first.manage_url, headers=as_json) for _ in range(2)]

    assert [answer.status for answer in gone] == [200, 200]
    assert [answer.kind for answer in gone] == ["application/json", "application/json"]
    here = names_on_the_roster(web, device) & {first.name, second.name, third.name}
    assert here == {second.name}


def test_a_forged_manage_url_opens_nothing(web, sign_up):
    url = sign_up().manage_url
    forged = url[:-1] + ("A" if url[-1] != "A" else "B")

    assert web.request("DELETE", forged, headers={"Accept": "application/json"}).status == 404
    assert web.get(forged).status == 404


def test_a_confirmation_is_mailed(house, sign_up, patiently):
    guest = sign_up()

    def letters() -> list[str]:
        return [file.read_text("utf-8", "replace") for file in (house.data / "mail").glob("*.eml")]

    number = guest.name.split()[-1]
    found = patiently(lambda: [text for text in letters() if f"thu.{number}@example.org" in text])
    assert len(found) == 1


def test_an_unknown_fair_takes_no_one(web):
    answer = post_sign_up(web, sign_up_body(), event="no-such-fair")

    assert (answer.status, answer.kind) == (404, "application/problem+json")
    assert answer.json()["code"]


def test_one_person_may_come_to_two_events(web, house):
    house.ok("categories", "create", CLASS, "guests", "--places", 5)
    body = sign_up_body()

    answers = [post_sign_up(web, body, event) for event in (FAIR, CLASS)]

    assert [answer.status for answer in answers] == [201, 201]
