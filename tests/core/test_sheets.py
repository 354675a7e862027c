"""Workbooks and CSV in and out: what goes out comes back, what is hostile stays out."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
import xlsxwriter
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import sheets, unpacking
from app.core.errors import Refused
from app.core.sheets import Column, Sheet, guarded, unguarded

texts = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Cf", "Cn", "Co"]),
    min_size=1,
    max_size=12,
)
cells = st.one_of(st.none(), texts, st.integers(-(10**12), 10**12))


def refusal(data: bytes, name: str = "") -> str:
    with pytest.raises(Refused) as refused:
        sheets.read(data, name)
    return refused.value.code


def workbook(*lines, **options) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(lines):
            sheet.write_row(at, 0, line)
    return out.getvalue()


def archive(**parts: bytes | str) -> bytes:
    """A valid workbook with some of its parts replaced or added (`__` stands for `/`)."""
    out = io.BytesIO()
    replaced = {name.replace("__", "/"): part for name, part in parts.items()}
    with zipfile.ZipFile(io.BytesIO(workbook(["a", "b"], [1, 2]))) as source:
        originals = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in (originals | replaced).items():
            target.writestr(name, part)
    return out.getvalue()


# ---------------------------------------------------------------- the guard
@given(st.text())
def test_the_guard_comes_off_again(text):
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+84 912", "-5", "@x", "\t=1", "\r=1", "'=1"])
def test_what_a_spreadsheet_would_run_is_guarded(text):
    assert guarded(text) == "'" + text


# ---------------------------------------------------------------- round trips
@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_xlsx_comes_back_as_it_went_out(rows):
    kept = [row for row in rows if any(value is not None for value in row)]
    sheet = sheets.read(sheets.write(["một", "hai", "ba"], rows, "xlsx"))
    assert (sheet.header, sheet.rows) == (["một", "hai", "ba"], kept)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.one_of(st.none(), texts), min_size=3, max_size=3), max_size=5))
def test_csv_comes_back_as_it_went_out(rows):
    kept = [row for row in rows if any(value is not None for value in row)]
    sheet = sheets.read(sheets.write(["một", "hai", "ba"], rows, "csv"))
    assert (sheet.header, sheet.rows) == (["một", "hai", "ba"], kept)


def test_csv_is_what_offices_in_viet_nam_can_open():
    rows = [["+84 912", 5, True, date(2026, 12, 3), datetime(2026, 12, 3, 1, 30, tzinfo=UTC), None]]
    data = sheets.write(["Điện thoại", "Số", "Có", "Ngày", "Giờ", "x"], rows, "csv")
    assert data.decode("utf-8-sig").splitlines() == [
        "Điện thoại,Số,Có,Ngày,Giờ,x",
        "'+84 912,5,yes,2026-12-03,2026-12-03 08:30,",
    ]
    assert data.startswith(b"\xef\xbb\xbf")


def test_xlsx_keeps_dates_and_types_text_as_text():
    rows = [["=1+1", "0912", date(2026, 12, 3), datetime(2026, 12, 3, 1, 30, tzinfo=UTC), 1.5]]
    columns = [Column("a", 30), "b", "c", "d", "e"]
    sheet = sheets.read(sheets.write(columns, rows, "xlsx"), "x.xlsx")
    assert sheet.rows == [
        ["=1+1", "0912", date(2026, 12, 3), datetime(2026, 12, 3, 8, 30), 1.5],
    ]


def test_a_download_follows_the_format_in_the_address():
    app = Flask(__name__)
    with app.test_request_context("/?format=csv"):
        answer = sheets.respond(["a"], [["1"]], "nhu-cau")
    assert answer.headers["Content-Disposition"] == "attachment; filename=nhu-cau.csv"
    with app.test_request_context("/"):
        answer = sheets.respond(["a"], [["1"]], "nhu-cau")
    assert answer.mimetype == sheets.MIME["xlsx"]


# ---------------------------------------------------------------- untidy but honest files
def test_titles_empty_rows_and_empty_columns_are_left_out():
    data = workbook(
        ["DANH SÁCH NHU CẦU"], [], ["Mã", "", "Tên", "Tỉnh"], ["N1", "", "Sấy cam", "40"], [],
        ["N2", "", " Lọc nước ", 40.0],
    )  # fmt: skip
    assert sheets.read(data) == Sheet(
        ["Mã", "Tên", "Tỉnh"], [["N1", "Sấy cam", "40"], ["N2", "Lọc nước", 40]], [4, 6]
    )


def test_a_value_merged_over_rows_counts_for_each():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["org", "title", "field"])
        sheet.merge_range(1, 0, 3, 0, "HTX Cam")
        sheet.write_column(1, 1, ["a", "b", "c"])
    assert [row[:2] for row in sheets.read(out.getvalue()).rows] == [
        ["HTX Cam", "a"], ["HTX Cam", "b"], ["HTX Cam", "c"]
    ]  # fmt: skip


def test_semicolons_and_tabs_also_separate():
    assert sheets.read(b'"a,b";c;d\n1;2;3\n').rows == [["1", "2", "3"]]
    assert sheets.read(b"a\tb\tc\n1\t2\t3\n").rows == [["1", "2", "3"]]


def test_hidden_sheets_are_passed_over():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        hidden, shown = book.add_worksheet(), book.add_worksheet()
        hidden.write_row(0, 0, ["x", "y"])
        shown.write_row(0, 0, ["a", "b"])
        shown.activate()
        hidden.hide()
    assert sheets.read(out.getvalue()).header == ["a", "b"]


# ---------------------------------------------------------------- unusable and hostile files
@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "", "sheet_empty"),
        (b"\n\n", "a.csv", "sheet_empty"),
        ("Mã,Tên\n1,Điện".encode("utf-16"), "a.csv", "sheet_encoding"),
        ("Mã,Tên\n1,C«ng nghÖ".encode("cp1252", "replace"), "a.csv", "sheet_encoding"),
        (b"a,b\n1,\0", "a.csv", "sheet_encoding"),
        (b'a,b\n1,"x"y\n', "a.csv", "sheet_line"),
        (b"\xd0\xcf\x11\xe0....", "a.xlsx", "sheet_kind"),
        (b"%PDF", "a.pdf", "sheet_kind"),
        (b"hello", "a.xlsx", "sheet_broken"),
        (b"PK\x03\x04 broken", "a.xlsx", "sheet_broken"),
        (b"a" * (sheets.MAX_BYTES + 1), "a.csv", "sheet_too_big"),
    ],
)
def test_unusable_files_are_refused_with_a_reason(data, name, code):
    assert refusal(data, name) == code


def test_rows_and_columns_are_limited():
    head = ",".join(["c"] * (unpacking.MAX_COLUMNS + 1))
    assert refusal(head.encode()) == "sheet_too_many_columns"
    assert refusal(b"a,b\n" + b"1,2\n" * (unpacking.MAX_ROWS + 1)) == "sheet_too_many_rows"
    assert len(sheets.read(b"a,b\n" + b"1,2\n" * unpacking.MAX_ROWS).rows) == unpacking.MAX_ROWS


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "sheet_too_many_rows"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "sheet_too_many_columns"),
        ('<row r="1"><c r="&#88;FD1"><v>1</v></c></row>', "sheet_too_many_columns"),
        ('<row r="1"><c r="?"><v>1</v></c></row>', "sheet_broken"),
        ("<row>" + "<c><v>1</v></c>" * 201 + "</row>", "sheet_too_many_columns"),
    ],
)
def test_one_cell_far_away_does_not_ask_for_billions(cell, code):
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f"<worksheet {space}><sheetData>{cell}</sheetData></worksheet>"
    assert refusal(archive(**{"xl__worksheets__sheet1.xml": sheet})) == code


def test_an_empty_cell_far_away_is_harmless():
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    sheet = f"<worksheet {space}><sheetData>{rows}{far}</sheetData></worksheet>"
    assert sheets.read(archive(**{"xl__worksheets__sheet1.xml": sheet})).header == ["1", "2"]


def test_archives_that_swell_are_not_opened():
    assert refusal(archive(**{"xl__big.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})) == "sheet_bomb"
    many = {f"xl__part{n}.xml": b"<a/>" for n in range(unpacking.MAX_ENTRIES)}
    assert refusal(archive(**many)) == "sheet_bomb"


def test_entities_are_not_followed():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert refusal(archive(**{"xl__sharedStrings.xml": bomb})) == "sheet_broken"


def test_one_long_text_shared_by_many_cells_is_not_multiplied():
    long = "x" * 32_000
    with pytest.raises(Refused) as refused:
        sheets.read(workbook(["a", "b"], *[[long] * 20] * 60))
    assert refused.value.code == "sheet_bomb"


def test_a_directory_that_lies_about_sizes_gains_nothing():
    out = bytearray(archive(**{"xl__sharedStrings.xml": b"<a>" + b"0123456789" * 90_000 + b"</a>"}))
    at = out.rindex(b"xl/sharedStrings.xml") - 46  # the entry in the directory at the end
    assert out[at : at + 4] == b"PK\x01\x02"
    out[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(out)) == "sheet_broken"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 4000), st.sampled_from(["", "a.xlsx", "a.csv"]))
def test_any_bytes_are_read_or_refused(noise, at, name):
    good = bytearray(archive())
    good[at : at + len(noise)] = noise
    for data in (noise, bytes(good)):
        try:
            assert isinstance(sheets.read(data, name), Sheet)
        except Refused as refused:
            assert refused.code.startswith("sheet_")
