"""The floor plan on paper: A3, a page for each hall, everybody on it."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.booths.floor import floor_of
from app.booths.stands.drawing import Look, Stand, draw, name_lines, rows_of, usual_width
from app.booths.stands.paper import floor_plan
from tests.factories.booths import make_booth, make_exhibit
from tests.factories.catalogue import make_organisation
from tests.factories.events import make_event


def read(floor):
    return PdfReader(BytesIO(floor_plan(floor)))


@pytest.fixture
def event(app):
    return make_event(name="Hội chợ Bắc Trung Bộ")


def test_each_hall_has_a_page_and_the_last_says_who_shows_what(event):
    shared = make_booth(event, "B23", hall="Sảnh 2", shared=True)
    for name in ("Nấm Sông Chu", "Ễnh Ương Xanh"):
        firm = make_organisation(event.hub, short_name=name)
        make_exhibit(event, firm, shared, technology={"title": f"Máy sấy của {name}"})
    make_booth(event, "A01", hall="Sảnh 1")
    paper = read(floor_of(event))
    pages = [page.extract_text() for page in paper.pages]

    assert len(pages) == 3
    assert (float(paper.pages[0].mediabox.width) / 72 * 25.4) == pytest.approx(420, abs=0.5)
    assert "Sảnh 1" in pages[0] and "A01" in pages[0]
    assert "Dùng chung:\n 2 đơn vị" in pages[1]
    assert "B23\nNấm Sông Chu\nỄnh Ương Xanh" in pages[1]
    assert "Máy sấy của Ễnh Ương Xanh" in pages[2]
    assert paper.metadata.title == "Sơ đồ gian hàng · Hội chợ Bắc Trung Bộ"


def test_a_technology_that_may_not_be_published_is_on_paper_by_its_code_only(event):
    booth = make_booth(event)
    secret = {"code": "T9", "title": "Công thức kín", "publish_ok": False}
    make_exhibit(event, booth=booth, technology=secret)
    text = "".join(page.extract_text() for page in read(floor_of(event)).pages)

    assert "T9" in text
    assert "Công thức kín" not in text


def test_an_empty_floor_is_a_page_too(event):
    assert len(read(floor_of(event)).pages) == 1


def stand(code, x, y, zone="A", **fields):
    return Stand(code, zone, x, y, 3.0, 3.0, Look.FREE, fields.pop("name", ""), **fields)


def test_a_drawing_begins_at_its_corner_whatever_the_halls_coordinates():
    drawing = draw([stand("A01", 100.0, 50.0), stand("A02", 103.0, 50.0)])

    assert (drawing.width, drawing.depth) == (11.0, 8.0)
    assert [(box.x, box.y) for box in drawing.boxes] == [(2.58, 2.58), (5.58, 2.58)]


def test_zones_are_outlined_unless_they_would_cut_through_others():
    apart = draw([stand("A01", 0, 0, "A"), stand("B01", 0, 9, "B")])
    mixed = draw([stand("A01", 0, 0, "A"), stand("B01", 3, 0, "B"), stand("A02", 6, 0, "A")])

    assert [zone.zone for zone in apart.zones] == ["A", "B"]
    assert mixed.zones == ()


def test_long_names_take_two_lines_and_then_an_ellipsis():
    assert name_lines("TT KH&CN Hoàng Liên Mới", 7.0, 2, usual_width)[-1].endswith("…")
    assert name_lines("Lam Kiều Data", 7.0, 2, usual_width) == ["Lam Kiều", "Data"]
    assert name_lines("Lam Kiều", 7.0, 0, usual_width) == []


def test_rows_are_booths_side_by_side_with_their_power():
    rows = rows_of([("A02", 3, 0, 2.0, 3.5), ("A01", 0, 0, 1.0, 3.5), ("B01", 0, 6, 0.0, 5.0)])

    assert [(r.first, r.last, r.power_used, r.power_limit) for r in rows] == [
        ("A01", "A02", 3.0, 7.0),
        ("B01", "B01", 0.0, 5.0),
    ]
