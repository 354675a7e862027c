"""Where stewards find the sessions whose roll they call."""

from app.accounts.models import Hub
from app.core import clock
from app.core.db import db
from tests.factories.checkin import make_fair
from tests.factories.events import moment
from tests.factories.workshops import make_class


def page(client, *, day: int) -> str:
    with clock.at(moment("07:00", day)):
        answer = client.get("/rolls")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_steward_finds_todays_sessions_and_then_those_of_the_next_day(client, sign_in):
    fair = make_fair()
    make_class(fair, title="Ủ phân hữu cơ")
    make_class(fair, title="Chế biến chè", starts_at=moment("08:00", 3), ends_at=moment("10:00", 3))
    make_class(make_fair(), title="Của điểm kết nối khác")
    with clock.at(moment("06:30", 1)):
        sign_in(client, "steward", hub=db.session.get_one(Hub, fair.hub_id))

    first, second, after = (page(client, day=day) for day in (1, 2, 4))

    assert "Ủ phân hữu cơ" in first
    assert "Chế biến chè" not in first
    assert "Của điểm kết nối khác" not in first
    assert f"/events/{fair.slug}/desk/classes/" in first
    assert "Hôm nay không có phiên nào" in second
    assert "Chế biến chè" in second
    assert "Chưa có phiên nào sắp tới" in after


def test_a_steward_is_led_there_from_the_scanner_and_meets_no_closed_door(client, sign_in):
    fair = make_fair()
    session = make_class(fair)
    with clock.at(moment("07:00")):
        sign_in(client, "steward", hub=db.session.get_one(Hub, fair.hub_id))
        scanner = client.get("/scan").get_data(as_text=True)
        roll = client.get(f"/events/{fair.slug}/desk/classes/{session.code}/roll")

    assert 'href="/rolls"' in scanner
    words = roll.get_data(as_text=True)
    assert 'href="/rolls"' in words
    assert f'href="/events/{fair.slug}/desk"' not in words
    assert f'href="/events/{fair.slug}/desk/agenda"' not in words


def test_the_list_does_not_grow_in_statements(client, sign_in, statements):
    fair = make_fair()
    counts = []
    with clock.at(moment("07:00")):
        sign_in(client, "steward", hub=db.session.get_one(Hub, fair.hub_id))
        for number in (1, 8):
            for _ in range(number):
                make_class(fair)
            client.get("/rolls")
            with statements() as seen:
                client.get("/rolls")
            counts.append(len(seen))

    assert counts[0] == counts[1] <= 12, counts
