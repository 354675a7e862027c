"""What everybody sees of events."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.events import actions
from app.events.agenda import actions as agenda
from app.events.kinds import EventKind, SessionKind
from app.events.models import Event
from tests.factories.accounts import make_hub, make_user
from tests.factories.events import (
    FIRST_DAY,
    make_event,
    make_room,
    make_session,
    make_venue,
    moment,
    session_given,
)


@pytest.fixture
def on_day(app):
    """`on_day("10:00")`: live at that time of the fair's first day for the rest of the test."""
    stack = []

    def live(clock_time: str, day: int = 1) -> None:
        context = clock.at(moment(clock_time, day))
        context.__enter__()
        stack.append(context)

    yield live
    for context in reversed(stack):
        context.__exit__(None, None, None)


def page_of(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_the_front_page_shows_now_soon_and_lately_but_no_drafts(visitor, hub, on_day):
    make_user(hub=hub)
    make_event(hub, name="Đang mở")
    make_event(hub, name="Sắp mở", starts_on=FIRST_DAY + timedelta(20))
    make_event(hub, name="Đã qua", starts_on=FIRST_DAY - timedelta(20))
    make_event(hub, name="Bản nháp", published=False)
    cancelled = make_event(hub, name="Đã hủy")
    actions.cancel_event(cancelled.id, "bão")
    on_day("10:00")

    page = page_of(visitor, "/")

    order = [page.index(f">{name}</a>") for name in ("Đang mở", "Sắp mở", "Đã qua")]
    assert order[1] < order[2]
    assert "Bản nháp</a>" not in page
    assert "Đã hủy</a>" not in page


def test_without_events_the_front_page_leads_to_the_calendar(visitor, hub):
    make_user(hub=hub)

    assert 'href="/calendar"' in page_of(visitor, "/")


def test_an_event_tells_when_where_and_what(visitor, hub):
    venue = make_venue(hub, name="Nhà văn hóa Lam Hồng", address="Số 1")
    event = make_event(hub, name="Chợ công nghệ", summary="120 công nghệ", venue_id=venue.id)
    room = make_room(venue, name="Phòng Kim Liên")
    make_session(event, title="Hội thảo: Lúa mới", room_id=room.id, speakers=["TS Lê An"])

    page = page_of(visitor, f"/events/{event.slug}")

    for part in ("Chợ công nghệ", "120 công nghệ", "Thứ Năm 03/12", "05/12/2026", "Lam Hồng",
                 "Lúa mới", "Phòng Kim Liên", "TS Lê An", "09:00–10:00",
                 f"/events/{event.slug}/agenda.ics"):  # fmt: skip
        assert part in page, part
    assert "Hội thảo: Lúa mới" not in page, "the kind stands beside the title already"


def test_the_agenda_is_filtered_by_day_and_kind(visitor, hub):
    event = make_event(hub)
    make_session(event, title="Phiên một")
    make_session(event, title="Phiên hai", kind=SessionKind.DEMO)
    make_session(event, title="Phiên ba", starts_at=moment("09:00", 2), ends_at=moment("10:00", 2))
    path = f"/events/{event.slug}"

    first, second = page_of(visitor, path), page_of(visitor, path + "?day=2026-12-04")
    demos = page_of(visitor, path + "?day=2026-12-03&kind=demo")

    shown = [[name in page for name in ("Phiên một", "Phiên hai", "Phiên ba")]
             for page in (first, second, demos)]  # fmt: skip
    assert shown == [[True, True, False], [False, False, True], [False, True, False]]


def test_during_the_fair_the_agenda_opens_on_today(visitor, hub, on_day):
    event = make_event(hub)
    make_session(event, title="Hôm qua")
    make_session(event, title="Hôm nay", starts_at=moment("09:00", 2), ends_at=moment("10:00", 2))
    on_day("08:00", day=2)

    page = page_of(visitor, f"/events/{event.slug}")

    assert "Hôm nay" in page
    assert "Hôm qua" not in page


def test_a_draft_is_not_there_and_a_cancelled_event_says_so(visitor, hub):
    draft = make_event(hub, published=False)
    cancelled = make_event(hub)
    actions.cancel_event(cancelled.id, "Bão số 9")

    for path in ("", "/agenda.ics", "/sessions/S01"):
        assert visitor.get(f"/events/{draft.slug}{path}").status_code == 404
    assert "Bão số 9" in page_of(visitor, f"/events/{cancelled.slug}")


def test_the_hubs_people_see_a_draft_as_it_will_be(client, sign_in, hub):
    draft = make_event(hub, name="Bản nháp", published=False)
    make_session(draft)
    viewer = sign_in(client, "viewer", hub=hub)

    page = page_of(viewer, f"/events/{draft.slug}")
    assert "Bản nháp" in page
    assert f"/events/{draft.slug}/register" not in page
    assert viewer.get(f"/events/{draft.slug}/sessions/S01").status_code == 200


def test_names_in_english_are_shown_to_english_readers(visitor, hub):
    event = make_event(hub, name="Chợ công nghệ", name_en="Technology market")

    assert "Technology market" in page_of(visitor, f"/events/{event.slug}?lang=en")
    assert "Technology market" not in page_of(visitor, f"/events/{event.slug}?lang=vi")


def test_a_session_has_a_page_of_its_own(visitor, hub):
    event = make_event(hub)
    make_session(event, title="Lớp tập huấn: Ủ phân", kind=SessionKind.TRAINING, capacity=40,
                 enrolment_needed=True, gives_certificate=True, hours=3)  # fmt: skip

    page = page_of(visitor, f"/events/{event.slug}/sessions/S01")

    assert "Ủ phân" in page
    assert "40" in page
    assert visitor.get(f"/events/{event.slug}/sessions/S99").status_code == 404


def test_the_calendar_lists_a_year_and_shows_a_month(visitor, hub):
    make_event(hub, name="Chợ tháng 12")
    make_event(make_hub(), name="Lớp tháng 3", kind=EventKind.TRAINING, starts_on=date(2026, 3, 2))

    year = page_of(visitor, "/calendar?year=2026")
    assert year.index("Lớp tháng 3") < year.index("Chợ tháng 12")
    assert "Chợ tháng 12" not in page_of(visitor, "/calendar?year=2025")
    month = page_of(visitor, "/calendar?year=2026&view=month&month=12")
    assert month.count('<a class="slot') == 3, "once on each of its days"
    assert "Lớp tháng 3" not in month


def test_the_calendar_is_filtered_by_hub_and_kind(visitor, hub):
    make_event(hub, name="Chợ")
    make_event(make_hub(), name="Lớp", kind=EventKind.TRAINING)

    by_hub = page_of(visitor, f"/calendar?year=2026&hub={hub.slug}")
    by_kind = page_of(visitor, "/calendar?year=2026&kind=training")

    assert (">Chợ</a>" in by_hub, ">Lớp</a>" in by_hub) == (True, False)
    assert (">Chợ</a>" in by_kind, ">Lớp</a>" in by_kind) == (False, True)


@pytest.mark.parametrize(
    "query", ["year=abc", "year=99999", "month=13&view=month", "kind=x", "hub=%00", "view=x"]
)
def test_the_calendar_bears_any_address(visitor, query):
    assert visitor.get(f"/calendar?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/", "/events/{slug}", "/calendar?year=2026"])
def test_the_number_of_statements_does_not_grow_with_the_agenda(visitor, hub, statements, path):
    make_user(hub=hub)
    event = make_event(hub)
    slug, room = event.slug, make_room(make_venue(hub))

    def sent() -> int:
        with statements() as found:
            assert visitor.get(path.format(slug=slug)).status_code == 200
        return len(found)

    make_session(event)
    few = sent()
    target = db.session.scalars(select(Event)).one()
    rows = [
        session_given(target, code=f"S{n:02d}", room_id=room.id, speakers=[f"Người {n}"],
                      starts_at=moment(f"{7 + n:02d}:00", 2), ends_at=moment(f"{8 + n:02d}:00", 2))
        for n in range(2, 12)
    ]  # fmt: skip
    agenda.import_sessions(target.id, rows)
    for _ in range(5):
        make_event(hub)

    assert sent() == few
    assert few <= 16
