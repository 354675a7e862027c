"""Public data about events for other programs."""

import pytest

from app.events import api
from tests.factories.events import make_event, make_room, make_session, make_venue, moment


def all_items(client, path: str) -> list[dict]:
    found, cursor = [], None
    while True:
        answer = client.get(path, query_string={"cursor": cursor} if cursor else None)
        assert answer.status_code == 200
        found += answer.json["items"]
        cursor = answer.json["next"]
        if cursor is None:
            return found


def test_events_come_newest_first_page_after_page(visitor, hub, monkeypatch):
    monkeypatch.setattr(api, "PER_PAGE", 2)
    slugs = [make_event(hub).slug for _ in range(5)]
    make_event(hub, published=False)

    found = [event["slug"] for event in all_items(visitor, "/api/v1/events")]

    assert found == slugs[::-1]


def test_one_event_tells_its_days_place_and_address(visitor, hub):
    venue = make_venue(hub, name="Nhà văn hóa")
    event = make_event(hub, name="Chợ", venue_id=venue.id)

    found = visitor.get(f"/api/v1/events/{event.slug}").json

    assert {key: found[key] for key in ("slug", "name", "kind", "state", "venue")} == {
        "slug": event.slug,
        "name": "Chợ",
        "kind": "techmart",
        "state": "published",
        "venue": "Nhà văn hóa",
    }
    assert (found["starts_on"], found["ends_on"]) == ("2026-12-03", "2026-12-05")
    assert found["hub"] == {"code": hub.code, "name": hub.name}
    assert found["url"].endswith(f"/events/{event.slug}")


def test_sessions_come_in_the_order_of_time(visitor, hub, monkeypatch):
    monkeypatch.setattr(api, "PER_PAGE", 2)
    event = make_event(hub)
    room = make_room(make_venue(hub), name="Phòng Sông Lam")
    for hour in (15, 9, 12, 9, 10):
        make_session(event, starts_at=moment(f"{hour:02d}:00"), ends_at=moment(f"{hour:02d}:30"))
    make_session(event, code="X", room_id=room.id, speakers=["TS An"], starts_at=moment("08:00"),
                 ends_at=moment("08:30"))  # fmt: skip

    found = all_items(visitor, f"/api/v1/events/{event.slug}/sessions")

    assert [session["code"] for session in found] == ["X", "S02", "S04", "S05", "S03", "S01"]
    assert found[0]["start"] == "2026-12-03T08:00:00+07:00"
    assert found[0]["room"] == "Phòng Sông Lam"
    assert found[0]["speakers"] == [{"name": "TS An", "organisation": None}]


@pytest.mark.parametrize("path", ["events/{slug}", "events/{slug}/sessions"])
def test_drafts_are_not_there(visitor, hub, path):
    draft = make_event(hub, published=False)

    answer = visitor.get("/api/v1/" + path.format(slug=draft.slug))

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_cursor_of_another_list_is_refused(visitor, hub, monkeypatch):
    monkeypatch.setattr(api, "PER_PAGE", 1)
    event = make_event(hub)
    make_event(hub)
    cursor = visitor.get("/api/v1/events").json["next"]

    answer = visitor.get(f"/api/v1/events/{event.slug}/sessions?cursor={cursor}")

    assert (answer.status_code, answer.json["code"]) == (422, "bad_cursor")
