"""Papers: exact Vietnamese words, official head, lists that repeat their head row, QR codes."""

from datetime import date
from io import BytesIO

import qrcode
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from qrcode.constants import ERROR_CORRECT_M

from app.core.documents import fonts, official, papers, qr
from app.core.documents.official import long_date
from app.core.documents.text import shorten, wrap


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_qr_runs_redraw_exactly_the_code():
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=2)
    code.add_data("7" * 198, optimize=0)
    code.make()

    side, runs = qr.qr_runs("7" * 198)

    redrawn = [[False] * side for _row in range(side)]
    for x, y, width in runs:
        redrawn[y][x : x + width] = [True] * width
    assert redrawn == [[bool(module) for module in row] for row in code.modules]


def test_qr_svg_keeps_four_modules_of_white():
    side, path = qr.qr_svg("7" * 198)

    assert side == 37 + 8
    assert path.startswith("M4 4h7v1h-7z")


def test_text_like_markup_is_printed_as_it_stands():
    pdf = papers.build([papers.paragraph("<b>1</b> & 2 ế")], name="x")

    assert "<b>1</b> & 2 ế" in texts(pdf)[0]


def test_decomposed_letters_are_composed():
    assert fonts.drawable("e\u0302\u0301") == "ế"


def test_long_lists_repeat_their_head_row_and_number_their_pages():
    columns = [papers.Column("Họ và tên", 3), papers.Column("Số", 1, "right")]
    rows = [("Nguyễn Thị Minh Hà", number) for number in range(200)]
    table = papers.table(columns, rows, width=papers.page_room())

    pages = texts(papers.build([table], name="Danh sách"))

    assert len(pages) > 3
    assert all("Họ và tên" in page for page in pages)
    assert f"2/{len(pages)}" in pages[1]


def test_official_paper_has_the_lawful_head_and_foot():
    head = official.OfficialHead(
        superior="UBND tỉnh Nghệ An",
        issuer="Sở Khoa học và Công nghệ",
        number="12/BC-SKHCN",
        place="Nghệ An",
        on=date(2026, 12, 5),
        title="Báo cáo",
        abstract="Kết quả sự kiện",
    )
    foot = official.OfficialFoot(["UBND tỉnh"], "KT. Giám đốc", "Phó Giám đốc", "Nguyễn Văn An")
    flowables = [*official.official_head(head), *official.official_foot(foot)]

    text = texts(papers.build(flowables, name="Báo cáo", look="official"))[0]

    for words in (
        "UBND TỈNH NGHỆ AN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/BC-SKHCN",
        "Nghệ An, ngày 05 tháng 12 năm 2026",
        "Nơi nhận:",
        "KT. GIÁM ĐỐC",
        "Nguyễn Văn An",
    ):
        assert words in text


def test_long_dates_pad_small_days_and_the_first_two_months():
    assert long_date("Vinh", date(2026, 2, 3)) == "Vinh, ngày 03 tháng 02 năm 2026"
    assert long_date("Vinh", date(2026, 3, 13)) == "Vinh, ngày 13 tháng 3 năm 2026"


@given(st.text("ab ", max_size=60), st.integers(3, 30), st.integers(1, 4))
def test_wrapped_text_keeps_its_letters_and_its_room(text, room, lines):
    made = wrap(text, room, lines, len)

    if made is not None:
        assert len(made) <= lines
        assert all(len(line) <= room for line in made)
        assert "".join(made).replace(" ", "") == text.replace(" ", "")


@given(st.text("ab ", max_size=60), st.integers(1, 30))
def test_shortened_text_fits(text, room):
    assert len(shorten(text, lambda part: len(part) <= room)) <= room


def test_text_is_cut_between_words():
    assert shorten("Viện Nghiên cứu", lambda part: len(part) <= 10) == "Viện…"
