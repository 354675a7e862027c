"""Vietnamese text: folding for search, cleaning of what people type, sort keys.

Databases do not agree on Vietnamese (SQLite knows nothing of it, PostgreSQL depends on how it
was built), so the keys made here are stored beside the text and compared as plain strings.
"""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES_IN_LINE = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_MARK = r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_TOO_MANY_MARKS = re.compile(f"({_MARK}{{2}}){_MARK}+")
_JOINERS = "\u200c\u200d"


# ---------------------------------------------------------------------- folding
class _Folding(dict[int, str]):
    """A table for str.translate that finds the bare form of a character once and keeps it."""

    def __missing__(self, codepoint: int) -> str:
        bare, before = chr(codepoint), ""
        while bare != before:
            before = bare
            bare = unicodedata.normalize("NFKD", bare.casefold())
            bare = "".join(c for c in bare if not unicodedata.category(c).startswith("M"))
            bare = bare.replace("đ", "d").replace("ð", "d")  # ð/Ð is typed for đ/Đ by mistake
        self[codepoint] = bare
        return bare


_FOLDING = _Folding()


def fold(s: str) -> str:
    """The form in which text is searched and compared: lower case, no marks, đ as d, single spaces.

    fold("Điện  Biên") == "dien bien"; fold(fold(s)) == fold(s). Punctuation stays.
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", s).translate(_FOLDING)).strip()


_I_OR_Y = re.compile(r"(?<![a-z])(h|k|l|m|s|t|qu)([iy])(?![a-z])")


def spellings(folded: str) -> list[str]:
    """A folded text in both customary spellings, i and y: "ky thuat" -> ["ky thuat", "ki thuat"].

    Only whole syllables in which both are written count (kĩ/kỹ, lí/lý, quí/quý), so that "may"
    stays apart from "mai". The text itself comes first; with nothing to vary it stands alone.
    """
    with_i = _I_OR_Y.sub(r"\1i", folded)
    with_y = _I_OR_Y.sub(r"\1y", folded)
    return list(dict.fromkeys([folded, with_i, with_y]))


# ---------------------------------------------------------------------- cleaning
def clean(s: str, max_length: int | None = None, *, lines: bool = False) -> str:
    """Typed or imported text as it is stored: NFC, trimmed, without invisible characters.

    Bidirectional and other invisible controls go, of a run of combining marks two stay, white
    space becomes single spaces; with `lines` line breaks stay (at most one empty line).
    Raises ValueError for NUL, for other control characters and lone surrogates, which no text
    field has a use for, and when the result is longer than `max_length` characters.
    """
    s = _LINE_BREAKS.sub("\n", s)
    kept = []
    for ch in unicodedata.normalize("NFC", s):
        category = unicodedata.category(ch)
        if category == "Cs" or (category == "Cc" and ch not in "\n\t"):
            raise ValueError(f"character U+{ord(ch):04X} is not allowed")
        if category != "Cf" or ch in _JOINERS:
            kept.append(ch)
    s = unicodedata.normalize("NFC", _TOO_MANY_MARKS.sub(r"\1", "".join(kept)))
    if lines:
        s = "\n".join(line.strip() for line in _SPACES_IN_LINE.sub(" ", s).split("\n"))
        s = _BLANK_LINES.sub("\n\n", s).strip()
    else:
        s = _SPACES.sub(" ", s).strip()
    if max_length is not None and len(s) > max_length:
        raise ValueError(f"longer than {max_length} characters")
    return s


def whole(s: str, most_digits: int = 9) -> int | None:
    """The number that plain digits write, None for any other text.

    `str.isdigit` is no guard for `int`: it takes "²" too, and any length.
    """
    return int(s) if s.isascii() and s.isdigit() and len(s) <= most_digits else None


# ---------------------------------------------------------------------- sorting
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng
_SPACE, _PUNCTUATION, _OTHER_SCRIPT = "01", "02", "99"
_KEY_CHARACTERS = 250


def _letter_code(base: str) -> str:
    if base in _LETTERS:
        return str(_LETTERS.index(base) + 20)
    if base.isdecimal():
        return str(unicodedata.decimal(base) + 10)
    if base.isspace():
        return _SPACE
    return f"{_OTHER_SCRIPT}{ord(base):07d}" if base.isalpha() else _PUNCTUATION


def _codes(ch: str) -> list[tuple[str, str, str]]:
    """(letter, tone, case) codes of one NFC character; usually one triple."""
    parts = unicodedata.normalize("NFD", ch)
    tone = next((_TONES[c] for c in parts if c in _TONES), 0)
    base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES)).casefold()
    if base not in _LETTERS or len(base) != 1:
        base = fold(ch) or (" " if ch.isspace() else "")
    case = "1" if ch != ch.lower() else "0"
    return [(_letter_code(c), str(tone), case) for c in base]


class _Codes(dict[str, list[tuple[str, str, str]]]):
    def __missing__(self, ch: str) -> list[tuple[str, str, str]]:
        self[ch] = _codes(ch)
        return self[ch]


_CODES = _Codes()


def _full_key(s: str) -> str:
    """Letters, "00", tones, cases: no key begins another one, so that keys can be joined."""
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", s).strip())
    codes = [triple for ch in text[:_KEY_CHARACTERS] for triple in _CODES[ch]]
    return "{}00{}{}".format(
        "".join(c[0] for c in codes), "".join(c[1] for c in codes), "".join(c[2] for c in codes)
    )


def collation_key(s: str) -> str:
    """A string that sorts as Vietnamese does: by letters, then tones, then case.

    Letters: space, punctuation, digits, a ă â b c d đ e ê … z; tones: ngang huyền hỏi ngã sắc nặng.
    The key holds digits only, so every database collation puts keys in the same order. Only the
    first 250 characters count, which keeps keys within what an index can hold.
    """
    return _full_key(s).rstrip("0")  # zeros at the end never decide, see _full_key


def name_key(full: str, given: str | None = None) -> str:
    """A sort key for people: by given name, then family name, then the names between.

    `given` is the given name where it is not the last word (Y Wang Niê Kđăm).
    """
    words = full.split()
    if given is None:
        given, rest = (words[-1], words[:-1]) if words else ("", [])
    else:
        own = given.split()
        rest = [word for word in words if word not in own]
    family, between = (rest[0], " ".join(rest[1:])) if rest else ("", "")
    return "".join(_full_key(part) for part in (given, family, between)).rstrip("0")


# ---------------------------------------------------------------------- old encodings
_TCVN3_SURE = re.compile(r"[A-Za-z][¨©ª«¬®¶¸¹»¼½¾]+[A-Za-z]|§[a-zA-Z]*[¨©ª«¬®¶¸¹»¼½¾ÖÌÈÞ×]")
_TCVN3_MAYBE = re.compile(r"(?<![A-Za-z])[A-Za-z]+[µ·Ö×ÌÈÞßÝÜ®¹¸»](?![A-Z])")
_VNI = re.compile(
    r"[aA][âêáàãåäéèëúüøùûõïÂÊÁÀÃÅÄÉÈËÚÜØÙÛÕÏ]|[eE][âáàãåäøùûõïÂÁÀÃÅÄØÙÛÕÏ]"
    r"|[oO][âäåïøûùõÂÄÅÏØÛÙÕ]|[uU][ïøûõÏØÛÕ]|[öÖ][ôøùûõïØÙÛÕÏ]|[ñÑ][aâeioôuöAEIOUÖ]"
)


def looks_legacy_encoded(s: str) -> bool:
    """Whether text seems to be Vietnamese in TCVN3 or VNI fonts ("C«ng nghÖ", "Coâng ngheä").

    Such text is readable only in its old font; it must be converted before it is imported.
    One sure sign or two weak ones decide, so that "Citroën", "kW·h" and "Björk" pass.
    """
    text = unicodedata.normalize("NFC", s)
    if text.isascii():
        return False
    if _TCVN3_SURE.search(text):
        return True
    return len(_TCVN3_MAYBE.findall(text)) >= 2 or len(_VNI.findall(text)) >= 2
