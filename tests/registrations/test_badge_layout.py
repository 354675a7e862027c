"""Nothing on a badge runs over its edge, whatever people are called."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from app.registrations.badges import layout
from app.registrations.badges.layout import COLOURS, MM, Event, Line, Weight
from app.registrations.badges.pdf import measure
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


@given(names, organisations, st.sampled_from([*COLOURS, "unheard of"]))
@example(LONG_NAME, LONG_ORGANISATION[:120], "red")
@example("W" * 45, "W" * 120, "red")
@example("Ộ Ễ", "Ẫ " * 60, "red")
def test_nothing_runs_over_its_edge(name, organisation, colour):
    placed = layout.arrange_person(
        make_face(name=name, organisation=organisation, colour=colour), measure
    )

    for item in placed:
        width = measure(item.line.text, item.line.weight) * item.line.size
        assert width <= layout.ROOM + 0.01
    *words_on_card, code = placed
    if words_on_card:
        first, last = words_on_card[0], words_on_card[-1]
        assert first.y + first.line.size <= layout.HEAD_LINE
        assert last.y - 0.27 * last.line.size >= layout.QR_BOTTOM + layout.QR_BOX
    assert code.y >= 5 * MM


@given(names, organisations)
def test_lines_do_not_touch_each_other(name, organisation):
    placed = layout.arrange_person(make_face(name=name, organisation=organisation), measure)[:-1]

    for above, below in pairwise(placed):
        assert above.y - below.y >= 0.9 * below.line.size


@given(organisations, organisations)
def test_head_and_band_stay_in_their_boxes(event_name, category):
    head = layout.arrange_head(Event(event_name, "03–05/12/2026 · Nghệ An"), measure)
    band = layout.arrange_band(category, measure)

    for item in head:
        width = measure(item.line.text, item.line.weight) * item.line.size
        assert item.x + width <= layout.WIDTH - layout.MARGIN + 0.01
        assert layout.HEAD_LINE < item.y < layout.HEIGHT
    _x, bottom, room, height = layout.BAND
    for item in band:
        assert measure(item.line.text, item.line.weight) * item.line.size <= room
        assert bottom < item.y < bottom + height


def test_qr_code_is_large_enough_with_its_quiet_zone():
    assert layout.QR_BOX * 37 / 45 >= 25 * MM
    assert layout.BAND[1] + layout.BAND[3] <= layout.QR_BOTTOM


def test_category_colours_carry_white_words():
    for colour in COLOURS.values():
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (luminance + 0.05) >= 4.5
