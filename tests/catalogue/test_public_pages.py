"""What strangers see of the catalogue, on pages and through the API."""

import json
import re

import pytest

from app.catalogue import records
from app.catalogue.states import Confidentiality, NeedState, TechnologyState
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology


def text(answer) -> str:
    return answer.get_data(as_text=True)


def titles(page: str) -> list[str]:
    return re.findall(r'<a class="strong" href="[^"]*">([^<]*)</a>', page)


def items(client, path: str) -> list[dict]:
    found, cursor = [], None
    while True:
        page = client.get(path, query_string={"cursor": cursor} if cursor else None).json
        assert page.keys() == {"items", "next"}
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            return found


# ---------------------------------------------------------------- technologies
def test_only_approved_published_technologies_are_shown(client):
    shown = make_technology(title="Máy sấy")
    hidden = [
        make_technology(title="Chưa duyệt", state=TechnologyState.SUBMITTED),
        make_technology(title="Không công bố", publish_ok=False),
        make_technology(title="Đã cất"),
    ]
    records.archive(hidden[2])

    assert titles(text(client.get("/technologies"))) == ["Máy sấy"]
    assert [item["title"] for item in items(client, "/api/v1/technologies")] == ["Máy sấy"]
    assert client.get(f"/technologies/{shown.public_code}").status_code == 200
    for row in hidden:
        assert client.get(f"/technologies/{row.public_code}").status_code == 404


@pytest.mark.parametrize("q", ["bảo quản", "bao quan", "BAO QUAN", "quản bảo"])
def test_technologies_are_searched_with_or_without_marks(client, q):
    make_technology(title="Màng phủ bảo quản cam")
    make_technology(title="Lọc nước giếng")

    page = text(client.get("/technologies", query_string={"q": q}))
    assert titles(page) == ["Màng phủ bảo quản cam"]
    answer = client.get("/api/v1/technologies", query_string={"q": q}).json
    assert [item["title"] for item in answer["items"]] == ["Màng phủ bảo quản cam"]


def test_what_answers_a_search_best_stands_first(client):
    make_technology(title="An toàn cho bao bì và quản lý kho", description="Phần mềm.")
    make_technology(title="Màng phủ bảo quản cam", description="Bảo quản 45 ngày.")

    assert titles(text(client.get("/technologies?q=bao+quan")))[0] == "Màng phủ bảo quản cam"
    assert titles(text(client.get("/technologies?q=bao+quan&sort=title")))[0].startswith("An")


def test_a_search_without_a_hit_offers_what_is_near_in_meaning(client):
    make_technology(title="Máy sấy nông sản")
    assert titles(text(client.get("/technologies?q=hong+khô+nông+phẩm"))) == ["Máy sấy nông sản"]
    assert titles(text(client.get("/technologies?q=du+thuyền"))) == []


def test_facets_count_and_narrow(client):
    make_technology(title="Máy sấy", field="POST", trl=9, province="40")
    make_technology(title="Kho lạnh", field="POST", trl=5, province="01")
    make_technology(title="Giống lúa", field="CROP", trl=9, province="40")

    page = text(client.get("/technologies?field=POST"))
    assert titles(page) == ["Kho lạnh", "Máy sấy"]
    assert "Bảo quản và chế biến sau thu hoạch (2)" in page
    assert "Nghệ An (1)" in page
    assert titles(text(client.get("/technologies?field=POST&trl=9"))) == ["Máy sấy"]
    assert titles(text(client.get("/technologies?province=40&sort=-trl")))[0] in {
        "Máy sấy", "Giống lúa"
    }  # fmt: skip


def test_a_technology_page_tells_no_ones_phone(client):
    hub = make_hub()
    owner = make_organisation(hub, phone="+84990100001", email="a@example.org", contact_name="Hà")
    technology = make_technology(hub, owner)
    page = text(client.get(f"/technologies/{technology.public_code}"))
    assert "0990 100 001" not in page
    assert "a@example.org" not in page
    assert hub.name in page


# ---------------------------------------------------------------- needs
@pytest.fixture
def three_needs(app):
    """One of each confidentiality, of askers with telling names."""
    hub = make_hub()
    made = {}
    for kind, name in (
        (Confidentiality.PUBLIC, "HTX Cam Vàng"),
        (Confidentiality.ANONYMOUS, "Công ty Bí Mật Biển"),
        (Confidentiality.PRIVATE, "Công ty Kín Đáo"),
    ):
        owner = make_organisation(
            hub, name=name, org_type="COOP" if kind is Confidentiality.PUBLIC else "ENT",
            contact_name="Chị Hà", phone="+84990100001",
        )  # fmt: skip
        made[kind] = make_need(
            hub, owner, title=f"Cần sấy {kind.value}", confidentiality=kind,
            contact_name="Chị Hà", contact_phone="+84990100002", contact_email="ha@example.org",
            budget_max_vnd=123_456_789,
        )  # fmt: skip
    return made


def test_confidentiality_is_kept_on_pages_and_api(client, three_needs):
    pages = [text(client.get("/needs")), json.dumps(items(client, "/api/v1/needs"),
             ensure_ascii=False)]  # fmt: skip
    pages += [text(client.get(f"/needs/{need.public_code}")) for need in three_needs.values()]
    everything = "\n".join(pages)

    assert titles(pages[0]) == ["Cần sấy anonymous", "Cần sấy public"]
    assert "HTX Cam Vàng" in everything
    assert "một doanh nghiệp tại Nghệ An" in everything
    for secret in ("Bí Mật", "Kín Đáo", "Cần sấy private", "Chị Hà", "0990", "ha@example.org",
                   "123"):  # fmt: skip
        assert secret not in everything, secret
    private = three_needs[Confidentiality.PRIVATE]
    assert client.get(f"/needs/{private.public_code}").status_code == 404


@pytest.mark.parametrize("q", ["bi mat", "kin dao"])
def test_a_hidden_name_finds_nothing(client, three_needs, q):
    assert titles(text(client.get("/needs", query_string={"q": q}))) == []
    assert client.get("/api/v1/needs", query_string={"q": q}).json["items"] == []


def test_a_public_need_is_found_by_who_has_it(client, three_needs):
    assert titles(text(client.get("/needs?q=cam+vang"))) == ["Cần sấy public"]


def test_rejected_needs_and_duplicates_are_never_shown(client):
    make_need(title="Còn tìm")
    make_need(title="Từ chối", state=NeedState.REJECTED)
    make_need(title="Xong", state=NeedState.RESOLVED)

    assert sorted(titles(text(client.get("/needs")))) == ["Còn tìm", "Xong"]
    assert titles(text(client.get("/needs?state=open"))) == ["Còn tìm"]
    assert titles(text(client.get("/needs?state=resolved"))) == ["Xong"]


# ---------------------------------------------------------------- the API
def test_cursors_lead_through_every_row_once_in_vietnamese_order(client, monkeypatch):
    monkeypatch.setattr("app.catalogue.api.PER_PAGE", 2)
    hub = make_hub()
    owner = make_organisation(hub)
    for title in ("Đèn", "Dao", "Ống", "Ong", "Ong"):
        make_technology(hub, owner, title=title)
        make_need(hub, owner, title=title)

    for path in ("/api/v1/technologies", "/api/v1/needs"):
        found = items(client, path)
        assert [item["title"] for item in found] == ["Dao", "Đèn", "Ong", "Ong", "Ống"]
        assert len({item["code"] for item in found}) == 5


def test_the_api_says_who_what_and_where(client):
    technology = make_technology(title="Máy sấy", price_vnd=None)
    item = client.get("/api/v1/technologies").json["items"][0]
    assert (item["code"], item["hub"], item["price_vnd"], item["trl"]) == (
        "T001", technology.hub.code, None, 8
    )  # fmt: skip
    assert item["url"].endswith(f"/technologies/{technology.public_code}")


@pytest.mark.parametrize(
    "query", ["cursor=made-up", "trl=12", "q=" + "a" * 201, "field=" + "A" * 11]
)
def test_unusable_questions_are_problems(client, query):
    answer = client.get(f"/api/v1/technologies?{query}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["code"]


@pytest.mark.parametrize(
    ("path", "most"),
    [("/technologies?q=say", 10), ("/needs", 8), ("/api/v1/technologies", 4), ("/api/v1/needs", 4)],
)
def test_public_pages_send_a_fixed_number_of_statements(client, statements, path, most):
    hub = make_hub()
    for _ in range(2):
        make_technology(hub)
        make_need(hub)
    client.get(path)
    with statements() as few:
        client.get(path)
    for _ in range(12):
        make_technology(hub)
        make_need(hub)
    client.get(path)
    with statements() as many:
        assert client.get(path).status_code == 200
    assert len(many) <= len(few) <= most
