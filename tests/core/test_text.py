"""Folding, cleaning, Vietnamese order, old encodings."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import clean, collation_key, fold, looks_legacy_encoded, name_key, spellings

VIETNAMESE = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
words = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " '-0123456789", max_size=20)


# ---------------------------------------------------------------- folding
@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Điện  Biên", "dien bien"),
        ("hoà hòa THUÝ thúy", "hoa hoa thuy thuy"),
        ("ÐỖ ƯU", "do uu"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Ước"), "nguyen thi uoc"),
        ("H’Liêm Êban", "h’liem eban"),
        ("50 m² \u00a0 ﬁlm", "50 m2 film"),
        ("", ""),
    ],
)
def test_folding_keeps_bare_letters(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(words)
def test_folding_ignores_case_and_normal_form(text):
    assert fold(text.upper()) == fold(text) == fold(unicodedata.normalize("NFD", text))


def test_both_spellings_with_i_and_y_are_offered():
    assert spellings("ky thuat") == ["ky thuat", "ki thuat"]
    assert spellings("qui trinh") == ["qui trinh", "quy trinh"]
    assert spellings("may say") == ["may say"]


# ---------------------------------------------------------------- cleaning
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Trần\t Thị \n Hà ", "Trần Thị Hà"),
        ("an\u202egnp.exe", "angnp.exe"),
        ("\ufeffHà\u200b Nội", "Hà Nội"),
        ("Z" + "\u0336" * 40, "Z\u0336\u0336"),
        (unicodedata.normalize("NFD", "Ước"), "Ước"),
    ],
)
def test_cleaning_removes_what_cannot_be_seen(typed, kept):
    assert clean(typed) == kept


def test_cleaning_keeps_lines_where_asked():
    assert clean(" một \r\n\r\n\r\n\r\n hai\x0bba ", lines=True) == "một\n\nhai\nba"


@pytest.mark.parametrize("bad", ["a\0b", "a\x1b[31m", "a\x7f", "a\ud800"])
def test_cleaning_refuses_control_characters(bad):
    with pytest.raises(ValueError, match="not allowed"):
        clean(bad)


def test_cleaning_refuses_text_over_the_limit():
    assert clean(" abc ", 3) == "abc"
    with pytest.raises(ValueError, match="longer than 3"):
        clean("abcd", 3)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), st.booleans())
def test_cleaning_twice_changes_nothing_more(text, lines):
    once = clean(text, lines=lines)
    assert clean(once, lines=lines) == once


# ---------------------------------------------------------------- sorting
_A = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_T = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def reference(text: str) -> tuple[list[int], list[int], list[bool]]:
    """The order as the domain reference states it, slow and plain: letters, tones, case."""
    letters, tones, cases = [], [], []
    for ch in unicodedata.normalize("NFC", " ".join(text.split())):
        parts = unicodedata.normalize("NFD", ch.casefold())
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _T))
        if base == " ":
            letters.append(1)
        elif base in _A:
            letters.append(20 + _A.index(base))
        elif base.isdecimal():
            letters.append(10 + int(base))
        else:
            letters.append(2)
        tones.append(next((_T[c] for c in parts if c in _T), 0))
        cases.append(ch != ch.lower())
    return letters, tones, cases


@given(words, words)
def test_keys_compare_as_the_reference_does(one, other):
    assert (collation_key(one) < collation_key(other)) == (reference(one) < reference(other))
    assert (collation_key(one) == collation_key(other)) == (reference(one) == reference(other))


@given(st.text())
def test_keys_are_made_of_digits_only(text):
    assert set(collation_key(text)) <= set("0123456789")
    assert set(name_key(text)) <= set("0123456789")


def test_words_stand_in_dictionary_order():
    right = [
        "An",
        "Ân",
        "2",
        "ba",
        "bá",
        "bạ",
        "Bà",
        "cam",
        "Chanh",
        "da",
        "đa",
        "ê",
        "la",
        "lá",
        "làm",
        "lam",
    ]
    expected = ["2", "An", "Ân", "ba", "Bà", "bá", "bạ", "cam", "Chanh", "da", "đa", "ê"]
    assert sorted(right, key=collation_key) == [*expected, "la", "lá", "lam", "làm"]


def test_people_stand_by_given_name_then_family_then_middle():
    people = ["Trần Văn Bình", "Nguyễn Thị An", "Lê Án", "Lê Thị An", "Lê An", "Y Wang Niê Kđăm"]
    assert sorted(people, key=name_key) == [
        "Lê An", "Lê Thị An", "Nguyễn Thị An", "Lê Án", "Trần Văn Bình", "Y Wang Niê Kđăm"
    ]  # fmt: skip


def test_a_given_name_in_another_place_counts():
    assert name_key("Y Wang Niê Kđăm", "Wang") > name_key("Nguyễn Vũ")
    assert name_key("Wang", None) < name_key("Y Wang Niê Kđăm", "Wang")


@given(words, words, words)
def test_name_keys_compare_part_by_part(given_name, one, other):
    g = given_name.split()[0] if given_name.split() else "An"
    f, h = ("".join(x.split()) or "x" for x in (one, other))
    assert (name_key(f"{f} {g}") < name_key(f"{h} {g}")) == (collation_key(f) < collation_key(h))


# ---------------------------------------------------------------- old encodings
@pytest.mark.parametrize(
    "text",
    ["C«ng nghÖ sÊy n«ng s¶n", "§iÖn lùc NghÖ An", "Coâng ngheä saáy noâng saûn", "Ñieän löïc"],
)
def test_old_encodings_are_noticed(text):
    assert looks_legacy_encoded(text)


@pytest.mark.parametrize(
    "text",
    ["Công nghệ sấy nông sản", "Björk Citroën", "5 kW·h", "10 µm", "«Ngày hội» © 2026", "N·m",
     "Windows® 11", "điều §12", "Nguyễn Ước hoà thuý khoẻ", "Zoë", "plain"],
)  # fmt: skip
def test_proper_text_is_left_alone(text):
    assert not looks_legacy_encoded(text)
