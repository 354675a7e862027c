"""Who sees which page, and that a page asks the database as often for many rows as for one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Hub
from app.connections import hooks
from app.connections.stages import OutcomeKind
from app.core import clock
from app.core.db import db, transaction
from app.events.models import Event
from tests.factories.accounts import make_hub
from tests.factories.connections import make_connection, make_meeting, make_request
from tests.factories.events import make_event


@pytest.fixture
def world(app):
    """A hub with an event, a request, an open meeting and a connection; its pages."""
    event = make_event()
    hub = db.session.get_one(Hub, event.hub_id)
    request = make_request(event)
    meeting, connection = make_meeting(hub), make_connection(hub)
    office, desk = f"/hubs/{hub.slug}", f"/events/{event.slug}/desk"
    read = [
        f"{desk}/requests",
        f"{desk}/requests/{request.code}",
        f"{desk}/meetings",
        f"{desk}/connections",
        f"{office}/meetings",
        f"{office}/meetings/{meeting.code}",
        f"{office}/meetings/{meeting.code}/minutes.pdf",
        f"{office}/connections",
        f"{office}/connections?view=table",
        f"{office}/connections/{connection.code}",
    ]
    write = [
        f"{desk}/requests/new",
        f"{desk}/requests/import",
        f"{office}/meetings/new",
        f"{office}/meetings/{meeting.code}/minutes",
    ]
    return hub, read, write


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [("viewer", 200, 403), ("steward", 403, 403), ("organiser", 200, 200), ("manager", 200, 200)],
)
def test_roles_of_the_hub(client, sign_in, world, role, reads, writes):
    hub, read, write = world
    sign_in(client, role, hub=hub)

    assert {url: client.get(url).status_code for url in read} == dict.fromkeys(read, reads)
    assert {url: client.get(url).status_code for url in write} == dict.fromkeys(write, writes)


def test_for_other_hubs_nothing_of_it_exists(client, sign_in, world):
    _hub, read, write = world
    other = make_hub()
    sign_in(client, "manager", hub=other)
    pages = read + write

    assert {url: client.get(url).status_code for url in pages} == dict.fromkeys(pages, 404)
    own = [url.replace(f"/hubs/{_hub.slug}/", f"/hubs/{other.slug}/") for url in read]
    codes = {
        url: client.get(url).status_code for url in own if url.count("/") > 3 and "/hubs/" in url
    }
    assert set(codes.values()) == {404}  # codes of one hub mean nothing under another's address


def test_a_viewer_is_offered_no_deeds(client, sign_in, world):
    hub, read, _write = world
    sign_in(client, "viewer", hub=hub)

    for url in (url for url in read if not url.endswith(".pdf")):
        page = client.get(url).get_data(as_text=True)
        main = page[page.find("<main") : page.find("</main>")]
        assert 'method="post"' not in main, url


def test_pages_ask_as_often_for_many_rows_as_for_few(client, sign_in, statements, world):
    hub, read, _write = world
    event_pages = [url for url in read if not url.endswith(".pdf")]
    sign_in(client, "organiser", hub=hub)

    def asked() -> dict[str, int]:
        found = {}
        for url in event_pages:
            with statements() as sent:
                assert client.get(url).status_code == 200
            found[url] = len(sent)
        return found

    few = asked()
    event = db.session.scalars(select(Event)).one()
    for n in range(6):
        make_request(event)
        meeting = make_meeting(hub, starts_at=clock.now() - timedelta(days=n + 1))
        kind = OutcomeKind.FOLLOW_UP if n % 2 else OutcomeKind.SITE_VISIT
        connection = make_connection(hub, kind, meeting, next_step="Gọi", next_due=clock.today())
        with transaction():
            meeting.event_id = connection.event_id = event.id

    many = asked()
    assert {url: n - few[url] for url, n in many.items() if n > few[url] + 1} == {}
    assert max(many.values()) <= 25


def test_desk_and_thread_tell_of_requests_meetings_and_connections(app, world):
    hub, _read, _write = world
    event = db.session.scalars(select(Event)).one()
    late = make_connection(hub, next_step="Gọi", next_due=clock.today() - timedelta(days=1))
    with app.test_request_context():
        chapters = {c.key: (c.state, c.figure) for c in hooks.chapters(event)}
        tasks = [task.title for task in [*hooks.event_tasks(event), *hooks.hub_tasks(hub)]]
        found = hooks.find(hub, late.meeting.need.title.split())

    assert chapters == {"meetings": ("now", "0 nhận lời"), "connections": ("ahead", "chưa tới")}
    assert len(tasks) == 2
    assert found[0]["title"] == late.meeting.need.title
