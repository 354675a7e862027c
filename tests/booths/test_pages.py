"""Pages of the booths' chapter: what they show, what they refuse, how many statements they send."""

import io
import re

import pytest

from app.booths.floor import floor_of
from app.booths.models import ExhibitorState
from app.booths.plans import actions
from app.core import jobs
from app.core.db import db
from app.events.models import Event
from tests.factories.booths import make_booth, make_exhibit
from tests.factories.catalogue import make_organisation, make_technology
from tests.factories.events import make_event


@pytest.fixture
def event(app):
    return make_event()


@pytest.fixture
def office(client, sign_in, event):
    return sign_in(client, "organiser", hub=event.hub)


def desk(event, path):
    return f"/events/{event.slug}/desk/{path}"


def text_of(answer):
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


def places(event):
    db.session.rollback()
    return floor_of(db.session.get_one(Event, event.id)).booth_of


PAGES = [
    "booths",
    "booths?booth=A01&zoom=2",
    "booths/list",
    "booths/A01",
    "booths/A01/edit",
    "booths/rows",
    "booths/new",
    "booths/import",
    "booths/assign",
    "exhibits",
    "exhibits/add",
    "exhibits/T1",
    "exhibits/T1/edit",
    "exhibitors",
    "exhibitors/O1",
    "exhibitors/O1/refuse",
]


def filled(event, count=3):
    """Booths, exhibits that stand, and one that has no place."""
    firm = make_organisation(event.hub, code="O1", short_name="Lam Kiều")
    booth = make_booth(event, "A01", max_exhibits=200, area_m2=2000.0, power_kw=500.0)
    for n in range(count):
        make_exhibit(event, firm, booth, technology={"code": f"T{n}", "title": f"Máy sấy {n}"})
        make_booth(event, f"B{n:03}")
    make_exhibit(event, technology={"code": "X1", "title": "Lò hơi"}, power_kw=900.0)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_both_languages(office, event, path):
    filled(event)
    for language in ("vi", "en"):
        joint = "&" if "?" in path else "?"
        assert office.get(f"{desk(event, path)}{joint}lang={language}").status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "public"])
def test_pages_send_as_many_statements_for_many_rows_as_for_few(
    office, event, sign_in, client, statements, path
):
    url = f"/events/{event.slug}/floor-plan" if path == "public" else desk(event, path)
    filled(event, 2)
    with statements() as few:
        assert office.get(url).status_code == 200
    for n in range(3, 12):
        make_exhibit(event, technology={"code": f"T{n}"})
        make_booth(event, f"C{n:03}")
        make_technology(event.hub)
    with statements() as many:
        assert office.get(url).status_code == 200

    assert len(many) <= len(few) <= 26


@pytest.mark.parametrize("path", ["booths", "booths/list", "exhibits", "exhibits/T1", "exhibitors"])
def test_viewers_read_and_change_nothing(client, sign_in, event, path):
    filled(event)
    viewer = sign_in(client, "viewer", hub=event.hub)
    page = text_of(viewer.get(desk(event, path)))

    assert 'method="post"' not in page.split("<main", 1)[1].split("</main>", 1)[0]
    assert viewer.post(desk(event, "exhibits/T1/take-out")).status_code in (400, 403)
    assert places(event)["T1"] == "A01"


def test_an_empty_floor_says_what_to_do_first(office, event):
    assert "Tạo dãy gian" in text_of(office.get(desk(event, "booths")))
    assert "Thêm công nghệ trình diễn" in text_of(office.get(desk(event, "exhibits")))


def test_booths_on_the_plan_are_links_with_names_and_states_in_words(office, event):
    filled(event)
    page = text_of(office.get(desk(event, "booths")))

    assert 'aria-label="A01, Lam Kiều, 3 × 3 m, đã xếp"' in page
    assert 'aria-label="B000, 3 × 3 m, còn trống"' in page
    assert "3 trong 4 công nghệ đã xếp · không thể xếp nhiều hơn" in page
    assert "Cần 900 kW. Gian nhiều nhất chỉ có 500 kW." in page


def test_what_is_wrong_is_marked_and_said(office, event):
    from app.core.db import transaction

    booth = make_booth(event, "A01")
    make_exhibit(event, booth=booth, power_kw=3.0)
    with transaction():
        booth.power_kw = 2.2
    page = text_of(office.get(desk(event, "booths?booth=A01")))

    assert "1 gian có lỗi" in page
    assert "thiếu 0,8 kW: cần 3 kW, còn 2,2 kW trong 2,2 kW" in page


def test_placing_from_the_panel_and_taking_it_back(office, submit, event):
    make_booth(event, "A01")
    make_exhibit(event, technology={"code": "T1"})
    panel = desk(event, "booths?booth=A01")
    answer = submit(office, desk(event, "booths/A01/place"), page=panel, exhibit="T1")

    assert answer.status_code == 303
    assert places(event) == {"T1": "A01"}
    page = text_of(office.get(panel))
    undo = re.search(r'action="([^"]*put-back[^"]*)"', page).group(1).replace("&amp;", "&")
    submit(office, undo, page=panel)
    assert places(event) == {}


def test_what_cannot_stand_is_refused_with_the_reason_on_the_next_page(office, submit, event):
    make_booth(event, "A01")
    make_exhibit(event, technology={"code": "T1"}, power_kw=22.0)
    page = desk(event, "exhibits/T1")
    answer = submit(office, f"{page}/place", page=page, booth="A01")

    assert "thiếu 18,5 kW" in text_of(office.get(answer.location))
    assert places(event) == {}


def test_against_a_wish_the_page_asks_why_and_keeps_the_answer(office, submit, event):
    make_booth(event, "A01", zone="A")
    make_exhibit(event, technology={"code": "T1"}, zone="B")
    page = desk(event, "exhibits/T1")
    asked = submit(office, f"{page}/place", page=page, booth="A01")
    assert asked.status_code == 422
    assert "cần khu B; gian này ở khu A" in asked.get_data(as_text=True)
    empty = submit(office, f"{page}/place", page=page, booth="A01", override=" ")
    assert empty.status_code == 422

    submit(office, f"{page}/place", page=page, booth="A01", override="khu B đã hết chỗ")
    assert places(event) == {"T1": "A01"}
    assert "khu B đã hết chỗ" in text_of(office.get(page))


def test_a_place_against_a_wish_can_be_taken_back_too(office, submit, event):
    make_booth(event, "A01", zone="A")
    make_exhibit(event, technology={"code": "T1"}, zone="B")
    page = desk(event, "exhibits/T1")
    submit(office, f"{page}/place", page=page, booth="A01", override="khu B đã hết chỗ")
    submit(office, f"{page}/put-back", page=page)

    assert places(event) == {}


def test_rows_are_shown_before_they_are_made(office, submit, event):
    url = desk(event, "booths/rows")
    numbers = {
        "hall": "Sảnh 1",
        "zone": "A",
        "first_code": "A01",
        "rows": "2",
        "booths_per_row": "5",
        "aisle": "3",
        "width": "3",
        "depth": "3",
        "x": "0",
        "y": "0",
        "power_kw": "3,5",
        "max_exhibits": "3",
        "water": "none",
        "internet": "all",
        "back_to_back": "y",
    }
    shown = text_of(submit(office, url, **numbers))
    assert "Sẽ tạo 10 gian: A01 đến A10" in shown
    assert floor_of(event).booths == []

    submit(office, url, **numbers, make="1")
    db.session.rollback()
    assert [b.code for b in floor_of(event).booths][-1] == "A10"
    again = submit(office, url, **numbers)
    assert again.status_code == 422
    assert "Mã A01 đã có rồi." in again.get_data(as_text=True)


def test_a_file_is_checked_then_imported(office, submit, event):
    url = desk(event, "booths/import")
    text = 'code,hall,x,y,width,depth,power_kw,water\nA01,Sảnh 1,0,0,3,3,"3,5",yes\n'
    checked = submit(office, url, file=(io.BytesIO(text.encode()), "gian.csv"))
    page = text_of(checked)
    assert "1 gian mới, 0 gian sửa, 0 giữ nguyên" in page
    kept = re.search(r'name="file" value="([^"]+)"', page).group(1)
    submit(office, f"{url}/confirm", page=url, file=kept, name="gian.csv")
    db.session.rollback()
    [booth] = floor_of(event).booths
    assert (booth.code, booth.power_kw, booth.water) == ("A01", 3.5, True)

    over = "code,x,y,width,depth\nA02,1,0,3,3\n"
    refused = submit(office, url, file=(io.BytesIO(over.encode()), "gian.csv"))
    assert refused.status_code == 422
    assert "Gian này sẽ chồng lên A01." in refused.get_data(as_text=True)


def test_an_export_of_booths_can_be_imported_again(office, submit, event):
    filled(event)
    url = desk(event, "booths/import")
    sheet = office.get(desk(event, "booths/list?format=xlsx")).data
    page = text_of(submit(office, url, file=(io.BytesIO(sheet), "gian.xlsx")))

    assert "0 gian mới, 0 gian sửa, 4 giữ nguyên" in page


def test_lists_search_filter_and_export_what_is_listed(office, event):
    filled(event)
    assert "T1" in text_of(office.get(desk(event, "exhibits?q=may+say&state=placed")))
    assert "T1" not in text_of(office.get(desk(event, "exhibits?state=unplaced"))).split("<main")[1]
    csv = office.get(desk(event, "exhibits?state=unplaced&format=csv")).data.decode("utf-8-sig")

    assert [line.split(",")[0] for line in csv.splitlines()[1:]] == ["X1"]


def test_ticked_technologies_become_exhibits(office, submit, event):
    technology = make_technology(event.hub, code="T7", booth_width_m=3.0, needs_water=True)
    other = make_event()
    foreign = make_technology(other.hub, code="T8")
    url = desk(event, "exhibits/add")
    submit(office, url, chosen=["T7", "T8"])
    db.session.rollback()
    [exhibit] = floor_of(event).exhibits

    assert (exhibit.technology_id, exhibit.area_m2, exhibit.water) == (technology.id, 4.5, True)
    assert foreign.id != exhibit.technology_id


def test_an_exhibitor_is_refused_with_a_reason_and_approved_again(office, submit, event):
    exhibit = make_exhibit(event, make_organisation(event.hub, code="O1"), make_booth(event))
    url = desk(event, "exhibitors/O1/refuse")
    assert submit(office, url, state="refused", reason="").status_code == 422
    submit(office, url, state="needs_changes", reason="thiếu hồ sơ an toàn")
    db.session.rollback()
    db.session.refresh(exhibit)
    assert (exhibit.exhibitor.state, exhibit.booth_id) == (ExhibitorState.NEEDS_CHANGES, None)

    listed = desk(event, "exhibitors")
    assert "thiếu hồ sơ an toàn" in text_of(office.get(listed))
    submit(office, desk(event, "exhibitors/O1/approve"), page=listed)
    db.session.rollback()
    db.session.refresh(exhibit)
    assert exhibit.exhibitor.state is ExhibitorState.APPROVED


def test_a_plan_is_asked_for_watched_applied_and_taken_back(office, submit, event):
    filled(event)
    url = desk(event, "booths/assign")
    answer = submit(office, url, seconds="10", scope="all")
    page = answer.location
    assert "Đang tìm phương án tốt nhất" in text_of(office.get(page))
    jobs.drain()
    found = text_of(office.get(page))
    assert "3 trong 4 công nghệ đã xếp" in found
    assert "Cần 900 kW" in found

    before = places(event)
    submit(office, f"{page}/apply", page=page)
    assert len(places(event)) == 3
    submit(office, f"{page}/undo", page=page)
    assert places(event) == before


def test_a_plan_of_another_event_is_not_found(office, submit, event):
    filled(event)
    plan = actions.ask_for_plan(event.id, 10)
    other = make_event(hub=event.hub)

    assert office.get(desk(other, f"booths/plans/{plan.code}")).status_code == 404


# ---------------------------------------------------------------------- for everybody
def test_visitors_see_who_stands_where_and_find_without_marks(client, event):
    filled(event)
    url = f"/events/{event.slug}/floor-plan"
    page = text_of(client.get(url))
    assert "Lam Kiều" in page
    assert "Máy sấy 1" in page

    found = text_of(client.get(f"{url}?q=may+say+2"))
    assert "Tìm thấy 1 gian." in found
    assert 'class="booth taken found"' in found
    assert "Tìm thấy 0 gian." in text_of(client.get(f"{url}?q=khong+co"))


def test_visitors_do_not_see_technologies_that_may_not_be_published(client, event):
    booth = make_booth(event)
    make_exhibit(event, booth=booth, technology={"title": "Công thức kín", "publish_ok": False})
    url = f"/events/{event.slug}/floor-plan"

    for address in (url, f"{url}?booth=A01", f"{url}?q=cong+thuc+kin"):
        assert "Công thức kín" not in text_of(client.get(address))


def test_a_draft_has_no_public_plan(client):
    draft = make_event(published=False)

    assert client.get(f"/events/{draft.slug}/floor-plan").status_code == 404
    assert client.get(f"/events/{draft.slug}/floor-plan.pdf").status_code == 404
