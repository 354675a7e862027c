"""Where those who work here begin, and what the audit trail calls their deeds."""

from datetime import UTC, datetime

from app.core import clock
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


def test_the_audit_trail_is_filtered_by_who_what_when_and_kind_of_record(client, sign_in):
    hub = make_hub(code="H01")
    with clock.at(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        make_user("viewer", hub, email="an@example.org", name="Trần An")
    sign_in(client, "manager", hub=hub)

    def listed(**filters) -> str:
        page = client.get("/hubs/h01/audit", query_string=filters).text
        return page.partition("<tbody>")[2].partition("</tbody>")[0]

    assert "Thêm tài khoản" in listed(**{"from": "20/11/2026", "to": "20/11/2026"})
    assert listed(**{"from": "18/11/2026", "to": "19/11/2026"}) == ""
    assert "Thêm tài khoản" in listed(kind="user", who="system", action="user_created")
    assert "Thêm tài khoản" not in listed(kind="hub")
    assert listed(who="user:999999") == ""
    assert "Tài khoản" in listed(kind="user")
    export = client.get("/hubs/h01/audit?kind=user&format=csv").text
    assert "Thêm tài khoản" in export
    assert "user" not in export
