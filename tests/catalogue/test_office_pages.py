"""The catalogue's office: lists, forms, conflicts, suggestions, steps."""

import re

import pytest
from sqlalchemy import select

from app.catalogue import records
from app.catalogue.models import Expert, Organisation, Technology
from app.catalogue.states import NeedState, TechnologyState
from app.core import sheets
from app.core.db import db
from tests.factories.accounts import make_hub
from tests.factories.catalogue import (
    make_expert,
    make_need,
    make_organisation,
    make_technology,
)


def text(answer) -> str:
    return answer.get_data(as_text=True)


def rows(page: str) -> list[str]:
    """The first cell of every row of a list."""
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', page)


def at(hub, path: str = "") -> str:
    return f"/hubs/{hub.slug}/{path}"


# ---------------------------------------------------------------- lists
def test_lists_stand_in_vietnamese_order_and_sort_by_the_address(office, hub):
    for name in ("Đồng Cói", "Dừa Xanh", "Ốc Tiên", "Ong Vàng", "An Bình"):
        make_organisation(hub, name=name)

    assert rows(text(office.get(at(hub, "organisations")))) == [
        "An Bình", "Dừa Xanh", "Đồng Cói", "Ong Vàng", "Ốc Tiên"
    ]  # fmt: skip
    assert rows(text(office.get(at(hub, "organisations?sort=-name"))))[0] == "Ốc Tiên"


@pytest.mark.parametrize("q", ["Kỹ thuật", "ky thuat", "KI THUAT", "kĩ  thuật", "thuat ky"])
def test_search_ignores_marks_case_order_and_the_two_spellings(office, hub, q):
    make_technology(hub, title="Kỹ thuật ghép cành cam")
    make_technology(hub, title="Lọc nước giếng khoan", description="Bể lọc asen.")

    page = text(office.get(at(hub, "technologies"), query_string={"q": q}))
    assert rows(page) == ["Kỹ thuật ghép cành cam"]


def test_the_owner_is_found_too_and_a_percent_sign_means_itself(office, hub):
    owner = make_organisation(hub, name="Viện Sông Hồng")
    make_technology(hub, owner, title="Máy sấy")
    make_technology(hub, title="Giảm 50% điện")

    assert rows(text(office.get(at(hub, "technologies?q=song+hong")))) == ["Máy sấy"]
    assert rows(text(office.get(at(hub, "technologies?q=50%25")))) == ["Giảm 50% điện"]
    assert rows(text(office.get(at(hub, "technologies?q=%25")))) == ["Giảm 50% điện"]


def test_filters_narrow_a_list_and_an_empty_result_offers_to_clear_them(office, hub):
    make_technology(hub, title="Máy sấy", field="POST", trl=9)
    make_technology(hub, title="Giống lúa", field="CROP", trl=5)

    assert rows(text(office.get(at(hub, "technologies?field=CROP")))) == ["Giống lúa"]
    assert rows(text(office.get(at(hub, "technologies?trl=9")))) == ["Máy sấy"]
    page = text(office.get(at(hub, "technologies?field=HEAL")))
    assert 'href="{}"'.format(at(hub, "technologies")) in page


def test_experts_stand_by_given_name_and_are_filtered_by_one_of_their_fields(office, hub):
    make_expert(hub, full_name="Trần Văn Bình", fields=["POST", "FOOD"], academic_title=None)
    make_expert(hub, full_name="Lê Thị An", fields=["CROP"], academic_title=None)

    names = [name.strip() for name in rows(text(office.get(at(hub, "experts"))))]
    assert names == ["Lê Thị An", "Trần Văn Bình"]
    names = [name.strip() for name in rows(text(office.get(at(hub, "experts?field=FOOD"))))]
    assert names == ["Trần Văn Bình"]


def test_what_is_listed_is_what_is_exported(office, hub):
    make_technology(hub, title="Máy sấy", field="POST")
    make_technology(hub, title="Giống lúa", field="CROP")

    for kind in ("csv", "xlsx"):
        answer = office.get(at(hub, f"technologies?field=CROP&format={kind}"))
        sheet = sheets.read(answer.data)
        assert [row[1] for row in sheet.rows] == ["Giống lúa"]
        assert sheet.header[:2] == ["Mã", "Tên công nghệ, thiết bị"]
        assert answer.headers["Content-Disposition"].endswith(f"cong-nghe-{hub.slug}.{kind}")


def test_archived_records_leave_the_list_and_can_be_had_back(office, hub, submit):
    need = make_need(hub, title="Cần máy sấy")
    page = at(hub, f"needs/{need.code}")

    answer = submit(office, f"{page}/archive", page=page)
    assert answer.status_code == 303
    assert f"{page}/restore" in text(office.get(at(hub, "needs")))  # the toast's undo
    assert rows(text(office.get(at(hub, "needs")))) == []
    assert rows(text(office.get(at(hub, "needs?archived=1")))) == ["Cần máy sấy"]
    submit(office, f"{page}/restore", page=page)
    assert rows(text(office.get(at(hub, "needs")))) == ["Cần máy sấy"]


def test_worklists_hold_what_waits(office, hub):
    make_need(hub, title="Mới gọi đến", state=NeedState.RECEIVED)
    make_need(hub, title="Đóng du thuyền", description="Vỏ nhôm 40 mét.", field="TRAN")
    wanted = make_need(hub, title="Máy sấy nông sản")
    make_technology(hub)
    from app.catalogue.suggestions.upkeep import refresh_open_needs

    refresh_open_needs()

    assert rows(text(office.get(at(hub, "needs?work=verify")))) == ["Mới gọi đến"]
    assert rows(text(office.get(at(hub, "needs?work=unsuggested")))) == ["Đóng du thuyền"]
    assert rows(text(office.get(at(hub, "needs?work=undecided")))) == [wanted.title]


# ---------------------------------------------------------------- whose records
def test_records_of_another_hub_do_not_exist(office, hub):
    other = make_hub()
    need, technology = make_need(other), make_technology(other)
    for path in (
        at(other, "needs"),
        at(other, f"needs/{need.code}"),
        at(other, f"technologies/{technology.code}"),
        at(hub, "needs/N999"),
        at(hub, "organisations/O999"),
        at(hub, "experts/E999"),
    ):
        assert office.get(path).status_code == 404


def test_viewers_read_and_change_nothing(client, sign_in, hub, submit):
    need = make_need(hub)
    reader = sign_in(client, "viewer", hub)
    page = at(hub, f"needs/{need.code}")

    assert reader.get(page).status_code == 200
    assert "/step/" not in text(reader.get(page))
    assert reader.get(f"{page}/edit").status_code == 403
    assert submit(reader, f"{page}/archive", page=page).status_code == 403


# ---------------------------------------------------------------- forms
def organisation_fields(**fields):
    return {"name": "Viện Sông Hồng", "org_type": "INST", "province": "01"} | fields


def test_an_organisation_is_recorded_and_edited(office, hub, submit):
    fields = organisation_fields(tax_code="2900 123 456", phone="0990 100 001", website="a.vn")
    answer = submit(office, at(hub, "organisations/new"), **fields)
    assert answer.headers["Location"].endswith("/organisations/O001")
    row = db.session.scalars(select(Organisation)).one()
    assert (row.tax_code, row.phone, row.website) == (
        "2900123456", "+84990100001", "https://a.vn"
    )  # fmt: skip

    fields = organisation_fields(name="Viện Sông Lam", version=1)
    answer = submit(office, at(hub, "organisations/O001/edit"), **fields)
    assert answer.status_code == 303
    assert db.session.get(Organisation, row.id).name == "Viện Sông Lam"


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(office, hub, submit):
    fields = organisation_fields(
        name="Viện <b>", org_type="", tax_code="12", website="javascript:x"
    )
    answer = submit(office, at(hub, "organisations/new"), **fields)
    page = text(answer)
    assert answer.status_code == 422
    assert "Viện &lt;b&gt;" in page
    assert 'value="javascript:x"' in page
    assert "Mã số thuế có 10 chữ số" in page
    assert db.session.scalars(select(Organisation)).all() == []


def test_what_may_be_the_same_organisation_is_shown_while_typing(office, hub):
    make_organisation(hub, name="Công ty TNHH Chế biến Hải sản Cửa Sóng (giả định)")
    path = at(hub, "organisations/alike")

    page = text(office.get(path, query_string={"name": "CTY CP che bien hai san Cua Song"}))
    assert "O001" in page
    assert text(office.get(path, query_string={"name": "Hợp tác xã Cam"})).strip() == ""


def test_two_editors_lose_nothing(office, hub, submit):
    row = make_organisation(hub, name="Viện Sông Hồng", province="01", org_type="INST")
    url = at(hub, "organisations/O001/edit")
    submit(office, url, **organisation_fields(name="Tên của người kia", version=1))

    answer = submit(office, url, **organisation_fields(name="Tên của tôi", version=1))
    page = text(answer)
    assert answer.status_code == 409
    assert "Tên của người kia" in page
    assert 'value="Tên của tôi"' in page
    assert 'name="version" type="hidden" value="2"' in page
    assert db.session.get(Organisation, row.id).name == "Tên của người kia"

    answer = submit(office, url, **organisation_fields(name="Tên của tôi", version=2))
    assert answer.status_code == 303
    assert db.session.get(Organisation, row.id).name == "Tên của tôi"


def test_a_technology_is_recorded_approved_or_for_approval(office, hub, submit):
    owner = make_organisation(hub)
    fields = {
        "organisation_id": owner.id,
        "title": "Máy sấy",
        "description": "Sấy nông sản",
        "field": "POST",
        "trl": 8,
        "province": "40",
        "price_vnd": "480 triệu",
        "power_kw": "2,5",
        "publish_ok": "y",
    }
    submit(office, at(hub, "technologies/new"), **fields)
    submit(office, at(hub, "technologies/new"), **fields | {"submit_only": "1", "price_vnd": ""})

    found = db.session.scalars(select(Technology).order_by(Technology.code)).all()
    assert [(t.state, t.price_vnd, t.power_kw, t.publish_ok) for t in found] == [
        (TechnologyState.APPROVED, 480_000_000, 2.5, True),
        (TechnologyState.SUBMITTED, None, 2.5, True),
    ]


def test_a_technology_is_refused_with_a_reason(office, hub, submit):
    technology = make_technology(hub)
    url = at(hub, f"technologies/{technology.code}/refuse")

    assert submit(office, url, reason=" ").status_code == 422
    assert submit(office, url, reason="Chưa rõ chủ sở hữu").status_code == 303
    assert "Chưa rõ chủ sở hữu" in text(office.get(at(hub, f"technologies/{technology.code}")))
    page = at(hub, f"technologies/{technology.code}")
    submit(office, f"{page}/approve", page=page)
    assert db.session.get(Technology, technology.id).state is TechnologyState.APPROVED


def test_an_expert_is_recorded_with_several_fields(office, hub, submit):
    fields = {
        "full_name": "Y Wang Niê Kđăm",
        "fields": ["POST", "FOOD"],
        "expertise": "Bảo quản lạnh",
        "province": "66",
        "languages": ["vi", "en"],
    }
    assert submit(office, at(hub, "experts/new"), **fields).status_code == 303
    row = db.session.scalars(select(Expert)).one()
    assert (row.fields, row.languages, row.public_profile) == (
        ["POST", "FOOD"], ["vi", "en"], False
    )  # fmt: skip
    answer = submit(office, at(hub, "experts/new"), **fields | {"fields": ["NOPE"]})
    assert answer.status_code == 422


def test_the_search_in_the_head_finds_records_of_every_kind(office, hub):
    owner = make_organisation(hub, name="Viện Cam Vàng")
    make_technology(hub, owner, title="Màng phủ cam vàng")
    make_need(hub, owner, title="Giữ cam vàng tươi")
    make_expert(hub, expertise="Bệnh hại cam vàng")

    page = text(office.get(at(hub, "find?q=cam+vang")))
    for path in ("organisations/O001", "technologies/T001", "needs/N001", "experts/E001"):
        assert at(hub, path) in page


# ---------------------------------------------------------------- statements
@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("organisations", 12),
        ("technologies", 11),
        ("needs", 12),
        ("experts", 10),
        ("needs/N001", 21),
        ("technologies/T001", 13),
        ("organisations/O001", 15),
        ("experts/E001", 12),
    ],
)
def test_pages_send_a_fixed_number_of_statements(office, hub, statements, path, most):
    def fill(count):
        for _ in range(count):
            owner = make_organisation(hub)
            make_technology(hub, owner)
            make_need(hub, make_organisation(hub))
            make_expert(hub, organisation_id=owner.id)

    fill(2)
    office.get(at(hub, path))
    with statements() as few:
        office.get(at(hub, path))
    fill(12)
    office.get(at(hub, path))  # brings the index up to date
    with statements() as many:
        assert office.get(at(hub, path)).status_code == 200
    assert len(many) <= len(few) <= most


def test_an_archived_technology_is_not_suggested(office, hub):
    need, technology = make_need(hub), make_technology(hub)
    records.archive(technology)
    assert technology.title not in text(office.get(at(hub, f"needs/{need.code}")))
