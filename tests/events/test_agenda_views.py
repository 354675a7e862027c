"""The agenda in the office: the grid, one session's form, moving and calling off."""

import re

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db, transaction
from app.events.agenda import actions as agenda
from app.events.kinds import SessionState
from app.events.models import EventSession, Speaker
from tests.conftest import csrf_of
from tests.factories.events import make_event, make_room, make_session, make_venue, moment


@pytest.fixture
def event(hub):
    return make_event(hub)


@pytest.fixture
def rooms(event, hub):
    venue = make_venue(hub)
    return [
        make_room(venue, name="Phòng Kim Liên", capacity=80),
        make_room(venue, name="Phòng Sông Lam", capacity=150),
    ]


def session_form(**changes: object) -> dict[str, object]:
    return {
        "kind": "workshop",
        "title": "Hội thảo",
        "day": "2026-12-03",
        "starts": "9:00",
        "ends": "10h30",
        "room": "",
        "field": "",
    } | changes


@pytest.fixture
def send(office, event):
    """Send the form of a new session, or of the one with that code."""

    def do(code: str = "new", **fields: object):
        path = f"/events/{event.slug}/desk/agenda/{code}"
        token = csrf_of(office.get(path).get_data(as_text=True))
        return office.post(path, data={"csrf_token": token, **session_form(**fields)})

    return do


def sessions() -> list[EventSession]:
    return list(db.session.scalars(select(EventSession).order_by(EventSession.code)))


def test_a_session_is_added_with_its_speakers(send, rooms):
    answer = send(
        room=rooms[0].id,
        capacity="60",
        **{"speakers-0-name": "TS Lê An", "speakers-0-organisation": "Viện A",
           "speakers-1-name": ""},
    )  # fmt: skip

    assert answer.status_code == 303
    [made] = sessions()
    assert (made.code, made.capacity, made.room_id) == ("S01", 60, rooms[0].id)
    assert (made.starts_at, made.ends_at) == (moment("09:00"), moment("10:30"))
    [speaker] = db.session.scalars(select(Speaker))
    assert (speaker.name, speaker.organisation) == ("TS Lê An", "Viện A")


def test_a_clash_is_shown_where_it_is_with_ways_out(send, event, rooms):
    make_session(event, title="Trí tuệ nhân tạo", room_id=rooms[0].id)

    answer = send(title="Lưu trữ", room=rooms[0].id)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Phòng Kim Liên bị trùng ngày 03/12/2026" in page
    assert "S01 “Trí tuệ nhân tạo”, 09:00–10:00" in page
    assert 'value="Lưu trữ"' in page
    offers = re.findall(r'name="offer" value="([^"]+)"', page)
    assert offers == ["time=10:00-11:30", f"room={rooms[1].id}"] or len(offers) == 3
    assert send(title="Lưu trữ", room=rooms[0].id, offer=offers[-1]).status_code == 303
    assert [session.room_id for session in sessions()] == [rooms[0].id, rooms[1].id]


def test_pressing_a_time_moves_the_session_there(send, event, rooms):
    make_session(event, room_id=rooms[0].id)

    answer = send(title="Lưu trữ", room=rooms[0].id, offer="time=10:00-11:30")

    assert answer.status_code == 303
    assert sessions()[1].starts_at == moment("10:00")


def test_a_speaker_booked_twice_is_named(send, event):
    make_session(event, speakers=["TS Lê An"])

    page = send(**{"speakers-0-name": "Lê An"}).get_data(as_text=True)

    assert "Lê An không thể ở hai nơi ngày 03/12/2026" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "Hãy điền"),
        ({"starts": "9 giờ"}, "Giờ viết như 08:30"),
        ({"ends": "08:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"day": "2026-12-09"}, "Hãy chọn"),
        ({"room": "999"}, "Hãy chọn"),
        ({"capacity": "many"}, "số nguyên"),
        ({"online_url": "javascript:alert(1)"}, "https://"),
        ({"speakers-0-name": "TS Lê An (E999)"}, "Không có chuyên gia E999."),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(send, fields, said):
    answer = send(**{"summary": "giữ lại", **fields})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "giữ lại" in page
    assert 'class="err"' in page
    assert sessions() == []


def test_another_speaker_needs_no_script(office, event, send):
    page = send(more="1", **{"speakers-0-name": "An", "speakers-1-name": "Bình"})

    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert 'name="speakers-2-name"' in text
    assert sessions() == []


def test_a_move_can_be_taken_back(office, send, event):
    make_session(event, title="Robot")

    send("S01", version="1", title="Robot", starts="13:30", ends="14:30")
    page = office.get(f"/events/{event.slug}/desk/agenda").get_data(as_text=True)
    assert "Đã dời S01 từ 09:00 sang 13:30." in page
    [undo] = re.findall(r'action="([^"]+/move-back/[^"]+)"', page)
    office.post(undo, data={"csrf_token": csrf_of(page)})

    assert sessions()[0].starts_at == moment("09:00")
    again = office.post(undo, data={"csrf_token": csrf_of(page)})
    assert again.status_code == 303
    assert sessions()[0].version == 3, "a move is taken back once"


def test_two_people_editing_a_session_see_both_texts(send, event):
    session = make_session(event, title="Bản đầu")
    given = agenda.given_of(session)
    agenda.move_session(session.id, 1, moment("13:00"), moment("14:00"), given.room_id)

    answer = send("S01", version="1", title="Bản của tôi")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "13:00" in page and "Bản đầu" in page
    assert 'value="Bản của tôi"' in page
    assert send("S01", version="2", title="Bản của tôi").status_code == 303


def test_calling_off_and_putting_back(office, event, rooms):
    make_session(event, room_id=rooms[0].id)
    path = f"/events/{event.slug}/desk/agenda/S01"
    token = csrf_of(office.get(path).get_data(as_text=True))

    office.post(f"{path}/cancel", data={"csrf_token": token, "reason": "ốm"})
    assert sessions()[0].state is SessionState.CANCELLED
    office.post(f"{path}/restore", data={"csrf_token": token})
    assert sessions()[0].state is SessionState.PLANNED


def test_the_grid_shows_rooms_by_time_and_offers_free_cells(office, event, rooms):
    make_session(event, title="Robot hàn", room_id=rooms[0].id)

    page = office.get(f"/events/{event.slug}/desk/agenda").get_data(as_text=True)

    assert 'rowspan="2"' in page
    assert page.count("Robot hàn") == 2, "in the grid and in the list for phones"
    assert f"room={rooms[1].id}&amp;from=09:00" in page or f"room={rooms[1].id}" in page


def test_a_clash_that_came_from_elsewhere_is_marked_in_the_grid(office, event, rooms, monkeypatch):
    monkeypatch.setattr(agenda, "refuse_double_bookings", lambda _: None)
    make_session(event, title="Một", room_id=rooms[0].id)
    make_session(event, title="Hai", room_id=rooms[0].id)
    monkeypatch.undo()

    page = office.get(f"/events/{event.slug}/desk/agenda").get_data(as_text=True)

    assert 'class="clash"' in page
    assert "Còn 1 chỗ trùng" in page
    desk = office.get(f"/events/{event.slug}/desk").get_data(as_text=True)
    assert "Phòng Kim Liên có hai phiên cùng lúc, 09:00–10:00 ngày 03/12" in desk


def test_the_list_is_searched_filtered_and_exported(office, event, rooms):
    make_session(event, title="Sấy lạnh", room_id=rooms[0].id, speakers=["Đỗ Ưu"])
    make_session(event, title="Khác", starts_at=moment("09:00", 2), ends_at=moment("10:00", 2))
    path = f"/events/{event.slug}/desk/sessions"

    for query in ("q=do+uu", "day=2026-12-03", f"room={rooms[0].code}"):
        page = office.get(f"{path}?{query}").get_data(as_text=True)
        assert ("Sấy lạnh</a>" in page, "Khác</a>" in page) == (True, False), query
    lines = office.get(f"{path}?q=say&format=csv").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Đỗ Ưu" in lines[1]


def test_the_number_of_statements_does_not_grow_with_the_agenda(office, event, rooms, statements):
    slug = event.slug

    def sent(path: str) -> int:
        with statements() as found:
            assert office.get(f"/events/{slug}/desk/{path}").status_code == 200
        return len(found)

    make_session(event, room_id=rooms[0].id, speakers=["Một"])
    few = {path: sent(path) for path in ("agenda", "sessions", "agenda/S01")}
    for hour in range(10, 17):
        begin, end = moment(f"{hour:02d}:00"), moment(f"{hour:02d}:45")
        place = {"room_id": rooms[0].id, "starts_at": begin, "ends_at": end}
        make_session(event, speakers=[f"Người {hour}"], **place)

    assert {path: sent(path) for path in few} == few
    assert max(few.values()) <= 30


def test_a_room_put_away_stays_with_its_session_until_another_is_chosen(office, event, rooms, send):
    make_session(event, title="Robot", room_id=rooms[0].id)
    with transaction():
        rooms[0].archived_at = clock.now()

    send("S01", version="1", title="Robot hàn", room=rooms[0].id)

    assert [(s.title, s.room_id) for s in sessions()] == [("Robot hàn", rooms[0].id)]
