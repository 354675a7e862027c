"""An agenda out of a spreadsheet: preview first, then all or nothing."""

import base64
import io
from datetime import datetime

import pytest
from sqlalchemy import select

from app.core import sheets
from app.core.db import db
from app.events.agenda.exporting import COLUMNS
from app.events.models import EventSession
from tests.conftest import csrf_of
from tests.factories.events import make_event, make_room, make_session, make_venue, moment

HEAD = "code,kind,title_vi,speaker,speaker_org,room,start,end,capacity,online,gives_certificate"
GOOD = "\n".join(
    [
        HEAD,
        "S01,workshop,Hội thảo: Lúa,TS Lê An,Viện A,R01,"
        "2026-12-03T09:00:00+07:00,2026-12-03T10:00:00+07:00,80,no,no",
        ",tập huấn,Ủ phân,ThS Bình;ThS Chi,Viện B;Viện C,phong song lam,"
        "03/12/2026 13:30,03/12/2026 16h30,40,không,có",
    ]
)


@pytest.fixture
def event(hub):
    return make_event(hub)


@pytest.fixture
def rooms(event, hub):
    venue = make_venue(hub)
    return [make_room(venue, name=name, capacity=100) for name in ("Kim Liên", "Phòng Sông Lam")]


@pytest.fixture
def preview(office, event, rooms):
    def do(content: str | bytes, name: str = "agenda.csv"):
        path = f"/events/{event.slug}/desk/agenda/import"
        token = csrf_of(office.get(path).get_data(as_text=True))
        data = content.encode() if isinstance(content, str) else content
        return office.post(path, data={"csrf_token": token, "file": (io.BytesIO(data), name)})

    return do


@pytest.fixture
def confirm(office, event):
    def do(content: str | bytes, name: str = "agenda.csv"):
        path = f"/events/{event.slug}/desk/agenda/import"
        token = csrf_of(office.get(path).get_data(as_text=True))
        data = content.encode() if isinstance(content, str) else content
        kept = {"file": base64.b64encode(data).decode(), "name": name}
        return office.post(f"{path}/confirm", data={"csrf_token": token, **kept})

    return do


def sessions() -> list[EventSession]:
    return list(db.session.scalars(select(EventSession).order_by(EventSession.code)))


def test_the_preview_saves_nothing_and_the_confirmation_everything(preview, confirm):
    page = preview(GOOD)
    assert page.status_code == 200
    assert "Tệp dùng được: 2 phiên mới" in page.get_data(as_text=True)
    assert sessions() == []

    assert confirm(GOOD).status_code == 303

    first, second = sessions()
    assert (first.code, first.title, first.capacity) == ("S01", "Hội thảo: Lúa", 80)
    assert (second.code, second.kind, second.enrolment_needed) == ("S02", "training", True)
    assert (second.starts_at, second.ends_at) == (moment("13:30"), moment("16:30"))
    assert second.gives_certificate and not second.online
    assert [(s.name, s.organisation) for s in second.speakers] == [
        ("ThS Bình", "Viện B"),
        ("ThS Chi", "Viện C"),
    ]


def test_importing_the_same_again_changes_nothing(preview, confirm):
    confirm(GOOD)
    again = GOOD.replace("\n,tập", "\nS02,tập")

    assert "2 giữ nguyên" in preview(again).get_data(as_text=True)


def test_every_mistake_is_named_by_row_and_column(preview):
    rows = [
        "S01,hát,Một,,,R01,03/12/2026 09:00,03/12/2026 10:00,,,",
        "S02,talk,,,,R01,03/12/2026 09:00,03/12/2026 10:00,,,",
        "S03,talk,Ba,,,R99,03/12/2026 09:00,03/12/2026 10:00,,,",
        "S04,talk,Bốn,,,R01,hôm qua,03/12/2026 10:00,,,",
        "S05,talk,Năm,,,R01,03/11/2026 09:00,03/11/2026 10:00,,,",
        "S06,talk,Sáu,,,R01,03/12/2026 09:00,03/12/2026 08:00,,,",
        "S07,talk,Bảy,,,R01,03/12/2026 09:00,03/12/2026 10:00,nhiều,,",
        "S08,talk,Tám,,,R01,03/12/2026 09:00,03/12/2026 10:00,,có lẽ,",
        "S08,talk,Chín,,,R02,03/12/2026 09:00,03/12/2026 10:00,,,",
        "S10,talk,C«ng nghÖ th«ng tin,,,R02,03/12/2026 09:00,03/12/2026 10:00,,,",
    ]

    page = preview(HEAD + "\n" + "\n".join(rows) + "\n").get_data(as_text=True)

    for column in ("kind", "title", "room", "start", "end", "capacity", "online"):
        assert f"<b>{column}</b>" in page, column
    assert "dòng chưa nhận được" in page
    assert 'name="file" value=' not in page, "nothing to confirm"
    assert sessions() == []


def test_a_clash_in_the_file_is_found_before_anything_is_saved(preview, event, rooms):
    make_session(event, code="X1", title="Đã có", room_id=rooms[0].id)

    answer = preview(GOOD)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<b>room</b>" in page
    assert "X1 “Đã có”, 09:00–10:00" in page
    assert 'name="file" value=' not in page, "nothing to confirm"
    assert [session.code for session in sessions()] == ["X1"]


def test_the_export_can_be_imported_again(office, preview, event, rooms):
    make_session(event, room_id=rooms[0].id, speakers=["TS Lê An"], capacity=30, hours=1.5,
                 title_en="Rice", summary="Giữ lại")  # fmt: skip
    for kind in ("csv", "xlsx"):
        path = f"/events/{event.slug}/desk/sessions?format={kind}"

        page = preview(office.get(path).data, f"agenda.{kind}").get_data(as_text=True)

        assert "1 giữ nguyên" in page, kind


def test_a_workbook_with_typed_cells_is_read(confirm, rooms):
    row = dict.fromkeys(COLUMNS) | {
        "title_vi": "Từ bảng tính",
        "start": datetime(2026, 12, 4, 9),
        "end": datetime(2026, 12, 4, 10),
        "capacity": 25,
        "room": rooms[0].code,
    }
    data = sheets.write(COLUMNS, [list(row.values())], "xlsx")

    confirm(data, "a.xlsx")

    [made] = sessions()
    assert (made.starts_at, made.capacity) == (moment("09:00", 2), 25)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("", "a.csv"),
        ("title_vi\nMột\n", "a.csv"),
        (HEAD + "\n", "a.csv"),
        (b"\xff\xfe\x00", "a.csv"),
        (b"PK\x03\x04 broken", "a.xlsx"),
        ("x" * 600_000, "a.csv"),
    ],
)
def test_what_is_no_agenda_is_refused_with_words(preview, content, name):
    answer = preview(content, name)

    assert answer.status_code == 422
    assert 'id="form-errors"' in answer.get_data(as_text=True)


def test_a_spoilt_confirmation_changes_nothing(office, event):
    path = f"/events/{event.slug}/desk/agenda/import"
    token = csrf_of(office.get(path).get_data(as_text=True))

    answer = office.post(f"{path}/confirm", data={"csrf_token": token, "file": "%%%"})

    assert answer.status_code == 303
    assert sessions() == []
