"""Signing in, and what ends a session."""

from app.accounts import actions
from tests.factories.accounts import make_hub, make_user

PASSWORD = "một câu dài dễ nhớ"


def test_who_signs_in_gets_to_the_desk(client, submit):
    make_user("manager", make_hub(code="H01"), email="an@example.org", password=PASSWORD)

    answer = submit(client, "/sign-in", email=" AN@example.org", password=PASSWORD)

    assert answer.status_code == 303
    assert answer.location == "/desk"
    assert client.get("/account").status_code == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, submit):
    make_user("manager", email="an@example.org", password=PASSWORD)

    wrong = submit(client, "/sign-in", email="an@example.org", password="nope nope nope")
    unknown = submit(client, "/sign-in", email="ai@example.org", password="nope nope nope")

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "Thư điện tử hoặc mật khẩu chưa đúng" in wrong.text
    assert "Thư điện tử hoặc mật khẩu chưa đúng" in unknown.text


def test_a_changed_password_signs_out_everywhere_else(client, app, submit):
    user = make_user("manager", email="an@example.org", password=PASSWORD)
    submit(client, "/sign-in", email="an@example.org", password=PASSWORD)
    other = app.test_client()
    submit(other, "/sign-in", email="an@example.org", password=PASSWORD)

    actions.set_password(user, "một câu dài khác hẳn")

    assert client.get("/account").status_code == 303
    assert other.get("/account").status_code == 303


def test_next_leads_nowhere_else(client, submit):
    make_user("manager", email="an@example.org", password=PASSWORD)
    for wish in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"):
        answer = submit(
            client,
            f"/sign-in?next={wish}",
            email="an@example.org",
            password=PASSWORD,
        )
        assert answer.location == "/desk"
        submit(client, "/sign-out", page="/account")
