"""When two names mean the same organisation."""

import pytest

from app.catalogue.duplicates import ALIKE, bare_name, likeness, named_in, tax_code


@pytest.mark.parametrize(
    "spelling",
    [
        "Công ty TNHH Lam Giang (giả định)",
        "CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN LAM GIANG",
        "Cty TNHH MTV Lam Giang",
        "Cty CP Lam Giang",
        "CT. Lam-Giang",
        "cong ty co phan lam giang",
    ],
)
def test_one_firm_under_many_spellings(spelling):
    assert bare_name(spelling) == "lam giang"


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("HTX Cam Đồi Vàng", "cam doi vang"),
        ("Trường Đại học Vinh", "dh vinh"),
        ("ĐH Vinh", "dh vinh"),
        ("Công ty", "cong ty"),
        ("", ""),
    ],
)
def test_other_names_keep_what_tells_them_apart(name, bare):
    assert bare_name(name) == bare


def test_alike_names_are_asked_about_and_others_are_not():
    one = bare_name("Công ty TNHH Chế biến Hải sản Cửa Sóng")
    assert likeness(one, bare_name("Cty chế biến hải sản Cửa Sóng Xanh")) >= ALIKE
    assert likeness(one, bare_name("Công ty Chế biến Gỗ Lam Giang")) < ALIKE
    assert likeness("", one) == 0


def test_a_text_that_names_a_firm_is_noticed():
    assert named_in("Công ty TNHH Cửa Sóng", "Cơ sở Cửa Sóng cần máy sấy.")
    assert not named_in("Công ty TNHH Cửa Sóng", "Cửa hàng bên sóng nước")
    assert not named_in("Công ty Lam", "cá lam sông Lam")  # one word alone says too little


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("2900 123 456", "2900123456"), ("2900123456001", "2900123456-001"), ("", None), (None, None),
     ("040123456789", "040123456789")],
)  # fmt: skip
def test_tax_codes_are_kept_in_one_form(typed, stored):
    assert tax_code(typed) == stored


@pytest.mark.parametrize("typed", ["123", "29001234567", "abc"])
def test_what_is_no_tax_code_is_refused(typed):
    with pytest.raises(ValueError, match="not a tax code"):
        tax_code(typed)
