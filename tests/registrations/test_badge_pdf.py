"""The finished badge sheets: right paper, right words, nothing private, small."""

import re
from io import BytesIO

from pypdf import PdfReader

from app.core.documents.qr import qr_runs
from app.registrations.badges.design import MM, Back, Design, Look, Paper, Part, Size
from app.registrations.badges.layout import Event
from app.registrations.badges.pdf import render
from tests.factories.badges import make_face

EVENT = Event("Techmart & Techdemo Bắc Trung Bộ 2026", "03–05/12/2026 · Nghệ An")


def pages(faces, paper=Paper.A4, look=Look()):
    return PdfReader(BytesIO(render(EVENT, faces, paper, look))).pages


def size_in_mm(page):
    return [round(float(side) / MM) for side in (page.mediabox.width, page.mediabox.height)]


def test_four_badges_share_a_sheet_of_a4():
    made = pages([make_face(code=f"badge-{n}") for n in range(9)])

    assert [size_in_mm(page) for page in made] == [[210, 297]] * 3
    found = [re.findall(r"badge-(\d)", page.extract_text()) for page in made]
    assert found == [["0", "1", "2", "3"], ["4", "5", "6", "7"], ["8"]]


def test_a_card_is_one_page_of_a6():
    made = pages([make_face(), make_face()], Paper.CARD)

    assert [size_in_mm(page) for page in made] == [[105, 148]] * 2


def test_small_cards_share_a_sheet_and_leave_out_what_was_left_out():
    look = Look(Design(size=Size.CARD, parts=frozenset({Part.CODE})))
    made = pages([make_face(code=f"badge-{n}") for n in range(11)], look=look)

    assert [size_in_mm(page) for page in made] == [[210, 297]] * 2
    assert len(re.findall(r"badge-", made[0].extract_text())) == 10
    assert "Khách tham quan" not in made[0].extract_text()
    assert "Techmart" not in made[0].extract_text()


def test_backs_lie_behind_their_fronts_when_the_sheet_is_turned():
    same = pages(
        [make_face(code="badge-0"), make_face(code="badge-1")], look=Look(Design(back=Back.SAME))
    )

    assert re.findall(r"badge-(\d)", same[0].extract_text()) == ["0", "1"]
    assert sorted(re.findall(r"badge-(\d)", same[1].extract_text())) == ["0", "1"]
    front, back = ({text: x for x, text in places(page)} for page in same)
    middle = 105 * MM
    assert front["badge-0"] < middle < back["badge-0"]
    assert back["badge-1"] < middle < front["badge-1"]


def places(page):
    """Where each registration code stands: (x, text)."""
    found = []

    def visit(text, matrix, text_matrix, _font, _size):
        if text.startswith("badge-"):
            found.append((text_matrix[4] * matrix[0] + matrix[4], text.strip()))

    page.extract_text(visitor_text=visit)
    return found


def test_words_for_the_back_are_on_every_back():
    look = Look(Design(back=Back.WORDS, back_words="Wi-Fi: Techmart\nĐường dây nóng 1900 0000"))
    made = pages([make_face()] * 5, Paper.CARD, look)

    assert len(made) == 10
    assert all("Đường dây nóng" in page.extract_text() for page in made[1::2])


def test_no_badges_still_make_a_readable_file():
    assert len(pages([])) == 1


def test_words_on_the_badge_are_exact():
    text = pages([make_face(name="Đỗ Ễ Ộng", organisation="Sở Khoa học & Công nghệ")])[
        0
    ].extract_text()

    for words in ("Đỗ Ễ Ộng", "Sở Khoa học & Công nghệ", "Khách tham quan", "Techmart & Techdemo"):
        assert words in text
    assert "dkx74m2pdkx74m2p" in text


def test_control_and_direction_marks_are_not_printed():
    text = pages(
        [make_face(name="Nguyễn\u202e Hà\u0000\u0301\u0301\u0301\u0301", organisation="김 ok")]
    )
    text = text[0].extract_text()

    assert "\u202e" not in text
    assert "? ok" in text


def test_six_hundred_badges_embed_each_font_once_and_stay_small():
    data = render(EVENT, [make_face(name=f"Nguyễn Thị Minh Hà {n}") for n in range(600)])

    assert len(data) / 600 < 4000
    assert data.count(b"/FontFile2") == 3


def test_progress_counts_every_badge():
    told = []

    render(EVENT, [make_face(), make_face()], progress=told.append)

    assert told == [1, 2]


def test_the_token_makes_a_code_of_37_modules():
    assert qr_runs("1" * 198)[0] == 37
