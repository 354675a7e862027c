"""The scanner's page, guests without a sign-up, and the roster a phone keeps."""

import pytest
from sqlalchemy import select

from app.accounts.models import Device, Hub
from app.core import clock
from app.core.db import db
from app.registrations.models import Point, Registration
from app.registrations.states import Verdict
from tests.factories.checkin import (
    bearer,
    make_category,
    make_fair,
    make_guest,
    make_point,
    sent,
    token_of,
)
from tests.factories.events import moment
from tests.registrations.checkin.reading import scanned


def test_the_scanner_alone_may_use_camera_and_wasm(client, fair):
    scan = client.get("/scan").headers
    assert "camera=(self)" in scan["Permissions-Policy"]
    assert "'wasm-unsafe-eval'" in scan["Content-Security-Policy"]
    other = client.get("/sign-in").headers
    assert "camera=()" in other["Permissions-Policy"]
    assert "wasm" not in other["Content-Security-Policy"]


def test_a_stewards_phone_becomes_a_device_of_a_chosen_gate(client, sign_in, fair, submit):
    hub = db.session.get_one(Hub, fair.hub_id)
    steward = sign_in(client, "steward", hub=hub)
    with clock.at(moment("07:00")):
        page = steward.get("/scan").get_data(as_text=True)
        answer = submit(steward, "/scan", place=f"{fair.slug}/gate-2")

    assert f'value="{fair.slug}/gate-1"' in page
    where, _, token = answer.headers["Location"].partition(f"#{fair.slug}.")
    assert (answer.status_code, where) == (303, "/scan")
    door = client.get(
        f"/api/v1/events/{fair.slug}/door", headers={"Authorization": f"Bearer {token}"}
    ).json
    gate = db.session.scalars(select(Point).where(Point.code == "gate-2")).one()
    assert door["device"]["point_id"] == gate.id


def test_nobody_takes_a_gate_of_another_hub_or_without_the_role(client, app, sign_in, fair, submit):
    hub = db.session.get_one(Hub, fair.hub_id)
    with clock.at(moment("07:00")):
        for role, at in (("steward", None), ("viewer", hub)):
            browser = sign_in(app.test_client(), role, hub=at)
            answer = submit(browser, "/scan", place=f"{fair.slug}/gate-1")
            assert answer.status_code == 404, role
        assert fair.name not in client.get("/scan").get_data(as_text=True)
    assert db.session.scalars(select(Device)).all() == []


def test_a_guest_is_signed_up_in_one_step_and_has_a_badge(client, sign_in, fair, desk, submit):
    category = make_category(fair, places=10)
    steward = sign_in(client, "steward", hub=db.session.get_one(Hub, fair.hub_id))
    done = submit(
        steward,
        f"{desk}/walk-in",
        name="Lò Thị Ý",
        contact="0912 345 678",
        category=category.id,
        consent="y",
    )
    page = steward.get(done.headers["Location"]).get_data(as_text=True)
    guest = db.session.scalars(select(Registration)).one()

    assert (done.status_code, guest.phone, guest.source) == (303, "+84912345678", "desk")
    assert "Lò Thị Ý" in page and "<path" in page
    printed = submit(
        steward, f"{desk}/registrations/{guest.code}/print", page=done.headers["Location"]
    )
    paper = steward.get(printed.headers["Location"])
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    assert [a.judgement.verdict for a in scanned(fair, sent(token_of(guest), moment("08:00")))] == [
        Verdict.ADMITTED
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"consent": ""}, "Thiếu ô này thì không làm thẻ được"),
        ({"contact": ""}, "Cần một cách liên lạc"),
        ({"contact": "0912"}, ""),
        ({"contact": "an@"}, ""),
        ({"birth_year": "2020"}, ""),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    client, sign_in, fair, desk, submit, fields, said
):
    category = make_category(fair)
    steward = sign_in(client, "steward", hub=db.session.get_one(Hub, fair.hub_id))
    typed = {"name": "Lò Thị Ý", "contact": "a@example.org", "category": category.id} | {
        "consent": "y"
    }
    answer = submit(steward, f"{desk}/walk-in", **typed | fields)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert 'value="Lò Thị Ý"' in page and said in page
    assert db.session.scalars(select(Registration)).all() == []


def test_the_same_guest_twice_is_refused_with_words(client, sign_in, fair, desk, submit):
    category = make_category(fair)
    steward = sign_in(client, "steward", hub=db.session.get_one(Hub, fair.hub_id))
    typed = {"name": "Lò Thị Ý", "contact": "a@example.org", "category": category.id}
    submit(steward, f"{desk}/walk-in", **typed, consent="y")
    again = submit(steward, f"{desk}/walk-in", **typed, consent="y")

    assert again.status_code == 422
    assert len(db.session.scalars(select(Registration)).all()) == 1


def test_a_guest_of_another_event_is_not_shown(client, sign_in, fair, desk):
    stranger = make_guest(make_fair())
    steward = sign_in(client, "steward", hub=db.session.get_one(Hub, fair.hub_id))

    assert steward.get(f"{desk}/walk-in/{stranger.code}").status_code == 404


def test_a_persons_export_holds_their_scans(fair):
    from app.core import hooks

    guest = make_guest(fair)
    scanned(fair, sent(token_of(guest), moment("08:00")))
    with db.session.no_autoflush:
        found = dict(hooks.personal_data.gather(guest))

    assert [row["verdict"] for row in found["scans"]] == ["admitted"]


def test_points_of_another_event_are_unknown_here(client, fair):
    other = make_fair()
    make_point(other, "side-door")
    answer = client.post(
        f"/api/v1/events/{fair.slug}/check-ins",
        json={"scans": [sent("1", moment("08:00"), "side-door")]},
        headers=bearer(fair),
    )
    assert answer.json["results"][0]["error"] == "point"
