"""The office's pages of the door, the scanner's page, and the command for devices."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Device, Hub
from app.core import clock, jobs
from app.core.db import db
from app.registrations.checkin import actions, figures, known
from app.registrations.models import Point, Registration, Scan
from app.registrations.states import Verdict
from tests.factories.checkin import (
    bearer,
    make_category,
    make_device,
    make_fair,
    make_guest,
    make_point,
    make_session_door,
    sent,
    token_of,
)
from tests.factories.events import moment


@pytest.fixture
def fair(app):
    return make_fair()


@pytest.fixture
def desk(fair):
    return f"/events/{fair.slug}/desk"


@pytest.fixture
def office(client, sign_in, fair):
    return sign_in(client, "organiser", hub=db.session.get_one(Hub, fair.hub_id))


def scanned(fair, *scans, device="L-03"):
    made, _token = make_device(fair, device)
    return actions.take_in(known.fair_of(fair), made.id, device, list(scans))


def text_of(answer) -> str:
    """The words of a page, without tags."""
    assert answer.status_code == 200, answer.status_code
    body = answer.get_data(as_text=True)
    main = body[body.index("<main") :] if "<main" in body else body
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


# -- figures --


def test_figures_of_a_day_by_hour_gate_category_and_day(fair):
    guests = make_category(fair, name="Khách tham quan")
    experts = make_category(fair, name="Chuyên gia")
    a, b, c = (token_of(make_guest(fair, kind)) for kind in (guests, guests, experts))
    scanned(
        fair,
        sent(a, moment("08:10")),
        sent(a, moment("08:40"), direction="out"),
        sent(a, moment("09:00")),  # back within 30 minutes: no new visit
        sent(b, moment("08:20"), "gate-2"),
        sent(b, moment("08:30")),  # a repeat
        sent(c, moment("09:30"), "gate-2"),
        sent(c, moment("10:00"), direction="out"),
        sent(c, moment("10:31")),  # back after more than 30 minutes
        sent(a, moment("08:00", day=2)),
        sent("rubbish", moment("08:00")),
    )
    day = figures.of_day(fair.id, moment("08:00").date())

    def plain(found):
        return [(one.key, one.visits, one.people) for one in found]

    assert (day.inside, day.all.visits, day.all.people) == (3, 4, 3)
    assert plain(day.by_hour) == [(8, 2, 2), (9, 1, 2), (10, 1, 1)]
    assert day.inside_by_hour == {8: 1, 9: 3, 10: 3}
    assert plain(day.by_gate) == [("Cổng 1", 2, 2), ("Cổng 2", 2, 2)]
    assert plain(day.by_category) == [("Chuyên gia", 2, 1), ("Khách tham quan", 2, 2)]
    assert plain(day.by_day) == [("2026-12-03", 4, 3), ("2026-12-04", 1, 1)]
    assert figures.entries(fair.id).people == 3


def test_session_doors_do_not_count_as_entries(fair):
    make_session_door(fair, "s10", enrolment_needed=False)
    scanned(fair, sent(token_of(make_guest(fair)), moment("13:00"), "s10"))

    assert figures.entries(fair.id).visits == 0


# -- check-ins --


def test_the_page_shows_figures_and_scans_and_filters_them(office, fair, desk):
    a, b = make_guest(fair, name="Đỗ Ưu"), make_guest(fair, name="Trần Văn B")
    scanned(fair, sent(token_of(a), moment("08:00")), sent(token_of(b), moment("09:00"), "gate-2"))

    with clock.at(moment("10:00")):
        page = text_of(office.get(f"{desk}/check-ins"))
        found = text_of(office.get(f"{desk}/check-ins?q=do+uu&point=gate-1&verdict=admitted"))
        live = text_of(office.get(f"{desk}/check-ins/live"))

    assert "Đỗ Ưu" in page and "Trần Văn B" in page
    assert "Đang trong sảnh 2" in live
    assert "Đỗ Ưu" in found and "Trần Văn B" not in found


def test_everyone_let_in_twice_is_found_whoever_was_offline(office, fair, desk):
    late, offline, asked, same = (make_guest(fair, name=f"Khách {n}") for n in range(4))
    with clock.at(moment("09:05")):
        scanned(fair, sent(token_of(late), moment("09:00"), "gate-2"), device="L-05")
    with clock.at(moment("12:00")):  # gate-1 was offline all morning
        scanned(
            fair,
            sent(token_of(late), moment("08:50")),  # takes the entry over
            sent(token_of(offline), moment("09:30"), shown="admitted"),
        )
    with clock.at(moment("09:11")):
        scanned(fair, sent(token_of(offline), moment("09:10"), "gate-2"), device="L-06")
        scanned(fair, sent(token_of(asked), moment("09:10"), "gate-2"), device="L-07")
        scanned(fair, sent(token_of(asked), moment("09:11")))  # asked the server: turned away
        scanned(fair, sent(token_of(same), moment("09:10")), sent(token_of(same), moment("09:11")))

    page = text_of(office.get(f"{desk}/check-ins?look=doubles"))
    assert [f"Khách {n}" in page for n in range(4)] == [True, True, False, False]
    assert "vào hai lần 2" in page


def test_the_list_exports_what_is_listed(office, fair, desk):
    scanned(
        fair,
        sent(token_of(make_guest(fair, name="Đỗ Ưu")), moment("08:00")),
        sent("rubbish", moment("08:01")),
    )
    answer = office.get(f"{desk}/check-ins?format=csv&verdict=admitted")
    lines = answer.get_data(as_text=True).strip().splitlines()

    assert len(lines) == 2
    assert "Đỗ Ưu" in lines[1] and "03/12/2026" in lines[1] or "2026-12-03" in lines[1]


def test_the_pages_have_a_fixed_number_of_statements(office, fair, desk, statements):
    counts = []
    for number in (1, 30):
        for _ in range(number):
            scanned(fair, sent(token_of(make_guest(fair)), moment("08:00")), device=f"L-{number}")
        with statements() as seen:
            assert office.get(f"{desk}/check-ins").status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1], counts


@pytest.mark.parametrize("page", ["check-ins", "points", "devices"])
def test_an_empty_page_says_what_to_do(client, sign_in, page):
    fair = make_fair(gates=())
    office = sign_in(client, "organiser", hub=db.session.get_one(Hub, fair.hub_id))
    for point in db.session.scalars(select(Point).where(Point.event_id == fair.id)):
        office.post(f"/events/{fair.slug}/desk/points/{point.code}/close")
    assert "Chưa" in text_of(office.get(f"/events/{fair.slug}/desk/{page}"))


# -- points --


def test_a_point_is_added_changed_closed_and_opened_again(office, fair, desk, submit):
    made = submit(
        office,
        f"{desk}/points/new",
        name="Cổng sau",
        code="Cong-Sau",
        kind="gate",
        opens="8h",
        closes="11:30",
    )
    assert made.status_code == 303
    point = db.session.scalars(select(Point).where(Point.code == "cong-sau")).one()
    assert (point.name, point.opens, point.closes) == ("Cổng sau", "08:00", "11:30")

    submit(
        office, f"{desk}/points/cong-sau", name="Cổng phụ", code="cong-sau", kind="gate", version=1
    )
    assert (point.name, point.opens) == ("Cổng phụ", None)
    submit(office, f"{desk}/points/cong-sau/close", page=f"{desk}/points")
    assert point.closed_at is not None
    assert "đã đóng" in text_of(office.get(f"{desk}/points"))
    submit(office, f"{desk}/points/cong-sau/reopen", page=f"{desk}/points")
    assert point.closed_at is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "gate-1"}, "Đã có điểm quét gate-1"),
        ({"code": "cổng"}, "Chỉ dùng chữ thường"),
        ({"name": ""}, ""),
        ({"kind": "session"}, "Chọn phiên"),
        ({"opens": "17:00", "closes": "08:00"}, "Giờ đóng phải sau giờ mở"),
        ({"opens": "khuya"}, ""),
    ],
)
def test_a_refused_point_keeps_what_was_typed(office, desk, submit, fields, said):
    typed = {"name": "Cổng lạ", "code": "gate-9", "kind": "gate"} | fields
    answer = submit(office, f"{desk}/points/new", **typed)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert said in page
    assert all(
        f'value="{value}"' in page for value in typed.values() if value not in ("", "session")
    )


def test_two_people_changing_one_point_do_not_undo_each_other(office, fair, desk, submit):
    submit(office, f"{desk}/points/gate-1", name="Cổng A", code="gate-1", kind="gate", version=1)
    answer = submit(
        office, f"{desk}/points/gate-1", name="Cổng B", code="gate-1", kind="gate", version=1
    )

    assert answer.status_code == 409
    assert [p.name for p in db.session.scalars(select(Point).where(Point.code == "gate-1"))] == [
        "Cổng A"
    ]


def test_new_hours_judge_earlier_scans_anew(office, fair, desk, submit):
    scanned(fair, sent(token_of(make_guest(fair)), moment("07:30")))
    submit(
        office,
        f"{desk}/points/gate-1",
        name="Cổng 1",
        code="gate-1",
        kind="gate",
        opens="08:00",
        version=1,
    )
    jobs.drain()

    [scan] = db.session.scalars(select(Scan))
    assert (scan.verdict, scan.changed) == (Verdict.WRONG_TIME, True)


# -- devices --


def test_a_device_is_made_shown_once_revoked_and_restored(office, client, fair, desk, submit):
    page = submit(office, f"{desk}/devices/new", name="L-09", point="gate-2").get_data(as_text=True)
    slug, token = re.search(r"/scan#([a-z0-9-]+)\.([\w-]{43})<", page).groups()
    device = db.session.scalars(select(Device).where(Device.name == "L-09")).one()
    headers = {"Authorization": f"Bearer {token}"}
    door = f"/api/v1/events/{fair.slug}/door"

    assert slug == fair.slug
    assert token not in office.get(f"{desk}/devices").get_data(as_text=True)
    assert client.get(door, headers=headers).json["device"] == {
        "name": "L-09",
        "point_id": device.point_id,
    }
    submit(office, f"{desk}/devices/{device.code}/revoke", page=f"{desk}/devices")
    assert client.get(door, headers=headers).status_code == 401
    submit(office, f"{desk}/devices/{device.code}/restore", page=f"{desk}/devices")
    assert client.get(door, headers=headers).status_code == 200


def test_the_command_prints_the_token_alone(app, client, fair):
    run = app.test_cli_runner()
    made = run.invoke(args=["devices", "create", fair.slug, "Cổng chính", "--point", "gate-1"])

    assert made.exit_code == 0
    token = made.output.strip()
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get(f"/api/v1/events/{fair.slug}/door", headers=headers).status_code == 200
    for args in (["no-such-fair", "X"], [fair.slug, "X", "--point", "nope"], [fair.slug, ""]):
        refused = run.invoke(args=["devices", "create", *args])
        assert refused.exit_code == 2, args


def test_other_hubs_and_lower_roles_stay_outside(app, client, sign_in, fair, desk):
    hub = db.session.get_one(Hub, fair.hub_id)
    asked = {
        "organiser of another hub": (sign_in(app.test_client(), "organiser"), 404),
        "viewer": (sign_in(app.test_client(), "viewer", hub=hub), 403),
        "steward": (sign_in(app.test_client(), "steward", hub=hub), 403),
    }
    for who, (browser, status) in asked.items():
        assert browser.get(f"{desk}/devices").status_code == status, who
    steward = asked["steward"][0]
    assert steward.get(f"{desk}/walk-in").status_code == 200
    assert steward.get(f"{desk}/check-ins").status_code == 403


# -- the scanner's page --


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


# -- a guest without a badge --


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


# -- what the door tells the rest --


def test_the_roster_gives_all_then_only_changes(client, fair, monkeypatch):
    from app.registrations.badges import actions as badges
    from app.registrations.checkin import queries

    monkeypatch.setattr(queries, "ROSTER_PAGE", 2)
    device, url = bearer(fair), f"/api/v1/events/{fair.slug}/roster"
    people = [make_guest(fair, name=f"Khách {n}") for n in range(5)]
    make_guest(make_fair())

    def read(cursor):
        found = {}
        while True:
            page = client.get(url, query_string={"cursor": cursor}, headers=device).json
            cursor = page["cursor"]
            if not page["badges"]:
                return found, cursor
            found |= {badge["name"]: badge["state"] for badge in page["badges"]}

    everyone, cursor = read("")
    badges.revoke(people[2], "lost")
    changed, later = read(cursor)

    assert everyone == {f"Khách {n}": "valid" for n in range(5)}
    assert changed == {"Khách 2": "revoked"}
    assert read(later) == ({}, later)
    for bad in ("x", "2026-12-03T00:00:00~1", "~", "2026-12-03T00:00:00+07:00~x"):
        assert client.get(url, query_string={"cursor": bad}, headers=device).status_code == 422


def test_a_lost_hour_on_the_wrong_side_of_midnight_counts_for_its_own_day(fair):
    badge = token_of(make_guest(fair))
    scanned(
        fair,
        sent(badge, moment("23:59") + timedelta(seconds=59)),
        sent(badge, moment("00:00", day=2)),
    )

    found = db.session.scalars(select(Scan).order_by(Scan.at))
    assert [(s.day, s.hour, s.verdict) for s in found] == [
        ("2026-12-03", 23, Verdict.ADMITTED),
        ("2026-12-04", 0, Verdict.ADMITTED),
    ]


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
