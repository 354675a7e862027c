"""Nothing on a badge runs over its edge, whatever people are called."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from app.registrations.badges import layout
from app.registrations.badges.design import (
    LEAST_QR,
    MM,
    SIZES_MM,
    Back,
    Design,
    Part,
    QrPlace,
    Size,
    frame,
    sheet,
)
from app.registrations.badges.layout import COLOURS, Event, Line, Weight
from app.registrations.badges.measure import measure
from tests.factories.badges import make_face

LETTERS = "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYaăâbcdđeêghiklmnoôơpqrstuưvxyàẢãậẾễỘợỰỷWw'-()"
words = st.text(LETTERS, min_size=1, max_size=45)
names = st.lists(words, min_size=1, max_size=9).map(" ".join).map(lambda name: name[:45].strip())
organisations = st.lists(words, max_size=20).map(" ".join).map(lambda name: name[:120])
LONG_NAME = "Công Tằng Tôn Nữ Hoàng Nguyệt Minh Phương Châu"[:45]
LONG_ORGANISATION = "Phân viện Nghiên cứu, Ứng dụng và Chuyển giao Công nghệ " * 2 + "Vinh Hà"


def name_of(name: str, given_name: str = "") -> list[str]:
    return [line.text for line in layout.fit_name(name, given_name, measure)]


def organisation_of(text: str, short_name: str = "") -> list[str]:
    lines = layout.fit_lines(text, measure, lines=3, size=12, instead=short_name)
    return [line.text for line in lines]


def test_short_names_stand_on_one_line():
    assert name_of("Lê Ái") == ["Lê Ái"]
    assert name_of("Ý") == ["Ý"]
    assert name_of("") == []


def test_longer_names_break_before_the_given_name_which_is_largest():
    lines = layout.fit_name("Nguyễn Thị Minh Hà", "", measure)

    assert lines == [
        Line("Nguyễn Thị Minh", 21, Weight.SEMIBOLD),
        Line("Hà", 46, Weight.BOLD),
    ]


def test_a_given_name_of_two_words_is_kept_together():
    assert name_of("María José de la Cruz y Fernández José María", "José María") == [
        "María José de la Cruz y Fernández",
        "José María",
    ]


def test_a_given_name_that_is_not_at_the_end_is_not_believed():
    assert name_of("Nguyễn Thị Minh Hà", "Khác") == ["Nguyễn Thị Minh", "Hà"]


def test_very_long_family_names_take_two_lines():
    assert name_of("Công Tằng Tôn Nữ Hoàng Nguyệt Minh Châu") == [
        "Công Tằng Tôn Nữ",
        "Hoàng Nguyệt Minh",
        "Châu",
    ]


def test_organisation_too_long_for_three_lines_gives_its_short_name_else_an_ellipsis():
    name = LONG_ORGANISATION + " và các đơn vị thành viên trên toàn quốc"

    assert organisation_of(name, "Phân viện NN") == ["Phân viện NN"]
    cut = organisation_of(name)
    assert len(cut) == 3
    assert cut[-1].endswith("…")


designs = st.builds(
    Design,
    size=st.sampled_from(Size),
    qr=st.sampled_from(QrPlace),
    parts=st.frozensets(st.sampled_from(Part)),
    back=st.sampled_from(Back),
)


@given(designs)
def test_no_part_of_a_card_lies_over_another_or_over_the_edge(design):
    made = frame(design)

    for index, box in enumerate(made.boxes):
        assert 0 <= box.x < box.right <= made.width + 1e-6
        assert 0 <= box.y < box.top <= made.height + 1e-6
        for other in made.boxes[index + 1 :]:
            assert not box.overlaps(other)


@given(designs)
def test_the_qr_code_with_its_quiet_zone_stays_large_enough_for_a_cheap_phone(design):
    made = frame(design)

    assert made.qr.width == made.qr.height >= LEAST_QR - 1e-6


@given(designs, names, organisations, st.sampled_from([*COLOURS, "unheard of"]))
@example(Design(), LONG_NAME, LONG_ORGANISATION[:120], "red")
@example(Design(size=Size.CARD), "W" * 45, "W" * 120, "red")
@example(Design(qr=QrPlace.LEFT), "Ộ Ễ", "Ẫ " * 60, "red")
def test_nothing_that_is_written_leaves_its_box(design, name, organisation, colour):
    made = frame(design)
    placed = layout.arrange_person(
        make_face(name=name, organisation=organisation, colour=colour), made, measure
    )
    if made.code is not None:
        *placed, code = placed
        assert made.code.y <= code.y < made.code.top
        assert width_of(code) <= made.code.width + 0.01

    for item in placed:
        assert width_of(item) <= made.words.width + 0.01
    if placed:
        first, last = placed[0], placed[-1]
        assert first.y + 0.94 * first.line.size <= made.words.top + 0.01
        assert last.y - 0.27 * last.line.size >= made.words.y - 0.01


def width_of(item):
    return measure(item.line.text, item.line.weight) * item.line.size


@given(designs, names, organisations)
def test_lines_do_not_touch_each_other(design, name, organisation):
    made = frame(design)
    placed = layout.arrange_person(
        make_face(name=name, organisation=organisation, code=""), made, measure
    )
    if made.code is not None:
        placed = placed[:-1]

    for above, below in pairwise(placed):
        assert above.y - below.y >= 0.9 * below.line.size


@given(designs, organisations, organisations)
def test_head_and_band_stay_in_their_boxes(design, event_name, category):
    made = frame(design)
    head = layout.arrange_head(Event(event_name, "03–05/12/2026 · Nghệ An"), made, measure)
    band = layout.arrange_band(category, made, measure)

    for item in head:
        assert item.x + width_of(item) <= made.head.right + 0.01
        assert made.head.y < item.y < made.head.top
    for item in band:
        assert width_of(item) <= made.band.width
        assert made.band.y < item.y < made.band.top


@given(designs, st.text(LETTERS + " \n", max_size=600))
@example(Design(size=Size.CARD), "Wi-Fi\n\n" * 60)
@example(Design(size=Size.CARD), "W" * 600)
def test_words_on_the_back_get_smaller_until_they_fit(design, words):
    made = frame(design)
    for item in layout.arrange_back(words, made, measure):
        assert item.x + width_of(item) <= made.width
        assert 0 < item.y < made.height


def test_a4_takes_as_many_cards_as_fit_and_none_over_its_edge():
    numbers = {size: len(sheet(size).corners) for size in Size}
    assert numbers == {Size.A6: 4, Size.A6_WIDE: 4, Size.A7: 8, Size.CARD: 10}
    for size in Size:
        paper, (width, height) = sheet(size), SIZES_MM[size]
        for x, y in paper.corners:
            assert x >= 0 and x + width * MM <= paper.width + 1e-6
            assert y >= 0 and y + height * MM <= paper.height + 1e-6


def test_category_colours_carry_white_words():
    for colour in COLOURS.values():
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (luminance + 0.05) >= 4.5
