"""Public data: lists with cursors, the calendar file, problems and the API's description."""

import json
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

import icalendar
import pytest

from .sample import CLASS, FAIR, VIETNAM


def test_the_sample_events_are_listed(web, first_day):
    events = web.items("/api/v1/events")

    by_slug = {event["slug"]: event for event in events}
    assert by_slug.keys() >= {FAIR, CLASS}
    assert (by_slug[FAIR]["kind"], by_slug[CLASS]["kind"]) == ("techmart", "training")
    assert by_slug[FAIR]["name"] == "Techmart & Techdemo Bắc Trung Bộ 2026 (giả định)"


def test_one_event_is_shown_by_its_slug(web):
    answer = web.get(f"/api/v1/events/{FAIR}")

    assert (answer.status, answer.kind) == (200, "application/json")
    assert answer.json()["slug"] == FAIR


def test_the_agenda_has_the_thirty_sessions_of_the_sample(web, first_day):
    sessions = web.items(f"/api/v1/events/{FAIR}/sessions")

    by_code = {session["code"]: session for session in sessions}
    assert len(sessions) == 30
    assert by_code.keys() == {f"S{number:02d}" for number in range(1, 31)}
    assert by_code["S04"]["kind"] == "training"
    assert by_code["S01"]["title"].startswith("Lễ khai mạc")
    start = datetime.fromisoformat(by_code["S30"]["start"]).astimezone(VIETNAM)
    assert start.replace(tzinfo=None) == datetime.combine(first_day + timedelta(days=2), time(15))


def test_cursors_lead_through_every_technology_once(web):
    technologies = web.items("/api/v1/technologies")

    codes = [technology["code"] for technology in technologies]
    assert len(codes) == len(set(codes)) == 120


@pytest.mark.parametrize("asked", ["bảo quản", "bao quan", "BAO QUAN"])
def test_search_ignores_case_and_marks(web, asked):
    found = web.items(f"/api/v1/technologies?{urlencode({'q': asked})}")

    assert 0 < len(found) < 120
    assert any("bảo quản" in technology["title"].lower() for technology in found)


def test_needs_are_listed_without_anyones_contact(web):
    needs = web.items("/api/v1/needs")

    assert needs
    text = str(needs)
    assert "@" not in text
    assert "0990" not in text


def test_needs_are_searched(web):
    assert {need["code"] for need in web.items("/api/v1/needs?q=ca+gai+leo")} >= {"N003"}


@pytest.mark.parametrize("path", ["technologies", "needs", "events", f"events/{FAIR}/sessions"])
def test_a_cursor_nobody_gave_is_refused(web, path):
    answer = web.get(f"/api/v1/{path}?cursor=made-up")

    assert (answer.status, answer.kind) == (422, "application/problem+json")


def test_what_is_not_there_is_a_problem_with_a_code(web):
    for path in ("/api/v1/events/no-such-fair", "/api/v1/no-such-thing"):
        answer = web.get(path)
        assert (answer.status, answer.kind) == (404, "application/problem+json")
        assert answer.json()["code"]


def test_a_method_nobody_serves_is_a_problem_with_a_code(web):
    answer = web.request("PUT", f"/api/v1/events/{FAIR}", body={})

    assert (answer.status, answer.kind) == (405, "application/problem+json")
    assert answer.json()["code"]


def test_the_agenda_opens_in_a_calendar(web, first_day):
    answer = web.get(f"/events/{FAIR}/agenda.ics")

    assert (answer.status, answer.kind) == (200, "text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.body)
    sessions = calendar.walk("VEVENT")
    assert len(sessions) == 30
    assert len({str(session["UID"]) for session in sessions}) == 30
    opening = min(session["DTSTART"].dt for session in sessions)
    assert opening.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M") == f"{first_day} 08:00"
    assert all("SEQUENCE" in session and "DTSTAMP" in session for session in sessions)


def test_a_calendar_file_keeps_its_uids(web):
    files = [web.get(f"/events/{FAIR}/agenda.ics").body for _ in range(2)]
    uids = [
        [str(event["UID"]) for event in icalendar.Calendar.from_ical(file).walk("VEVENT")]
        for file in files
    ]

    assert uids[0] == uids[1]


def test_the_api_describes_itself(web, house, tmp_path):
    answer = web.get("/api/v1/openapi.json")
    house.ok("openapi", tmp_path / "api.json")

    described = answer.json()
    assert described["openapi"].startswith("3.1")
    paths = {path.replace("{slug}", "S") for path in described["paths"]}
    for path in ("/events/S/registrations", "/events/S/check-ins", "/events/S/roster", "/needs"):
        assert any(known.endswith(path) for known in paths), path
    written = json.loads((tmp_path / "api.json").read_text("utf-8"))
    assert written["openapi"].startswith("3.1")
    assert written["paths"].keys() == described["paths"].keys()
