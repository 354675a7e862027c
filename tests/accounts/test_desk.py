"""Where those who work here begin, and what the audit trail calls their deeds."""

from tests.factories.accounts import make_hub, make_user


def test_an_organiser_begins_at_the_hubs_desk(client, sign_in):
    hub = make_hub(code="H01")
    sign_in(client, "organiser", hub=hub)

    assert client.get("/desk").location == "/hubs/h01"


def test_a_steward_begins_at_the_scanner_not_at_a_closed_door(client, sign_in):
    sign_in(client, "steward", hub=make_hub(code="H01"))

    answer = client.get("/desk")

    assert answer.location == "/scan"
    assert client.get(answer.location).status_code == 200


def test_the_audit_trail_speaks_in_words(client, sign_in):
    hub = make_hub(code="H01")
    make_user("viewer", hub, email="an@example.org")
    sign_in(client, "manager", hub=hub)

    page = client.get("/hubs/h01/audit").text

    assert "Thêm tài khoản" in page
    assert "tự động" in page
    assert "user created" not in page
