"""When two names mean the same organisation.

"Công ty TNHH Lam Giang", "Cty TNHH MTV Lam Giang" and "CT Lam Giang" are one firm under three
spellings: names are compared folded and without their legal form.
"""

from __future__ import annotations

import re

from app.core.text import fold

_LEGAL_FORMS = re.compile(
    r"\b(?:"
    r"tong cong ty|tap doan|cong ty|cty|c\.?ty|ct|"
    r"trach nhiem huu han|t\.?n\.?h\.?h|"
    r"mot thanh vien|hai thanh vien|1 thanh vien|2 thanh vien|m\.?t\.?v|hai tv|"
    r"co phan|cp|hop danh|tu nhan|doanh nghiep|dntn|dn|"
    r"lien hiep hop tac xa|hop tac xa|htx|to hop tac|tht|"
    r"ho kinh doanh|hkd|co so san xuat|co so|csxx?|chi nhanh|"
    r"gia dinh"
    r")\b"
)
_SHORT = (("truong dai hoc", "dh"), ("dai hoc", "dh"), ("thuong mai", "tm"), ("dich vu", "dv"),
          ("san xuat", "sx"), ("xuat nhap khau", "xnk"), ("cong nghe", "cn"))  # fmt: skip
_NOT_WORDS = re.compile(r"[^a-z0-9]+")


def bare_words(text: str) -> str:
    """A text folded, without legal forms and punctuation; the folded text if nothing is left."""
    folded = fold(text).replace("&", " ")
    bare = _NOT_WORDS.sub(" ", _LEGAL_FORMS.sub(" ", folded)).strip()
    for long, short in _SHORT:
        bare = re.sub(rf"\b{long}\b", short, bare)
    return bare or _NOT_WORDS.sub(" ", folded).strip()


def bare_name(name: str) -> str:
    """What an organisation's name is compared by; at most 200 characters."""
    return bare_words(name)[:200]


def named_in(name: str, text: str) -> bool:
    """Whether a text names an organisation, with or without its legal form."""
    bare = bare_words(name)
    return len(bare.split()) > 1 and f" {bare} " in f" {bare_words(text)} "


def likeness(one: str, other: str) -> float:
    """How alike two bare names are: the share of words they have in common, 0 to 1."""
    mine, theirs = set(one.split()), set(other.split())
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / len(mine | theirs)


ALIKE = 0.7  # from here on a person is asked whether the two are one


def tax_code(text: str | None) -> str | None:
    """A tax code as stored: 10 digits, 10-3 for a branch, or 12 digits of an owner; None if empty.

    Raises ValueError for anything else.
    """
    if not text or not text.strip():
        return None
    digits = re.sub(r"[\s.]", "", text)
    if re.fullmatch(r"[0-9]{13}", digits):
        digits = f"{digits[:10]}-{digits[10:]}"
    if not re.fullmatch(r"[0-9]{10}(?:-[0-9]{3})?|[0-9]{12}", digits):
        raise ValueError("not a tax code")
    return digits
