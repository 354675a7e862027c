"""What the desks, the thread and the search are told by events."""

from datetime import timedelta

import pytest

from app.core import clock, hooks
from app.events import hooks as told
from tests.factories.events import FIRST_DAY, make_event, make_session, make_venue, moment


@pytest.fixture
def ask(app):
    """Ask a hook as a page of a request would, at a local time."""

    def do(hook, *args, at: str = "08:00", day: int = 1):
        with app.app_context(), app.test_request_context(), clock.at(moment(at, day)):
            return list(hook(*args))

    return do


def test_the_first_knot_follows_the_agenda(ask, hub):
    event = make_event(hub, published=False)
    assert [c.figure for c in ask(told.plan, event, day=-9)] == ["bản nháp"]

    published = make_event(hub)
    make_session(published)
    [chapter] = ask(told.plan, published, day=-9)
    assert (chapter.key, chapter.state, chapter.figure) == ("plan", "now", "1 phiên")
    [chapter] = ask(told.plan, published, day=1)
    assert chapter.state == "done"


def test_a_fair_without_a_place_and_an_agenda_waits(ask, hub):
    event = make_event(hub, published=False)

    titles = {task.title for task in ask(told.tasks, event, day=-200)}

    assert titles == {"Sự kiện còn là bản nháp", "Chưa có chương trình", "Chưa chọn địa điểm"}


def test_a_fair_that_is_ready_waits_for_nothing_but_its_dates(ask, hub):
    with clock.at(moment("08:00", -200)):
        event = make_event(hub, venue_id=make_venue(hub).id)
    make_session(event)

    assert ask(told.tasks, event, day=-200) == []
    [today] = ask(told.tasks, event, day=-119)
    [late] = ask(told.tasks, event, day=-118)
    assert (today.title, today.urgent) == ("Duyệt kế hoạch và dự toán", False)
    assert (late.text, late.urgent) == ("chậm 1 ngày", True)


def test_the_hub_sees_tasks_of_its_next_fairs_by_name(ask, hub):
    for number in range(6):
        make_event(hub, name=f"Hội chợ {number}", starts_on=FIRST_DAY + timedelta(number),
                   published=False)  # fmt: skip

    texts = [task.text for task in ask(hooks.hub_tasks.gather, hub, day=-9)]

    named = {text.split(" · ")[0] for text in texts if text.startswith("Hội chợ")}
    assert named == {"Hội chợ 0", "Hội chợ 1", "Hội chợ 2"}


def test_search_finds_events_and_sessions_without_marks(ask, hub):
    event = make_event(hub, name="Chợ công nghệ Điện Biên")
    make_session(event, title="Sấy lạnh trái cây", speakers=["Đỗ Ưu"])

    def titles(words: str) -> list[str]:
        return [found["title"] for found in ask(told.find, hub, words.split())]

    assert titles("dien bien") == ["Chợ công nghệ Điện Biên"]
    assert titles("do uu") == ["S01 · Sấy lạnh trái cây"]
    assert titles("s01") == ["S01 · Sấy lạnh trái cây"]
    assert titles("khong co gi") == []


def test_the_hubs_desk_sends_no_more_statements_for_more_events(office, hub, statements):
    path = f"/hubs/{hub.slug}"

    def sent() -> int:
        with statements() as found:
            assert office.get(path).status_code == 200
        return len(found)

    for number in range(3):
        make_event(hub, starts_on=clock.today() + timedelta(10 + number))
    few = sent()
    for number in range(5):
        make_event(hub, starts_on=clock.today() + timedelta(20 + number))

    assert sent() == few


def test_viewers_read_the_desk_and_are_asked_for_nothing(client, sign_in):
    event = make_event(published=False)
    pages = {}
    for role in ("viewer", "organiser"):
        office = sign_in(client, role, hub=event.hub)
        pages[role] = [
            office.get(address).get_data(as_text=True)
            for address in (f"/events/{event.slug}/desk", f"/hubs/{event.hub.slug}")
        ]

    assert all("Sự kiện còn là bản nháp" in page for page in pages["organiser"])
    assert all("Việc chờ bạn" in page for page in pages["organiser"])
    for page in pages["viewer"]:
        assert "Tổng quan" in page
        assert "Sự kiện còn là bản nháp" not in page
        assert "Việc chờ bạn" not in page
