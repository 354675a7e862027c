"""Tables into the catalogue: every bad cell named, all rows or none, and out again the same."""

import io
import re
from datetime import date

import pytest
from sqlalchemy import select

from app.catalogue.imports import Kind, import_table
from app.catalogue.imports.columns import COLUMNS, places
from app.catalogue.models import Expert, Need, Organisation, Technology
from app.catalogue.states import Confidentiality, NeedState, TechnologyState
from app.core import jobs, sheets
from app.core.db import db
from app.core.errors import Refused
from app.core.sheets import Sheet
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_expert, make_need, make_organisation, make_technology


def sheet(header: str, *rows: list) -> Sheet:
    heads = [head.strip() for head in header.split("|")]
    return Sheet(heads, [list(row) for row in rows], list(range(2, len(rows) + 2)))


def problems(report) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.value) for problem in report.problems]


# ---------------------------------------------------------------- heads
@pytest.mark.parametrize("kind", list(Kind))
def test_names_titles_and_vietnamese_heads_are_all_understood(app, kind):
    names = [column.name for column in COLUMNS[kind]]
    with app.test_request_context():
        titles = [f"{column.title} *" for column in COLUMNS[kind]]
        assert places(kind, names) == {name: i for i, name in enumerate(names)}
        assert places(kind, titles) == {name: i for i, name in enumerate(names)}


def test_heads_of_office_tables_are_understood(app):
    found = places(Kind.NEEDS, ["STT", "Tên nhu cầu", "Thực trạng", "LĨNH VỰC", "Đơn vị", "Tỉnh",
                                "Ngày tiếp nhận", "Kinh phí dự kiến"])  # fmt: skip
    assert found == {
        "title_vi": 1, "description_vi": 2, "field": 3, "org_name": 4, "province": 5,
        "received_on": 6, "budget_max_vnd": 7,
    }  # fmt: skip


# ---------------------------------------------------------------- rows
def test_a_table_of_organisations_is_taken_in(hub):
    table = sheet(
        "name_vi | org_type | province | phone | tax_code | email | ngôn ngữ thư",
        ["HTX Cam Đồi Vàng", "COOP", 40, 990100011, 2900123456, "LienHe@O11.example.org", None],
        ["Viện Sông Hồng", "viện nghiên cứu, tổ chức nghiên cứu khoa học", "hà nội",
         "0990 100 001", None, None, "Tiếng Anh"],
        ["Cơ sở ở tỉnh cũ", "house", "Kiên Giang", None, None, None, "vi"],
    )  # fmt: skip
    report = import_table(Kind.ORGANISATIONS, table, hub)

    assert (report.problems, report.created) == ([], 3)
    rows = db.session.scalars(select(Organisation).order_by(Organisation.code)).all()
    assert [(r.code, r.org_type, r.province, r.phone, r.tax_code) for r in rows] == [
        ("O001", "COOP", "40", "+84990100011", "2900123456"),
        ("O002", "INST", "01", "+84990100001", None),
        ("O003", "HOUSE", "91", None, None),
    ]
    assert [r.language for r in rows] == ["vi", "en", "vi"]
    assert rows[0].email == "lienhe@o11.example.org"
    assert "o001" in rows[0].folded


def test_every_bad_cell_is_named_and_nothing_is_written(hub):
    table = sheet(
        "title_vi | description_vi | field | trl | org_name | price_vnd | needs_water",
        ["Máy sấy", "Sấy", "POST", 8, "Viện lạ", "480 triệu", "có"],
        [None, "Sấy", "KHÔNG CÓ", "mười", "Viện lạ", "rẻ", "đôi khi"],
        ["C«ng nghÖ sÊy", "Sấy", "POST", 9, "Viện lạ", None, None],
    )
    report = import_table(Kind.TECHNOLOGIES, table, hub)

    assert problems(report) == [
        (2, "Đơn vị", "Viện lạ"),
        (3, "Tên công nghệ, thiết bị", ""),
        (3, "Lĩnh vực", "KHÔNG CÓ"),
        (3, "TRL", "mười"),
        (3, "Giá chào bán (đồng)", "rẻ"),
        (3, "Cần nước", "đôi khi"),
        (3, "Đơn vị", "Viện lạ"),
        (4, "Tên công nghệ, thiết bị", "C«ng nghÖ sÊy"),
        (4, "Đơn vị", "Viện lạ"),
    ]
    assert report.created == 0
    assert db.session.scalars(select(Technology)).all() == []


def test_technologies_find_their_owner_by_code_or_name(hub):
    one = make_organisation(hub, name="Viện Sông Hồng (giả định)", province="01")
    table = sheet(
        "title_vi | description_vi | field | trl | org_code | org_name | publish_ok",
        ["Máy sấy", "Sấy", "POST", "TRL 8", one.code.lower(), None, None],
        ["Máy lọc", "Lọc", "Xử lý nước và thủy lợi", 7, None, "vien song hong", "không"],
    )
    report = import_table(Kind.TECHNOLOGIES, table, hub)

    assert report.problems == []
    rows = db.session.scalars(select(Technology).order_by(Technology.code)).all()
    assert [(r.organisation_id, r.field, r.trl, r.province, r.publish_ok) for r in rows] == [
        (one.id, "POST", 8, "01", True),
        (one.id, "WATR", 7, "01", False),
    ]
    assert {r.state for r in rows} == {TechnologyState.APPROVED}
    queued = db.session.scalars(select(jobs.Job.task)).all()
    assert queued == ["catalogue.refresh_suggestions"]


def need_row(**fields):
    usual = {"title_vi": "Sấy cam", "description_vi": "Hao hụt", "field": "POST",
             "province": "40", "org_code": "O001", "received_on": date(2026, 8, 6)}  # fmt: skip
    return usual | fields


def needs_sheet(*rows: dict) -> Sheet:
    heads = list(dict.fromkeys(head for row in rows for head in row))
    cells = [[row.get(head) for head in heads] for row in rows]
    return Sheet(heads, cells, list(range(2, len(rows) + 2)))


def test_needs_keep_what_they_say_and_get_what_they_do_not(hub):
    make_organisation(hub)
    table = needs_sheet(
        need_row(status="đã giải quyết", resolved_on="01/10/2026", received_on="06/08/2026"),
        need_row(confidentiality="riêng", budget_max_vnd="1,5 tỷ", source="qua điện thoại"),
        need_row(),
    )
    report = import_table(Kind.NEEDS, table, hub, confidentiality=Confidentiality.ANONYMOUS)

    assert report.problems == []
    rows = db.session.scalars(select(Need).order_by(Need.code)).all()
    assert [(r.state, r.confidentiality, r.resolved_on, r.budget_max_vnd) for r in rows] == [
        (NeedState.RESOLVED, Confidentiality.ANONYMOUS, date(2026, 10, 1), None),
        (NeedState.RECEIVED, Confidentiality.PRIVATE, None, 1_500_000_000),
        (NeedState.RECEIVED, Confidentiality.ANONYMOUS, None, None),
    ]


def test_rows_that_contradict_themselves_or_the_hub_are_named(hub):
    make_organisation(hub, name="HTX Cam Đồi Vàng")
    table = needs_sheet(
        need_row(budget_min_vnd=500, budget_max_vnd=400),
        need_row(hub="H99"),
        need_row(code="N7"),
        need_row(code="n7"),
        need_row(description_vi="HTX Cam Đồi Vàng cần kho lạnh", confidentiality="anonymous"),
        need_row(status="duplicate_of"),
        need_row(org_code=None),
    )
    report = import_table(Kind.NEEDS, table, hub)

    assert problems(report) == [
        (2, "Kinh phí đến (đồng)", "400"),
        (3, "Điểm kết nối", "H99"),
        (5, "Mã", "N7"),
        (6, "Vấn đề cần giải quyết", "HTX Cam Đồi Vàng"),
        (7, "Trạng thái", "duplicate_of"),
        (8, "Đơn vị", ""),
    ]


def test_experts_may_come_from_organisations_we_do_not_know(hub):
    table = sheet(
        "full_name | fields | expertise_vi | province | org_name | languages | gender",
        ["Nguyễn Thị Minh Hà", "POST;Công nghệ sinh học", "Sấy", "40", "Viện lạ", "vi; en", "nữ"],
    )
    report = import_table(Kind.EXPERTS, table, hub)

    assert report.problems == []
    row = db.session.scalars(select(Expert)).one()
    assert (row.fields, row.organisation_id, row.organisation_name, row.languages) == (
        ["POST", "BIOT"], None, "Viện lạ", ["vi", "en"]
    )  # fmt: skip
    assert (row.gender, row.public_profile, row.approved_on is not None) == ("F", False, True)


def test_importing_again_changes_nothing(hub):
    table = sheet("code | name_vi | org_type | province", ["O7", "Viện Sông Hồng", "INST", "01"])
    assert import_table(Kind.ORGANISATIONS, table, hub).created == 1
    table.rows[0][1] = "Tên khác"
    again = import_table(Kind.ORGANISATIONS, table, hub)

    assert (again.created, again.skipped, again.problems) == (0, ["O7"], [])
    assert db.session.scalars(select(Organisation.name)).all() == ["Viện Sông Hồng"]


def test_twins_are_pointed_out_and_tax_codes_are_unique(hub):
    make_organisation(hub, name="Công ty TNHH Lam Giang", tax_code="2900123456")
    table = sheet(
        "name_vi | org_type | province | tax_code",
        ["Cty TNHH MTV Lam Giang", "ENT", "40", None],
        ["Hãng khác", "ENT", "40", "2900123456"],
    )
    report = import_table(Kind.ORGANISATIONS, table, hub, dry_run=True)

    assert [(w.row, w.value) for w in report.warnings] == [(2, "Cty TNHH MTV Lam Giang")]
    assert problems(report) == [(3, "Mã số thuế", "2900123456")]


def test_a_dry_run_writes_nothing(hub):
    table = sheet("name_vi | org_type | province", ["Viện Sông Hồng", "INST", "01"])
    assert import_table(Kind.ORGANISATIONS, table, hub, dry_run=True).created == 1
    assert db.session.scalars(select(Organisation)).all() == []


def test_rows_go_to_their_hubs_where_that_is_wanted(hub):
    other = make_hub()
    make_organisation(hub, code="O001")
    table = needs_sheet(need_row(hub=other.code, code="N001"), need_row(code="N001"))
    report = import_table(Kind.NEEDS, table, hub, by_row_hub=True)

    assert report.problems == []
    found = db.session.execute(select(Need.hub_id, Need.code).order_by(Need.id)).all()
    assert [tuple(row) for row in found] == [(other.id, "N001"), (hub.id, "N001")]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (sheet("name_vi | province", ["Viện", "01"]), "import_no_columns"),
        (sheet("name_vi | org_type | province"), "import_empty"),
    ],
)
def test_a_table_without_its_columns_or_rows_is_refused(hub, table, code):
    with pytest.raises(Refused) as refused:
        import_table(Kind.ORGANISATIONS, table, hub)
    assert refused.value.code == code


def test_many_rows_take_few_statements(hub, statements):
    owner = make_organisation(hub)
    rows = [[f"Máy số {n}", "Sấy", "POST", 8, owner.code, n or None] for n in range(500)]
    table = sheet("title_vi | description_vi | field | trl | org_code | price_vnd", *rows)
    with statements() as sent:
        assert import_table(Kind.TECHNOLOGIES, table, hub).created == 500
    assert len(sent) <= 20


# ---------------------------------------------------------------- the pages
def upload(client, hub, kind, data: bytes, name: str, submit, **fields):
    return submit(
        client, f"/hubs/{hub.slug}/import/{kind}", file=(io.BytesIO(data), name), **fields
    )


def test_a_file_is_looked_through_and_then_imported(client, sign_in, hub, submit):
    office = sign_in(client, "organiser", hub)
    data = "Tên;Loại hình;Tỉnh;Ghi thêm\nViện Sông Hồng;INST;Hà Nội;x\n".encode()

    answer = upload(office, hub, "organisations", data, "tổ chức.csv", submit)
    preview = answer.headers["Location"]
    page = office.get(preview).get_data(as_text=True)
    assert "Viện Sông Hồng" in page
    assert "Ghi thêm" in page  # the column that is passed over
    assert db.session.scalars(select(Organisation)).all() == []

    assert submit(office, preview).status_code == 303
    assert [r.name for r in db.session.scalars(select(Organisation))] == ["Viện Sông Hồng"]
    again = submit(office, preview, page=f"/hubs/{hub.slug}/organisations")
    assert again.status_code == 303  # the file is gone: sent back to choose one
    assert len(db.session.scalars(select(Organisation)).all()) == 1


def test_the_preview_names_row_and_cell(client, sign_in, hub, submit):
    office = sign_in(client, "organiser", hub)
    rows = [["Viện <script>", "KHÔNG", "Hà Nội"]]
    data = sheets.write(["Tên", "Loại hình", "Tỉnh"], rows, "xlsx")

    answer = upload(office, hub, "organisations", data, "a.xlsx", submit)
    page = office.get(answer.headers["Location"]).get_data(as_text=True)
    cells = re.findall(r"<td>([^<]*)</td>", page)
    why = "Không có loại hình này: dùng mã hoặc tên trong danh mục."
    assert cells[:3] == ["Loại hình", "KHÔNG", why]
    assert submit(office, answer.headers["Location"]).status_code == 422
    assert db.session.scalars(select(Organisation)).all() == []


def test_unusable_files_are_refused_on_the_form(client, sign_in, hub, submit):
    office = sign_in(client, "organiser", hub)
    for data, name in ((b"%PDF-1.7", "a.pdf"), (b"PK\x03\x04", "a.xlsx"), (b"", "a.csv")):
        assert upload(office, hub, "needs", data, name, submit).status_code == 422
    assert submit(office, f"/hubs/{hub.slug}/import/needs").status_code == 422  # no file at all
    assert office.get(f"/hubs/{hub.slug}/import/dragons").status_code == 404


def test_a_preview_belongs_to_its_hub_and_kind(client, sign_in, hub, submit):
    office = sign_in(client, "organiser", hub)
    data = "name_vi,org_type,province\nViện,INST,01\n".encode()
    where = upload(office, hub, "organisations", data, "a.csv", submit).headers["Location"]

    assert office.get(where.replace("/organisations/", "/needs/")).status_code == 404
    other = make_hub()
    stranger = sign_in(client, "organiser", other)
    assert stranger.get(where.replace(hub.slug, other.slug)).status_code == 404


def test_the_template_has_every_column(client, sign_in, hub):
    office = sign_in(client, "organiser", hub)
    for kind in Kind:
        for ending in ("xlsx", "csv"):
            answer = office.get(f"/hubs/{hub.slug}/import/{kind}/template?format={ending}")
            assert len(sheets.read(answer.data).header) == len(COLUMNS[kind])


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_was_exported_is_imported_the_same(client, sign_in, hub, kind, ending):
    owner = make_organisation(
        hub, name="=Viện +Sông", phone="+84990100001", tax_code="2900123456",
        address="@ số 5", email="a@example.org",
    )  # fmt: skip
    make_technology(hub, owner, price_vnd=480_000_000, booth_width_m=3.5, needs_water=True)
    make_need(
        hub, owner, budget_min_vnd=1, needed_by=date(2027, 1, 2), contact_phone="+84990100002"
    )
    make_expert(hub, organisation_id=owner.id, organisation_name=owner.name, email="b@example.org")
    office = sign_in(client, "organiser", hub)
    data = office.get(f"/hubs/{hub.slug}/{kind}?format={ending}").data

    before = sheets.read(data)
    assert import_table(kind, before, hub).skipped == [before.rows[0][0]]
    other = make_hub(code=hub.code + "X")
    if kind is not Kind.ORGANISATIONS:
        make_organisation(other, code=owner.code, name=owner.name)
    if "Điểm kết nối" in before.header:
        before.rows[0][before.header.index("Điểm kết nối")] = other.code
    report = import_table(kind, before, other)
    assert (report.problems, report.created) == ([], 1)

    other_office = sign_in(client, "organiser", other)
    after = sheets.read(other_office.get(f"/hubs/{other.slug}/{kind}?format={ending}").data)
    assert after.rows == before.rows
